import type { TSESTree } from "@typescript-eslint/utils";
import {
  classOfThis,
  fieldOfThis,
  inPattern,
  isClass,
  isInside,
  isMethod,
  isNullish,
  isZero,
  keyName,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type Method,
} from "../syntax.ts";
import type { ClassNode } from "../syntax.ts";
import { isEndedUnnamed } from "./ended-unnamed.ts";
import type { FieldStore } from "./fields.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";

const ending =
  /destroy|dispos|free|delete|releas|clean|clos|shut|terminat|reset|stop|final|tear|clear|unload|remov|drop|kill/i;

const opening = /^#?_?(?:init|open|load|start|create|set_?up|mount|connect|build|make|prepare|begin|ensure)/i;

/** Fields that lose what they own: overwritten, or set to `null`, where nothing has looked at the old value before. */
export function judgeOverwrites(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const stores = file.fields.filter(({ isStatic, contained, resource }) => {
    return !isStatic && !contained && resource.acquisition !== undefined;
  });
  if (stores.length === 0) return findings;
  for (const assignment of [...file.source.nodes("AssignmentExpression"), ...file.source.nodes("UnaryExpression")]) {
    // `delete this.image` takes the property away, and calls no destructor.
    const isDelete = assignment.type === "UnaryExpression";
    const target = unwrap(isDelete ? assignment.argument : assignment.left);
    if (assignment.operator !== (isDelete ? "delete" : "=") || target.type !== "MemberExpression") continue;
    if (unwrap(target.object).type !== "ThisExpression" || assignment.parent.type !== "ExpressionStatement") continue;
    const field = memberName(target);
    const owner = classOfThis(thisOwner(target));
    if (field === undefined || owner === undefined || owner.isStatic) continue;
    const own = stores.filter((store) => store.owner === owner.node && store.field === field);
    const drops = isDelete || isNullish(assignment.right) || isZero(assignment.right);
    const store = own.find(
      (each) =>
        !isInside(each.node, assignment) &&
        !isInside(assignment, each.node) &&
        (drops || isElsewhere(each, assignment)),
    );
    if (store?.resource.acquisition === undefined) continue;
    if (!drops && !own.some(({ node }) => isInside(node, assignment))) continue;
    const method = methodAround(assignment, owner.node);
    if (method === undefined || looksAtField(file, method, assignment, field)) continue;
    if (!drops && isMadeOnDemand(file, assignment, method)) continue;
    if (!drops && isGivenItself(file, assignment, field)) continue;
    if (isEndedUnnamed(file, owner.node as ClassNode, field)) continue;
    // What an object is opened with comes before the others, whatever their order in the class.
    if (!drops && opening.test(keyName(method) ?? "") && methodAround(store.node, owner.node) !== undefined) continue;
    findings.push({
      kind: "field",
      site: assignment,
      acquisition: store.resource.acquisition,
      field,
      owner: owner.node.id?.name ?? "the class",
      ownerNode: owner.node,
      overwritten: { from: store.node, drops },
      certainty: "possible",
    });
  }
  return findings;
}

/** `this.doc = change(this.doc, edit)`: what makes the new value has the old one. */
function isGivenItself(
  { source }: FileAnalysis,
  assignment: TSESTree.AssignmentExpression | TSESTree.UnaryExpression,
  field: string,
): boolean {
  const value = assignment.type === "AssignmentExpression" ? unwrap(assignment.right) : undefined;
  if (value?.type !== "CallExpression") return false;
  return value.arguments.some((given) => source.text(given) === `this.${field}`);
}

/** The method of the class that the assignment is part of; constructors and initialisers come before there is anything. */
function methodAround(node: TSESTree.Node, owner: ClassNode): Method | TSESTree.MethodDefinition | undefined {
  const member = owner.body.body.find((each) => isInside(node, each));
  if (member?.type === "MethodDefinition") return member.kind === "constructor" ? undefined : member;
  return isMethod(member) ? member : undefined;
}

/** The other store runs before: in a constructor or initialiser, or in another method. */
function isElsewhere({ node, owner }: FieldStore, assignment: TSESTree.Node): boolean {
  return methodAround(node, owner) !== methodAround(assignment, owner);
}

/** What comes before in the method reads the field, releases, or leaves on a condition of the object. */
function looksAtField(
  file: FileAnalysis,
  method: Method | TSESTree.MethodDefinition,
  assignment: TSESTree.AssignmentExpression | TSESTree.UnaryExpression,
  field: string,
): boolean {
  const start = method.value.body?.range[0] ?? method.range[0];
  const name = inPattern(field);
  // `if (this.field) this.field = null` asks whether there is anything, and that is all.
  const asked = askedFor(file, assignment, field);
  const before =
    file.source.code.text.slice(start, asked?.range[0] ?? assignment.range[0]) +
    (asked === undefined ? "" : file.source.code.text.slice(asked.range[1], assignment.range[0]));
  const isRead = new RegExp(
    `this(?:\\)| as \\w+\\))*[?!]?\\s*\\.\\s*${name}(?![\\w$])(?!\\s*=\\s*(?:null|undefined)\\b)`,
  ).test(before);
  if (isRead && !isOnlyWorkedOn(file, method, assignment, field)) return true;
  if (new RegExp(`\\{[^{}]*\\b${name}\\b[^{}]*\\}\\s*=\\s*this\\b`).test(before)) return true;
  if (/\bif\s*\([^)]*\bthis\b/.test(before) && /\b(?:return|throw)\b/.test(before)) return true;
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, method) || call.range[0] >= assignment.range[0]) return false;
    const callee = unwrap(call.callee);
    if (callee.type === "Super" || endsOther(call)) return true;
    if (callee.type !== "MemberExpression") return false;
    const object = unwrap(callee.object);
    const called = memberName(callee) ?? "";
    const isSuper = object.type === "Super";
    if (!isSuper && object.type !== "ThisExpression") return false;
    const owner = isSuper ? parentOf(file, method.parent.parent) : method.parent.parent;
    return looksAfter(file, owner, called, field, 0) ?? (isSuper || ending.test(called));
  });
}

/** `const before = this.frame; this.frame = frame; return compare(before, frame);`: the old value is looked at, and that is all. */
export function isOnlyWorkedOn(
  file: FileAnalysis,
  method: Method | TSESTree.MethodDefinition,
  assignment: TSESTree.Node,
  field: string,
): boolean {
  const reads = file.source
    .nodes("MemberExpression")
    .filter((node) => isInside(node, method) && node.range[0] < assignment.range[0] && fieldOfThis(node) === field)
    .filter(({ parent }) => !(parent.type === "AssignmentExpression" && parent.operator === "="));
  const [read, other] = reads;
  const { parent } = read ?? {};
  if (read === undefined || other !== undefined || parent?.type !== "VariableDeclarator") return false;
  const variable = parent.id.type === "Identifier" ? file.source.variableOf(parent.id) : undefined;
  const uses = variable?.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier) ?? [];
  return uses.length > 0 && uses.every((use) => isLookedAt(file, use));
}

/** The test of a condition, or an argument of a function of the file that does no more than look at it. */
function isLookedAt(file: FileAnalysis, use: TSESTree.Node): boolean {
  const { parent } = use;
  if (parent?.type === "ConditionalExpression" || parent?.type === "IfStatement") return parent.test === use;
  if (parent?.type !== "CallExpression" || parent.callee === use) return false;
  const fn = file.functions.resolve(parent.callee);
  const summary = fn === undefined ? undefined : file.summaries.get(fn);
  if (summary === undefined || summary === "busy") return false;
  return summary.parameters[parent.arguments.findIndex((each) => each === use)] === "borrows";
}

/** `helpers.destroyBody(this.body)`: with the body may go what it was built with. */
function endsOther({ callee, arguments: given }: TSESTree.CallExpression): boolean {
  const name = lastName(unwrap(callee)) ?? "";
  if (!/^(?:destroy|dispose|free|release|delete|clean)_?(?:[uU]p)?[A-Z]/.test(name)) return false;
  return given.some((each) => each.type === "MemberExpression" && each.object.type === "ThisExpression");
}

/** A method of the class or of a parent in this file has to do with the field; `undefined` where there is no such method. */
export function looksAfter(
  file: FileAnalysis,
  owner: ClassNode | undefined,
  name: string,
  field: string,
  depth: number,
): boolean | undefined {
  if (owner === undefined || depth > 3) return undefined;
  const method = owner.body.body.find((member) => isMethod(member) && keyName(member) === name);
  if (method === undefined) return looksAfter(file, parentOf(file, owner), name, field, depth + 1);
  if (new RegExp(`[.{,\\s]${inPattern(field)}(?![\\w$])`).test(file.source.text(method))) return true;
  return file.source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (!isInside(call, method) || callee.type !== "MemberExpression") return false;
    const object = unwrap(callee.object);
    const called = memberName(callee) ?? "";
    if (object.type !== "Super" && object.type !== "ThisExpression") return false;
    const of = object.type === "Super" ? parentOf(file, owner) : owner;
    return looksAfter(file, of, called, field, depth + 1) ?? (object.type === "Super" || ending.test(called));
  });
}

function parentOf({ source }: FileAnalysis, { superClass }: ClassNode): ClassNode | undefined {
  const parent = superClass?.type === "Identifier" ? source.variableOf(superClass)?.defs[0]?.node : undefined;
  return isClass(parent) ? parent : undefined;
}

/** `if (!this.buffer) { this.pointer = malloc(8); … }`: another field tells that there is nothing yet. */
function isMadeOnDemand({ source }: FileAnalysis, node: TSESTree.Node, method: TSESTree.Node): boolean {
  for (let at = node.parent; at && at !== method; at = at.parent) {
    if (at.type !== "IfStatement" || !isInside(node, at.consequent)) continue;
    if (/!\s*this\b|\bthis\b.*(?:===?\s*(?:null|undefined|0)\b|<)/.test(source.text(at.test))) return true;
  }
  return false;
}

/** The test of the `if` around the statement, where it is the field itself. */
function askedFor(file: FileAnalysis, node: TSESTree.Node, field: string): TSESTree.Node | undefined {
  const statement = node.parent?.parent?.type === "BlockStatement" ? node.parent.parent : node.parent;
  const around = statement?.parent;
  if (around?.type !== "IfStatement" || around.consequent !== statement) return undefined;
  return file.source.text(around.test) === `this.${field}` ? around.test : undefined;
}
