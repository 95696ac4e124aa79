import type { TSESTree } from "@typescript-eslint/utils";
import type { PointerOrigin } from "../recognise/wasm-values.ts";
import { enclosingFunction, isFunction, memberName, unwrap } from "../syntax.ts";
import { isCommonJsExport, isExportedVariable } from "../visibility.ts";
import { pointerIn, type Escape, type EscapeContext } from "./index.ts";

const globals = new Set(["globalThis", "window", "self", "global"]);

/** A pointer that becomes an export or a property of the global object. */
export function globalEscape(
  context: EscapeContext,
  node: TSESTree.AssignmentExpression | TSESTree.VariableDeclarator,
): Escape | undefined {
  const [place, value] = node.type === "VariableDeclarator" ? [node.id, node.init] : [node.left, node.right];
  if (value === null) return undefined;
  const isGlobal = place.type === "MemberExpression" && isGlobalObject(context, place.object);
  const variable = place.type === "Identifier" ? context.file.variableOf(place) : undefined;
  const isExport =
    (place.type === "MemberExpression" && isCommonJsExport(place)) ||
    (variable !== undefined && isExportedVariable(variable));
  if (!isGlobal && !isExport) return undefined;
  const pointer = pointerIn(context, value);
  if (pointer === undefined) return undefined;
  const { origin } = pointer;
  if (place.type === "MemberExpression" && isCellOfWorker(place, origin)) return undefined;
  const through = place.type === "MemberExpression" ? (memberName(place) ?? "…") : context.file.text(place);
  return {
    node:
      place.type === "Identifier" && node.type === "VariableDeclarator"
        ? place
        : node.type === "VariableDeclarator"
          ? place
          : node.left,
    how: isGlobal ? "global" : "export",
    through,
    origin,
    certain:
      origin.how !== "brand" &&
      (isGlobal || origin.of === "object") &&
      !(place.type === "MemberExpression" && isOfWorker(place)),
  };
}

/** A pointer put into a module's variable by a function, or into a collection that outlives the function. */
export function storeEscape(
  context: EscapeContext,
  { left, right, operator }: TSESTree.AssignmentExpression,
): Escape | undefined {
  if (operator !== "=" && operator !== "??=" && operator !== "||=") return undefined;
  const isIndexed = left.type === "MemberExpression" && left.computed;
  if (left.type !== "Identifier" && !isIndexed) return undefined;
  const origin = context.values.pointer(right);
  if (origin === undefined || !isFunction(enclosingFunction(left)) || context.owners.has(right)) return undefined;
  if (left.type === "Identifier") {
    const variable = context.file.variableOf(left);
    const isModules = variable?.scope.type === "module" || variable?.scope.type === "global";
    if (!isModules || isExportedVariable(variable) || context.releases.has(left)) return undefined;
    return { node: left, how: "variable", through: left.name, origin, certain: false };
  }
  return collectionEscape(context, left.object, left, origin);
}

/** A pointer put into a collection: only one that no code of this file empties by releasing what it holds. */
export function collectionEscape(
  context: EscapeContext,
  collection: TSESTree.Node,
  node: TSESTree.Node,
  origin: { name: string; node: TSESTree.Node; of: "object" | "memory" },
): Escape | undefined {
  const held = unwrap(collection);
  const value = context.values.of(held);
  if (value !== undefined || context.releases.has(held) || context.owners.has(node)) return undefined;
  if (held.type !== "Identifier") return undefined;
  const variable = context.file.variableOf(held);
  const scope = variable?.scope.type;
  if (variable === undefined || (scope !== "module" && scope !== "global")) return undefined;
  return { node, how: "collection", through: held.name, origin, certain: origin.of === "object" };
}

/** `self.frame = av_frame_alloc()`: a global of a worker, which no other code than the worker's has. */
function isOfWorker({ object }: TSESTree.MemberExpression): boolean {
  const global = unwrap(object);
  return global.type === "Identifier" && global.name === "self";
}

/** `self.width = malloc(4)`: a cell that a worker reads results from for as long as it runs. */
function isCellOfWorker(place: TSESTree.MemberExpression, { of, node }: PointerOrigin): boolean {
  if (of !== "memory" || node.type !== "CallExpression" || !isOfWorker(place)) return false;
  const [size, ...others] = node.arguments;
  return size?.type === "Literal" && others.length === 0;
}

function isGlobalObject({ file }: EscapeContext, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return node.type === "Identifier" && globals.has(node.name) && file.variableOf(node) === undefined;
}
