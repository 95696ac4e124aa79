// How long a leak scan takes, and how that compares with its marking loop compiled to wasm, run in turns so that other work
// on the machine hits both. The JavaScript time includes building the index, which the loop is given.
// npx esbuild bench/scan.ts --bundle --platform=node --format=esm --outfile=bench/.scan.mjs && node bench/.scan.mjs [quick]
// A scan needs 22 bytes a block (address, size, end, verdict, owner, work list) and 24 more for each that is lost.
import { readFileSync } from "node:fs";
import { BlockIndex } from "../src/runtime/heap/scan/block-index.ts";
import { scan } from "../src/runtime/heap/scan/mark.ts";
import type { ScanInput } from "../src/runtime/heap/scan/types.ts";
import { webAssembly, type EngineMemory } from "../src/runtime/heap/webassembly.ts";
import { Words } from "../src/runtime/heap/walk/words.ts";

const MIB = 2 ** 20;
const HEAP_START = 65_536;
const ROUNDS = 5;

/** Memory full of equal blocks in which three words of ten are random: nothing real has so many false pointers. */
function synthetic(mebibytes: number, blocks: number): { memory: EngineMemory; input: ScanInput } {
  const bytes = mebibytes * MIB;
  // Behind the memory itself there is room for the tables of the wasm loop.
  const memory = new webAssembly.Memory({ initial: Math.ceil((bytes + blocks * 16 + bytes / 8) / 65_536) + 2 });
  const words = new Uint32Array(memory.buffer, 0, bytes / 4);
  let state = 12_345;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
  for (let i = 0; i < words.length; i++) if ((random() >>> 8) % 10 < 3) words[i] = random();
  const step = Math.floor((bytes - HEAP_START) / blocks / 16) * 16;
  const addresses = Uint32Array.from({ length: blocks }, (_, i) => HEAP_START + i * step);
  // A tree over all blocks, so that the whole heap has to be read.
  for (let i = 0; i < blocks; i++) {
    const first = (addresses[i] as number) / 4;
    words[first] = addresses[i * 2 + 1] ?? 0;
    words[first + 1] = addresses[i * 2 + 2] ?? 0;
  }
  words[HEAP_START / 8] = HEAP_START;
  const input: ScanInput = {
    live: { length: blocks, addresses, sizes: new Uint32Array(blocks).fill(step - 4) },
    wordSize: 4,
    tailBytes: 4,
    headerBytes: 0,
    roots: [{ start: 4096, end: HEAP_START }],
    imageStart: 0,
    image: new Uint32Array(0),
    values: [],
    held: [],
    collected: new Uint8Array(0),
    swept: false,
  };
  return { memory, input };
}

/** The same work in wasm, on tables it finds behind the memory. */
function wasmLoop(memory: EngineMemory, bytes: number, { live, tailBytes, roots }: ScanInput): () => Uint8Array {
  const source = readFileSync(new URL("../native/cpp/scan-loop/built/scan-loop.wasm", import.meta.url));
  const { exports } = new webAssembly.Instance(new webAssembly.Module(source), { env: { memory } });
  const { setup, mark } = exports as Record<"setup" | "mark", (...values: number[]) => void>;
  const { bits, counts, ends, lowest, span, shift } = new BlockIndex(live, tailBytes).tables();
  let end = bytes;
  const place = (array: Uint32Array): number => {
    const at = end;
    new Uint32Array(memory.buffer, at, array.length).set(array);
    end += array.byteLength;
    return at;
  };
  const tables = [live.addresses, ends, bits, counts].map(place);
  const codes = end;
  const stack = Math.ceil((codes + live.length) / 4) * 4;
  return () => {
    new Uint8Array(memory.buffer, codes, live.length).fill(0);
    setup(0, ...tables, codes, stack, lowest, span, shift);
    for (const root of roots) mark(root.start, root.end);
    return new Uint8Array(memory.buffer, codes, live.length);
  };
}

/** Milliseconds of processor time of this thread's process. */
function time(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const sizes: readonly (readonly [number, number])[] = [
  [64, 100_000],
  [64, 1_000_000],
  [256, 100_000],
  [256, 1_000_000],
  [256, 2_000_000],
];

for (const [mebibytes, blocks] of process.argv.includes("quick") ? sizes.slice(0, 2) : sizes) {
  const { memory, input } = synthetic(mebibytes, blocks);
  const run = wasmLoop(memory, mebibytes * MIB, input);
  const words = new Words(memory.buffer, 0, mebibytes * MIB);
  const inJs: number[] = [];
  const inWasm: number[] = [];
  let reached = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let codes: Uint8Array = new Uint8Array(0);
    inJs.push(time(() => void (codes = scan(words, input).codes)));
    reached = codes.filter((code) => code === 1).length;
    inWasm.push(time(run));
  }
  const [js, wasm] = [median(inJs), median(inWasm)];
  console.log(
    `${String(mebibytes)} MiB, ${String(blocks)} blocks (${String(reached)} reached): ` +
      `${js.toFixed(0)} ms, wasm loop ${wasm.toFixed(0)} ms, ratio ${(js / wasm).toFixed(2)}`,
  );
}
