/** Objects that every program has: as the owner of a method they say nothing. */
const NAMELESS = new Set(["Object", "Function", "Module", "module", "exports", "prototype", "get", "set"]);

/** What is left of `<computed>` and `<anonymous>`. */
const NOT_NAMES = new Set(["computed", "anonymous"]);

/**
 * The call that made an object as its reader knows it: without the names that a minifier, a bundler or the engine gave.
 *
 * @param name - as the engine shows it: `new Kg`, `a.Surface.makeImageSnapshot`, `Object.Ir [as hash_init]`
 * @param line - the application's line
 * @returns undefined when nothing readable is left
 */
export function readableCall(name: string, line: string | undefined): string | undefined {
  const [, isNew = "", shown = "", alias] = /^(new )?(.*?)(?: \[as (.*)\])?$/.exec(name) ?? [];
  const words = shown.split(/[.<>[\] ]+/).filter((word) => /^[\w$#]+$/.test(word));
  const method = alias ?? words.at(-1) ?? "";
  if (isMinified(method) || method === "" || NOT_NAMES.has(method)) return isNew === "" ? undefined : written(line);
  const owner = words.slice(0, -1).findLast((word) => !NAMELESS.has(word) && !isMinified(word));
  const of = owner === undefined ? "" : `${asWritten(owner.replace(/^_+(?=[A-Z])/, ""), line)}.`;
  return `${isNew}${of}${asWritten(method, line)}`;
}

/** Two letters and fewer: what minifiers leave of a name. */
export function isMinified(name: string): boolean {
  return /^[\w$]{1,2}$/.test(name);
}

/** What follows the only `new` of a line. */
function written(line = ""): string | undefined {
  const found = [...line.matchAll(/\bnew\s+([\w$]+(?:\.[\w$]+)*)/g)];
  return found.length === 1 ? `new ${found[0]?.[1] ?? ""}` : undefined;
}

/** Bundlers number names that occur twice: `Resvg2`. */
function asWritten(word: string, line = ""): string {
  const plain = word.replace(/^([A-Za-z]\w*)\d$/, "$1");
  const has = (text: string): boolean => line.split(/[^\w$#]+/).includes(text);
  return plain !== word && has(plain) && !has(word) ? plain : word;
}
