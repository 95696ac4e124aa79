import type { TSESTree } from "@typescript-eslint/utils";
import { isInside, memberName, unwrap } from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";

export const ending =
  /destroy|dispos|free|delete|releas|clean|clos|shut|terminat|reset|stop|final|tear|clear|unload|remov|drop|kill|evict/i;

/** Whether a function releases something itself, or calls what by its name ends something. */
export function endsAnything(
  file: FileAnalysis,
  fn: TSESTree.Node,
  isExcepted: (call: TSESTree.CallExpression) => boolean = () => false,
): boolean {
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || isExcepted(call)) return false;
    if (file.vocabulary.release(call) !== undefined) return true;
    const callee = unwrap(call.callee);
    if (callee.type === "Identifier")
      return ending.test(callee.name) && !/^clear(?:Timeout|Interval)$/.test(callee.name);
    // `world.removeBody(body)` takes it out of something else; `body.dispose()` ends it.
    const name = callee.type === "MemberExpression" ? (memberName(callee) ?? "") : "";
    return /destroy|dispos|free|releas|terminat|teardown|cleanup/i.test(name);
  });
}

/** The places in a function where the text of a place stands, as an expression. */
export function mentionsOf(file: FileAnalysis, place: TSESTree.Node, fn: TSESTree.Node): TSESTree.Node[] {
  const text = file.source.text(unwrap(place));
  const node = unwrap(place);
  if (node.type === "Identifier") {
    const variable = file.source.variableOf(node);
    return (variable?.references ?? []).map(({ identifier }) => identifier).filter((each) => isInside(each, fn));
  }
  return file.source
    .nodes("MemberExpression")
    .filter((member) => isInside(member, fn) && file.source.text(member) === text);
}
