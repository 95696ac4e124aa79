/** Allocators whose heaps can be read from memory alone, and `ledger` for blocks that hooks reported. */
export type AllocatorKind = "dlmalloc" | "emmalloc" | "assemblyscript" | "assemblyscript-stub" | "wee_alloc" | "ledger";

/** Half-open range of addresses in linear memory, in bytes. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/** Blocks sorted by address, as parallel arrays: two million blocks must not become two million objects. */
export interface BlockTable {
  readonly length: number;
  /** Address the program was given, in bytes. */
  readonly addresses: Uint32Array;
  /** Usable bytes at that address: what was asked for, rounded up as the allocator does. */
  readonly sizes: Uint32Array;
}

/** What an allocator's header says about one AssemblyScript object. */
export interface ManagedObjects {
  /** Bytes between a block's address and the pointer JavaScript sees. */
  readonly headerBytes: number;
  /** Addresses of the blocks that `__pin` keeps alive, sorted. */
  readonly pinned: Uint32Array;
  /** Addresses of the blocks taken outside the collector, which have no such header, sorted. */
  readonly unmanaged: Uint32Array;
}

/** One heap: the blocks of one allocator in one memory. */
export interface AllocatorWalk {
  readonly kind: AllocatorKind;
  /** Bytes of a pointer inside the module: 8 in memory64 modules. */
  readonly wordSize: 4 | 8;
  /** Memory the allocator took from the system, in ascending order. */
  readonly segments: readonly AddressRange[];
  /** Memory outside the blocks where the allocator keeps its own records; never a root of a leak scan. */
  readonly bookkeeping: readonly AddressRange[];
  readonly live: BlockTable;
  readonly free: BlockTable;
  /** Bytes in `live`. */
  readonly liveBytes: number;
  /** Bytes in `free`, all of which the allocator can hand out again. */
  readonly freeBytes: number;
  /** Bytes of the largest free block. */
  readonly largestFree: number;
  /** Headers, padding and end marks: `segments` minus live and free bytes. */
  readonly overheadBytes: number;
  /** Bytes at the end of a live block that cannot hold the target of a pointer (the next header lies there). */
  readonly tailBytes: number;
  /** Whether the allocator's own totals and free lists agree with the walk; only then may its silence about a pointer count. */
  readonly confirmed: boolean;
  /** Why the walk is not confirmed, each a sentence; empty when it is. */
  readonly doubts: readonly string[];
  readonly managed?: ManagedObjects;
}

/** Every heap found in one linear memory at one moment. Holds no reference to the memory. */
export interface HeapWalk {
  readonly allocators: readonly AllocatorWalk[];
  /** Live blocks of all allocators, sorted by address. */
  readonly live: BlockTable;
  readonly liveBytes: number;
  readonly freeBytes: number;
  readonly overheadBytes: number;
  /** Size of the linear memory, which never shrinks: not a sign of a leak by itself. */
  readonly linearBytes: number;
  /** Share of the free bytes outside the largest free block, 0 to 1. */
  readonly fragmentation: number;
  /** True when at least one heap was found and the totals of each confirm its walk. */
  readonly confirmed: boolean;
}
