import { expect } from "vitest";
import { findAllocator } from "../../../src/runtime/heap/allocator/index.ts";
import { instrumentBytes } from "../../../src/runtime/heap/install.ts";
import {
  ModuleFormatError,
  functionNames,
  readData,
  readElements,
  readModule,
} from "../../../src/runtime/heap/module/index.ts";
import { webAssembly } from "../../../src/runtime/heap/webassembly.ts";
import { nativeBytes } from "./native.ts";
import { wat } from "./wat.ts";

const SMALL = wat(
  `(module (import "e" "f" (func $f (param i32) (result i32))) (import "e" "g" (global i32))
    (memory (export "memory") 1) (table 3 funcref) (elem (i32.const 0) $malloc $free $run)
    (elem funcref (ref.func $run) (ref.null func)) (elem declare func $run)
    (global $__stack_pointer (mut i32) (i32.const 4096)) (global i64 (i64.const -1)) (global f64 (f64.const 1))
    (func $malloc (export "malloc") (param i32) (result i32)
      (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 16))) (global.get $__stack_pointer))
    (func $free (export "free") (param i32))
    (func $run (export "run") (param i32) (result i32) (call $free (call $malloc (local.get 0))) (call $f (local.get 0)))
    (func $init (drop (call $malloc (i32.const 8)))) (start $init)
    (data (i32.const 1024) "hello") (data (global.get 0) "there") (data "passive"))`,
  { names: true },
);

/** Deterministic random numbers: a failing input can be made again from its seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

/** One damaged input: flipped bits, changed, inserted, removed and repeated bytes, a cut, or noise. */
export function damaged(source: Uint8Array, random: (below: number) => number): Uint8Array {
  if (random(20) === 0) return Uint8Array.from({ length: random(200) }, () => random(256));
  let bytes = source.slice();
  for (let rounds = 1 + random(4); rounds > 0; rounds--) {
    const at = random(bytes.length + 1);
    const count = 1 + random(6);
    const kind = random(7);
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)]);
    else if (kind === 2) bytes = Uint8Array.from([...bytes.subarray(0, at), random(256), ...bytes.subarray(at)]);
    else if (kind === 3) {
      const part = bytes.subarray(at, at + 10 * count);
      bytes = Uint8Array.from([...bytes.subarray(0, at), ...part, ...bytes.subarray(at)]);
    } else if (at < bytes.length)
      bytes[at] =
        kind === 4
          ? (bytes[at] as number) ^ (1 << random(8))
          : kind === 5
            ? random(256)
            : ([0, 0x7f, 0x80, 0xff][random(4)] as number);
  }
  return bytes;
}

function behaviour(bytes: Uint8Array): string {
  try {
    const log: number[] = [];
    const imports = { e: { f: (value: number) => log.push(value) && value * 3, g: 512 } };
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), imports);
    for (const name of ["wasm-leaks:start", "run"]) {
      const run = exports[name];
      if (typeof run === "function") log.push(Number((run as (value: number) => unknown)(7)));
    }
    return log.join();
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

/**
 * Feeds damaged modules to reader, finder and rewriter. None may fail otherwise than by refusing; what the engine accepts
 * stays acceptable, and small modules do the same as before.
 */
export function fuzz(inputs: number, seed: number): { rewritten: number; valid: number } {
  const random = randomNumbers(seed);
  const large = nativeBytes("cpp/leaks/built/stripped.wasm");
  let rewritten = 0;
  let valid = 0;
  for (let i = 0; i < inputs; i++) {
    const big = i % 50 === 0;
    const input = damaged(big ? large : SMALL, random);
    const label = `input ${String(i)} of seed ${String(seed)}`;
    try {
      const module = readModule(input);
      readElements(module);
      readData(module);
      functionNames(module);
      findAllocator(module);
    } catch (error) {
      expect(error, label).toBeInstanceOf(ModuleFormatError);
    }
    const functions = i % 2 === 0;
    const result = instrumentBytes(input, { functions, entries: i % 3 !== 0 });
    if (result.source === undefined) continue;
    rewritten++;
    if (!webAssembly.validate(input)) continue;
    expect(webAssembly.validate(result.bytes), label).toBe(true);
    valid++;
    // A damaged loop may never end; the small module has none, and its recursion traps.
    if (!big && !hasLoop(input)) expect(behaviour(result.bytes), label).toBe(behaviour(input));
  }
  return { rewritten, valid };
}

/** Any byte that could be a `loop` or a backward branch counts as one. */
function hasLoop(bytes: Uint8Array): boolean {
  return bytes.includes(0x03, SMALL.length >> 2);
}
