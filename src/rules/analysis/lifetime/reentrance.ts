import type { TSESTree } from "@typescript-eslint/utils";
import { fieldOfThis, isFunction, isInside, isMethod, keyName, memberName, unwrap, type ClassNode } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";
import type { Release } from "./vocabulary.ts";

const ending = /^#?_?(?:destroy|dispose|free|delete|release|close|terminate)|^\[Symbol\.(?:asyncD|d)ispose\]$/i;
const address = /ptr|pointer|addr|handle/i;

/**
 * A method that releases and calls back, and only then says that it has released: what the callback does may come back to
 * the method, whose guard lets it through a second time.
 */
export function judgeReentrance(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  for (const method of [...file.source.nodes("MethodDefinition"), ...file.source.nodes("PropertyDefinition")]) {
    if (!isMethod(method)) continue;
    const name = keyName(method);
    const { body } = method.value;
    if (method.static || name === undefined || !ending.test(name) || body.type !== "BlockStatement") continue;
    const [first] = body.body;
    const guarded = first === undefined ? undefined : guardOf(file, first, body);
    if (guarded === undefined || guarded.fields.length === 0) continue;
    const found = reentered(file, method.parent.parent as ClassNode, guarded);
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

interface Guard {
  /** The fields that it looks at. */
  readonly fields: readonly string[];
  /** What it keeps from running twice. */
  readonly body: readonly TSESTree.Statement[];
}

/** `if (this.done) return;` before all the rest, or `if (!this.done) { … }` around it. */
function guardOf(file: FileAnalysis, statement: TSESTree.Statement, block: TSESTree.BlockStatement): Guard | undefined {
  if (statement.type !== "IfStatement" || statement.alternate !== null) return undefined;
  const { consequent, test } = statement;
  const inner = consequent.type === "BlockStatement" ? consequent.body : [consequent];
  const [only, more] = inner;
  const isExit = only?.type === "ReturnStatement" && more === undefined;
  if (!isExit && block.body.length > 1) return undefined;
  const fields = file.source
    .nodes("MemberExpression")
    .filter((read) => isInside(read, test) && read.object.type === "ThisExpression")
    .flatMap((read) => memberName(read) ?? []);
  return { fields, body: isExit ? block.body.slice(1) : inner };
}

function reentered(
  file: FileAnalysis,
  owner: ClassNode,
  { fields, body }: Guard,
): { release: TSESTree.CallExpression; how: Release; callback: TSESTree.CallExpression } | undefined {
  let released: { release: TSESTree.CallExpression; how: Release } | undefined;
  let callback: TSESTree.CallExpression | undefined;
  // What is empty when the callback has come back here is released no second time.
  const isEmptied = ({ target }: Release): boolean => {
    const text = file.source.text(target);
    return body.some((statement) => text.includes(clearedField(statement) ?? " "));
  };
  for (const statement of body) {
    const cleared = clearedField(statement);
    if (cleared !== undefined && fields.includes(cleared))
      return released === undefined || callback === undefined ? undefined : { ...released, callback };
    // The pointer itself may be what tells: 0 releases nothing.
    const target = released === undefined ? "" : file.source.text(released.how.target);
    if (cleared !== undefined && target.includes(cleared) && callback === undefined) released = undefined;
    const call = statement.type === "ExpressionStatement" ? unwrap(statement.expression) : undefined;
    const how = call?.type === "CallExpression" ? file.vocabulary.release(call) : undefined;
    if (call?.type === "CallExpression" && how !== undefined && freesMemory(file, how)) {
      if (callback === undefined || !isEmptied(how)) released ??= { release: call, how };
    } else callback ??= calledBack(file, owner, statement, released !== undefined);
  }
  return undefined;
}

/** `this.onDispose()`, `this.emit("close")`, `for (const listener of this.listeners) listener();` */
function calledBack(
  file: FileAnalysis,
  owner: ClassNode,
  statement: TSESTree.Statement,
  isLate: boolean,
): TSESTree.CallExpression | undefined {
  if (statement.type === "ForOfStatement") {
    const { left, right, body } = statement;
    const name = left.type === "VariableDeclaration" ? left.declarations[0]?.id : undefined;
    return fieldOfThis(rootOf(right)) === undefined ? undefined : callOf(file, name, body);
  }
  const call = statement.type === "ExpressionStatement" ? unwrap(statement.expression) : undefined;
  if (call?.type !== "CallExpression") return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const [given] = call.arguments;
  if (memberName(callee) === "forEach" && isFunction(given) && fieldOfThis(rootOf(callee.object)) !== undefined)
    return callOf(file, given.params[0], given.body);
  const isEvent = callee.object.type === "ThisExpression" && /^(?:emit|dispatchEvent)$/.test(memberName(callee) ?? "");
  // One function that came back here before anything has happened would come back forever.
  return isEvent || (isLate && isStoredCallback(file, owner, call)) ? call : undefined;
}

/** `this.listeners` of `[...this.listeners]` and of `this.listeners.values()`. */
function rootOf(node: TSESTree.Node): TSESTree.Node {
  const list = unwrap(node);
  const [first] = list.type === "ArrayExpression" ? list.elements : [];
  if (first?.type === "SpreadElement") return unwrap(first.argument);
  const callee = list.type === "CallExpression" ? unwrap(list.callee) : undefined;
  return callee?.type === "MemberExpression" ? callee.object : list;
}

/** Where each of them is called: what is in the list are functions. */
function callOf(
  { source }: FileAnalysis,
  name: TSESTree.Node | undefined,
  body: TSESTree.Node,
): TSESTree.CallExpression | undefined {
  const variable = name?.type === "Identifier" ? source.variableOf(name) : undefined;
  return source
    .nodes("CallExpression")
    .find(
      ({ callee, range }) =>
        variable !== undefined &&
        callee.type === "Identifier" &&
        source.variableOf(callee) === variable &&
        range[0] >= body.range[0] &&
        range[1] <= body.range[1],
    );
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
