/** How a name fits a pattern: the text that its `*` stood for, or `undefined` when it does not fit. */
export type NameMatch = (name: string) => string | undefined;

/** Compiles a name pattern with at most two `*`; several stars give their texts joined by `*`. `+` starts with a capital. */
export function namePattern(pattern: string): NameMatch {
  if (!/[*+]/.test(pattern)) return (name) => (name === pattern ? "" : undefined);
  const source = pattern
    .replace(/[.?^${}()|[\]\\]/g, "\\$&")
    .replace(/[*+]/g, (star) => (star === "*" ? "(\\w+?)" : "([A-Z]\\w*?)"));
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.exec(name)?.slice(1).join("*");
}

/** Fills what an acquire's `*` matched into the pattern of a release: `*_free`, `Image` gives `Image_free`. */
export function fillPattern(pattern: string, star: string): string {
  const parts = star.split("*");
  let at = 0;
  return pattern.replace(/[*+]/g, () => parts[at++] ?? parts[0] ?? "");
}
