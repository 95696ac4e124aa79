import type { InstrumentedInstance } from "./instance.ts";
import { ExternKind } from "./module/index.ts";
import { checkHeap } from "./scan/check.ts";
import type { HeapCheck } from "./scan/result.ts";
import { symbolize, type NativeFrame } from "./symbols/frames.ts";
import { heapReport, type HeapReport, type LostRow, type MemoryUse } from "./tables.ts";
import { walkHeap } from "./walk/index.ts";

/** Places in a report, so that a program with many stacks does not write a file nobody can open. */
const MOST_ROWS = 2000;
const START_NAMES: ReadonlySet<string> = new Set(["__wasm_call_ctors", "_initialize", "__wbindgen_start"]);

/**
 * The report of one instance at the end of a program: with what a walk says about its memory, and what nothing points to.
 * `held` are pointers that JavaScript is known to hold. Call it only while no code of the module runs.
 */
export function wholeHeapReport(instance: InstrumentedInstance, held: readonly number[]): HeapReport {
  instance.recorder.checkLive();
  instance.recorder.flush();
  const report = heapReport(instance);
  const rows =
    report.rows.length <= MOST_ROWS
      ? report.rows
      : report.rows.toSorted((a, b) => b.liveBytes + b.peakBytes - a.liveBytes - a.peakBytes).slice(0, MOST_ROWS);
  const walk = walkHeap(instance.memory);
  if (walk.allocators.length === 0) return { ...report, rows };
  const { linearBytes, liveBytes, freeBytes, fragmentation, confirmed } = walk;
  const memory: MemoryUse = { linearBytes, liveBytes, freeBytes, fragmentation, confirmed };
  // What a doubtful walk says nothing points to may be something else altogether.
  return { ...report, rows, memory, lost: confirmed ? lostRows(instance, held) : [] };
}

function lostRows(instance: InstrumentedInstance, held: readonly number[]): LostRow[] {
  const pointer = instance.stackPointer();
  const check = checkHeap(instance.memory, {
    module: instance.module,
    ...(pointer === undefined ? {} : { stackPointer: pointer }),
    globals: [...instance.globals().values()],
    held,
    requested: (address) => instance.recorder.requested(address),
  });
  return groupLosses(instance, check);
}

/** Losses by verdict and place; what the module took while it started belongs to its glue code. */
function groupLosses(instance: InstrumentedInstance, check: HeapCheck): LostRow[] {
  const { ledger, stacks } = instance.recorder;
  const rows = new Map<string, { -readonly [K in keyof LostRow]: LostRow[K] }>();
  for (const { verdict, address, blocks, bytes } of [...check.leaks, ...check.possible]) {
    const slot = ledger.blocks.find(address);
    const stack = slot === -1 ? 0 : ledger.blocks.stack(slot);
    const key = `${verdict} ${String(stack)}`;
    const row = rows.get(key);
    if (row !== undefined) {
      Object.assign(row, { losses: row.losses + 1, blocks: row.blocks + blocks, bytes: row.bytes + bytes });
      continue;
    }
    const frames = slot === -1 ? [] : symbolize(stacks.text(stack), instance);
    if (isStartup(instance, frames)) continue;
    rows.set(key, { verdict, losses: 1, blocks, bytes, frames });
  }
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes);
}

/** Whether the frame by which JavaScript entered the module is a function that starts it. */
function isStartup(instance: InstrumentedInstance, frames: readonly NativeFrame[]): boolean {
  const entry = frames.findLast((frame) => frame.kind === "wasm")?.function;
  return entry !== undefined && isStartFunction(instance, entry);
}

/** Functions that run constructors of statics, and for minified exports the first one, which glue code calls so. */
function isStartFunction({ module }: InstrumentedInstance, index: number): boolean {
  if (index === module.start) return true;
  const functions = module.exports.filter(({ kind }) => kind === ExternKind.func);
  const [first] = functions;
  if (functions.some((entry) => entry.index === index && START_NAMES.has(entry.name))) return true;
  const type = module.types[module.functions[index] ?? -1];
  const plain = type?.params.length === 0 && type.results.length === 0;
  return first?.index === index && plain && first.name.length <= 3;
}
