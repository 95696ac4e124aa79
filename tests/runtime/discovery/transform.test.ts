import { afterEach, describe, expect, it } from "vitest";
import { startDiscovery } from "../../../src/runtime/discovery/index.ts";
import type { RunningDiscovery } from "../../../src/runtime/discovery/index.ts";
import { appendedCode, appendedCommonJs } from "../../../src/runtime/discovery/transform.ts";

let running: RunningDiscovery | undefined;

afterEach(() => {
  running?.stop();
  running = undefined;
});

/** Runs a script as CommonJS with the appended line. */
function evaluate(source: string): unknown {
  const module = { exports: {} as unknown };
  const run = new Function("module", source + appendedCommonJs(source)) as (module: unknown) => void;
  run(module);
  return module.exports;
}

describe("appended line", () => {
  it("is empty for a script without classes", () => {
    expect(appendedCode("export const a = 1;")).toBe("");
  });

  it("leaves every line before it where it was", () => {
    expect(appendedCode("class A { free() {} }")).toMatch(/^\n;\{/);
  });

  it("names nothing that is no binding", () => {
    const code = appendedCode("// a class for you, a class of its own, class await, class class\nclass A {}");
    expect(code).toContain('w("A"');
    for (const word of ["for", "await", "class"]) expect(code).not.toContain(`w("${word}"`);
    expect(() => evaluate("// a class for you, class class\nclass A {}")).not.toThrow();
  });

  it("does nothing where no tracker runs", () => {
    expect(evaluate("class A { free() {} } module.exports = () => A")).toBeTypeOf("function");
  });

  it("leaves classes with private static members alone: a stand-in could not reach them", () => {
    expect(appendedCode("class A { static #made = 0; static make() { return A.#made++; } free() {} }")).toBe("");
  });

  it("records what the module's own code makes, and its release", () => {
    running = startDiscovery();
    const make = evaluate(`
      class Handle { constructor() { this.ptr = 4096; } free() { this.ptr = 0; } }
      class Plain {}
      const fixed = class Fixed { free() { return this; } };
      module.exports = () => [new Handle(), new Plain(), new fixed()];
    `) as () => [{ free(): void }, object, object];
    const [handle, plain] = make();
    expect(plain.constructor.name).toBe("Plain");
    expect(running.tracker.totals).toMatchObject({ created: 1, released: 0 });
    handle.free();
    expect(running.tracker.totals).toMatchObject({ created: 1, released: 1 });
  });
});
