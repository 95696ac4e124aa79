import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { inPattern, lastName, memberName, unwrap } from "../syntax.ts";

/** A place of the file that holds a `Map` it has made, or another of the classes given. */
export function isOwnMap({ code }: SourceFile, place: TSESTree.Node, classes = "Map"): boolean {
  const name = lastName(place);
  if (name === undefined) return false;
  return new RegExp(`(?<![\\w$])${inPattern(name)}\\s*(?::[^=;\\n]*)?=\\s*new (?:${classes})\\b`).test(code.text);
}

/** `this.handles.set(id, handle)` of a `Map` that the file has made: nothing there throws. */
export function callsOwnMap(source: SourceFile, callee: TSESTree.Node): boolean {
  if (callee.type !== "MemberExpression" || !/^(?:set|add)$/.test(memberName(callee) ?? "")) return false;
  return isOwnMap(source, unwrap(callee.object), "(?:Weak)?(?:Map|Set)");
}
