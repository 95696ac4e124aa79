import { describe, expect, it } from "vitest";
import type { HeapFinding } from "../../../src/runtime/heap/findings.ts";
import { loadInstrumented, nativeBytes } from "./native.ts";

const CPP = nativeBytes("cpp/leaks/built/stripped.wasm");
const RUST = nativeBytes("rust/leaks/built/lto.wasm");
const kinds = (findings: readonly HeapFinding[]): string[] => findings.map((finding) => finding.kind);

function load(checks = {}) {
  const loaded = loadInstrumented(CPP, { checks, allocator: { acquire: [47, 46], release: [49, 48], resize: [] } });
  const malloc = (size: number): number => loaded.exports["malloc"]?.(size) ?? 0;
  const free = (address: number): void => void loaded.exports["free"]?.(address);
  const bytes = (): Uint8Array => new Uint8Array(loaded.instance.memory.buffer);
  return { ...loaded, recorder: loaded.instance.recorder, malloc, free, bytes };
}

describe("releases", () => {
  it("reports a double release with the stack that acquired the block, and keeps it from the allocator", () => {
    const { exports, instance } = loadInstrumented(CPP);
    const address = exports["malloc"]?.(100) ?? 0;
    exports["malloc"]?.(100);
    exports["free"]?.(address);
    exports["free"]?.(address);
    const [finding] = instance.recorder.findings;
    expect(finding).toMatchObject({ kind: "double-release", address, size: 100 });
    expect(finding?.acquired).toMatch(/malloc/);
    expect(finding?.message).toMatch(/second time/);
  });

  it("reports a pointer into a block and one that is no block", () => {
    const { exports, instance } = loadInstrumented(CPP);
    const address = exports["malloc"]?.(64) ?? 0;
    exports["free"]?.(address + 16);
    exports["free"]?.(1024);
    expect(kinds(instance.recorder.findings)).toEqual(["invalid-release", "invalid-release"]);
    expect(instance.recorder.findings[0]?.message).toMatch(/16 bytes inside a block of 64/);
    expect(instance.recorder.ledger.blocks.find(address)).not.toBe(-1);
  });

  it("takes blocks from before the recording for what they are", () => {
    const { exports, instance } = loadInstrumented(CPP);
    instance.recording = false;
    const address = exports["malloc"]?.(64) ?? 0;
    instance.recording = true;
    exports["free"]?.(address);
    expect(instance.recorder.findings).toEqual([]);
    expect(instance.recorder.ledger.totals().unknownReleases).toBe(1);
  });

  it("reports one bug in a loop once", () => {
    const { exports, instance } = loadInstrumented(CPP);
    const address = exports["malloc"]?.(64) ?? 0;
    for (let i = 0; i < 50; i++) exports["free"]?.(address + 8);
    expect(instance.recorder.findings).toHaveLength(1);
  });
});

describe("writes", () => {
  it("finds a write after release, and gives the block back in the end", () => {
    const { malloc, free, bytes, recorder } = load({ writeAfterRelease: true, releaseStacks: true });
    const address = malloc(80);
    free(address);
    expect(recorder.quarantined).toMatchObject([{ address, size: 80 }]);
    expect(malloc(80)).not.toBe(address);
    bytes()[address + 17] = 1;
    recorder.flush();
    expect(recorder.findings).toMatchObject([{ kind: "write-after-release", address, size: 80 }]);
    expect(recorder.findings[0]?.message).toMatch(/byte 17 of a block of 80/);
    expect(recorder.findings[0]?.released).toMatch(/free/);
    expect(recorder.quarantined).toEqual([]);
    expect(recorder.ledger.totals().unknownReleases).toBe(0);
  });

  it("knows a second release of a block in quarantine", () => {
    const { malloc, free, recorder } = load({ writeAfterRelease: 4096 });
    const address = malloc(40);
    free(address);
    free(address);
    expect(kinds(recorder.findings)).toEqual(["double-release"]);
    for (let i = 0; i < 500; i++) free(malloc(100));
    expect(recorder.quarantined.reduce((sum, block) => sum + block.size, 0)).toBeLessThanOrEqual(4096);
    expect(recorder.findings).toHaveLength(1);
  });

  it("fills released memory on request", () => {
    const { malloc, free, bytes } = load({ fillReleased: true });
    const address = malloc(64);
    malloc(64);
    free(address);
    expect([...bytes().subarray(address + 24, address + 56)].every((byte) => byte === 0xdd)).toBe(true);
  });

  it("finds a write past the end in Rust's heap, when the block is live and when it is released", () => {
    const { exports, instance } = loadInstrumented(RUST, { checks: { writePastEnd: true } });
    exports["forget_string"]?.(3);
    const block = instance.recorder.ledger.live().find(({ size }) => size % 8 !== 4);
    expect(block).toBeDefined();
    const { address, size } = block as { address: number; size: number };
    instance.recorder.checkLive();
    expect(instance.recorder.findings).toEqual([]);
    new Uint8Array(instance.memory.buffer)[address + size] = 7;
    instance.recorder.checkLive();
    expect(instance.recorder.findings).toMatchObject([{ kind: "write-past-end", address, size }]);
  });

  it("says which checks cannot be made", () => {
    const { notices } = loadInstrumented(nativeBytes("rust/leaks/built/release-wee.wasm"), {
      checks: { writePastEnd: true, writeAfterRelease: true },
    });
    expect(notices.join()).toMatch(/past the end are not checked.*after release are not checked/);
  });
});

describe("shadow stack", () => {
  it("measures the deepest place and warns before recursion overflows", () => {
    const { exports, instance } = loadInstrumented(RUST, { functions: true, stackMargin: 300_000 });
    expect(instance.stackBounds).toEqual({ high: 1_048_576, low: 0, basis: "first" });
    exports["recurse_on_stack"]?.(3);
    expect(kinds(instance.recorder.findings)).toEqual([]);
    exports["recurse_on_stack"]?.(8);
    expect(kinds(instance.recorder.findings)).toContain("stack-low");
    expect(instance.recorder.findings[0]?.message).toMatch(/about to overflow/);
    exports["recurse_in_boxes"]?.(3);
    expect(instance.stackUse().deepest).toBeGreaterThan(0);
  });

  it("warns before statics below the stack of a C++ module are overwritten, which no trap tells of", () => {
    const intactWhenWarned: number[] = [];
    const { exports, instance } = loadInstrumented(nativeBytes("cpp/stack/built/stack.wasm"), {
      functions: true,
      onFinding: () => intactWhenWarned.push(exports["intact"]?.() ?? -1),
    });
    exports["recurse"]?.(50);
    expect(instance.stackUse()).toMatchObject({ bounds: { basis: "data" } });
    expect(instance.stackUse().deepest).toBeGreaterThan(50_000);
    expect(instance.recorder.findings).toEqual([]);
    exports["recurse"]?.(66);
    expect(kinds(instance.recorder.findings)).toEqual(["stack-low"]);
    expect(intactWhenWarned).toEqual([1]);
    expect(exports["intact"]?.()).toBe(0);
  });
});
