/** Steps that one question may take: only machine-made code has such tangles. */
const maxSteps = 20_000;
/** Steps within each other, which share the call stack with whatever asked. */
const maxDepth = 400;

/**
 * The steps that answer one question about a value. A step that is asked for while it is under way finds nothing, which
 * is how cycles end; what found nothing is remembered as soon as no step that it hangs on is under way any more, so that
 * each tangle of variables is searched once. Every key stands for one step.
 */
export class Steps {
  /** Steps under way and their depth. */
  readonly #busy = new Map<unknown, number>();
  readonly #nothing = new Set<unknown>();
  /** What finds nothing provided that the step at some depth finds nothing either. */
  readonly #open = new Map<unknown, number>();
  readonly #order: unknown[] = [];
  /** The smallest depth that the step under way hangs on; -1 once the question is given up. */
  #cut = Infinity;
  #taken = 0;
  readonly #onGivenUp: ((question: unknown) => void) | undefined;
  #question: unknown;

  constructor(onGivenUp?: (question: unknown) => void) {
    this.#onGivenUp = onGivenUp;
  }

  /** Runs a step, unless it is under way already or is known to find nothing. */
  run<T>(key: unknown, step: () => T | undefined): T | undefined {
    if (this.#nothing.has(key)) return undefined;
    const depth = this.#busy.get(key) ?? this.#open.get(key);
    if (depth !== undefined) {
      this.#cut = Math.min(this.#cut, depth);
      return undefined;
    }
    const own = this.#busy.size;
    if (own === 0) this.#start(key);
    if (++this.#taken > maxSteps || own > maxDepth) this.#giveUp();
    if (this.#cut === -1) return undefined;
    const around = this.#cut;
    const before = this.#order.length;
    this.#cut = Infinity;
    this.#busy.set(key, own);
    const found = step();
    this.#busy.delete(key);
    this.#settle(key, own, before, found !== undefined);
    this.#cut = Math.min(this.#cut, around);
    return found;
  }

  /** Whether a step is known to find nothing, whatever is under way. */
  findsNothing(key: unknown): boolean {
    return this.#nothing.has(key);
  }

  #start(question: unknown): void {
    this.#taken = 0;
    this.#cut = Infinity;
    if (this.#open.size > 0) this.#open.clear();
    this.#order.length = 0;
    this.#question = question;
  }

  #giveUp(): void {
    if (this.#cut !== -1) this.#onGivenUp?.(this.#question);
    this.#cut = -1;
  }

  /** Decides on what was searched inside a step that is over. */
  #settle(key: unknown, own: number, before: number, hasFound: boolean): void {
    const order = this.#order;
    if (hasFound || this.#cut === -1) {
      for (let i = before; i < order.length; i++) this.#open.delete(order[i]);
      order.length = before;
      // Asking again what was given up would take as long.
      if (own === 0 && !hasFound) this.#nothing.add(key);
    } else if (this.#cut >= own) {
      for (let i = before; i < order.length; i++) {
        this.#open.delete(order[i]);
        this.#nothing.add(order[i]);
      }
      order.length = before;
      this.#nothing.add(key);
      this.#cut = Infinity;
    } else {
      order.push(key);
      for (let i = before; i < order.length; i++) this.#open.set(order[i], this.#cut);
    }
  }
}
