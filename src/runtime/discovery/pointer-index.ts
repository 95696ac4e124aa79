const EMPTY = 0;
const GONE = -1;

/**
 * From an address to the newest live record at it. Open addressing over typed arrays with tombstones: a `Map` keyed by
 * address with `delete` slows to microseconds per event once many entries have come and gone.
 */
export class PointerIndex {
  #keys = new Float64Array(256);
  #ids = new Float64Array(256);
  #used = 0;
  #live = 0;

  /** The record at an address, 0 when there is none. */
  get(pointer: number): number {
    return this.#ids[this.#find(pointer)] as number;
  }

  set(pointer: number, id: number): void {
    if (pointer === EMPTY || pointer === GONE) return;
    const at = this.#find(pointer);
    if (this.#keys[at] !== pointer) {
      this.#keys[at] = pointer;
      this.#used++;
      this.#live++;
    }
    this.#ids[at] = id;
    if (this.#used * 2 > this.#keys.length) this.#rebuild();
  }

  delete(pointer: number): void {
    const at = this.#find(pointer);
    if (this.#keys[at] !== pointer || pointer === EMPTY) return;
    this.#ids[at] = 0;
    this.#live--;
    // Where the chain ends no tombstone is needed: churn at one address never fills the table.
    if (this.#keys[(at + 1) & (this.#keys.length - 1)] === EMPTY) {
      this.#keys[at] = EMPTY;
      this.#used--;
    } else this.#keys[at] = GONE;
  }

  #find(pointer: number): number {
    const mask = this.#keys.length - 1;
    let at = Math.imul(pointer >>> 2, 0x9e3779b1) >>> 8;
    for (;;) {
      at &= mask;
      const key = this.#keys[at];
      if (key === pointer || key === EMPTY) return at;
      at++;
    }
  }

  #rebuild(): void {
    const keys = this.#keys;
    const ids = this.#ids;
    let size = 256;
    while (size < this.#live * 4) size *= 2;
    this.#keys = new Float64Array(size);
    this.#ids = new Float64Array(size);
    this.#used = 0;
    this.#live = 0;
    for (const [at, key] of keys.entries()) if (key !== EMPTY && key !== GONE) this.set(key, ids[at] as number);
  }
}
