import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import { Remembered } from "../remembered.ts";
import { sourcesOf } from "../sources.ts";
import type { Variable } from "../source-file.ts";
import {
  classOfThis,
  enclosingFunction,
  fieldOfThis,
  isConstructor,
  isFunction,
  isInside,
  isMethod,
  keyName,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
} from "../syntax.ts";
import { releaseOfField } from "./fields.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition, CallNode } from "./vocabulary.ts";

const ending =
  /destroy|dispos|free|delet|releas|clos|shut|terminat|final|tear|unload|kill|quit|clean|unmount|stop|reset|(?:^|_)end(?![a-z])/i;
// A call that ends something, one of the object's own methods, or the object given away as a whole.
const endingCall = new RegExp(
  `(?:${ending.source})\\w*(?:\\?\\.)?\\s*\\(|\\bthis\\b(?!\\s*[.?!])|\\bthis\\s*\\??\\.\\s*#?\\w+\\s*\\(`,
  "i",
);
const registering = /\b(?:register|manage|track|adopt|own|defer|watch)\s*\(|FinalizationRegistry|DisposableStack/;
const usingUp = /^(?:build|finish|consume|to_owned|into|take|detach|transfer|move|abort|cancel)/;
const keeping =
  /^_?(?:add|attach|push|unshift|set|put|register|append|insert|own|adopt|give|send|post|track|manage|use)/i;

/**
 * `const impl = new Module.Impl(); return new Encoder(impl);`, of a class of this file that keeps what it is given in a
 * field and neither releases it nor lets anybody else have it: every object of the class loses one.
 */
export function judgeGivenFields(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<TSESTree.Node>();
  const leaking = new Set(file.resources.all().flatMap(({ site, leaks }) => (leaks.length > 0 ? [site] : [])));
  for (const node of file.source.nodes("NewExpression")) {
    const owner = node.arguments.length === 0 ? undefined : madeClass(file, node);
    if (owner === undefined || !livesOften(file, node)) continue;
    node.arguments.forEach((argument, index) => {
      const field = fieldFor(file, owner, index);
      const fresh = field === undefined ? undefined : freshIn(file, argument, node);
      if (field === undefined || fresh === undefined || seen.has(fresh.site) || leaking.has(fresh.site)) return;
      if (!isOnlyKept(file, owner, field)) return;
      seen.add(fresh.site);
      findings.push({
        kind: "field",
        site: fresh.site,
        acquisition: fresh.acquisition,
        field,
        owner: owner.id?.name ?? "the class",
        ownerNode: owner,
        overwritten: undefined,
        given: true,
        certainty: "possible",
      });
    });
  }
  return findings;
}

/** The class of `new Encoder(…)`, or of `new this(…)` in a static method, where its whole line is in sight. */
function madeClass({ source }: FileAnalysis, { callee }: TSESTree.NewExpression): ClassNode | undefined {
  const within = callee.type === "ThisExpression" ? classOfThis(thisOwner(callee)) : undefined;
  const owner = callee.type === "Identifier" ? classNamed(source, callee) : within?.isStatic ? within.node : undefined;
  return owner?.superClass === null ? owner : undefined;
}

/** Not the one object that a module, or a static field, has as long as the program runs. */
function livesOften({ source }: FileAnalysis, node: TSESTree.NewExpression): boolean {
  const fn = enclosingFunction(node);
  if (!isFunction(fn)) return false;
  let at: TSESTree.Node = node;
  while (at.parent?.type === "AwaitExpression" || at.parent?.type.startsWith("TS") === true) at = at.parent;
  const { parent } = at;
  if (parent?.type !== "AssignmentExpression" && parent?.type !== "LogicalExpression") return true;
  const left = unwrap(parent.left);
  if (left.type !== "Identifier")
    return left.type === "MemberExpression" && classOfThis(thisOwner(left))?.isStatic === false;
  const home = source.variableOf(left)?.defs[0]?.name;
  return home !== undefined && enclosingFunction(home) === fn;
}

interface Fresh {
  readonly site: CallNode;
  readonly acquisition: Acquisition;
}

/** What is acquired for the object: in the argument itself, or for a variable that does nothing but hand it over. */
function freshIn(file: FileAnalysis, argument: TSESTree.Node, made: TSESTree.NewExpression): Fresh | undefined {
  let node = unwrap(argument);
  if (node.type === "AwaitExpression") node = unwrap(node.argument);
  if (node.type === "Identifier") {
    const variable = file.source.variableOf(node);
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (variable === undefined || origin?.kind !== "expression" || other !== undefined || origin.path.length > 0)
      return undefined;
    const home = variable.defs[0]?.name;
    if (home === undefined || enclosingFunction(home) !== enclosingFunction(made)) return undefined;
    if (!isOnlyHanded(file, variable, argument)) return undefined;
    node = unwrap(origin.node);
    if (node.type === "AwaitExpression") node = unwrap(node.argument);
  }
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
  const acquisition = file.vocabulary.acquisition(node);
  const isPlain =
    acquisition !== undefined &&
    acquisition.finalizer !== "late" &&
    acquisition.part === undefined &&
    acquisition.copied !== true &&
    acquisition.counted !== true;
  return isPlain ? { site: node, acquisition } : undefined;
}

function isOnlyHanded(file: FileAnalysis, variable: Variable, argument: TSESTree.Node): boolean {
  return variable.references.every(
    ({ identifier, init }) => init === true || identifier === argument || isOnlyRead(file, identifier),
  );
}

/** Read, asked, called, or lent to a call: neither released nor given to whoever may look after it. */
function isOnlyRead(file: FileAnalysis, use: TSESTree.Node): boolean {
  let at = use;
  while (at.parent?.type === "TSNonNullExpression" || at.parent?.type === "TSAsExpression") at = at.parent;
  const { parent } = at;
  switch (parent?.type) {
    case "MemberExpression": {
      if (parent.object !== at) return false;
      const name = memberName(parent);
      const isCalled = parent.parent.type === "CallExpression" && parent.parent.callee === parent;
      return name !== undefined && !(isCalled && (ending.test(name) || usingUp.test(name)));
    }
    case "IfStatement":
    case "UnaryExpression":
      return parent.type === "IfStatement" || parent.operator === "!";
    case "BinaryExpression":
      return /^[!=]==?$/.test(parent.operator);
    case "ConditionalExpression":
      return parent.test === at;
    case "LogicalExpression":
      return parent.left === at && parent.operator === "&&";
    case "CallExpression": {
      const index = parent.arguments.indexOf(at as TSESTree.CallExpressionArgument);
      if (index < 0 || file.vocabulary.release(parent) !== undefined) return false;
      const effect = file.vocabulary.argument(parent, index);
      if (effect === "borrows") return true;
      const name = lastName(parent.callee);
      // What a function of the file does with it is another question.
      const isKept = name === undefined || keeping.test(name) || ending.test(name) || usingUp.test(name);
      const isMethod = unwrap(parent.callee).type === "MemberExpression";
      return effect === "unknown" && isMethod && !isKept && file.functions.resolve(parent.callee) === undefined;
    }
    default:
      return false;
  }
}

/** The field that the constructor fills with the parameter, and with nothing else. */
function fieldFor(file: FileAnalysis, owner: ClassNode, index: number): string | undefined {
  const start = owner.body.body.find((member) => member.type === "MethodDefinition" && member.kind === "constructor");
  const fn = start?.type === "MethodDefinition" ? start.value : undefined;
  const parameter = fn?.params[index];
  if (fn === undefined || parameter === undefined) return undefined;
  const name = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
  const variable = name.type === "Identifier" ? file.source.variableOf(name) : undefined;
  if (variable === undefined) return undefined;
  const stored = variable.references.flatMap(({ identifier }) => {
    const { parent } = identifier;
    const isStore = parent?.type === "AssignmentExpression" && parent.operator === "=" && parent.right === identifier;
    const field = isStore && enclosingFunction(parent) === fn ? fieldOfThis(parent.left) : undefined;
    return field === undefined ? [] : [{ identifier, field }];
  });
  const [first] = stored;
  const isPassed = variable.references.some(
    ({ identifier }) => stored.every((each) => each.identifier !== identifier) && !isOnlyRead(file, identifier),
  );
  if (isPassed) return undefined;
  if (parameter.type === "TSParameterProperty") return stored.length === 0 ? variable.name : undefined;
  return stored.length === 1 ? first?.field : undefined;
}

const judged = new Remembered<FileAnalysis, ClassNode, Map<string, boolean>>();

/** No method ends the object, and the field is only worked on: nothing releases it, hands it out or fills it anew. */
function isOnlyKept(file: FileAnalysis, owner: ClassNode, field: string): boolean {
  const known = judged.get(file, owner, () => new Map());
  let only = known.get(field);
  if (only === undefined) known.set(field, (only = isKeptAlone(file, owner, field)));
  return only;
}

function isKeptAlone(file: FileAnalysis, owner: ClassNode, field: string): boolean {
  const { source } = file;
  const isEnded = owner.body.body.some((member) => {
    if (!("key" in member) || !ending.test(source.text(member.key))) return false;
    // `reset() { this.count = 0; }`: what ends nothing is an end by its name alone.
    const body = isMethod(member) ? member.value.body : null;
    return body === null || endingCall.test(source.text(body));
  });
  if (isEnded || registering.test(source.text(owner)) || hasHeirs(file, owner)) return false;
  if (releaseOfField(file, { owner, field }) !== undefined) return false;
  const isUnpacked = source
    .nodes("Property")
    .some((property) => property.parent.type === "ObjectPattern" && keyName(property) === field);
  if (isUnpacked) return false;
  const members = source.nodes("MemberExpression");
  // An object that does nothing with what it carries brings it to somebody.
  const isWorkedOn = members.some(
    (member) => isInside(member, owner) && fieldOfThis(member) === field && !isConstructor(enclosingFunction(member)),
  );
  if (!isWorkedOn) return false;
  return members.every((member) => {
    if (memberName(member) !== field) return true;
    const isSelf = unwrap(member.object).type === "ThisExpression";
    // The field of this name of another class is another one; through an object anybody may release it.
    if (!isInside(member, owner)) return isSelf || field.startsWith("#");
    if (!isSelf) return false;
    const { parent } = member;
    if (parent.type !== "AssignmentExpression" || parent.left !== member) return isOnlyRead(file, member);
    return isConstructor(enclosingFunction(member));
  });
}

function hasHeirs({ source }: FileAnalysis, owner: ClassNode): boolean {
  return [...source.nodes("ClassDeclaration"), ...source.nodes("ClassExpression")].some(
    ({ superClass }) => superClass?.type === "Identifier" && classNamed(source, superClass) === owner,
  );
}
