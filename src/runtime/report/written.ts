/** What a line of the application does with the object that a call on it makes. */
export interface Written {
  /**
   * `constant` and `variable`: declared; `assigned`: to something that exists; `stored`: under a key; `collected`: in a
   * list or set; `returned`: from a function; `dropped`: nobody keeps it, or only for the next call of a chain.
   */
  readonly fate: "constant" | "variable" | "assigned" | "stored" | "collected" | "returned" | "dropped";
  /** What it is assigned to, or the container that takes it; empty when there is none. */
  readonly target: string;
  /** The call, its arguments left out: `new RAPIER.World(...)`. */
  readonly call: string;
}

const CALLED = /^(new\s+)?([\w$#]+(?:\s*\??\.\s*[\w$#]+)*)\s*(?:<[^()]*>\s*)?(\(|[;,)\]]|$)/;
const RECEIVER = /(?:[\w$#]+\s*\??\.\s*)*$/;

/**
 * Reads a line of source from the place of a call.
 *
 * @param column - of the call, from 1, as stacks have it: of `new`, or of the method's name
 * @param next - the line below
 * @returns undefined when the line says nothing clear
 */
export function readWritten(line: string, column: number, next = ""): Written | undefined {
  const at = column - 1;
  const called = column > 0 ? CALLED.exec(line.slice(at)) : null;
  if (called === null) return undefined;
  const [text, keyword = "", callee = "", open = ""] = called;
  if (open !== "(" && keyword === "") return undefined;
  const receiver = keyword === "" ? (RECEIVER.exec(line.slice(0, at))?.[0] ?? "") : "";
  const front = line.slice(0, at - receiver.length).replace(/\bawait\s+$/, "");
  const rest = line.slice(at + text.length);
  const end = open === "(" ? closing(rest) : 0;
  const parameters = open === "(" && (end < 0 || rest.slice(0, end).trim() !== "") ? "..." : "";
  // The front of a chain is on a line above.
  const isContinued = keyword === "" && /^\s*\??\.$/.test(front);
  const call = isContinued ? "..." : `${keyword && "new "}${(receiver + callee).replace(/\s+/g, "")}(${parameters})`;
  // A call that does not end on its line is taken to be the last of its expression.
  const tail = withoutComment(open === "(" ? (end < 0 ? "" : rest.slice(end + 1)) : open + rest);
  if (/^\??\./.test(tail) || (tail === "" && end >= 0 && /^\s*\??\./.test(next)))
    return { fate: "dropped", target: "", call };

  const into = /([\w$#.]+)\.(?:(set)\([^()]*,|push\(|unshift\(|add\()\s*$/.exec(front);
  if (into !== null && /^(?:\)|$)/.test(tail))
    return { fate: into[2] === undefined ? "collected" : "stored", target: into[1] ?? "", call };
  if (!/^[;,]?$/.test(tail)) return undefined;
  if (/(?:\breturn\s+|=>\s*)$/.test(front)) return { fate: "returned", target: "", call };
  if (/^\s*$/.test(front)) return tail === ";" ? { fate: "dropped", target: "", call } : undefined;
  const keptAs = (target: string, fate: Written["fate"]): Written =>
    passedOn(target, next, call) ?? { fate, target, call };
  const declared = /\b(const|let|var)\s+([\w$]+)\s*(?::[^=]*)?=\s*$/.exec(front);
  if (declared !== null) return keptAs(declared[2] ?? "", declared[1] === "const" ? "constant" : "variable");
  const keyed = /([\w$#.]+)\s*\[[^[\]]*\]\s*(?:\?\?|\|\|)?=\s*$/.exec(front);
  if (keyed !== null) return { fate: "stored", target: keyed[1] ?? "", call };
  const assigned = /(?:^|[\s;{(])([\w$#]+(?:\.[\w$#]+)*)\s*(?:\?\?|\|\|)?=\s*$/.exec(front);
  return assigned === null ? undefined : keptAs(assigned[1] ?? "", "assigned");
}

/** What the line below does with a variable, when it gives it away at once: `cache.set(key, image)`, `return image`. */
function passedOn(name: string, next: string, call: string): Written | undefined {
  const words = next.split(/[^\w$#.]+/);
  const into = /([\w$#.]+)\.(?:(set)\([^()]*,|push\(|unshift\(|add\()\s*([\w$#.]+)\s*\)\s*;?\s*$/.exec(next);
  if (into?.[3] === name) return { fate: into[2] === undefined ? "collected" : "stored", target: into[1] ?? "", call };
  const keyed = /([\w$#.]+)\s*\[[^[\]]*\]\s*=\s*([\w$#.]+)\s*;?\s*$/.exec(next);
  if (keyed?.[2] === name) return { fate: "stored", target: keyed[1] ?? "", call };
  const isReturned = /^\s*return\s+[\w$#.]+\s*;?\s*$/.test(next) && words.includes(name);
  return isReturned ? { fate: "returned", target: "", call } : undefined;
}

/** Index of the parenthesis that closes the one before the text; -1 when it is on another line. */
function closing(text: string): number {
  let depth = 1;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === "\\") at++;
    else if (quote !== "") quote = letter === quote ? "" : quote;
    else if (/["'`]/.test(letter)) quote = letter;
    else if (letter === "(") depth++;
    else if (letter === ")" && --depth === 0) return at;
  }
  return -1;
}

function withoutComment(text: string): string {
  return text.replace(/\/\/.*$|\/\*.*?(?:\*\/|$)/g, "").trim();
}
