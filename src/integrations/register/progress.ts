/** A check that takes longer says so. */
const PATIENCE_MS = 1000;
/** Records that no machine judges within a second. */
const MANY = 300_000;
const LINE = "looking for leaks ...";

/** What the progress line asks of the outside: tests have a clock of their own. */
export interface ProgressOptions {
  readonly say: (text: string) => void;
  /** Open records now. */
  readonly open: () => number;
  /** Runs work after so many milliseconds; returns what calls it off. */
  readonly later?: (work: () => void, milliseconds: number) => () => void;
}

/** Says once that a check is at work when it takes longer than a second. */
export class Progress {
  readonly #say: () => void;
  readonly #open: () => number;
  readonly #later: NonNullable<ProgressOptions["later"]>;
  #said = false;

  constructor({ say, open, later = afterTimeout }: ProgressOptions) {
    this.#say = (): void => {
      if (this.#said) return;
      this.#said = true;
      say(LINE);
    };
    this.#open = open;
    this.#later = later;
  }

  /** Around a check that lets the event loop turn. */
  async during<T>(check: () => Promise<T>): Promise<T> {
    const stop = this.#later(this.#say, PATIENCE_MS);
    try {
      return await check();
    } finally {
      stop();
    }
  }

  /** Before one that does not: no timer would fire, so the number of records decides. */
  beforeSynchronous(): void {
    if (this.#open() > MANY) this.#say();
  }
}

function afterTimeout(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}
