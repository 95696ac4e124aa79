import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";

// What queries, records of a database and emitters of events have, and objects of a module do not.
// A `delete` that is told what to delete is a client's or a collection's; no destructor takes an argument.
const ofRecords =
  /^(?:delete|post|patch|insert|upsert|truncate|select|where|orderBy|populate|refetch|on|once|off|emit|addListener)$/;

const answers = new WeakMap<Variable, boolean>();

/** `query.delete()` beside `query.insert(row)`: the method deletes rows or a document, not memory. */
export function isRecord(source: SourceFile, target: TSESTree.Node): boolean {
  const node = unwrap(target);
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  if (variable === undefined) return false;
  let answer = answers.get(variable);
  if (answer === undefined) {
    answer = variable.references.some(({ identifier }) => {
      const call = calledOn(identifier);
      return call !== undefined && ofRecords.test(call.name) && call.node.arguments.length > 0;
    });
    answers.set(variable, answer);
  }
  return answer;
}

/** `query.delete(); query.run()`: what is asked to work after it goes on without what was deleted. */
export function worksOn(source: SourceFile, ending: TSESTree.CallExpression): boolean {
  const target = ending.callee.type === "MemberExpression" ? unwrap(ending.callee.object) : undefined;
  const variable = target?.type === "Identifier" ? source.variableOf(target) : undefined;
  const statement = ending.parent;
  if (variable === undefined || statement.type !== "ExpressionStatement") return false;
  const block = statement.parent;
  return variable.references.some((reference) => {
    const { identifier } = reference;
    if (identifier.range[0] < statement.range[1] || identifier.range[1] > block.range[1]) return false;
    if (variable.references.some((other) => other.isWrite() && other.identifier.range[0] > statement.range[1]))
      return false;
    const call = calledOn(identifier);
    return call !== undefined && !/^(?:is|has|delete$|free$)/.test(call.name) && !isExpectedToFail(call.node);
  });
}

/** `expect(() => image.width()).toThrow()`: a test that looks at what is gone. */
function isExpectedToFail(node: TSESTree.Node): boolean {
  const { parent } = node;
  return parent?.type === "ArrowFunctionExpression" || parent?.type === "ReturnStatement";
}

/** `await session.delete()`, `const answer = query.delete()`: a destructor gives nothing that anybody waits for or keeps. */
export function isAnswerKept(call: TSESTree.CallExpression): boolean {
  const { parent } = call.parent.type === "ChainExpression" ? call.parent : call;
  return (
    parent?.type === "AwaitExpression" ||
    parent?.type === "VariableDeclarator" ||
    (parent?.type === "AssignmentExpression" && parent.right === call)
  );
}

function calledOn(identifier: TSESTree.Node): { node: TSESTree.CallExpression; name: string } | undefined {
  const { parent } = identifier;
  if (parent?.type !== "MemberExpression" || parent.object !== identifier) return undefined;
  const name = memberName(parent);
  const call = parent.parent;
  return name !== undefined && call.type === "CallExpression" && call.callee === parent
    ? { node: call, name }
    : undefined;
}
