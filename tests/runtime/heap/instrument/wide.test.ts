import { describe, expect, it } from "vitest";
import { loadInstrumented } from "../native.ts";
import { wat } from "../wat.ts";

/** An allocator with addresses of 64 bits that gives whatever it was last told to. */
const WIDE = wat(
  `(module (memory (export "memory") 1)
    (global $next (mut i64) (i64.const 0))
    (func (export "next") (param i64) (global.set $next (local.get 0)))
    (func $malloc (export "malloc") (param $size i64) (result i64) (global.get $next))
    (func $realloc (export "realloc") (param $from i64) (param $size i64) (result i64) (global.get $next))
    (func $free (export "free") (param $at i64)))`,
  { names: true },
);

describe("blocks of memory64", () => {
  const above = 2n ** 32n;

  function start(): {
    readonly call: (name: string, ...values: bigint[]) => bigint | undefined;
    readonly live: () => (readonly [address: number, size: number])[];
    readonly findings: () => readonly unknown[];
  } {
    const { exports, instance } = loadInstrumented(WIDE, { stacks: "none" });
    const functions = exports as unknown as Record<string, (...values: bigint[]) => bigint | undefined>;
    return {
      call: (name, ...values) => functions[name]?.(...values),
      live: () => instance.recorder.ledger.live().map(({ address, size }) => [address, size]),
      findings: () => instance.recorder.findings,
    };
  }

  it("are recorded below 4 GiB", () => {
    const { call, live } = start();
    call("next", 64n);
    expect(call("malloc", 24n)).toBe(64n);
    call("next", 128n);
    expect(call("realloc", 64n, 40n)).toBe(128n);
    expect(live()).toEqual([[128, 40]]);
    call("free", 128n);
    expect(live()).toEqual([]);
  });

  it("pass by above 4 GiB, and are not taken for those whose address has the same low half", () => {
    const { call, live, findings } = start();
    call("next", 64n);
    call("malloc", 24n);
    call("next", above + 64n);
    expect(call("malloc", 24n)).toBe(above + 64n);
    call("free", above + 64n);
    call("free", above + 64n);
    call("next", above + 128n);
    expect(call("realloc", above + 64n, 40n)).toBe(above + 128n);
    expect(live()).toEqual([[64, 24]]);
    call("free", 64n);
    expect(live()).toEqual([]);
    expect(findings()).toEqual([]);
  });
});
