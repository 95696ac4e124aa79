import { afterEach, describe, expect, it } from "vitest";
import { install, type Installation } from "../../../../src/runtime/heap/install.ts";
import { webAssembly, type EngineInstance, type InstantiatedSource } from "../../../../src/runtime/heap/webassembly.ts";
import { loadInstrumented, nativeBytes, type Exports } from "../native.ts";
import { wat } from "../wat.ts";

/** A bump allocator with a start function that allocates, an imported call and a function table. */
const BUMP = `(module
  (import "env" "note" (func $note (param i32)))
  (memory (export "memory") 2)
  (global $__stack_pointer (mut i32) (i32.const 65536))
  (global $next (mut i32) (i32.const 65544))
  (table (export "table") 2 funcref)
  (elem (i32.const 0) $malloc $twice)
  (func $malloc (export "malloc") (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $next))
    (global.set $next (i32.add (global.get $next) (i32.and (i32.add (local.get $size) (i32.const 15)) (i32.const -16))))
    (local.get $at))
  (func $calloc (export "calloc") (param $count i32) (param $size i32) (result i32)
    (call $malloc (i32.mul (local.get $count) (local.get $size))))
  (func $realloc (export "realloc") (param $from i32) (param $size i32) (result i32)
    (call $malloc (local.get $size)))
  (func $free (export "free") (param $at i32))
  (func $twice (export "twice") (param $size i32) (result i32)
    (drop (call $malloc (local.get $size)))
    (call_indirect (param i32) (result i32) (local.get $size) (i32.const 0)))
  (func $init (call $note (call $malloc (i32.const 100))))
  (func (export "boom") (drop (call $twice (i32.const 8))) (unreachable))
  (start $init))`;

let installation: Installation | undefined;
afterEach(() => {
  installation?.uninstall();
  installation = undefined;
});

describe("events", () => {
  const notes: number[] = [];
  const { exports, instance } = loadInstrumented(
    wat(BUMP),
    {},
    { env: { note: (value: number) => notes.push(value) } },
  );
  const { ledger } = instance.recorder;

  it("sees allocations of the start function, which still runs once", () => {
    expect(notes).toEqual([65544]);
    expect(ledger.totals()).toMatchObject({ acquired: 1, live: 1, liveBytes: 100 });
  });

  it("sees direct and indirect calls, and multiplies calloc", () => {
    exports["twice"]?.(24);
    exports["calloc"]?.(3, 7);
    expect(ledger.live().map((block) => block.size)).toEqual([100, 24, 24, 21]);
  });

  it("follows realloc and free", () => {
    const before = ledger.totals();
    const first = exports["malloc"]?.(8) ?? 0;
    const second = exports["realloc"]?.(first, 40) ?? 0;
    expect(ledger.blocks.find(first)).toBe(-1);
    exports["free"]?.(second);
    exports["free"]?.(0);
    const after = ledger.totals();
    expect([after.resized - before.resized, after.released - before.released]).toEqual([1, 1]);
    expect(after.liveBytes).toBe(before.liveBytes);
    expect(after.unknownReleases).toBe(0);
  });

  it("goes on after a trap", () => {
    const before = ledger.totals().acquired;
    expect(() => exports["boom"]?.()).toThrow();
    exports["twice"]?.(8);
    expect(ledger.totals().acquired - before).toBe(4);
  });

  it("tells the exports that JavaScript called apart, and names the frames", () => {
    const texts = ledger.live().map((block) => instance.recorder.stacks.text(block.stack));
    expect(texts.some((text) => text.includes("twice"))).toBe(true);
    expect(texts.every((text) => text === "" || /wasm/.test(text.split("\n")[0] ?? ""))).toBe(true);
  });

  it("hides what it added, and costs nothing while it is off", () => {
    expect(Object.keys(exports).some((name) => name.startsWith("wasm-leaks"))).toBe(false);
    expect(Object.isFrozen(exports)).toBe(true);
    const before = ledger.totals().acquired;
    instance.recording = false;
    exports["malloc"]?.(8);
    instance.recording = true;
    expect(ledger.totals().acquired).toBe(before);
  });
});

describe("install", () => {
  const bytes = wat(BUMP);
  const imports = { env: { note: () => undefined } };
  const response = (type: string): Response => new Response(bytes.slice(), { headers: { "content-type": type } });

  it("works through every way of compiling", async () => {
    installation = install({ onNotice: () => undefined });
    await webAssembly.instantiate(bytes, imports);
    await webAssembly.instantiate(bytes.slice().buffer, imports);
    const module = await webAssembly.compile(bytes);
    expect(module).toBeInstanceOf(webAssembly.Module);
    const instance = (await webAssembly.instantiate(module, imports)) as EngineInstance;
    expect(instance).toBeInstanceOf(webAssembly.Instance);
    const made = new webAssembly.Instance(new webAssembly.Module(bytes), imports);
    expect((made.exports as Exports)["twice"]?.(4)).toBeGreaterThan(65544);
    await webAssembly.instantiateStreaming?.(response("application/wasm"), imports);
    await webAssembly.compileStreaming?.(Promise.resolve(response("application/wasm")));
    // Reading a response makes Node compile its HTTP parser, which has an allocator too.
    const own = installation.instances.filter((entry) => "twice" in entry.exports);
    expect(own.map((entry) => entry.recorder.ledger.totals().acquired)).toEqual([1, 1, 1, 3, 1]);
    expect(webAssembly.Module.exports(module).map((entry) => entry.name)).toEqual([
      "memory",
      "table",
      "malloc",
      "calloc",
      "realloc",
      "free",
      "twice",
      "boom",
    ]);
  });

  it("keeps the engine's errors", async () => {
    installation = install({ onNotice: () => undefined });
    await expect(webAssembly.instantiate(new Uint8Array([1, 2, 3]))).rejects.toThrow(webAssembly.CompileError);
    await expect(webAssembly.instantiate(bytes, {})).rejects.toThrow(/import/i);
    expect(() => new webAssembly.Module(bytes.subarray(0, 60))).toThrow(webAssembly.CompileError);
    await expect(webAssembly.instantiateStreaming?.(response("text/plain"), imports)).rejects.toThrow(TypeError);
    const broken = bytes.slice();
    broken[broken.length - 20] = 0xff;
    expect(() => new webAssembly.Module(broken)).toThrow(webAssembly.CompileError);
  });

  it("takes the bytes as they are at the call", async () => {
    installation = install({ onNotice: () => undefined });
    const copy = bytes.slice();
    const pending = webAssembly.instantiate(copy, imports);
    copy.fill(0);
    expect(((await pending) as InstantiatedSource).instance.exports).toHaveProperty("twice");
  });

  it("leaves modules without an allocator alone, and puts everything back", () => {
    const before = Object.getOwnPropertyDescriptors(webAssembly);
    installation = install({ onNotice: () => undefined });
    const plain = wat(
      `(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`,
    );
    const instance = new webAssembly.Instance(new webAssembly.Module(plain));
    expect((instance.exports as Exports)["add"]?.(2, 3)).toBe(5);
    expect(installation.notices.join()).toMatch(/No allocator/);
    installation.uninstall();
    expect(Object.getOwnPropertyDescriptors(webAssembly)).toEqual(before);
  });
});

describe("Rust and C++ release builds", () => {
  it.each([
    ["rust/leaks/built/release.wasm", "rc_cycle", 4],
    ["rust/leaks/built/lto.wasm", "forget_vec", 4],
    ["rust/leaks/built/release-wee.wasm", "box_leak_nowhere", 1],
    ["cpp/leaks/built/stripped.wasm", "shared_cycle_payload", 4],
    ["cpp/leaks/built/lto.wasm", "lost_list", 10],
  ])("%s: %s leaves %i blocks", (path, name, blocks) => {
    const { exports, instance } = loadInstrumented(nativeBytes(path));
    const before = instance.recorder.ledger.totals().live;
    exports[name]?.(3);
    const after = instance.recorder.ledger.totals();
    expect(after.live - before).toBe(blocks);
    expect(after.unknownReleases).toBe(0);
  });

  it("healthy programs leave nothing", () => {
    const { exports, instance } = loadInstrumented(nativeBytes("rust/leaks/built/release.wasm"));
    for (const name of ["healthy_box", "healthy_rc", "healthy_weak", "healthy_arc", "healthy_refcell"])
      exports[name]?.(5);
    expect(instance.recorder.ledger.totals()).toMatchObject({ live: 0, unknownReleases: 0, vanished: 0 });
    expect(instance.recorder.findings).toEqual([]);
  });
});
