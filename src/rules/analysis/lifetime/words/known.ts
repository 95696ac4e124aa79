import type { TSESTree } from "@typescript-eslint/utils";
import type { CallFact, ClassFacts, PackageFacts } from "../../../../resources/catalog.ts";
import { requiredSpecifier } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { packageFor } from "./specifiers.ts";

/** What an expression is, as far as the catalog's packages tell. Promises stand for what they resolve to. */
export type Known =
  | { readonly kind: "namespace"; readonly of: PackageFacts }
  | { readonly kind: "init"; readonly of: PackageFacts }
  | { readonly kind: "class"; readonly of: ClassFacts }
  | { readonly kind: "instance"; readonly of: ClassFacts }
  | { readonly kind: "function"; readonly of: PackageFacts; readonly fact: CallFact; readonly name: string };

/** The class that `new` is given: one of the package, or the package itself where it is one. */
export function constructed(known: Known): ClassFacts | undefined {
  return known.kind === "class" ? known.of : known.kind === "namespace" ? known.of.main : undefined;
}

/** What a property of something known is. */
export function property(object: Known, name: string): Known | undefined {
  if (object.kind === "init" && name === "default") return object;
  if (object.kind === "namespace") {
    const { of } = object;
    if (of.namespace.includes(name)) return object;
    if (of.init.includes(name)) return { kind: "init", of };
    const made = of.class(name);
    if (made !== undefined) return { kind: "class", of: made };
    const fact = of.function(name);
    if (fact !== undefined) return { kind: "function", of, fact, name };
    return name === "default" ? object : undefined;
  }
  if (object.kind === "class") {
    const fact = object.of.staticMethod(name);
    return fact === undefined ? undefined : { kind: "function", of: object.of.package, fact, name };
  }
  return undefined;
}

/** `require("x")` and `await import("x")`. */
export function required(source: SourceFile, expression: TSESTree.Node): Known | undefined {
  const from = requiredSpecifier(expression);
  if (from === undefined) return undefined;
  const of = packageFor(source, from);
  if (of === undefined) return undefined;
  return of.init.includes("default") && expression.type !== "ImportExpression"
    ? { kind: "init", of }
    : { kind: "namespace", of };
}
