import { transformSync } from "esbuild";
import { Random } from "../random.ts";
import type { Facade } from "./fake-module.ts";
import type { Program } from "./generate.ts";

export type Runner = (
  M: Facade,
  DisposableStack: unknown,
  a: boolean,
  b: boolean,
  c: boolean,
  d: boolean,
  n: number,
) => unknown;

/** Says before every statement which line runs; Node 20 needs `using` lowered. */
export function compile({ source }: Program): Runner {
  const lines = source.split("\n");
  // What a helper does counts for the line that calls it.
  const first = lines.findIndex((line) => judged.test(line));
  const marked = lines.map((line, index) => {
    if (index <= first) return line;
    return isStatement(line) ? `M.at(${index + 1}); ${line}` : line;
  });
  const text = marked.join("\n");
  const lowered = /\busing /.test(text)
    ? transformSync(text, { target: "es2022", supported: { using: false } }).code
    : text;
  const kept = text.includes("const kept = ") ? "M.kept = kept;\n" : "";
  const body = `${lowered}\n${kept}return run(a, b, c, d, n);`;
  return new Function("M", "DisposableStack", "a", "b", "c", "d", "n", body) as Runner;
}

/** Where the part of a program begins that is compared: what stands before counts for the line that calls it. */
const judged = /^(?:class Box|(?:async )?function run\()/m;

// Methods and fields of a class.
const isMember = /^(?:(?:constructor|swap|reset|use|dispose|delete|\[Symbol\.dispose\])\(.*\) \{$|#?part\d)/;

function isStatement(line: string): boolean {
  if (isMember.test(line)) return false;
  if (line.startsWith("} ") || /^(?:case|default)\b/.test(line)) return false;
  return (
    /^(?:const|let|using|await|throw|return|if|for|while|switch|break|continue)\b/.test(line) ||
    /^\w+(?:\?)?[.(]|^\w+: |^\w+ (?:\|\||\?\?)?= |^\(|^\[/.test(line)
  );
}

/** What a program looks at: it does the same whatever the other inputs are. */
export function inputsOf({ source }: Program): { flags: number; counts: boolean; allocations: number } {
  const text = bodyOf(source);
  const repeats = /\b(?:for|while|do|map|from|=>)\b|=>/.test(text);
  let flags = 0;
  ["a", "b", "c", "d"].forEach((name, bit) => {
    if (new RegExp(`(?<![.\\w])${name}\\b`).test(text)) flags |= 1 << bit;
  });
  return {
    flags,
    counts: count.test(text),
    allocations: repeats ? Infinity : (text.match(/\b\w*(?:malloc|make)\w*\(/gi)?.length ?? 0) * 2,
  };
}

const count = /(?<!d, |[.\w])n\b/;

/**
 * The program with bounds of its own for each loop, and answers of their own for helpers: the analysis does not know that
 * two counts are one, nor that a helper does what its argument says.
 */
export function withOwnBounds({ source, ...rest }: Program): { program: Program; counts: readonly number[] } {
  let bounds = 0;
  const own = bodyOf(source)
    .replace(new RegExp(count, "g"), () => `((n >> ${2 * bounds++}) & 3)`)
    .replace(
      /((?:maybeMake|freeIf|check)\((?:.*, )?)!?[abc]\);$/gm,
      (_, call: string) => `${call}((n >> ${2 * bounds++}) & 1) === 1);`,
    );
  const head = source.slice(0, source.length - bodyOf(source).length);
  return { program: { ...rest, source: head + own }, counts: countsOf(Math.min(bounds, 15)) };
}

/** All ways to count so many loops to 0 to 3, or some of them where they are many. */
function countsOf(bounds: number): readonly number[] {
  const all = 4 ** bounds;
  if (all <= 256) return Array.from({ length: all }, (_, n) => n);
  const random = new Random(bounds);
  return Array.from({ length: 256 }, () => random.below(all));
}

function bodyOf(source: string): string {
  return source.slice(source.indexOf("\n", source.search(judged)));
}
