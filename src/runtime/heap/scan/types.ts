import type { AddressRange, BlockTable } from "../walk/types.ts";

/** What is known about one live block, in the words of memcheck and LeakSanitizer.
 * `pinned` and `garbage` exist only in AssemblyScript: kept by `__pin` alone, and waiting for its collector. */
export type Verdict = (typeof VERDICTS)[number];

/** Verdicts in the order of their codes; code 0 is a block not looked at yet. */
export const VERDICTS = [
  "unknown",
  "still reachable",
  "held by JS",
  "possibly lost",
  "definitely lost",
  "cycle",
  "indirectly lost",
  "pinned",
  "garbage",
] as const;

/** Codes of {@link VERDICTS}. */
export const Code = {
  unknown: 0,
  reachable: 1,
  held: 2,
  possible: 3,
  definite: 4,
  cycle: 5,
  indirect: 6,
  pinned: 7,
  garbage: 8,
} as const;

/** Everything a scan reads, as plain data: it may be sent to a worker with a copy of the memory. */
export interface ScanInput {
  readonly live: BlockTable;
  /**
   * Bytes of each block that may hold pointers, where the size that was asked for is known: behind it lies what an earlier
   * owner left. All of the block when left out.
   */
  readonly contents?: Uint32Array;
  /** Bytes of a pointer. */
  readonly wordSize: 4 | 8;
  /** Bytes at the end of each block that no pointer to the block points into. */
  readonly tailBytes: number;
  /** Bytes at the start of each collected block that hold the collector's links, not the program's pointers. */
  readonly headerBytes: number;
  /** Memory in which a pointer keeps its block reachable. */
  readonly roots: readonly AddressRange[];
  /** Words at `imageStart` as the linker wrote them; a root word that still has that value is no heap pointer. */
  readonly imageStart: number;
  readonly image: Uint32Array;
  /** Pointers outside memory: exported globals. */
  readonly values: readonly number[];
  /** Pointers that JavaScript holds. */
  readonly held: readonly number[];
  /** For each block whether a collector owns it: 0 no, 1 yes, 2 yes and `__pin` keeps it. Empty when there is no collector. */
  readonly collected: Uint8Array;
  /** Whether the collector has just run, so that what it left is reachable by a way the scan cannot see. */
  readonly swept: boolean;
}

/** What a scan found: for each block of `live` its code, and for lost blocks the block they were lost with. */
export interface ScanOutput {
  readonly codes: Uint8Array;
  /** Index of the head a block hangs on; its own index for heads and for blocks that are not lost. */
  readonly owners: Uint32Array;
}
