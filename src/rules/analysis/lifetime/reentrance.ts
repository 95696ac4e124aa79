import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, isInside, keyName, memberName, unwrap, type ClassNode } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";
import type { Release } from "./vocabulary.ts";

const ending = /^#?_?(?:destroy|dispose|free|delete|release|close|terminate)|^\[Symbol\.(?:asyncD|d)ispose\]$/i;
const address = /ptr|pointer|addr|handle/i;

/**
 * A method that releases, then calls back, and only then says that it has released: what the callback does may come back
 * to the method, whose guard lets it through a second time.
 */
export function judgeReentrance(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  for (const method of file.source.nodes("MethodDefinition")) {
    const name = keyName(method);
    const { body } = method.value;
    if (method.static || name === undefined || !ending.test(name) || body === null || body === undefined) continue;
    const [first] = body.body;
    const guarded = first === undefined ? undefined : guardFields(file, first);
    if (guarded === undefined || guarded.length === 0) continue;
    const found = reentered(file, method.parent.parent as ClassNode, body, guarded);
    if (found === undefined) continue;
    findings.push({
      kind: "double-release",
      node: found.release,
      released: found.callback,
      acquisition: undefined,
      certainty: "possible",
      text: clip(file.source.text(found.how.target)),
      how: "reentered",
    });
  }
  return findings;
}

/** The fields that `if (this.done) return;` looks at. */
function guardFields(file: FileAnalysis, statement: TSESTree.Statement): string[] {
  if (statement.type !== "IfStatement" || statement.alternate !== null) return [];
  const { consequent, test } = statement;
  const [only, more] = consequent.type === "BlockStatement" ? consequent.body : [consequent];
  if (only?.type !== "ReturnStatement" || more !== undefined) return [];
  return file.source
    .nodes("MemberExpression")
    .filter((read) => isInside(read, test) && read.object.type === "ThisExpression")
    .flatMap((read) => memberName(read) ?? []);
}

function reentered(
  file: FileAnalysis,
  owner: ClassNode,
  body: TSESTree.BlockStatement,
  guarded: readonly string[],
): { release: TSESTree.CallExpression; how: Release; callback: TSESTree.CallExpression } | undefined {
  let released: { release: TSESTree.CallExpression; how: Release } | undefined;
  let callback: TSESTree.CallExpression | undefined;
  for (const statement of body.body.slice(1)) {
    const cleared = clearedField(statement);
    if (cleared !== undefined && guarded.includes(cleared))
      return released === undefined || callback === undefined ? undefined : { ...released, callback };
    // The pointer itself may be what tells: 0 releases nothing.
    const target = released === undefined ? "" : file.source.text(released.how.target);
    if (cleared !== undefined && target.includes(cleared) && callback === undefined) released = undefined;
    const call = statement.type === "ExpressionStatement" ? unwrap(statement.expression) : undefined;
    if (call?.type !== "CallExpression") continue;
    const how = file.vocabulary.release(call);
    if (how !== undefined && freesMemory(file, how)) released ??= { release: call, how };
    else if (released !== undefined && isStoredCallback(file, owner, call)) callback ??= call;
  }
  return undefined;
}

function freesMemory(file: FileAnalysis, { style, name, target, family }: Release): boolean {
  const text = file.source.text(target);
  if (!/^this\b/.test(text)) return false;
  return style === "method" ? name === "delete" || name === "free" : family !== undefined || address.test(text);
}

function clearedField(statement: TSESTree.Statement): string | undefined {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression")
    return undefined;
  const { left } = statement.expression;
  return left.type === "MemberExpression" && left.object.type === "ThisExpression" ? memberName(left) : undefined;
}

/** `this.onDispose()`, where the constructor was given the function: whose it is, the class does not know. */
function isStoredCallback(file: FileAnalysis, owner: ClassNode, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression") return false;
  const name = memberName(callee);
  const create = owner.body.body.find(
    (member) => member.type === "MethodDefinition" && member.kind === "constructor" && isFunction(member.value),
  );
  if (name === undefined || create?.type !== "MethodDefinition") return false;
  const isProperty = create.value.params.some(
    (param) =>
      param.type === "TSParameterProperty" && param.parameter.type === "Identifier" && param.parameter.name === name,
  );
  if (isProperty) return true;
  return file.source.nodes("AssignmentExpression").some(({ left, right, range }) => {
    if (range[0] < create.range[0] || range[1] > create.range[1]) return false;
    if (left.type !== "MemberExpression" || left.object.type !== "ThisExpression" || memberName(left) !== name)
      return false;
    const given = unwrap(right);
    return given.type === "Identifier" && file.source.variableOf(given)?.defs[0]?.type === "Parameter";
  });
}
