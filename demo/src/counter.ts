import { manage, type Registration } from "wasm-leaks/runtime";
import { exports } from "./native.ts";

/** How it should look: a private pointer, the export itself as deleter, and a `using` that releases on time. */
export class Counter {
  readonly #pointer: number;
  readonly #registration: Registration;

  constructor(seed: number) {
    this.#pointer = exports._MyClass__constructor(seed);
    this.#registration = manage(this.#pointer, this, exports._MyClass__destructor);
  }

  add(by: number): number {
    return exports._MyClass__my_method(this.#pointer, by);
  }

  [Symbol.dispose](): void {
    this.#registration.release();
  }
}
