import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { isFunction, unwrap, type FunctionNode } from "../../syntax.ts";

const fields = new WeakMap<SourceFile, ReadonlyMap<string, readonly TSESTree.PropertyDefinition[]>>();

/** The fields that classes of the file declare under a name, whatever class they are of. */
export function fieldsNamed(source: SourceFile, name: string): readonly TSESTree.PropertyDefinition[] {
  let byName = fields.get(source);
  if (byName === undefined) {
    const all = new Map<string, TSESTree.PropertyDefinition[]>();
    for (const field of source.nodes("PropertyDefinition")) {
      const { key } = field;
      const own = key.type === "Identifier" ? key.name : key.type === "PrivateIdentifier" ? `#${key.name}` : undefined;
      if (own !== undefined) all.set(own, [...(all.get(own) ?? []), field]);
    }
    fields.set(source, (byName = all));
  }
  return byName.get(name) ?? [];
}

const remembering = /(?:[mM]emo|[oO]nce|[lL]azy|[cC]ache|[sS]ingleton)/;

/** A function of the file, or what a helper that remembers its result makes of one: `const load = once(() => init())`. */
export function functionBehind(source: SourceFile, callee: TSESTree.Node): FunctionNode | undefined {
  const fn = recognitionOf(source).values.callees.of(callee);
  if (fn !== undefined || callee.type !== "Identifier") return fn;
  const variable = source.variableOf(callee);
  const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
  const made = unwrap(origin.node);
  if (made.type !== "CallExpression" || made.arguments.length !== 1) return undefined;
  const [only] = made.arguments;
  const isLazy = only !== undefined && isFunction(only) && only.params.length === 0;
  return isLazy && remembering.test(source.text(made.callee)) ? only : undefined;
}
