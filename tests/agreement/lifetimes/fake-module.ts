// One for all: a stack for each of a million exceptions is what would take the time.
const riskyError = new Error("risky");

/** A fake module that counts: it gives every address once and knows which line did what. */
export class FakeModule {
  readonly live = new Map<unknown, number>();
  readonly released = new Set<unknown>();
  /** By line, where the resources in question come from. */
  readonly doubleReleases = new Map<number, Set<number>>();
  readonly lateUses = new Map<number, Set<number>>();
  readonly #origins = new Map<unknown, number>();
  /** Lines that ran in any of the runs. */
  readonly ran = new Set<number>();
  implicit = false;
  line = 0;
  #next = 8;
  #failing = 0;
  #disposing = 0;

  /** Begins a run. @param failing - bit n: the allocation n gives 0 */
  reset(failing: number): void {
    this.live.clear();
    this.released.clear();
    this.doubleReleases.clear();
    this.lateUses.clear();
    this.#origins.clear();
    this.implicit = false;
    this.line = 0;
    this.#next = 8;
    this.#failing = failing;
    this.#disposing = 0;
  }

  malloc(): number {
    const fails = (this.#failing & 1) === 1;
    this.#failing >>= 1;
    if (fails) return 0;
    this.#next += 8;
    this.born(this.#next);
    return this.#next;
  }

  born(resource: unknown): void {
    this.live.set(resource, this.line);
    this.#origins.set(resource, this.line);
  }

  /** The line on which it was acquired. */
  originOf(resource: unknown): number {
    return this.#origins.get(resource) ?? -1;
  }

  #note(list: Map<number, Set<number>>, line: number, resource: unknown): void {
    list.set(line, (list.get(line) ?? new Set()).add(this.originOf(resource)));
  }

  risky(throws: boolean): void {
    if (!throws) return;
    this.implicit = true;
    throw riskyError;
  }

  release(resource: unknown): void {
    if (this.released.has(resource) && this.#disposing === 0) this.#note(this.doubleReleases, this.line, resource);
    this.released.add(resource);
    this.live.delete(resource);
  }

  /** What is disposed of at the end of a block may be gone already, and no line does it. */
  dispose(work: () => void): void {
    this.#disposing++;
    try {
      work();
    } finally {
      this.#disposing--;
    }
  }

  use(resource: unknown, line = this.line): void {
    if (this.released.has(resource)) this.#note(this.lateUses, line, resource);
  }

  /** Whoever has the value now looks after all of it. */
  disown(value: unknown, depth = 0): void {
    this.live.delete(value);
    if (typeof value !== "object" || value === null || depth > 3) return;
    const parts = value instanceof Map || value instanceof Set ? value.values() : Object.values(value);
    for (const part of parts) this.disown(part, depth + 1);
  }
}

/** What programs reach under the name `M`. */
export interface Facade {
  /** What the program's own `keep` holds. */
  kept: unknown[];
}

/** The module as the programs see it, and the stack of disposables that Node 20 has not; one for all runs of a program. */
export function facadeOf(module: FakeModule): { M: Facade; DisposableStack: unknown } {
  class Thing {
    constructor() {
      module.born(this);
    }
    use(): void {
      module.use(this);
    }
    async later(): Promise<void> {
      const { line } = module;
      module.use(this, line);
      await null;
      module.use(this, line);
    }
    delete(): void {
      module.release(this);
    }
    [Symbol.dispose](): void {
      module.dispose(() => module.release(this));
    }
  }
  const M = {
    _malloc: () => module.malloc(),
    _free: (pointer: unknown) => {
      if (typeof pointer === "number" && pointer !== 0) module.release(pointer);
    },
    _touch: (pointer: unknown) => module.use(pointer),
    risky: (throws: boolean) => module.risky(throws),
    tick: () => Promise.resolve(),
    riskyLater: async (throws: boolean) => {
      await null;
      module.risky(throws);
    },
    at: (line: number) => {
      module.line = line;
      module.ran.add(line);
    },
    refused: () => {
      module.implicit = true;
      return riskyError;
    },
    list: () => {
      const list: unknown[] = [];
      list.push = (value: unknown) => {
        module.use(value);
        return Array.prototype.push.call(list, value);
      };
      return list;
    },
    kept: [],
    Thing,
  };
  return { M, DisposableStack: stackOf(module) };
}

function stackOf(module: FakeModule): unknown {
  return class {
    readonly #todo: (() => void)[] = [];
    use(value: Disposable): Disposable {
      this.#todo.push(() => value[Symbol.dispose]());
      return value;
    }
    adopt(value: unknown, end: (value: unknown) => void): unknown {
      this.#todo.push(() => end(value));
      return value;
    }
    defer(end: () => void): void {
      this.#todo.push(end);
    }
    dispose(): void {
      this[Symbol.dispose]();
    }
    [Symbol.dispose](): void {
      for (let next = this.#todo.pop(); next !== undefined; next = this.#todo.pop()) module.dispose(next);
    }
  };
}
