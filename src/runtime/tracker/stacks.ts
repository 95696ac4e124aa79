import { isApplicationFile, parseStack } from "./frames.ts";

const SHALLOW = 8;
/** Generated invokers can put the application eleven frames down. */
const DEEP = 40;
/** What a program with ever new stacks may cost; beyond it creations have no stack. */
const MOST_STACKS = 20_000;

// Any function, whatever its parameters: `captureStackTrace` cuts the stack above it.
type Caller = (...parameters: never[]) => unknown;

function capture(below: Caller, limit: number): unknown {
  const before = Error.stackTraceLimit;
  setLimit(limit);
  const holder: { stack?: unknown } = {};
  // Typed as always there, and missing in engines other than V8.
  if ((Error as Partial<typeof Error>).captureStackTrace) Error.captureStackTrace(holder, below);
  else holder.stack = withoutOwnFrames(new Error().stack ?? "");
  const { stack } = holder;
  setLimit(before);
  return stack;
}

function setLimit(limit: number): void {
  try {
    Error.stackTraceLimit = limit;
  } catch {
    // Frozen intrinsics: the limit stays what it is.
  }
}

// Three frames of this file, and the public function that asked.
function withoutOwnFrames(stack: string): string {
  return stack.split("\n").slice(4).join("\n");
}

/**
 * The stack of the caller of `below` as a string of frames, one per line. Never keeps the Error: while its stack is
 * unread it retains every receiver on the stack, so that nothing the tracker looks at would ever be collected.
 */
export function takeStack(below: Caller, limit: number): string {
  let stack = capture(below, limit);
  if (typeof stack !== "string") {
    // An application's own prepareStackTrace may return call sites, which retain receivers as well.
    const formatter: { prepareStackTrace?: typeof Error.prepareStackTrace | undefined } = Error;
    const theirs = formatter.prepareStackTrace;
    formatter.prepareStackTrace = undefined;
    stack = capture(below, limit);
    formatter.prepareStackTrace = theirs;
  }
  const text = String(stack);
  return /^\s*at /.test(text) || !/\n\s*at /.test(text) ? text : text.slice(text.search(/\n\s*at /) + 1);
}

interface Interned {
  readonly id: number;
  /** No application frame among the first eight: take forty the next time. */
  readonly deep: boolean;
}

/** Stacks as interned strings: a loop that makes a million objects keeps one. */
export class Stacks {
  readonly #ids = new Map<string, Interned>();
  readonly #texts: string[] = [""];
  /** True once a stack was not kept because there were too many different ones. */
  full = false;

  /** Interns the stack of the caller of `below`; 0 when too many different ones were seen. */
  capture(below: Caller): number {
    const shallow = takeStack(below, SHALLOW);
    const known = this.#ids.get(shallow) ?? this.#add(shallow, !showsApplication(shallow));
    return known.deep ? this.intern(takeStack(below, DEEP)) : known.id;
  }

  /** The id of a stack that was taken elsewhere; 0 when too many different ones were seen. */
  intern(text: string): number {
    return (this.#ids.get(text) ?? this.#add(text, false)).id;
  }

  /** The text of a stack, frames only, one per line; empty for id 0. */
  text(id: number): string {
    return this.#texts[id] ?? "";
  }

  #add(text: string, deep: boolean): Interned {
    this.full ||= this.#texts.length >= MOST_STACKS;
    if (this.full) return { id: 0, deep: false };
    const interned = { id: this.#texts.length, deep };
    this.#texts.push(text);
    this.#ids.set(text, interned);
    return interned;
  }
}

function showsApplication(stack: string): boolean {
  return parseStack(stack).some((frame) => !frame.async && isApplicationFile(frame.file));
}
