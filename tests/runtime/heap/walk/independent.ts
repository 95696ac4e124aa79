import { expect } from "vitest";
import { install, type Installation } from "../../../../src/runtime/heap/install.ts";
import type { InstrumentedInstance } from "../../../../src/runtime/heap/instance.ts";
import { walkHeap } from "../../../../src/runtime/heap/walk/index.ts";
import type { HeapWalk } from "../../../../src/runtime/heap/walk/types.ts";

/** Loads a package with hooks in its allocator: their count of live blocks knows nothing of how heaps are laid out. */
export async function hooked<T>(load: () => Promise<T>): Promise<{ result: T; instance: InstrumentedInstance }> {
  const installation: Installation = install({ stacks: "none", onNotice: () => undefined });
  try {
    const result = await load();
    const instance = installation.instances.at(-1);
    if (!instance) throw new Error(`Nothing was hooked: ${installation.notices.join("; ")}`);
    return { result, instance };
  } finally {
    installation.uninstall();
  }
}

/** Expects a walk to give exactly the blocks that hooks counted, and to be confirmed. */
export function expectExact(instance: InstrumentedInstance): HeapWalk {
  const walk = walkHeap(instance.memory);
  const counted = instance.recorder.ledger.live().map(({ address }) => address);
  expect(walk.allocators.flatMap(({ doubts }) => doubts)).toEqual([]);
  expect(walk.confirmed).toBe(true);
  expect([...walk.live.addresses]).toEqual(counted.sort((a, b) => a - b));
  return walk;
}
