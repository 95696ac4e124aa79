/** How a name fits a pattern: the text that its `*` stood for, or `undefined` when it does not fit. */
export type NameMatch = (name: string) => string | undefined;

/** Compiles a name pattern with at most two `*`; several stars give their texts joined by `*`. `+` starts with a capital. */
export function namePattern(pattern: string): NameMatch {
  if (!/[*+]/.test(pattern)) return (name) => (name === pattern ? "" : undefined);
  const expression = new RegExp(`^${sourceOf(pattern, "(")}$`);
  return (name) => expression.exec(name)?.slice(1).join("*");
}

/** One test for many patterns: most names of a file fit none of them. */
export function anyPattern(patterns: Iterable<string>): (name: string) => boolean {
  const sources = [...new Set(patterns)].map((pattern) => sourceOf(pattern, "(?:"));
  const expression = new RegExp(`^(?:${sources.join("|")})$`);
  return (name) => expression.test(name);
}

function sourceOf(pattern: string, group: "(" | "(?:"): string {
  return pattern
    .replace(/[.?^${}()|[\]\\]/g, "\\$&")
    .replace(/[*+]/g, (star) => `${group}${star === "*" ? "\\w+?" : "[A-Z]\\w*?"})`);
}

/** Fills what an acquire's `*` matched into the pattern of a release: `*_free`, `Image` gives `Image_free`. */
export function fillPattern(pattern: string, star: string): string {
  const parts = star.split("*");
  let at = 0;
  return pattern.replace(/[*+]/g, () => parts[at++] ?? parts[0] ?? "");
}
