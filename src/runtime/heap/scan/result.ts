import { indexOfBlock } from "../walk/table.ts";
import type { BlockTable, HeapWalk } from "../walk/types.ts";
import type { Suppression } from "./suppress.ts";
import { isSuppressed } from "./suppress.ts";
import { Code, VERDICTS, type ScanOutput, type Verdict } from "./types.ts";

/** Number of blocks and their usable bytes. */
export interface BlockTotal {
  readonly blocks: number;
  readonly bytes: number;
}

/** One loss: a block, or a cycle of blocks, with everything that only it keeps. */
export interface Leak {
  readonly verdict: "definitely lost" | "cycle" | "pinned" | "possibly lost";
  /** Address of the block; of the lowest one when it is a cycle. */
  readonly address: number;
  /** Usable bytes of that block. */
  readonly size: number;
  /** Blocks of the cycle, 1 when it is none. */
  readonly members: number;
  /** Blocks lost in all: the members and those indirectly lost with them. */
  readonly blocks: number;
  /** Their usable bytes. */
  readonly bytes: number;
  /** Who allocated the block, when hooks know. */
  readonly site?: string;
}

/** What one check found. Holds no reference to the memory. */
export interface HeapCheck {
  readonly walk: HeapWalk;
  /** Totals of each verdict over all live blocks. */
  readonly totals: Readonly<Record<Verdict, BlockTotal>>;
  /** Blocks certainly lost, largest loss first, without the suppressed ones. */
  readonly leaks: readonly Leak[];
  /** Blocks reached by interior pointers only: look at them, but do not fail on them. */
  readonly possible: readonly Leak[];
  /** Losses that a suppression took out of `leaks` and `possible`. */
  readonly suppressed: number;
  /** Verdict on the block that starts at `address`, `undefined` when none does. */
  verdictOf(address: number): Verdict | undefined;
}

/** How losses are named and which are left out. */
export interface ResultOptions {
  /** Names who allocated the block at an address, from hooks. */
  readonly siteOf?: (address: number) => string | undefined;
  readonly suppressions?: readonly Suppression[];
}

/** Puts the codes of a scan into words. */
export function checkResult(walk: HeapWalk, scan: ScanOutput, options: ResultOptions): HeapCheck {
  const all = losses(walk.live, scan, options.siteOf);
  const kept = all.filter((leak) => !(options.suppressions ?? []).some((rule) => isSuppressed(leak, rule)));
  return {
    walk,
    totals: totals(walk.live, scan.codes),
    leaks: kept.filter(({ verdict }) => verdict !== "possibly lost"),
    possible: kept.filter(({ verdict }) => verdict === "possibly lost"),
    suppressed: all.length - kept.length,
    verdictOf(address) {
      const index = indexOfBlock(walk.live, address);
      return index < 0 ? undefined : VERDICTS[scan.codes[index] as number];
    },
  };
}

function totals({ length, sizes }: BlockTable, codes: Uint8Array): Record<Verdict, BlockTotal> {
  const blocks = new Float64Array(VERDICTS.length);
  const bytes = new Float64Array(VERDICTS.length);
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    blocks[code] = (blocks[code] as number) + 1;
    bytes[code] = (bytes[code] as number) + (sizes[i] as number);
  }
  const entries = VERDICTS.map((verdict, code) => [verdict, { blocks: blocks[code], bytes: bytes[code] }]);
  return Object.fromEntries(entries) as Record<Verdict, BlockTotal>;
}

const HEAD_VERDICTS = new Map<number, Leak["verdict"]>([
  [Code.definite, "definitely lost"],
  [Code.cycle, "cycle"],
  [Code.pinned, "pinned"],
  [Code.possible, "possibly lost"],
]);

function losses(live: BlockTable, { codes, owners }: ScanOutput, siteOf: ResultOptions["siteOf"]): Leak[] {
  const found = new Map<number, { -readonly [K in keyof Leak]: Leak[K] }>();
  for (let block = 0; block < live.length; block++) {
    const verdict = HEAD_VERDICTS.get(codes[block] as number);
    if (!verdict && codes[block] !== Code.indirect) continue;
    const owner = owners[block] as number;
    const size = live.sizes[block] as number;
    const leak = found.get(owner);
    if (leak) {
      leak.blocks++;
      leak.bytes += size;
      if (verdict) leak.members++;
      continue;
    }
    const address = live.addresses[owner] as number;
    const site = siteOf?.(address);
    found.set(owner, {
      verdict: verdict ?? HEAD_VERDICTS.get(codes[owner] as number) ?? "definitely lost",
      address,
      size: live.sizes[owner] as number,
      members: verdict ? 1 : 0,
      blocks: 1,
      bytes: size,
      ...(site === undefined ? {} : { site }),
    });
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes || a.address - b.address);
}
