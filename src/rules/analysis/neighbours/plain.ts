import type { SourceFile } from "../source-file.ts";
import { textOf } from "./files.ts";

const known = new WeakMap<SourceFile, Map<string, boolean>>();
const passing = /\bexport\s*\*\s*from\s*["']([^"'\n]+)["']/g;
const maxDepth = 3;

/**
 * `free(): void {}` of a class that another file of the project declares: it is there for those who expect one, and the
 * objects are of JavaScript. By the text, as such a file shows no sign of native memory and is not parsed.
 */
export function hasEmptyMethod(source: SourceFile, from: string, className: string, method: string): boolean {
  if (source.reader === undefined) return false;
  let answers = known.get(source);
  if (answers === undefined) known.set(source, (answers = new Map<string, boolean>()));
  const key = `${from}\0${className}\0${method}`;
  let answer = answers.get(key);
  if (answer === undefined) answers.set(key, (answer = isDeclared(source.filename, from, className, method, 0)));
  return answer;
}

function isDeclared(filename: string, from: string, className: string, method: string, depth: number): boolean {
  const file = textOf(filename, from);
  if (file === undefined || depth > maxDepth) return false;
  const { text, name } = file;
  const start = new RegExp(`\\bexport\\s+(?:default\\s+)?class\\s+${className}\\b`).exec(text)?.index;
  if (start === undefined)
    return [...text.matchAll(passing)].some(([, next = ""]) => isDeclared(name, next, className, method, depth + 1));
  const end = text.indexOf("\n}", start);
  const empty = new RegExp(`^\\s+(?:public\\s+)?${method}\\(\\)(?:\\s*:\\s*void)?\\s*\\{\\s*\\}`, "m");
  return empty.test(text.slice(start, end < 0 ? undefined : end));
}
