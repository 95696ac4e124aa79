import type { Disagreement } from "./compare.ts";

/** Where the analysis is known to be silent, as the pages of the rules say under Limitations. */
export const limits: { readonly [name: string]: (found: Disagreement, source: string) => boolean } = {
  "elements of a container are one thing": ({ what, kind }, source) =>
    what === "missed" && kind !== "leak" && /\.push\(|\.(?:set|add)\(|\.map\(|\[M\._malloc|\[new /.test(source),
  "a release that skips some elements is not seen": ({ what, kind }, source) =>
    what === "missed" && kind === "leak" && /for \(const each of list\d+\) \{\n(?:if|touch)/.test(source),
  "a function that releases what it is given only sometimes counts as taking it": ({ what }, source) =>
    what === "missed" && /\n(?:freeIf|freeDeep|f\d+)\(p\d/.test(source),
  "a closure that a function is given may be kept": ({ what }, source) =>
    what === "missed" && /scoped\(\(|\.finally\(\(/.test(source),
  "what a generator is given belongs to it": ({ what }, source) => what === "missed" && source.includes("of over(["),
  "a closure in a list counts as run": ({ what }, source) => what === "missed" && /const f\d+ = \[/.test(source),
  "what a stack of disposables releases is not compared with what is released by hand": ({ what, kind }, source) =>
    what === "missed" && kind !== "leak" && source.includes("new DisposableStack()"),
  "what a return gives counts as given, whatever a finally returns in its place": ({ what, kind }, source) =>
    what === "missed" && kind === "leak" && /return list\d+;[^]*\} finally \{\n[^}]*return\b/.test(source),
  "what a generator gives belongs to nobody": ({ what, kind, line }, source) =>
    what === "missed" &&
    (kind === "leak" ? line === 0 : /of (?:fresh|things)\(n\)|list\d+ = \[\.\.\.fresh/.test(source)),
  "a method that alone stands in a try with a catch may find that it ran before": ({ what, kind, line }, source) => {
    const [before, at, after] = source.split("\n").slice(line - 2, line + 1);
    const isAlone = before === "try {" && after?.startsWith("} catch") === true && at?.endsWith(".delete();") === true;
    return what === "missed" && kind === "double-release" && isAlone;
  },
};
