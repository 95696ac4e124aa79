import type { TSESTree } from "@typescript-eslint/utils";
import { Remembered } from "../remembered.ts";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import {
  classOfThis,
  inPattern,
  isInside,
  keyName,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
} from "../syntax.ts";
import { isEndedUnnamed } from "./ended-unnamed.ts";
import { endsArgument } from "./ending-helpers.ts";
import type { Finding } from "./findings.ts";
import { judgeOverwrites } from "./overwrites.ts";
import { hasOwnModule } from "./own-module.ts";
import { besideForgotten } from "./forgotten-fields.ts";
import { isMadeOnce, isSingle } from "./single.ts";
import { besideReleased } from "./partial.ts";
import { leavesToParent } from "./super-end.ts";
import { judgeRefills } from "./refills.ts";
import type { Resource } from "./resources.ts";
import type { FileAnalysis } from "./run.ts";
import { nativeName } from "./words/native-names.ts";

/** Something owned was put into a field of `this`. */
export interface FieldStore {
  readonly owner: ClassNode;
  readonly isStatic: boolean;
  readonly field: string;
  readonly resource: Resource;
  readonly node: TSESTree.Node;
  readonly fn: TSESTree.Node;
  /** It sits in a container that the field holds. */
  readonly contained: boolean;
}

// `this.toDispose.push(this.a, this.b)`: a list of what somebody ends, by its name.
const disposing = /dispos|destroy|clean|delet|free|releas|trash|garbage/i;

const registering = /^(?:register|manage|adopt|track|own|use|defer|watch|add[A-Z]?\w*|with[A-Z]\w*|hold)$/;
// What is told of events keeps nothing: what it ends is seen where it does.
const listening = /^add(?:Event)?Listener$/;

/** Fields that own something which nothing in sight releases: one finding per class and field. */
export function judgeFields(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<ClassNode, Set<string>>();
  for (const store of file.fields) {
    const { owner, field, resource, isStatic, contained } = store;
    const { acquisition } = resource;
    const known = seen.get(owner) ?? new Set();
    seen.set(owner, known);
    if (acquisition === undefined || isStatic || known.has(field) || resource.keptReleased) continue;
    known.add(field);
    // A subclass's parent may look after a public field, unless the class itself looks after its like.
    if (
      owner.superClass !== null &&
      !isPrivate(owner, field) &&
      !leavesToParent(file, store) &&
      !siblingsOf(file, store).some((other) => isReleased(file, other))
    )
      continue;
    if (isRegistered(file, store) || isEndedUnnamed(file, owner, field)) continue;
    const forgotten = contained ? undefined : besideForgotten(file, store);
    if (isReleased(file, store) && forgotten === undefined) continue;
    if (contained && releasesAnything(file, owner)) continue;
    // The one object that a module makes has what it holds as long as the program runs, unless it gives back the rest.
    const endsWithModule =
      hasOwnModule(file.source, owner, store.node, resource.site) || isMadeOnce(file.source, owner);
    if (endsWithModule && (contained || besideReleased(file, store, "any") === undefined)) continue;
    findings.push({
      kind: "field",
      site: resource.site,
      acquisition,
      field,
      owner: owner.id?.name ?? "the class",
      ownerNode: owner,
      overwritten: undefined,
      beside: forgotten ?? (acquisition.finalizer === "late" ? besideReleased(file, store) : undefined),
      // A function in the module's table dies with the module, which the same object may own.
      certainty:
        contained ||
        endsWithModule ||
        forgotten !== undefined ||
        acquisition.family === "removeFunction" ||
        isSingle(file.source, owner)
          ? "possible"
          : acquisition.certainty,
    });
  }
  const reported = (owner: ClassNode, field: string): boolean =>
    findings.some((finding) => finding.kind === "field" && finding.ownerNode === owner && finding.field === field);
  findings.push(...judgeOverwrites(file));
  return [...findings, ...judgeRefills(file, reported)];
}

function isPrivate(owner: ClassNode, field: string): boolean {
  if (field.startsWith("#")) return true;
  return owner.body.body.some(
    (member) => member.type === "PropertyDefinition" && keyName(member) === field && member.accessibility === "private",
  );
}

/** What is stored in another field of the class and is of the same family, or of any. */
export function siblingsOf(
  file: FileAnalysis,
  { owner, field, resource }: FieldStore,
  families: "same" | "any" = "same",
): FieldStore[] {
  const family = resource.acquisition?.family;
  return file.fields.filter((other) => {
    if (other.owner !== owner || other.field === field) return false;
    return families === "any" || other.resource.acquisition?.family === family;
  });
}

/** Some release in the file names the field: directly, by a local alias, or over its elements. */
export function isReleased(file: FileAnalysis, store: FieldStore): boolean {
  return releaseOfField(file, store) !== undefined;
}

const releases = new Remembered<FileAnalysis, ClassNode, Map<string, TSESTree.CallExpression | undefined>>();

/** The first such release; looked for once for each field of a class, which several judgements ask about. */
export function releaseOfField(
  file: FileAnalysis,
  { owner, field }: Pick<FieldStore, "owner" | "field">,
): TSESTree.CallExpression | undefined {
  const known = releases.get(file, owner, () => new Map());
  if (!known.has(field)) known.set(field, findRelease(file, owner, field));
  return known.get(field);
}

/** The first of them that is asked for. */
export function findRelease(
  file: FileAnalysis,
  owner: ClassNode,
  field: string,
  isWanted: (call: TSESTree.CallExpression) => boolean = () => true,
): TSESTree.CallExpression | undefined {
  const { source, vocabulary } = file;
  for (const call of source.nodes("CallExpression")) {
    if (!isWanted(call)) continue;
    const release = vocabulary.release(call);
    if (release === undefined) {
      const isGiven = (argument: TSESTree.Node, index: number): boolean =>
        mentionsField(file, argument, field, 0) && endsArgument(file, call, index);
      if (isInside(call, owner) && call.arguments.some(isGiven)) return call;
      continue;
    }
    // A private name can only be meant inside its class.
    if (field.startsWith("#") && !isInside(call, owner)) continue;
    // `this.pointer` of another class is another field, unless the class is declared to be like that one.
    const isOfThis = /^this[?!]?\.[#\w$]+$/.test(source.text(release.target));
    if (!isInside(call, owner) && isOfThis && !isLike(owner, call) && !isAddedTo(source, owner, call)) continue;
    if (mentionsField(file, release.target, field, 0)) return call;
    if (call.arguments.some((argument) => argument !== release.target && mentionsField(file, argument, field, 0)))
      return call;
    if (isGotBack(release.target, field) || isBehindGetter(file, owner, release.target, field)) return call;
  }
  return undefined;
}

/** `Ammo.destroy(this.body.getCollisionShape())`: what the field `shape` holds, out of the object that was given it. */
function isGotBack(target: TSESTree.Node, field: string): boolean {
  const call = unwrap(target);
  const callee = call.type === "CallExpression" && call.arguments.length === 0 ? unwrap(call.callee) : undefined;
  const name = callee?.type === "MemberExpression" ? memberName(callee) : undefined;
  const what = /[A-Za-z]+$/.exec(field)?.[0] ?? "";
  const capitalised = what.charAt(0).toUpperCase() + what.slice(1);
  return name?.startsWith("get") === true && what.length > 2 && name.endsWith(capitalised);
}

/** `this.parser.delete()` where `get parser()` of the class gives what the field `_parser` holds. */
function isBehindGetter(file: FileAnalysis, owner: ClassNode, target: TSESTree.Node, field: string): boolean {
  const member = unwrap(target);
  if (member.type !== "MemberExpression" || !isInside(member, owner)) return false;
  const name = memberName(member);
  return owner.body.body.some(
    (each) =>
      each.type === "MethodDefinition" &&
      each.kind === "get" &&
      keyName(each) === name &&
      mentionsField(file, each.value, field, 3),
  );
}

/** The class implements the one that the call is in: a mixin. */
function isLike(owner: ClassNode, call: TSESTree.Node): boolean {
  const other = classOfThis(thisOwner(call))?.node.id?.name;
  // A parser without types leaves the list out.
  const implemented = owner.implements as ClassNode["implements"] | undefined;
  return implemented?.some(({ expression }) => expression.type === "Identifier" && expression.name === other) ?? false;
}

/** `Image.prototype.destroy = function () { … }`, `Object.assign(Image.prototype, { destroy() { … } })` */
function isAddedTo(source: SourceFile, owner: ClassNode, call: TSESTree.Node): boolean {
  const prototype = `${owner.id?.name}.prototype`;
  for (let at = call.parent; at; at = at.parent) {
    if (at.type === "AssignmentExpression" && source.text(at.left).startsWith(`${prototype}.`)) return true;
    if (at.type === "CallExpression" && at.arguments[0] !== undefined && source.text(at.arguments[0]) === prototype)
      return lastName(at.callee) === "assign";
  }
  return false;
}

function mentionsField(file: FileAnalysis, node: TSESTree.Node, field: string, depth: number): boolean {
  if (new RegExp(`[.?#]\\s*${inPattern(field)}(?![\\w$])`).test(file.source.text(node).replace(/^this/, "?."))) {
    return true;
  }
  const expression = unwrap(node);
  if (depth > 2 || expression.type !== "Identifier") return false;
  const variable = file.source.variableOf(expression);
  return (
    variable !== undefined &&
    sourcesOf(variable).some((origin) => {
      if (origin.path.includes(field)) return true;
      return origin.kind === "expression" && mentionsField(file, origin.node, field, depth + 1);
    })
  );
}

/** A registration in the class ties a cleanup to the object, or hands the value itself over. */
function isRegistered(file: FileAnalysis, { owner, field, resource }: FieldStore): boolean {
  for (const call of file.source.nodes("CallExpression")) {
    if (!isInside(call, owner)) continue;
    const callee = unwrap(call.callee);
    const name =
      callee.type === "Identifier"
        ? callee.name
        : callee.type === "MemberExpression" && callee.property.type === "Identifier"
          ? callee.property.name
          : "";
    const isListed =
      name === "push" && callee.type === "MemberExpression" && disposing.test(file.source.text(callee.object));
    // `this.addWord(this.dictionary, word)` where the field has what `cwrap` gave is a function of C.
    if (
      !isListed &&
      (!registering.test(name) || listening.test(name) || nativeName(file.source, call)?.viaGlue === true)
    )
      continue;
    const given = call.arguments.map((argument) => file.source.text(argument));
    const holder = resource.holder;
    const tells = (text: string): boolean =>
      /(?:^|[^.\w])this(?![\w.[?])/.test(text.replace(/\.bind\(this\)/g, "")) ||
      text.includes(`.${field}`) ||
      (holder !== undefined && new RegExp(`(?<![\\w$.])${holder.replace(/\$/g, "\\$&")}(?![\\w$])`).test(text));
    if (given.some(tells)) return true;
  }
  return false;
}

function releasesAnything(file: FileAnalysis, owner: ClassNode): boolean {
  return file.source
    .nodes("CallExpression")
    .some((call) => isInside(call, owner) && file.vocabulary.release(call) !== undefined);
}
