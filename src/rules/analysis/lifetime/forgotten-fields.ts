import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isInside,
  isMethod,
  isNullish,
  keyName,
  memberName,
} from "../syntax.ts";
import { releaseOfField, type FieldStore } from "./fields.ts";
import { besideReleased, isEnd, isTeardown } from "./partial.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `render() { this.font?.delete(); this.font = makeFont(); }` of a class whose `dispose()` releases other fields and never
 * speaks of this one: what it held last is lost. Gives the field that is not forgotten, or the method a framework ends it with.
 */
export function besideForgotten(
  file: FileAnalysis,
  store: FieldStore,
): { readonly field: string | undefined; readonly node: TSESTree.Node } | undefined {
  const { owner, field } = store;
  const release = releaseOfField(file, store);
  if (release === undefined || owner.superClass !== null || !isInside(release, owner)) return undefined;
  if (!isFilledAnew(file, release, field) || isKnownOutside(file, store)) return undefined;
  const beside = besideReleased(file, store) ?? teardownOf(file, store);
  return beside !== undefined && !isSpokenOf(file, store) ? beside : undefined;
}

/** `ngOnDestroy() { cancelAnimationFrame(this.frame); }`: the framework calls nothing else. */
function teardownOf(
  file: FileAnalysis,
  { owner }: FieldStore,
): { readonly field: undefined; readonly node: TSESTree.Node } | undefined {
  const method = owner.body.body.filter(isMethod).find((member) => isTeardown(file, member));
  return method && { field: undefined, node: method };
}

/** The function that releases what the field holds puts something else there. */
function isFilledAnew(file: FileAnalysis, release: TSESTree.Node, field: string): boolean {
  const fn = enclosingFunction(release);
  if (fn.parent !== undefined && isMethod(fn.parent) && isEnd(file, fn.parent)) return false;
  return file.source
    .nodes("AssignmentExpression")
    .some(
      ({ left, right, range }) =>
        fieldOfThis(left) === field &&
        !isNullish(right) &&
        release.range[0] < range[0] &&
        enclosingFunction(left) === fn,
    );
}

/** Who else can name the field may end what it holds: through another object, a getter, or the name as a string. */
function isKnownOutside({ source }: FileAnalysis, { owner, field }: FieldStore): boolean {
  const isGetter = (member: TSESTree.Node): boolean =>
    member.type === "MethodDefinition" && member.kind === "get" && memberOf(field).test(source.text(member.value));
  return (
    owner.body.body.some(isGetter) ||
    source.nodes("MemberExpression").some((node) => memberName(node) === field && !isInside(node, owner)) ||
    source.nodes("Literal").some(({ value }) => value === field)
  );
}

/** A method that ends the object, or one that it calls, names the field or goes through all there are. */
function isSpokenOf(file: FileAnalysis, { owner, field }: FieldStore): boolean {
  const members = owner.body.body.filter(isMethod);
  const reached = new Set(members.filter((member) => isEnd(file, member)));
  for (const member of reached) {
    const text = file.source.text(member.value);
    if (memberOf(field).test(text) || /\bthis(?!\s*[.?!])|\bin this\b/.test(text)) return true;
    for (const other of members) {
      const name = keyName(other);
      if (name !== undefined && new RegExp(`\\bthis[?!]*\\.${inPattern(name)}(?![\\w$])`).test(text))
        reached.add(other);
    }
  }
  return false;
}

function memberOf(field: string): RegExp {
  return new RegExp(`[.#]${inPattern(field)}(?![\\w$])`);
}
