import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../sources.ts";
import { memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";

/** What OpenCV.js writes in JavaScript: `cv.Size` and its like are functions that fill in a few numbers. */
export const plainOfOpenCv = /^(?:Point|Size|Rect|RotatedRect|Scalar|Range|Circle|TermCriteria|MinMaxLoc|Box)$/;

// Older builds bind the others.
const surely = /^(?:Point|Size|Rect|RotatedRect)$/;

// Only OpenCV.js has these; builds with another glue bind sizes and scalars as well, and their matrices have `data()`.
const ofOpenCvJs =
  /\.(?:matFromImageData|matFromArray|imread|imshow|onRuntimeInitialized)\b|\.data(?:8S|16U|32S|32F|64F)\b/;
const ofOthers = /\.data\(\)/;

/** `const size = new cv.Size(5, 5); …; size.delete();`: there is no such method, so the call throws each time. */
export function judgePlainReleases({ source }: FileAnalysis): Finding[] {
  if (!source.mentions(".delete()") || !source.matches(ofOpenCvJs) || source.matches(ofOthers)) return [];
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression" || memberName(callee) !== "delete" || node.arguments.length > 0) return [];
    if (node.optional || callee.optional || callee.object.type !== "Identifier") return [];
    const variable = source.variableOf(callee.object);
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (origin?.kind !== "expression" || origin.path.length > 0 || other !== undefined) return [];
    const made = classMade(unwrap(origin.node));
    if (
      made === undefined ||
      !surely.test(memberName(made) ?? "") ||
      !source.mentions(`${source.text(made.object)}.Mat`)
    )
      return [];
    const text = source.text(callee.object);
    return [{ kind: "plain", node, text, name: source.text(made), site: origin.node, certainty: "possible" }];
  });
}

/** `cv.Size` of `new cv.Size(5, 5)` */
function classMade(node: TSESTree.Node): TSESTree.MemberExpression | undefined {
  const callee = node.type === "NewExpression" ? unwrap(node.callee) : undefined;
  return callee?.type === "MemberExpression" && plainOfOpenCv.test(memberName(callee) ?? "") ? callee : undefined;
}
