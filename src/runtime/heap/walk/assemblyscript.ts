import { BlockBuilder, indexOfBlock } from "./table.ts";
import type { AllocatorWalk, ManagedObjects } from "./types.ts";
import type { Words } from "./words.ts";

// The two-level lists of AssemblyScript's allocator: 23 first-level maps of 16 lists each, then the tail block.
const FIRST_LEVELS = 23;
const SECOND_LEVELS = 16;
const SECOND_MAPS = 4;
const HEADS = SECOND_MAPS + FIRST_LEVELS * 4;
const TAIL = HEADS + FIRST_LEVELS * SECOND_LEVELS * 4;
const ROOT_BYTES = TAIL + 4;
const FREE = 1;
const LEFT_FREE = 2;
const TAGS = 3;
/** Bytes before a block's payload. */
const HEADER = 4;
/** Bytes of a managed object's header, behind the block header: next and colour, previous, class id, size. */
const OBJECT_HEADER = 16;
/** Colour of pinned objects. */
const TRANSPARENT = 3;

/** Address of the allocator's root when one is at `address`, else `undefined`. */
export function readAssemblyScript(words: Words, address: number): number | undefined {
  const tail = words.at(address + TAIL);
  if (tail % 16 !== 12 || tail <= address + TAIL || tail + 4 > words.byteLength) return undefined;
  if ((words.at(tail) & ~TAGS) !== 0) return undefined;
  const firstMap = words.at(address);
  if (firstMap >>> FIRST_LEVELS !== 0) return undefined;
  for (let first = 0; first < FIRST_LEVELS; first++) {
    const map = words.at(address + SECOND_MAPS + first * 4);
    if (map >>> SECOND_LEVELS !== 0 || (map !== 0) !== ((firstMap & (1 << first)) !== 0)) return undefined;
    for (let second = 0; second < SECOND_LEVELS; second++) {
      const head = words.at(listHead(address, first, second));
      if ((head !== 0) !== ((map & (1 << second)) !== 0)) return undefined;
      if (head !== 0 && (words.at(head) & FREE) === 0) return undefined;
    }
  }
  return address;
}

function listHead(root: number, first: number, second: number): number {
  return root + HEADS + (first * SECOND_LEVELS + second) * 4;
}

/** Reads every block of AssemblyScript's `incremental` and `minimal` runtimes. */
export function walkAssemblyScript(words: Words, root: number): AllocatorWalk {
  const live = new BlockBuilder();
  const free = new BlockBuilder();
  const pinned: number[] = [];
  const unmanaged: number[] = [];
  const doubts: string[] = [];
  const tail = words.at(root + TAIL);
  const start = Math.ceil((root + ROOT_BYTES + HEADER) / 16) * 16 - HEADER;
  let leftFree = false;
  for (let block = start; block < tail;) {
    const info = words.at(block);
    const size = info - (info & TAGS);
    if (size < 12 || (size + HEADER) % 16 !== 0 || block + HEADER + size > tail) {
      doubts.push(`the block at 0x${block.toString(16)} has an impossible size: the heap is corrupt from there on`);
      break;
    }
    if (((info & LEFT_FREE) !== 0) !== leftFree) {
      doubts.push(`the block at 0x${block.toString(16)} contradicts its neighbour`);
      break;
    }
    leftFree = (info & FREE) !== 0;
    if (leftFree) free.push(block + HEADER, size);
    else {
      live.push(block + HEADER, size);
      if (!isManaged(words, block)) unmanaged.push(block + HEADER);
      else if ((words.at(block + HEADER) & TAGS) === TRANSPARENT) pinned.push(block + HEADER);
    }
    block += HEADER + size;
  }
  const freeTable = free.table();
  if (doubts.length === 0) doubts.push(...listDoubts(words, root, freeTable));
  const managed: ManagedObjects = {
    headerBytes: OBJECT_HEADER,
    pinned: Uint32Array.from(pinned),
    unmanaged: Uint32Array.from(unmanaged),
  };
  return {
    kind: "assemblyscript",
    wordSize: 4,
    segments: [{ start: root, end: tail + HEADER }],
    bookkeeping: [{ start: root, end: root + ROOT_BYTES }],
    live: live.table(),
    free: freeTable,
    liveBytes: live.bytes,
    freeBytes: free.bytes,
    largestFree: free.largest,
    overheadBytes: tail + HEADER - root - live.bytes - free.bytes,
    tailBytes: 0,
    confirmed: doubts.length === 0,
    doubts,
    managed,
  };
}

/** The collector chains its objects in rings whose neighbours point back; memory taken outside it has no such header. */
function isManaged(words: Words, block: number): boolean {
  const next = (words.at(block + HEADER) & ~TAGS) >>> 0;
  const previous = words.at(block + HEADER + 4);
  return words.at(next + HEADER + 4) === block && (words.at(previous + HEADER) & ~TAGS) >>> 0 === block;
}

function listDoubts(words: Words, root: number, free: AllocatorWalk["free"]): string[] {
  const seen = new Set<number>();
  for (let list = 0; list < FIRST_LEVELS * SECOND_LEVELS; list++) {
    for (let block = words.at(listHead(root, 0, list)); block !== 0; block = words.at(block + 8)) {
      if (indexOfBlock(free, block + HEADER) < 0 || seen.has(block)) {
        return [`block 0x${block.toString(16)} on a free list is not free in the walk`];
      }
      seen.add(block);
    }
  }
  return seen.size === free.length ? [] : [`${String(free.length - seen.size)} free blocks are on no free list`];
}

/** Reads the blocks of AssemblyScript's `stub` runtime, which only ever appends.
 * @param base address behind the module's data, where its heap begins. */
export function walkAssemblyScriptStub(words: Words, base: number): AllocatorWalk {
  const live = new BlockBuilder();
  // The compiler may align the base first.
  const starts = [base, Math.ceil(base / 16) * 16].map((from) => Math.ceil((from + HEADER) / 16) * 16 - HEADER);
  const start = starts.find((candidate) => stubBlock(words, candidate) > 0) ?? base;
  let block = start;
  for (let size = stubBlock(words, block); size > 0; size = stubBlock(words, block)) {
    live.push(block + HEADER, size);
    block += HEADER + size;
  }
  return {
    kind: "assemblyscript-stub",
    wordSize: 4,
    segments: [{ start, end: block }],
    bookkeeping: [],
    live: live.table(),
    free: new BlockBuilder().table(),
    liveBytes: live.bytes,
    freeBytes: 0,
    largestFree: 0,
    overheadBytes: block - start - live.bytes,
    tailBytes: 0,
    confirmed: false,
    doubts: ["the stub runtime keeps no totals to compare with"],
    managed: { headerBytes: OBJECT_HEADER, pinned: new Uint32Array(0), unmanaged: new Uint32Array(0) },
  };
}

/** Size of the block at `block`, 0 when there is none. */
function stubBlock(words: Words, block: number): number {
  const size = words.at(block);
  return size >= 12 && (size + HEADER) % 16 === 0 && block + HEADER + size <= words.byteLength ? size : 0;
}
