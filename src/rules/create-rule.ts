import type { TSESLint } from "@typescript-eslint/utils";
import { guarded } from "./guard.ts";

/** What the documentation generator and the configs read from a rule. */
export interface RuleDocs {
  /** Part of `configs.recommended`. */
  recommended: boolean;
}

type Definition<MessageIds extends string, Options extends readonly unknown[]> = Omit<
  TSESLint.RuleModule<MessageIds, Options, RuleDocs>,
  "meta" | "defaultOptions"
> & {
  name: string;
  meta: Omit<TSESLint.RuleMetaData<MessageIds, RuleDocs, Options>, "docs"> & {
    docs: RuleDocs & { description: string };
  };
};

/** A rule of this plugin: an ordinary rule object whose documentation address follows from its name. */
export type WasmLeaksRule<MessageIds extends string, Options extends readonly unknown[]> = TSESLint.RuleModule<
  MessageIds,
  Options,
  RuleDocs
> & { name: string };

/** Adds the documentation address to a rule; ESLint and oxlint merge `meta.defaultOptions` themselves. */
export function createRule<MessageIds extends string, Options extends readonly unknown[]>(
  definition: Definition<MessageIds, Options>,
): WasmLeaksRule<MessageIds, Options> {
  const { name, meta, create } = definition;
  const url = `https://github.com/wasm-leaks/wasm-leaks/blob/main/docs/rules/${name}.md`;
  return { name, create: guarded(create), meta: { ...meta, docs: { ...meta.docs, url } } };
}
