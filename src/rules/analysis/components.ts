import type { TSESLint, TSESTree } from "@typescript-eslint/utils";

/** A component of Svelte, or a script that its compiler reads as it reads those. */
export function isOfSvelte({ parserServices }: Pick<TSESLint.SourceCode, "parserServices">): boolean {
  const services = (parserServices ?? {}) as { isSvelte?: unknown; isSvelteScript?: unknown };
  return services.isSvelte === true || services.isSvelteScript === true;
}

const ofMarkup = /^Svelte(?!ScriptElement$)/;

/** Markup of Svelte, and `$: …`: it runs again whenever something changes that it reads. */
export function runsAgain(node: TSESTree.Node): boolean {
  return ofMarkup.test(node.type);
}

const component = /\.(?:vue|svelte)$/;
const typedScript = /<script\b[^>]*\slang\s*=\s*["']?tsx?\b/;

/** Written in TypeScript: by its name or, for a component, by what the tag of its script says. */
export function isTypeScript(filename: string, text: string): boolean {
  return /\.[cm]?tsx?$/.test(filename) || (component.test(filename) && typedScript.test(text));
}
