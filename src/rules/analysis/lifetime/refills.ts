import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isFunction,
  isInside,
  isMethod,
  isNullish,
  keyName,
  memberName,
  unwrap,
  type ClassNode,
  type Method,
} from "../syntax.ts";
import { isReleased, siblingsOf, type FieldStore } from "./fields.ts";
import type { Finding } from "./findings.ts";
import { isListener } from "./kept/listeners.ts";
import { endsAnything } from "./kept/mentions.ts";
import { beginning } from "./kept/replaced.ts";
import { exits, returns } from "./leaving.ts";
import { isOnlyWorkedOn } from "./overwrites.ts";
import type { FileAnalysis } from "./run.ts";

const ending = /destroy|dispos|free|delete|releas|clos|shut|terminat|stop|kill|abort/i;

// A larger block takes the place of the old one, which is read to be copied.
const growing = /^#?_?(?:grow|ensure(?:Capacity|Size|Space|$)|reserve|expand|enlarge|resize|realloc)/i;

// What a framework calls whenever something has changed.
const repeated = /^(?:ngOnChanges|ngDoCheck|ngAfterViewChecked|componentDidUpdate|attributeChangedCallback)$/;

/** A framework calls it, or what a framework calls does. */
function isCalledByFramework({ source }: FileAnalysis, method: Method): boolean {
  const name = keyName(method) ?? "";
  if (repeated.test(name)) return true;
  return source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || memberName(callee) !== name) return false;
    const caller = method.parent.body.find((each) => isInside(call, each));
    return unwrap(callee.object).type === "ThisExpression" && isMethod(caller) && repeated.test(keyName(caller) ?? "");
  });
}

/**
 * `load(file) { this.song = song_load(file); }`: a method that may run again and fills a field that the class releases
 * elsewhere, without a look at what it holds, or one that runs for each event.
 */
export function judgeRefills(file: FileAnalysis, reported: (owner: ClassNode, field: string) => boolean): Finding[] {
  const findings: Finding[] = [];
  const { source } = file;
  for (const store of file.fields) {
    const { owner, field, resource, node } = store;
    if (store.isStatic || store.contained || resource.acquisition === undefined || resource.keptReleased) continue;
    const method = methodAround(node, owner);
    // What happens again and again needs no release in sight to fill the field anew each time.
    const isHeard = method !== undefined && isListener(file, method.value);
    if (reported(owner, field) || !(isHeard || isReleased(file, store))) continue;
    const isFlagged = method !== undefined && answersFlag(method);
    const isOfLife = method !== undefined && isCalledByFramework(file, method);
    const isReplacing = method !== undefined && replacesBeside(file, method, store);
    const isAsked = isFlagged || isReplacing || isOfLife || isHeard;
    if (method === undefined || (method.value.params.length === 0 && !isAsked)) continue;
    // Who looks whether to end the old one expects to be called again.
    const isMeantTo = source
      .nodes("IfStatement")
      .some((node) => isInside(node, method) && neverHolds(file, owner, node.test));
    const isGrown = growing.test(keyName(method) ?? "") && !endsAnything(file, method);
    const isRepeated = isSetter(method) || isMeantTo || isGrown || isAsked;
    if (!isRepeated && !mayRunAgain(file, method, owner, field)) continue;
    if (enclosingFunction(node) !== method.value) continue;
    if (!isGrown && looksAt(file, method, node, field, isFlagged, isReplacing)) continue;
    if (findings.some((known) => known.kind === "field" && known.ownerNode === owner && known.field === field))
      continue;
    findings.push({
      kind: "field",
      site: node,
      acquisition: resource.acquisition,
      field,
      owner: owner.id?.name ?? "the class",
      ownerNode: owner,
      overwritten: { from: node, drops: false },
      certainty: "possible",
    });
  }
  return findings;
}

function methodAround(node: TSESTree.Node, owner: ClassNode): Method | undefined {
  const member = owner.body.body.find((each) => isInside(node, each));
  return (isMethod(member) || isSetter(member)) && !member.static ? member : undefined;
}

function isSetter(member: TSESTree.Node | undefined): member is Method {
  return member?.type === "MethodDefinition" && member.kind === "set" && isFunction(member.value);
}

const flag = /^#?_?(?:is|has)?_?(?:needs?[A-Z_]|dirty|invalid|stale|outdated)|(?:Dirty|Invalid|Stale|Outdated)$/;

/** `this.needsLayout = false;` at its end: the method runs again whenever somebody sets that. */
function answersFlag({ value: { body } }: Method): boolean {
  const last = body.type === "BlockStatement" ? body.body.at(-1) : undefined;
  const set = last?.type === "ExpressionStatement" ? last.expression : undefined;
  if (set?.type !== "AssignmentExpression" || set.right.type !== "Literal" || set.right.value !== false) return false;
  return flag.test(fieldOfThis(set.left) ?? "");
}

/** `if (this.src) free(this.src); this.src = malloc(n); this.dst = malloc(n);`: what stands beside the field is replaced. */
function replacesBeside(file: FileAnalysis, method: Method, store: FieldStore): boolean {
  return siblingsOf(file, store).some((other) => {
    const release = other.isStatic || other.contained ? undefined : releaseIn(file, method, other.field);
    return (
      release !== undefined &&
      isInside(other.node, method) &&
      release.range[1] <= other.node.range[0] &&
      release.range[1] <= store.node.range[0] &&
      enclosingFunction(other.node) === method.value
    );
  });
}

function releaseIn(file: FileAnalysis, method: Method, field: string): TSESTree.CallExpression | undefined {
  return file.source.nodes("CallExpression").find((call) => {
    const release = isInside(call, method) ? file.vocabulary.release(call) : undefined;
    return release !== undefined && fieldOfThis(release.target) === field;
  });
}

/** Neither the method nor those of the class that call it belong to how an object begins. */
function mayRunAgain(file: FileAnalysis, method: Method, owner: ClassNode, field: string): boolean {
  const name = keyName(method);
  if (name === undefined || beginning.test(name)) return false;
  return file.source.nodes("CallExpression").every((call) => {
    const callee = unwrap(call.callee);
    if (!isInside(call, owner) || callee.type !== "MemberExpression" || memberName(callee) !== name) return true;
    if (unwrap(callee.object).type !== "ThisExpression") return true;
    const caller = owner.body.body.find((each) => isInside(call, each));
    if (caller === method) return true;
    const isCalled = caller?.type === "MethodDefinition" || isMethod(caller);
    const called = isCalled ? (keyName(caller) ?? "constructor") : "constructor";
    return !beginning.test(called) && caller !== undefined && !mentions(file, caller, field);
  });
}

function mentions(file: FileAnalysis, node: TSESTree.Node, field: string): boolean {
  return new RegExp(`[.{,\\s]${inPattern(field)}(?![\\w$])`).test(file.source.text(node));
}

/** Before the store the method reads the field, ends something, or leaves where the object says that it is filled. */
function looksAt(
  file: FileAnalysis,
  method: Method,
  store: TSESTree.Node,
  field: string,
  isFlagged: boolean,
  isReplacing: boolean,
): boolean {
  const { source } = file;
  // `if (!handler) { this.clear(); return; }` says nothing of the other ways.
  const left = source
    .nodes("IfStatement")
    .map(({ consequent }) => consequent)
    .filter((branch) => isInside(branch, method) && branch.range[1] < store.range[0] && endsInReturn(branch));
  const isBefore = (node: TSESTree.Node): boolean =>
    isInside(node, method) && node.range[0] < store.range[0] && !left.some((branch) => isInside(node, branch));
  const reads = source.nodes("MemberExpression").some((member) => {
    return isBefore(member) && memberName(member) === field && !(member.parent === store || isInside(member, store));
  });
  if (reads && !isOnlyWorkedOn(file, method, store, field)) return true;
  if (isReplacing) return callsAbout(file, method, field, isBefore);
  const leaves = source.nodes("IfStatement").some((node) => {
    // What is meant to run again does not throw because it has run.
    const isExit = isFlagged ? returns(node.consequent) : exits(node.consequent);
    return isBefore(node) && !isInside(store, node) && isExit && saysFilled(file, node.test);
  });
  const isUnderTest = source.nodes("IfStatement").some((node) => {
    return isInside(node, method) && isInside(store, node) && /\bthis\b/.test(source.text(node.test));
  });
  if (leaves || isUnderTest) return true;
  return callsAbout(file, method, field, isBefore);
}

/** A call of `super` or of a method of the class that ends something, or has to do with the field. */
function callsAbout(
  file: FileAnalysis,
  method: Method,
  field: string,
  isBefore: (node: TSESTree.Node) => boolean,
): boolean {
  return file.source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (!isBefore(call) || callee.type !== "MemberExpression" || isNeverRun(file, method, call)) return false;
    const object = unwrap(callee.object);
    if (object.type === "Super") return true;
    if (object.type !== "ThisExpression") return false;
    const called = memberName(callee) ?? "";
    const own = method.parent.body.find((member) => "key" in member && keyName(member) === called);
    return (
      ending.test(called) ||
      /reset|clear|unload|clean|remov|drop/i.test(called) ||
      (own !== undefined && mentions(file, own, field))
    );
  });
}

/** `if (this.file !== null) this.close();` of a field that is never given anything. */
function isNeverRun(file: FileAnalysis, method: Method, node: TSESTree.Node): boolean {
  for (let at = node.parent; at && at !== method; at = at.parent) {
    if (at.type === "IfStatement" && isInside(node, at.consequent))
      return neverHolds(file, method.parent.parent, at.test);
  }
  return false;
}

/** The test asks whether a field holds something, and all that the file ever writes to it is nothing. */
function neverHolds(file: FileAnalysis, owner: ClassNode, test: TSESTree.Node): boolean {
  const node = unwrap(test);
  const asked =
    node.type === "BinaryExpression" && node.operator.startsWith("!=") && isNullish(node.right)
      ? unwrap(node.left)
      : node;
  if (asked.type !== "MemberExpression" || unwrap(asked.object).type !== "ThisExpression") return false;
  const field = memberName(asked);
  const writes: (TSESTree.Node | null)[] = [];
  for (const { left, right, operator } of file.source.nodes("AssignmentExpression")) {
    const target = unwrap(left);
    if (target.type === "MemberExpression" && memberName(target) === field)
      writes.push(operator === "=" ? right : left);
  }
  for (const member of owner.body.body)
    if (member.type === "PropertyDefinition" && keyName(member) === field) writes.push(member.value);
  const isSubclassed = owner.superClass !== null;
  return !isSubclassed && writes.length > 0 && writes.every((value) => value === null || isNullish(value));
}

function endsInReturn(node: TSESTree.Node): boolean {
  return node.type === "BlockStatement" && node.body.at(-1)?.type === "ReturnStatement";
}

/** `this.loaded`; neither `!this.ready`, which lets a second call through, nor `this.destroyed`. */
function saysFilled({ source }: FileAnalysis, test: TSESTree.Node): boolean {
  const node = unwrap(test);
  if (!/\bthis\b/.test(source.text(node))) return false;
  // `!this.hasAttribute("shown")` asks the element, and not what it holds.
  if (/\bthis\.(?:has|get)Attribute\(/.test(source.text(node))) return false;
  if (node.type === "UnaryExpression" && node.operator === "!")
    return unwrap(node.argument).type !== "MemberExpression";
  return !(node.type === "MemberExpression" && ending.test(memberName(node) ?? ""));
}
