import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import { sourcesOf } from "../../sources.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { mentionsOf } from "./mentions.ts";
import { leavesBetween } from "./replaced.ts";

/**
 * `state.tree = parser.parse(text, state.tree)`: the new tree shares nothing that would free the older one, which the
 * place forgets here.
 */
export function judgeReparsed(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  for (const call of file.source.nodes("CallExpression")) {
    const callee = unwrap(call.callee);
    const [, given] = call.arguments;
    if (given === undefined || callee.type !== "MemberExpression" || memberName(callee) !== "parse") continue;
    const fn = enclosingFunction(call);
    const acquisition = isFunction(fn) ? file.vocabulary.acquisition(call) : undefined;
    if (acquisition?.family !== "delete" || acquisition.finalizer === "late" || !isFunction(fn)) continue;
    const older = unwrap(given);
    const place = placeOf(file, older, fn);
    const store = place === undefined ? undefined : storeOf(file, place, call, fn);
    if (place === undefined || store === undefined) continue;
    const mentions = [...mentionsOf(file, place, fn), ...(place === older ? [] : mentionsOf(file, older, fn))];
    // `if (range === undefined) { this.tree = parser.parse(text); return; }`
    const onWay = mentions.filter((each) => !leavesBetween(each, store, fn));
    if (!onWay.every((each) => isOnlyUsed(each, call, store, place))) continue;
    findings.push({
      kind: "kept",
      site: store,
      acquisition,
      place: file.source.text(place),
      how: "replaced",
      from: store,
      certainty: "possible",
    });
  }
  return findings;
}

/** Where the older tree is kept: the argument itself, or what the function has read it from. */
function placeOf(file: FileAnalysis, older: TSESTree.Node, fn: FunctionNode): TSESTree.Node | undefined {
  if (older.type === "MemberExpression") return older;
  const variable = older.type === "Identifier" ? file.source.variableOf(older) : undefined;
  if (variable === undefined) return undefined;
  if (enclosingFunction(variable.defs[0]?.name ?? older) !== fn)
    return variable.defs[0]?.type === "Variable" ? older : undefined;
  const [origin, other] = sourcesOf(variable);
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
  const read = unwrap(origin.node);
  return read.type === "MemberExpression" ? read : undefined;
}

/** `place = tree` of the tree that the call gives. */
function storeOf(
  file: FileAnalysis,
  place: TSESTree.Node,
  call: TSESTree.CallExpression,
  fn: FunctionNode,
): TSESTree.AssignmentExpression | undefined {
  return file.source.nodes("AssignmentExpression").find((node) => {
    if (node.operator !== "=" || node.range[1] < call.range[0] || enclosingFunction(node) !== fn) return false;
    if (textOf(file, node.left) !== textOf(file, place) || node.parent.type !== "ExpressionStatement") return false;
    const value = unwrap(node.right);
    if (value === call) return true;
    const variable = value.type === "Identifier" ? file.source.variableOf(value) : undefined;
    return (
      variable !== undefined &&
      sourcesOf(variable).some((origin) => origin.kind === "expression" && unwrap(origin.node) === call)
    );
  });
}

/** The older tree is edited, read or compared here, and neither deleted nor given to anybody else. */
function isOnlyUsed(
  each: TSESTree.Node,
  call: TSESTree.CallExpression,
  store: TSESTree.AssignmentExpression,
  place: TSESTree.Node,
): boolean {
  let at = each;
  while (at.parent?.type === "TSNonNullExpression" || at.parent?.type === "ChainExpression") at = at.parent;
  const { parent } = at;
  if (parent === call || parent === store || at === place) return true;
  if (parent?.type === "VariableDeclarator") return parent.id === at;
  if (parent?.type !== "MemberExpression") return parent?.type === "IfStatement" || parent?.type === "UnaryExpression";
  if (parent.object !== at) return false;
  return !/^(?:delete|free|\[)/.test(memberName(parent) ?? "[");
}

function textOf(file: FileAnalysis, node: TSESTree.Node): string {
  return file.source.text(unwrap(node)).replace(/[?!]/g, "");
}
