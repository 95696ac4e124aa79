import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { handleByUse } from "./by-use.ts";
import { boundTo } from "./vectors.ts";

// What nothing but a matrix of OpenCV is read by.
const reading = /^data(?:8S|16U|16S|32S|32F|64F)$/;
const making = /^(?:row|col|rowRange|colRange|roi|diag)$/;

/**
 * `mat.row(y).col(x).data32F[0]`, `corners.get(0).data32F`: whatever `mat` and `corners` are declared as, each call makes
 * a new matrix, of which only the numbers are read.
 */
export function matrixRead(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression" || method === undefined) return undefined;
  const isPart = making.test(method) && node.arguments.length > 0;
  if (!isPart && !(method === "get" && node.arguments.length === 1 && isGivenToOpenCv(source, callee.object)))
    return undefined;
  const name = readBy(source, node);
  if (name === undefined) return undefined;
  const text = `\`${name}\` is read of it, and each \`.${method}(…)\` of OpenCV's makes a new \`Mat\``;
  return handleByUse("delete", ".delete()", text, method);
}

/** `data32F`, read of the call itself, of its part, or of the variable that it is bound to. */
function readBy(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  const uses: readonly TSESTree.Node[] = variable?.references.map(({ identifier }) => identifier) ?? [node];
  for (const use of uses) {
    const { parent } = use;
    if (parent?.type !== "MemberExpression" || parent.object !== use) continue;
    const name = memberName(parent) ?? "";
    if (reading.test(name)) return name;
    const call = parent.parent;
    if (!making.test(name) || call.type !== "CallExpression" || call.callee !== parent) continue;
    const found = readBy(source, call);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A map of JavaScript's is no argument of OpenCV's functions. */
function isGivenToOpenCv(source: SourceFile, list: TSESTree.Node): boolean {
  const text = source.text(unwrap(list));
  return source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || lastName(callee.object) !== "cv") return false;
    return call.arguments.some((given) => source.text(given) === text);
  });
}
