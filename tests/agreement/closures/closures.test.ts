import { describe, expect, it } from "vitest";
import { compare, programsFrom, verdict } from "./agree.ts";
import { node, runAll } from "./engine.ts";
import { generate, type Program } from "./generate.ts";

const fixed = (code: string): Program => ({ seed: 0, host: "other", sourceType: "module", code });

describe("no-deleter-capture agrees with the engine's own collector", () => {
  it("on 300 fixed programs", () => {
    const { disagreements, retained, collected } = compare(node, programsFrom(1, 300, generate));
    expect(disagreements).toEqual([]);
    expect(Math.min(retained, collected)).toBeGreaterThan(80);
  });

  const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);
  it(`on 100 programs from seed ${start}`, () => {
    expect(compare(node, programsFrom(start, 100, generate)).disagreements).toEqual([]);
  });

  it("on programs that it once got wrong", () => {
    // The alias is emptied in the deleter's own block, which is inside a loop; a later write stands in another closure.
    const programs = [848, 1630, 900_958].map(generate);
    expect(compare(node, programs).disagreements).toEqual([]);
  });

  it.each([
    [
      "a registry's callback",
      "retained",
      "const kept = []; function run(p) { const w = {}; const registry = new FinalizationRegistry(() => use(w)); registry.register(w, p); kept.push(registry); }",
    ],
    [
      "a once() around the deleter",
      "retained",
      "const once = (fn) => fn; class A { constructor(p) { registry.register(this, once(() => this.p)); } }\nconst registry = new FinalizationRegistry(() => {}); function run(p) { new A(p); }",
    ],
    [
      "a held object that copies a field",
      "collected",
      "const registry = new FinalizationRegistry(() => {}); class Inner { constructor(p) { this.p = p; } } class A { constructor(p) { this.inner = new Inner(p); registry.register(this, this.inner, this); } } function run(p) { new A(p); }",
    ],
    [
      "a held object that stores its owner",
      "retained",
      "const registry = new FinalizationRegistry(() => {}); class Inner { constructor(o) { this.owner = o; } } class A { constructor() { this.inner = new Inner(this); registry.register(this, this.inner, this); } } function run(p) { new A(p); }",
    ],
  ])("on %s", (_, fate, code) => {
    expect(runAll(node, [fixed(code)])).toEqual([fate]);
    expect(verdict(fixed(code)) === undefined ? "collected" : "retained").toBe(fate);
  });
});
