import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, stringValue, unwrap } from "../syntax.ts";
import { evaluate } from "./expressions.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import { falsy, truthy, type Value } from "./value.ts";

const builtIn =
  /^(?:Array|Map|Set|Error|TypeError|RangeError|Promise|Date|RegExp|ArrayBuffer|DataView|(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array)$/;

/** What a test for the kind of a value gives for an object of a binding: it is no array, number or string. */
export function kindTest(run: Run, state: State, node: TSESTree.Node): Value | undefined {
  if (node.type === "CallExpression") {
    const callee = unwrap(node.callee);
    const [tested] = node.arguments;
    const isArrayTest =
      callee.type === "MemberExpression" &&
      memberName(callee) === "isArray" &&
      callee.object.type === "Identifier" &&
      callee.object.name === "Array";
    return isArrayTest && tested !== undefined && isHandle(run, state, tested) ? falsy : undefined;
  }
  if (node.type !== "BinaryExpression") return undefined;
  const { left, operator, right } = node;
  if (operator === "instanceof") {
    return right.type === "Identifier" && builtIn.test(right.name) && isHandle(run, state, left) ? falsy : undefined;
  }
  if (left.type !== "UnaryExpression" || left.operator !== "typeof" || !/^[!=]==?$/.test(operator)) return undefined;
  const kind = stringValue(right);
  if (kind !== "number" && kind !== "string" && kind !== "bigint" && kind !== "boolean") return undefined;
  if (!isHandle(run, state, left.argument)) return undefined;
  return operator.startsWith("!") ? truthy : falsy;
}

function isHandle(run: Run, state: State, node: TSESTree.Node): boolean {
  if (run.file.places.of(node) === undefined) return false;
  const { ids, boxes, derived } = evaluate(run, state.copy(), node);
  if (boxes.length > 0 || derived || ids.length === 0) return false;
  return ids.every((id) => run.file.resources.get(id)?.acquisition?.kind === "handle");
}
