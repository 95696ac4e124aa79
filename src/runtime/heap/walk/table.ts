import type { BlockTable } from "./types.ts";

/** Collects blocks in typed arrays that double when full. */
export class BlockBuilder {
  length = 0;
  bytes = 0;
  largest = 0;
  #addresses = new Uint32Array(1024);
  #sizes = new Uint32Array(1024);

  push(address: number, size: number): void {
    if (this.length === this.#addresses.length) {
      this.#addresses = doubled(this.#addresses);
      this.#sizes = doubled(this.#sizes);
    }
    this.#addresses[this.length] = address;
    this.#sizes[this.length++] = size;
    this.bytes += size;
    if (size > this.largest) this.largest = size;
  }

  /** The blocks so far, sorted by address. */
  table(): BlockTable {
    const { length } = this;
    const addresses = this.#addresses.slice(0, length);
    const sizes = this.#sizes.slice(0, length);
    for (let i = 1; i < length; i++) {
      if ((addresses[i - 1] as number) > (addresses[i] as number)) return sorted({ length, addresses, sizes });
    }
    return { length, addresses, sizes };
  }
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function sorted(table: BlockTable): BlockTable {
  const order = Uint32Array.from({ length: table.length }, (_, i) => i);
  order.sort((a, b) => (table.addresses[a] as number) - (table.addresses[b] as number));
  return {
    length: table.length,
    addresses: order.map((i) => table.addresses[i] as number),
    sizes: order.map((i) => table.sizes[i] as number),
  };
}

/** The blocks of several tables in one, sorted by address. */
export function mergeTables(tables: readonly BlockTable[]): BlockTable {
  const [only] = tables;
  if (only && tables.length === 1) return only;
  const builder = new BlockBuilder();
  for (const { length, addresses, sizes } of tables) {
    for (let i = 0; i < length; i++) builder.push(addresses[i] as number, sizes[i] as number);
  }
  return builder.table();
}

/** Index of the last block that starts at or below `address`, or -1. */
export function lastAtOrBelow({ addresses, length }: BlockTable, address: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((addresses[middle] as number) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the block that starts exactly at `address`, or -1. */
export function indexOfBlock(table: BlockTable, address: number): number {
  const index = lastAtOrBelow(table, address);
  return index >= 0 && table.addresses[index] === address ? index : -1;
}
