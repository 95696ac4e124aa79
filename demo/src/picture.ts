import { manage } from "wasm-leaks/runtime";
import { exports } from "./native.ts";

/** A picture on the screen; it paints itself again when the screen changes. */
export class Picture {
  readonly #pointer: number;
  readonly #stopListening: () => void;

  constructor(screen: EventTarget, width: number, height: number) {
    const pointer = exports._Image__constructor(width, height);
    this.#pointer = pointer;
    const repaint = (): void => this.paint(0xffffffff);
    screen.addEventListener("resize", repaint);
    this.#stopListening = () => screen.removeEventListener("resize", repaint);
    manage(pointer, this, () => exports._Image__destructor(pointer));
  }

  paint(rgba: number): void {
    exports._Image__fill(this.#pointer, rgba);
  }

  /** Takes the picture off the screen. */
  close(): void {
    this.#stopListening();
  }
}
