import type { TSESTree } from "@typescript-eslint/utils";
import { viewConstructors } from "../recognise/wasm-values.ts";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { lastName, memberName, unwrap } from "../syntax.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `new Uint8Array(memory.buffer, image.ptr, n)`, `const p = image.getPointer(); heap.subarray(p, p + n)`: memory is looked at
 * where the expression, or the name that it is given, says.
 */
export function isAddressOf({ source, vocabulary }: FileAnalysis, node: TSESTree.Node): boolean {
  if (isPlaceInMemory(source, node)) return true;
  const sum = sumWith(node);
  const { parent } = sum;
  const isInit = parent?.type === "VariableDeclarator" && parent.init === sum;
  const declared = node.type === "Property" ? node.value : isInit ? parent.id : undefined;
  const variable = declared?.type === "Identifier" ? source.variableOf(declared) : undefined;
  if (variable === undefined) return false;
  const uses = variable.references.map(({ identifier }) => identifier);
  // What is freed by itself is nobody's part.
  const isFreed = uses.some(
    ({ parent: call }) => call.type === "CallExpression" && vocabulary.release(call) !== undefined,
  );
  return !isFreed && uses.some((use) => isPlaceInMemory(source, use));
}

/** `image.ptr >> 2`, `p + n`: all that is computed from it at once. */
function sumWith(node: TSESTree.Node): TSESTree.Node {
  let at = node;
  while (at.parent?.type === "BinaryExpression" || at.parent?.type === "TSNonNullExpression") at = at.parent;
  return at;
}

function isPlaceInMemory(source: SourceFile, node: TSESTree.Node): boolean {
  const at = sumWith(node);
  const { parent } = at;
  switch (parent?.type) {
    case "NewExpression": {
      const [buffer, begin] = parent.arguments;
      return begin === at && viewConstructors.has(lastName(parent.callee) ?? "") && isMemory(source, buffer);
    }
    case "CallExpression":
      return parent.arguments[0] === at && isReadFrom(source, parent);
    case "MemberExpression":
      return parent.computed && parent.property === at && isMemory(source, parent.object);
    default:
      return false;
  }
}

/** `heap.subarray(p, q)`, `HEAPU8.slice(p, q)` */
export function isReadFrom(source: SourceFile, { callee, arguments: given }: TSESTree.CallExpression): boolean {
  const member = unwrap(callee);
  if (member.type !== "MemberExpression" || given.length !== 2) return false;
  const name = memberName(member);
  return (name === "subarray" || name === "slice") && isMemory(source, member.object);
}

const memory = /HEAP[UF]?\d|\b_?mem(?:ory)?\b|[a-z]Mem(?:ory)?\b|wasm|heap/i;

/** By its name, or by what it is given once, it is the memory of a module. */
export function isMemory(source: SourceFile, expression: TSESTree.Node | undefined): boolean {
  if (expression === undefined) return false;
  if (memory.test(source.text(expression))) return true;
  const variable = expression.type === "Identifier" ? source.variableOf(expression) : undefined;
  const [origin, ...others] = variable === undefined ? [] : sourcesOf(variable);
  return origin?.kind === "expression" && others.length === 0 && memory.test(source.text(origin.node));
}
