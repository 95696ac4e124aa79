import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import type { PointerOrigin } from "../recognise/wasm-values.ts";
import { callEscape } from "./calls.ts";
import { fieldEscapes } from "./fields.ts";
import { Owners } from "./owners.ts";
import { releasesOf, type Releases } from "./releases.ts";
import { returnEscape } from "./returns.ts";
import { globalEscape, storeEscape } from "./stores.ts";

/** A raw pointer that reaches code which does not own it. */
export interface Escape {
  node: TSESTree.Node;
  how:
    | "field"
    | "getter"
    | "method"
    | "return"
    | "view"
    | "export"
    | "global"
    | "collection"
    | "callback"
    | "message"
    | "variable";
  /** The name of the field, method, variable or function it leaves by. */
  through: string;
  origin: { name: string; node: TSESTree.Node };
  certain: boolean;
  /** The class and field, where the repair is to make it private. */
  field?: { owner: TSESTree.Node; name: string };
}

/** What each kind of escape is judged with. */
export interface EscapeContext extends Pick<Recognition, "file" | "values"> {
  releases: Releases;
  owners: Owners;
  /** The places of pointers that a registration looks after. */
  managed: ReadonlySet<string>;
}

/** Every escape of a pointer in the file, in source order. */
export function escapesOf({ file, values, registrations }: Recognition): Escape[] {
  const managed = registrations
    .map(({ pointer }) => pointer && values.places.keyOf(pointer))
    .filter((key) => key !== undefined);
  const releases = releasesOf(file, values);
  const owners = new Owners(file, values, releases);
  const context: EscapeContext = { file, values, releases, owners, managed: new Set(managed) };
  // A field may also be filled with a parameter that the file looks after or frees, a view with what an export gives.
  const hasNone = !values.mayHavePointers && managed.length === 0 && !releases.hasAny;
  if (hasNone && !values.mayHaveViews) return [];
  const returned: (Escape | undefined)[] = [
    ...file.nodes("ReturnStatement").map((node) => (node.argument ? returnEscape(context, node.argument) : undefined)),
    ...file
      .nodes("ArrowFunctionExpression")
      .map(({ body }) => (body.type === "BlockStatement" ? undefined : returnEscape(context, body))),
  ];
  const found: (Escape | undefined)[] = hasNone
    ? returned
    : [
        ...fieldEscapes(context),
        ...file.nodes("AssignmentExpression").map((node) => globalEscape(context, node) ?? storeEscape(context, node)),
        ...returned,
        ...file.nodes("VariableDeclarator").map((node) => globalEscape(context, node)),
        ...file.nodes("CallExpression").map((node) => callEscape(context, node)),
      ];
  return found.filter((escape) => escape !== undefined).sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** The pointer among an expression and, one level deep, the parts of an object or array literal. */
export function pointerIn(
  { values }: Pick<EscapeContext, "values">,
  expression: TSESTree.Node,
): { node: TSESTree.Node; origin: PointerOrigin } | undefined {
  const own = values.pointer(expression);
  if (own !== undefined) return { node: expression, origin: own };
  const parts =
    expression.type === "ObjectExpression"
      ? expression.properties.map((property) => (property.type === "Property" ? property.value : undefined))
      : expression.type === "ArrayExpression"
        ? expression.elements
        : [];
  for (const part of parts) {
    const origin = part ? values.pointer(part) : undefined;
    if (part && origin !== undefined) return { node: part, origin };
  }
  return undefined;
}
