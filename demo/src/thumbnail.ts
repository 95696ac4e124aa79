import { manage, type Registration } from "wasm-leaks/runtime";
import { exports } from "./native.ts";

/** A small preview. */
export class Thumbnail {
  pointer: number;
  readonly #registration: Registration;

  constructor(size: number) {
    this.pointer = exports._Image__constructor(size, size);
    this.#registration = manage(this.pointer, this, exports._Image__destructor);
  }

  get byteLength(): number {
    return exports._Image__byte_length(this.pointer);
  }

  close(): void {
    this.#registration.release();
  }
}

/** A second view of the same pixels, for the detail pane. */
export class Detail {
  readonly #pointer: number;

  constructor(thumbnail: Thumbnail) {
    this.#pointer = thumbnail.pointer;
    manage(this.#pointer, this, exports._Image__destructor);
  }

  paint(rgba: number): void {
    exports._Image__fill(this.#pointer, rgba);
  }
}
