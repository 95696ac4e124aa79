import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { handleByUse } from "./by-use.ts";
import { boundTo, vectorsOf } from "./vectors.ts";

// What only OpenCV calls its functions that work on a contour.
const working =
  /^(?:contourArea|arcLength|approxPolyDP|convexHull|convexityDefects|minAreaRect|isContourConvex|pointPolygonTest|minEnclosingCircle|fitEllipse)$/;

/**
 * `const contour = contours.get(i); cv.contourArea(contour);`: whatever the list is declared as, its element is one of
 * OpenCV's matrices, of which each `get` makes a new one.
 */
export function contourAcquisition(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression" || memberName(callee) !== "get")
    return undefined;
  if (node.arguments.length !== 1 || !isList(source, unwrap(callee.object))) return undefined;
  const how = workedOn(source, boundTo(node) ?? node, 0);
  if (how === undefined) return undefined;
  const text = `${how}, and each \`.get(…)\` of a vector of OpenCV's makes a new \`Mat\``;
  return handleByUse("delete", ".delete()", text, "get");
}

/** A variable that is read as a vector is, or a field of which some method asks `this.contours.size()`. */
function isList(source: SourceFile, list: TSESTree.Node): boolean {
  if (list.type === "MemberExpression") return source.mentions(`${source.text(list)}.size()`);
  const variable = list.type === "Identifier" ? source.variableOf(list) : undefined;
  return variable !== undefined && vectorsOf(source).has(variable);
}

/** How the file works on it as on a contour: by a function of OpenCV, by its `data32S`, or by a function of its own. */
function workedOn(source: SourceFile, element: TSESTree.Node, depth: number): string | undefined {
  const variable = element.type === "Identifier" ? source.variableOf(element) : undefined;
  const uses = variable?.references.map(({ identifier }) => identifier) ?? [element];
  for (const use of uses) {
    const { parent } = use;
    if (parent?.type === "MemberExpression" && parent.object === use && memberName(parent) === "data32S")
      return "`data32S` is read of it";
    if (parent?.type !== "CallExpression" || parent.callee === use) continue;
    const name = lastName(parent.callee) ?? "";
    if (unwrap(parent.callee).type === "MemberExpression" && working.test(name)) return `\`${name}\` is given it`;
    const own = depth > 1 ? undefined : recognitionOf(source).values.calledFunction(parent);
    const param = own?.params[parent.arguments.indexOf(use as TSESTree.CallExpressionArgument)];
    const inside = param?.type === "Identifier" ? workedOn(source, param, depth + 1) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}
