import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";

const bodies = /\bdestroy\(\s*[\w.$[\]]*(?:[bB]od(?:y|ies)|[oO]bjects?|rb|[oO]bj)\b[\w.$[\]]*\s*\)/;
const states = /\bdestroy\([^;]*[mM]otion_?[sS]tate/;

/**
 * The motion state that a body of Bullet is made with, in a file that destroys bodies and no motion state: the destructor
 * of a body leaves it alone.
 */
export function isForgottenMotionState(source: SourceFile, argument: TSESTree.Node | undefined): boolean {
  const given = argument === undefined ? undefined : unwrap(argument);
  if (given === undefined || !source.mentions("MotionState")) return false;
  const { text } = source.code;
  if (!bodies.test(text) || states.test(text)) return false;
  const variable = given.type === "Identifier" ? source.variableOf(given) : undefined;
  const made =
    variable === undefined ? [given] : sourcesOf(variable).map((origin) => ("node" in origin ? origin.node : given));
  return made.some((node) => {
    const value = unwrap(node);
    const callee = value.type === "NewExpression" ? unwrap(value.callee) : undefined;
    return callee?.type === "MemberExpression" && memberName(callee) === "btDefaultMotionState";
  });
}
