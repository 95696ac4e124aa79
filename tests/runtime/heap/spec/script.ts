/** A list or an atom of a test script, with its place in the text. */
export interface Expression {
  readonly start: number;
  readonly end: number;
  /** Atom or string, without quotes; `undefined` for a list. */
  readonly atom: string | undefined;
  readonly items: readonly Expression[];
}

/** Next token from `at` on: white space and comments are skipped. */
function skip(text: string, at: number): number {
  for (;;) {
    const char = text[at];
    if (char === ";" && text[at + 1] === ";") at = Math.max(text.indexOf("\n", at), at + 1);
    else if (char === "(" && text[at + 1] === ";") {
      let depth = 1;
      for (at += 2; depth > 0 && at < text.length; at++) {
        if (text.startsWith("(;", at)) depth++;
        else if (text.startsWith(";)", at)) depth--;
        else continue;
        at++;
      }
    } else if (char !== undefined && /\s/.test(char)) at++;
    else return at;
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(u\{[0-9a-fA-F_]+\}|[0-9a-fA-F]{2}|.)/g, (_, code: string) => {
    if (code.startsWith("u{")) return String.fromCodePoint(parseInt(code.slice(2, -1).replaceAll("_", ""), 16));
    if (/^[0-9a-fA-F]{2}$/.test(code)) return String.fromCharCode(parseInt(code, 16));
    return { n: "\n", t: "\t", r: "\r" }[code] ?? code;
  });
}

/** Reads a script of the WebAssembly specification's test format as nested lists. */
export function readScript(text: string): Expression[] {
  const open: { start: number; items: Expression[] }[] = [{ start: 0, items: [] }];
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    const start = at;
    const last = open.at(-1) as { start: number; items: Expression[] };
    if (text[at] === "(") {
      open.push({ start, items: [] });
      at++;
    } else if (text[at] === ")") {
      at++;
      open.pop();
      open.at(-1)?.items.push({ start: last.start, end: at, atom: undefined, items: last.items });
    } else if (text[at] === '"') {
      for (at++; text[at] !== '"' && at < text.length; at++) if (text[at] === "\\") at++;
      at++;
      last.items.push({ start, end: at, atom: unescaped(text.slice(start + 1, at - 1)), items: [] });
    } else {
      while (at < text.length && !/[\s();"]/.test(text[at] ?? "")) at++;
      if (at === start) at++;
      last.items.push({ start, end: at, atom: text.slice(start, at), items: [] });
    }
  }
  return open[0]?.items ?? [];
}

const objects = new Map<string, object>();

function float(text: string): number {
  const [, sign = "", magnitude = ""] = /^([+-]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
  const factor = sign === "-" ? -1 : 1;
  if (magnitude === "inf") return factor * Infinity;
  if (magnitude.startsWith("nan")) return NaN;
  const hex = /^0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/i.exec(magnitude);
  if (hex === null) return factor * Number(magnitude);
  const [, whole = "", part = "", exponent = "0"] = hex;
  const digits = BigInt(`0x${whole}${part}` === "0x" ? 0 : `0x${whole}${part}`);
  return factor * Number(digits) * 2 ** (Number(exponent) - 4 * part.length);
}

function integer(text: string): bigint {
  const [, sign, magnitude = "0"] = /^([+-]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
  return sign === "-" ? -BigInt(magnitude) : BigInt(magnitude);
}

/** An argument such as `(i32.const 5)` as JavaScript passes it; `undefined` when it cannot, as with vectors. */
export function argument({ items }: Expression): { value: unknown } | undefined {
  const [kind, value] = [items[0]?.atom, items[1]?.atom ?? ""];
  if (kind === "i32.const") return { value: Number(BigInt.asIntN(32, integer(value))) };
  if (kind === "i64.const") return { value: BigInt.asIntN(64, integer(value)) };
  if (kind === "f32.const" || kind === "f64.const") return { value: float(value) };
  if (kind === "ref.null") return { value: null };
  if (kind !== "ref.extern") return undefined;
  let object = objects.get(value);
  if (object === undefined) objects.set(value, (object = { value }));
  return { value: object };
}
