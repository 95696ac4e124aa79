import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isInside, isMethod, type Method } from "../syntax.ts";
import { findRelease, releaseOfField, siblingsOf, type FieldStore } from "./fields.ts";
import type { FileAnalysis } from "./run.ts";

/** Another field, of the same kind or of any, that a method of the class itself releases: whoever wrote it meant to give back all. */
export function besideReleased(
  file: FileAnalysis,
  store: FieldStore,
  families: "same" | "any" = "same",
): { readonly field: string; readonly node: TSESTree.Node } | undefined {
  for (const other of siblingsOf(file, store, families)) {
    if (other.isStatic || other.contained) continue;
    if (releaseOfField(file, other) === undefined) continue;
    const node = findRelease(file, other.owner, other.field, (call) => isOwnEnd(file, store, call));
    if (node !== undefined) return { field: other.field, node };
  }
  return undefined;
}

/** In a method of the class, not its constructor, that leaves nothing to the parent or to another method. */
function isOwnEnd(file: FileAnalysis, { owner }: FieldStore, node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  const member = fn.parent;
  if (!isMethod(member) || member.parent.parent !== owner || !isEnd(file, member)) return false;
  return !file.source.nodes("Super").some((each) => isInside(each, fn));
}

/** By its name the method ends the object. */
export function isEnd(file: FileAnalysis, method: Method): boolean {
  return isTeardown(file, method) || ending.test(file.source.text(method.key));
}

/** What a framework calls when the object goes. */
export function isTeardown({ source }: FileAnalysis, { key }: Method): boolean {
  return /^(?:ngOnDestroy|componentWillUnmount|disconnectedCallback)$/.test(source.text(key));
}

const ending =
  /^(?:#|_)*(?:Symbol\.)?(?:async)?(?:destroy|dispos|free|delete|release|clean|close|shutdown|terminate|teardown|unload|kill)/i;
