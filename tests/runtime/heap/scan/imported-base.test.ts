import { afterEach, describe, expect, it } from "vitest";
import { heap, instrument } from "../../../../src/runtime/heap/controls.ts";
import { webAssembly } from "../../../../src/runtime/heap/webassembly.ts";
import { wat } from "../wat.ts";

/** A module whose data goes where an import says, as in dynamic linking; one word of it looks like its first block. */
const SIDE = wat(
  `(module (import "env" "memory" (memory 2)) (import "env" "__memory_base" (global $base i32))
    (global $next (mut i32) (i32.const 0x10040))
    (data (global.get $base) "\\00\\00\\00\\00\\40\\00\\01\\00\\07\\00\\00\\00\\00\\00\\00\\00")
    (func $malloc (export "malloc") (param $size i32) (result i32)
      (global.get $next) (global.set $next (i32.add (global.get $next) (i32.const 64))))
    (func $free (export "free") (param i32))
    (func (export "lose") (drop (call $malloc (i32.const 40))))
    (func (export "keep") (i32.store offset=8 (global.get $base) (call $malloc (i32.const 40)))))`,
);

let uninstall: (() => void) | undefined;
afterEach(() => uninstall?.());

describe("data whose address is imported", () => {
  it("is no pointer while it has the value that the linker gave it, and may be one afterwards", () => {
    const installation = instrument({ onNotice: () => undefined });
    uninstall = () => {
      installation.uninstall();
    };
    const memory = new webAssembly.Memory({ initial: 2 });
    const base = new webAssembly.Global({ value: "i32" }, 2048);
    const { exports } = new webAssembly.Instance(new webAssembly.Module(SIDE), {
      env: { memory, __memory_base: base },
    });
    expect(Object.keys(exports)).toEqual(["malloc", "free", "lose", "keep"]);
    const call = exports as Record<string, () => void>;
    call["lose"]?.();
    call["keep"]?.();
    const check = heap.check(memory as never);
    expect(check.leaks.map(({ verdict, address }) => [verdict, address])).toEqual([["definitely lost", 0x10040]]);
    expect(check.totals["still reachable"].blocks).toBe(1);
  });
});
