import { checkHeap } from "../../../src/runtime/heap/scan/check.ts";
import { walkHeap } from "../../../src/runtime/heap/walk/index.ts";
import type { MemorySource } from "../../../src/runtime/heap/types.ts";
import { run, type Running } from "./load.ts";
import { loadInstrumented, nativeBytes } from "../../runtime/heap/native.ts";

/** What became of the planted blocks of all runs. */
export interface NoiseResult {
  readonly planted: number;
  /** Reported as definitely lost, in a cycle or indirectly lost. */
  readonly found: number;
  /** Reported lost although nobody lost them. */
  readonly invented: number;
  readonly unconfirmed: number;
}

const LOST: readonly (string | undefined)[] = ["definitely lost", "cycle", "indirectly lost"];

type Program = Pick<Running, "module" | "call"> & {
  readonly memory: MemorySource;
  readonly requested?: (address: number) => number | undefined;
};

/**
 * With hooks the sizes that were asked for are known, so that what lies behind them in a block is no pointer.
 * The wee_alloc that link-time optimisation spread over its callers has no hooks and needs neither.
 */
function start(path: string): Program {
  if (path.includes("lto-wee")) return run(path);
  const { exports, instance } = loadInstrumented(nativeBytes(path), { stacks: "none" });
  const call = (name: string, ...values: number[]): number => exports[name]?.(...values) ?? 0;
  const requested = (address: number): number | undefined => instance.recorder.requested(address);
  return { memory: instance.memory, module: instance.module, call, requested };
}

/** Runs a module with 300 live objects and random work before, between and after ten leaks. */
export function noise(path: string, runs: number): NoiseResult {
  const result = { planted: 0, found: 0, invented: 0, unconfirmed: 0 };
  for (let seed = 1; seed <= runs; seed++) {
    const { memory, module, call, requested } = start(path);
    call("noise_start", seed * 7919, 300);
    call("noise_work", 2000);
    const planted = new Set<number>();
    for (let leak = 0; leak < 10; leak++) {
      const before = new Set(walkHeap(memory).live.addresses);
      call("noise_leak", leak % 5);
      for (const address of walkHeap(memory).live.addresses) if (!before.has(address)) planted.add(address);
      call("noise_work", 200);
    }
    call("noise_work", 2000);
    const check = checkHeap(memory, { module, ...(requested ? { requested } : {}) });
    if (!check.walk.confirmed) result.unconfirmed++;
    result.planted += planted.size;
    for (const address of check.walk.live.addresses) {
      if (!LOST.includes(check.verdictOf(address))) continue;
      if (planted.has(address)) result.found++;
      else result.invented++;
    }
  }
  return result;
}
