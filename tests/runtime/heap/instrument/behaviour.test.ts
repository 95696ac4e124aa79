import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { webAssembly } from "../../../../src/runtime/heap/webassembly.ts";
import { loadInstrumented, type Exports } from "../native.ts";
import { wat } from "../wat.ts";

/** Every module of this file has an allocator, so that it is rewritten, and exports `run`. */
const ALLOCATOR = `
  (memory (export "memory") 1 4)
  (global $next (mut i32) (i32.const 1024))
  (func $malloc (export "malloc") (param i32) (result i32)
    (global.get $next) (global.set $next (i32.add (global.get $next) (i32.const 32))))
  (func $free (export "free") (param i32))`;

type Outcome = { readonly value: unknown } | { readonly error: string };

function outcome(run: () => unknown): Outcome {
  try {
    const value = run();
    return { value: Array.isArray(value) ? value.map(String) : String(value) };
  } catch (error) {
    return { error: (error as Error).constructor.name };
  }
}

/** Runs `run` in the original and in both kinds of rewritten module, and expects the same of all. */
function expectSame(text: string, argumentList: readonly unknown[] = [5], imports: object = {}): Outcome {
  const bytes = wat(text);
  const plain = outcome(() =>
    (new webAssembly.Instance(new webAssembly.Module(bytes), imports as never).exports as Exports)["run"]?.(
      ...(argumentList as number[]),
    ),
  );
  for (const functions of [false, true]) {
    const rewritten = outcome(() =>
      loadInstrumented(bytes, { functions }, imports as never).exports["run"]?.(...(argumentList as number[])),
    );
    expect(rewritten).toEqual(plain);
  }
  return plain;
}

describe("rewritten modules behave as the originals", () => {
  it("loops of a million tail calls through exported functions", () => {
    expect(
      expectSame(
        `(module ${ALLOCATOR}
          (func $even (export "even") (param i32 i32) (result i32)
            (drop (i32.mul (local.get 0) (local.get 0))) (drop (i32.mul (local.get 0) (local.get 0)))
            (if (i32.eqz (local.get 0)) (then (return (i32.add (local.get 1) (i32.const 100)))))
            (return_call $odd (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 1))))
          (func $odd (export "odd") (param i32 i32) (result i32)
            (drop (i32.mul (local.get 0) (local.get 0))) (drop (i32.mul (local.get 0) (local.get 0)))
            (if (i32.eqz (local.get 0)) (then (return (i32.add (local.get 1) (i32.const 200)))))
            (return_call $even (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 1))))
          (func (export "run") (param i32) (result i32) (return_call $even (local.get 0) (i32.const 0))))`,
        [1_000_001],
      ),
    ).toEqual({ value: "1000201" });
  });

  it("loops of indirect tail calls", () => {
    expect(
      expectSame(
        `(module ${ALLOCATOR}
          (type $step (func (param i32 i64) (result i64)))
          (table 2 funcref) (elem (i32.const 0) $a $b)
          (func $a (export "a") (type $step)
            (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
            (return_call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 3)) (i32.const 1)))
          (func $b (export "b") (type $step)
            (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
            (return_call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (i64.sub (local.get 1) (i64.const 1)) (i32.const 0)))
          (func (export "run") (param i32) (result i64) (call $a (local.get 0) (i64.const 0))))`,
        [1_000_000],
      ),
    ).toEqual({ value: "1000000" });
  });

  it("several results, all value types, references", () => {
    const imports = { env: { pass: (value: unknown) => value } };
    const text = `(module (import "env" "pass" (func $pass (param externref) (result externref))) ${ALLOCATOR}
      (func $many (export "many") (param i32 i64 f32 f64 externref) (result f64 externref i32 i64 f32)
        (drop (call $malloc (local.get 0)))
        (local.get 3) (call $pass (local.get 4)) (local.get 0) (local.get 1) (local.get 2))
      (func (export "run") (param i32 i64 f32 f64 externref) (result f64 externref i32 i64 f32)
        (call $many (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4))))`;
    expect(expectSame(text, [7, 9n, 1.5, 2.25, "object"], imports)).toEqual({
      value: ["2.25", "object", "7", "9", "1.5"],
    });
  });

  it.each([
    ["unreachable", "(unreachable)", "RuntimeError"],
    ["division", "(i32.div_u (local.get 0) (i32.const 0))", "RuntimeError"],
    ["out of bounds", "(i32.load (i32.const -4))", "RuntimeError"],
    ["wrong table entry", "(call_indirect (param f32) (result i32) (f32.const 1) (i32.const 0))", "RuntimeError"],
    ["endless recursion", "(call $run (local.get 0))", "RangeError"],
  ])("traps: %s", (_, code, error) => {
    const text = `(module ${ALLOCATOR} (table 1 funcref) (elem (i32.const 0) $malloc)
      (func $run (export "run") (param i32) (result i32) (drop (call $malloc (i32.const 8))) ${code}))`;
    expect(expectSame(text)).toEqual({ error });
  });

  it("a start function that traps, that traps never, that is exported", () => {
    const start = (code: string): string =>
      `(module ${ALLOCATOR} (global $n (mut i32) (i32.const 0))
        (func $s (export "s") (drop (call $malloc (i32.const 4))) (global.set $n (i32.add (global.get $n) (i32.const 1))) ${code})
        (start $s) (func (export "run") (param i32) (result i32) (global.get $n)))`;
    expect(expectSame(start("unreachable"))).toEqual({ error: "RuntimeError" });
    expect(expectSame(start(""))).toEqual({ value: "1" });
  });

  it("growing memory, bulk memory, passive segments", () => {
    expect(
      expectSame(`(module ${ALLOCATOR} (data $d "abcdefgh")
        (func (export "run") (param i32) (result i32)
          (memory.init $d (i32.const 2048) (i32.const 0) (i32.const 8)) (data.drop $d)
          (drop (memory.grow (i32.const 2)))
          (memory.copy (i32.const 70000) (i32.const 2048) (i32.const 8))
          (i32.add (i32.load8_u (i32.const 70007)) (memory.size))))`),
    ).toEqual({ value: "107" });
  });

  it("functions keep their identity in tables, exports and references", () => {
    const bytes = wat(`(module ${ALLOCATOR} (table (export "t") 2 funcref) (elem (i32.const 0) $malloc $other)
      (func $other (export "other") (param i32) (result i32)
        (i32.mul (call $malloc (local.get 0)) (i32.add (local.get 0) (i32.const 1234567)))))`);
    const { exports } = loadInstrumented(bytes, { functions: true });
    const table = exports["t"] as unknown as { get(index: number): unknown };
    expect(table.get(0)).toBe(exports["malloc"]);
    expect(table.get(1)).toBe(exports["other"]);
  });

  it("imports re-exported, globals shared, several instances of one module", () => {
    const shared = new webAssembly.Global({ value: "i32", mutable: true }, 7);
    const bytes =
      wat(`(module (import "e" "g" (global $g (mut i32))) (import "e" "f" (func $f (param i32) (result i32)))
      ${ALLOCATOR} (export "f" (func $f)) (export "g" (global $g))
      (func (export "run") (param i32) (result i32)
        (global.set $g (i32.add (global.get $g) (call $malloc (local.get 0)))) (call $f (global.get $g))))`);
    const first = loadInstrumented(bytes, {}, { e: { g: shared, f: (value: number) => value + 1 } });
    const second = loadInstrumented(bytes, {}, { e: { g: shared, f: (value: number) => value + 2 } });
    expect(first.exports["run"]?.(1)).toBe(7 + 1024 + 1);
    expect(second.exports["run"]?.(1)).toBe(7 + 2048 + 2);
    expect(first.exports["g"]).toBe(shared);
    expect(first.instance.recorder.ledger.totals().acquired).toBe(1);
  });

  it("exceptions of JavaScript pass through, and recording goes on", () => {
    const imports = {
      e: {
        f: () => {
          throw new RangeError("from JavaScript");
        },
      },
    };
    const { exports, instance } = loadInstrumented(
      wat(
        `(module (import "e" "f" (func $f)) ${ALLOCATOR} (func (export "run") (drop (call $malloc (i32.const 8))) (call $f)))`,
      ),
      { functions: true },
      imports,
    );
    for (let i = 0; i < 3; i++) expect(() => exports["run"]?.()).toThrow("from JavaScript");
    expect(instance.recorder.ledger.totals().acquired).toBe(3);
  });

  it("keeps refusing what the engine refuses", () => {
    const wrongStart = wat(`(module ${ALLOCATOR} (func $s (param i32)))`);
    const section = Uint8Array.from([8, 1, 2]);
    const code = wrongStart.findIndex((byte, at) => byte === 10 && at > 60 && wrongStart[at + 2] === 3);
    const broken = Uint8Array.from([...wrongStart.subarray(0, code), ...section, ...wrongStart.subarray(code)]);
    // An index out of range that would fall on a global the rewriter adds.
    const strange = wat(`(module ${ALLOCATOR} (func (export "run") (result i32) (global.get 0)))`);
    const at = strange.findLastIndex((byte, i) => byte === 0x23 && strange[i + 1] === 0 && strange[i + 2] === 0x0b);
    strange[at + 1] = 1;
    for (const bytes of [broken, strange]) {
      expect(webAssembly.validate(bytes)).toBe(false);
      expect(() => loadInstrumented(bytes)).toThrow(webAssembly.CompileError);
    }
  });
});

/** A random program without loops: functions call only functions before them, so it always ends. */
const program = fc
  .array(
    fc.record({
      params: fc.integer({ min: 0, max: 3 }),
      exported: fc.boolean(),
      tail: fc.boolean(),
      operations: fc.array(
        fc.record({
          kind: fc.constantFrom("add", "xor", "call", "indirect", "malloc", "store", "load", "trap"),
          value: fc.integer({ min: -1000, max: 1000 }),
          target: fc.nat(100),
        }),
        { maxLength: 8 },
      ),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((functions) => {
    const body = functions.map(({ params, exported, operations, tail }, index) => {
      const values = (count: number, value: number): string =>
        Array.from({ length: count }, (_, i) => `(i32.add (local.get $x) (i32.const ${String(value + i)}))`).join(" ");
      const lines = operations.map(({ kind, value, target }) => {
        const other = index === 0 ? undefined : target % index;
        const count = other === undefined ? 0 : (functions[other]?.params ?? 0);
        if (kind === "add" || kind === "xor")
          return `(local.set $x (i32.${kind} (local.get $x) (i32.const ${String(value)})))`;
        if (kind === "malloc") return `(local.set $x (i32.add (local.get $x) (call $malloc (i32.const 8))))`;
        if (kind === "store")
          return `(i32.store (i32.and (local.get $x) (i32.const 1020)) (i32.const ${String(value)}))`;
        if (kind === "load") return `(local.set $x (i32.load (i32.and (local.get $x) (i32.const 1020))))`;
        if (kind === "trap") return value > 990 ? "(unreachable)" : "(nop)";
        if (other === undefined) return "(nop)";
        return kind === "call"
          ? `(local.set $x (call $f${String(other)} ${values(count, value)}))`
          : `(local.set $x (call_indirect (type $t${String(count)}) ${values(count, value)} (i32.const ${String(other)})))`;
      });
      const last =
        index > 0 && tail && functions[index - 1]?.params === 0
          ? `(return_call $f${String(index - 1)})`
          : "(local.get $x)";
      const name = exported ? `(export "e${String(index)}")` : "";
      return `(func $f${String(index)} ${name} (type $t${String(params)}) (local $x i32)
        ${params > 0 ? "(local.set $x (local.get 0))" : ""} ${lines.join("\n")} ${last})`;
    });
    const types = [0, 1, 2, 3].map((n) => `(type $t${String(n)} (func ${"(param i32) ".repeat(n)}(result i32)))`);
    const all = functions.map((_, index) => `$f${String(index)}`).join(" ");
    const final = functions.length - 1;
    const given = Array.from({ length: functions[final]?.params ?? 0 }, () => "(local.get 0)").join(" ");
    return `(module ${types.join(" ")} ${ALLOCATOR} (table ${String(functions.length)} funcref) (elem (i32.const 0) ${all})
      ${body.join("\n")}
      (func (export "run") (param i32) (result i32) (call $f${String(final)} ${given})))`;
  });

it("random programs give the same result or trap", () => {
  fc.assert(
    fc.property(program, fc.integer(), (text, argument) => {
      expectSame(text, [argument]);
    }),
    { numRuns: 150 },
  );
});
