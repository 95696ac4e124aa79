import type { TSESTree } from "@typescript-eslint/utils";
import { viewConstructors } from "../recognise/wasm-values.ts";
import { isFunction, isInside, lastName, memberName, unwrap } from "../syntax.ts";
import { isMemory } from "./addresses.ts";
import type { Run } from "./run.ts";
import type { Value } from "./value.ts";

/**
 * `return new Uint8Array(memory.buffer, pointer, size)`, `return HEAPF32.subarray(pointer >> 2, end)`: the caller gets a view
 * of memory that is still its own to free. Which parameter the view begins at.
 */
export function viewedParameter(run: Run, argument: TSESTree.Node, { derived, boxes, ids }: Value): number | undefined {
  if (!derived || boxes.length > 0 || !isFunction(run.fn)) return undefined;
  const begin = beginOf(run, unwrap(argument));
  if (begin === undefined) return undefined;
  const { params } = run.fn;
  const [index, ...others] = params.flatMap((param, at) => {
    const name = param.type === "AssignmentPattern" ? param.left : param;
    const variable = name.type === "Identifier" ? run.file.source.variableOf(name) : undefined;
    return variable?.references.some(({ identifier }) => isInside(identifier, begin)) === true ? [at] : [];
  });
  const id = index === undefined || others.length > 0 ? undefined : run.parameters[index];
  return id !== undefined && ids.includes(id) ? index : undefined;
}

/** The expression at which a view begins in the module's memory. */
function beginOf({ file: { source } }: Run, node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type === "NewExpression") {
    const [buffer, begin] = node.arguments;
    return viewConstructors.has(lastName(node.callee) ?? "") && isMemory(source, buffer) ? begin : undefined;
  }
  const callee = node.type === "CallExpression" ? unwrap(node.callee) : undefined;
  if (node.type !== "CallExpression" || callee?.type !== "MemberExpression" || memberName(callee) !== "subarray")
    return undefined;
  return isMemory(source, callee.object) ? node.arguments[0] : undefined;
}
