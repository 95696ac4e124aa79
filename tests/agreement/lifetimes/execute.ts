import { transformSync } from "esbuild";
import type { Program } from "./generate.ts";

/** What really happened in one run: by line of the source. */
export interface Outcome {
  readonly leaks: readonly number[];
  readonly doubleReleases: readonly number[];
  readonly lateUses: readonly number[];
  /** An exception that no `throw` of the program announces, or a value of the wrong kind, changed the path. */
  readonly implicit: boolean;
  readonly input: string;
}

// One for all: a stack for each of a million exceptions is what would take the time.
const riskyError = new Error("risky");

/** A fake module that counts: it gives every address once and knows which line did what. */
class FakeModule {
  readonly live = new Map<unknown, number>();
  readonly released = new Set<unknown>();
  readonly doubleReleases = new Set<number>();
  readonly lateUses = new Set<number>();
  implicit = false;
  line = 0;
  #next = 8;
  #failing = 0;

  /** Begins a run. @param failing - bit n: the allocation n gives 0 */
  reset(failing: number): void {
    this.live.clear();
    this.released.clear();
    this.doubleReleases.clear();
    this.lateUses.clear();
    this.implicit = false;
    this.line = 0;
    this.#next = 8;
    this.#failing = failing;
  }

  _malloc(): number {
    const fails = (this.#failing & 1) === 1;
    this.#failing >>= 1;
    if (fails) return 0;
    this.#next += 8;
    this.live.set(this.#next, this.line);
    return this.#next;
  }

  _free(pointer: unknown): void {
    if (typeof pointer === "number" && pointer !== 0) this.release(pointer);
  }

  _touch(pointer: unknown): void {
    this.use(pointer);
  }

  risky(throws: boolean): void {
    if (!throws) return;
    this.implicit = true;
    throw riskyError;
  }

  release(resource: unknown): void {
    if (this.released.has(resource)) this.doubleReleases.add(this.line);
    this.released.add(resource);
    this.live.delete(resource);
  }

  use(resource: unknown): void {
    if (this.released.has(resource)) this.lateUses.add(this.line);
  }
}

const none: readonly number[] = [];

type Runner = (module: object, a: boolean, b: boolean, c: boolean, d: boolean, n: number) => unknown;

/** Runs a program with every input: all flags, loops of 0 to 3 rounds, and any of the first allocations failing. */
export function executeProgram(program: Program, mayFail = 4, counts = 4): Outcome[] {
  const run = compile(program);
  const module = new FakeModule();
  const facade = facadeOf(module);
  const outcomes: Outcome[] = [];
  const read = inputsOf(program);
  for (let flags = 0; flags < 2 ** program.flags; flags++) {
    if ((flags & ~read.flags) !== 0) continue;
    for (let rounds = 0; rounds < (read.counts ? counts : 1); rounds++) {
      for (let failing = 0; failing < 2 ** Math.min(mayFail, read.allocations); failing++)
        outcomes.push(runOnce(run, module, facade, flags, rounds, failing));
    }
  }
  return outcomes;
}

/** What a program looks at: it does the same whatever the other inputs are. */
function inputsOf({ source }: Program): { flags: number; counts: boolean; allocations: number } {
  const body = source.slice(source.indexOf("function run("));
  const text = body.slice(body.indexOf("\n"));
  const repeats = /\b(?:for|while)\b/.test(text);
  let flags = 0;
  ["a", "b", "c", "d"].forEach((name, bit) => {
    if (new RegExp(`(?<![.\\w])${name}\\b`).test(text)) flags |= 1 << bit;
  });
  return {
    flags,
    counts: /(?<![.\w])n\b/.test(text),
    allocations: repeats ? Infinity : (text.match(/\b(?:_malloc|make)\(/g)?.length ?? 0),
  };
}

/** The module as the programs see it; one for all runs of a program. */
function facadeOf(module: FakeModule): object {
  class Thing {
    constructor() {
      module.live.set(this, module.line);
    }
    use(): void {
      module.use(this);
    }
    delete(): void {
      module.release(this);
    }
    [Symbol.dispose](): void {
      module.release(this);
    }
  }
  return {
    _malloc: () => module._malloc(),
    _free: (pointer: unknown) => module._free(pointer),
    _touch: (pointer: unknown) => module._touch(pointer),
    risky: (throws: boolean) => module.risky(throws),
    at: (line: number) => {
      module.line = line;
    },
    get line() {
      return module.line;
    },
    Thing,
  };
}

const bound = /(\bi\d+) < n;/g;

/** The program with loops that count to bounds of their own: the analysis does not know that two counts are one. */
export function withOwnBounds({ source, flags }: Program): { program: Program; rounds: number } {
  let loops = 0;
  const own = source.replace(bound, (_, index: string) => `${index} < ((n >> ${2 * loops++}) & 3);`);
  return { program: { source: own, flags }, rounds: 4 ** Math.min(loops, 4) };
}

function runOnce(
  run: Runner,
  module: FakeModule,
  facade: object,
  flags: number,
  rounds: number,
  failing: number,
): Outcome {
  module.reset(failing);
  const flag = (bit: number): boolean => (flags & (1 << bit)) !== 0;
  let returned: unknown;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    returned = run(facade, flag(0), flag(1), flag(2), flag(3), rounds);
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "thrown") module.implicit = true;
  } finally {
    Error.stackTraceLimit = limit;
  }
  module.live.delete(returned);
  if (typeof returned === "object" && returned !== null && "ptr" in returned) module.live.delete(returned.ptr);
  const lateReturn = typeof returned === "object" && module.released.has(returned);
  return {
    leaks: module.live.size === 0 ? none : [...new Set(module.live.values())],
    doubleReleases: module.doubleReleases.size === 0 ? none : [...module.doubleReleases],
    lateUses: module.lateUses.size === 0 && !lateReturn ? none : [...module.lateUses, ...(lateReturn ? [-1] : [])],
    implicit: module.implicit,
    get input() {
      return `${flags.toString(2)} n=${rounds} failing=${failing.toString(2)}`;
    },
  };
}

/** Says before every statement which line runs; Node 20 needs `using` lowered. */
function compile({ source }: Program): Runner {
  const lines = source.split("\n");
  // What a helper does counts for the line that calls it.
  const first = lines.findIndex((line) => line.startsWith("function run("));
  const marked = lines.map((line, index) => {
    if (index <= first) return line;
    const isStatement =
      /^(?:(?:const|let|using|M\.|throw|return|touch|giveUp|makeThing|dropAll|if|for|break|continue)\b|\w+(?:\?)?[.(]|\w+ = )/.test(
        line,
      );
    return isStatement && !line.startsWith("} ") ? `M.at(${index + 1}); ${line}` : line;
  });
  const text = marked.join("\n");
  const lowered = /\busing /.test(text)
    ? transformSync(text, { target: "es2022", supported: { using: false } }).code
    : text;
  return new Function("M", "a", "b", "c", "d", "n", `${lowered}\nreturn run(a, b, c, d, n);`) as Runner;
}
