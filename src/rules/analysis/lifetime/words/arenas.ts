import { enclosingFunction, memberName, unwrap } from "../../syntax.ts";
import type { SourceFile } from "../../source-file.ts";
import type { CallNode } from "../vocabulary.ts";

const emptying =
  /^_?(?:(?:arena|heap|memory|alloc(?:ator)?|bump|scratch|pool)_?)?reset(?:_?(?:arena|heap|memory|alloc(?:ator)?|bump|scratch|pool))?$/i;

/**
 * `exports.reset(); const pointer = exports.alloc(n);`: each call begins by giving back all that the one before has allocated,
 * and no address is freed alone.
 */
export function isOfResetArena(source: SourceFile, node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression" || !source.matches(mentioning)) return false;
  const arena = source.text(callee.object);
  const fn = enclosingFunction(node);
  return source.nodes("CallExpression").some((call) => {
    const reset = unwrap(call.callee);
    if (reset.type !== "MemberExpression" || call.arguments.length > 0 || call.range[1] > node.range[0]) return false;
    if (!emptying.test(memberName(reset) ?? "") || source.text(reset.object) !== arena) return false;
    return call.parent.type === "ExpressionStatement" && enclosingFunction(call) === fn;
  });
}

const mentioning = /reset\w*\(\)/i;
