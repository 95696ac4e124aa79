import { manage } from "wasm-leaks/runtime";
import { exports } from "./native.ts";

/** A picture on the screen; it paints itself again when the screen changes. */
export class Picture {
  readonly #pointer: number;
  readonly #listening = new AbortController();

  constructor(screen: EventTarget, width: number, height: number) {
    const pointer = exports._Image__constructor(width, height);
    this.#pointer = pointer;
    screen.addEventListener("resize", () => this.paint(0xffffffff), { signal: this.#listening.signal });
    manage(pointer, this, () => exports._Image__destructor(pointer));
  }

  paint(rgba: number): void {
    exports._Image__fill(this.#pointer, rgba);
  }

  /** Takes the picture off the screen. */
  close(): void {
    this.#listening.abort();
  }
}
