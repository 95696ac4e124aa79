import type { Disagreement } from "./compare.ts";
import { namesOf } from "./names.ts";

/** Where the analysis is known to be silent, as the pages of the rules say under Limitations. */
export const limits: { readonly [name: string]: (found: Disagreement, source: string) => boolean } = {
  "elements of a container are one thing": (found, source) =>
    found.what === "missed" && found.kind !== "leak" && passes(found, source, inContainer),
  "a release that skips some elements is not seen": (found, source) =>
    found.what === "missed" &&
    found.kind === "leak" &&
    passes(found, source, (name) => `for \\(const each of ${name}\\) \\{\\n(?:if|touch)`),
  "a function that calls itself counts as taking what it is given": (found, source) =>
    found.what === "missed" && passes(found, source, (name) => `^freeDeep\\(${name},`),
  "what a generator is given belongs to it": (found, source) =>
    found.what === "missed" && passes(found, source, (name) => `of over\\(\\[${name}\\]`),
  "a closure in a list counts as run": (found, source) =>
    found.what === "missed" && passes(found, source, (name) => `(?:= \\[|\\.push\\()\\(\\) => \\S+\\(${name}\\)`),
  "what a stack of disposables releases is not compared with what is released by hand": (found, source) =>
    found.what === "missed" &&
    passes(found, source, (name) => `${name} = stack\\d+\\.|\\.defer\\(\\(\\) => M\\._free\\(${name}\\)`),
  "what a generator gives belongs to nobody": ({ what, sites }) =>
    what === "missed" && sites.every((site) => site === 0),
  "a method that has looked at a field may overwrite it": ({ what, kind, sites }, source) =>
    what === "missed" &&
    kind === "leak" &&
    sites.every((site) => {
      const stored = [...namesOf(source, site)].join("|");
      const line = source.split("\n")[site - 1] ?? "";
      const [, field] =
        /^this\.(#?part\d) = /.exec(line) ?? new RegExp(`^this\\.(#?part\\d) = (?:${stored});`, "m").exec(source) ?? [];
      return (
        field !== undefined && new RegExp(`^(?:swap|reset)\\([^]*?this\\.${field}(?! = (?!null|0))`, "m").test(source)
      );
    }),
  "a method that alone stands in a try with a catch may find that it ran before": ({ what, kind, line }, source) => {
    const [before, at, after] = source.split("\n").slice(line - 2, line + 1);
    const isAlone = before === "try {" && after?.startsWith("} catch") === true && at?.endsWith(".delete();") === true;
    return what === "missed" && kind === "double-release" && isAlone;
  },
};

/** Each of the resources in question has a name that stands where the pattern says. */
function passes({ sites }: Disagreement, source: string, patternOf: (name: string) => string): boolean {
  return sites.every((site) =>
    [...namesOf(source, site)].some((name) => new RegExp(patternOf(name), "m").test(source)),
  );
}

function inContainer(name: string): string {
  const put = `\\.(?:push|add|set)\\((?:\\w+, )?${name}\\)`;
  const literal = `[=(] ?\\[[^\\]]*\\b${name}\\b[^\\]]*\\]`;
  return `${put}|${literal}|^${name}\\.(?:push|add|set)\\(|^const ${name} = (?:\\[|Array\\.|new (?:Map|Set)\\()`;
}
