import { afterEach, describe, expect, it } from "vitest";
import { startDiscovery } from "../../../src/runtime/discovery/index.ts";
import type { RunningDiscovery } from "../../../src/runtime/discovery/index.ts";

let running: RunningDiscovery | undefined;

afterEach(() => {
  running?.stop();
  running = undefined;
});

const WebAssembly = (globalThis as unknown as { WebAssembly: Record<string, { prototype?: object }> }).WebAssembly;

/** Everything the hooks replace, as it is now. */
function surroundings(): unknown[] {
  const watched: [object, PropertyKey[]][] = [
    [globalThis, ["FinalizationRegistry", Symbol.for("wasm-leaks.transformed-class")]],
    [FinalizationRegistry.prototype, ["register", "unregister", "constructor"]],
    [Object, ["create"]],
    [Object.prototype, ["__wbg_ptr", "onRuntimeInitialized", "postRun", "calledRun", "getCache"]],
    [WebAssembly, ["instantiate", "instantiateStreaming", "Instance"]],
    [WebAssembly["Table"]?.prototype as object, ["set", "grow"]],
  ];
  return watched.flatMap(([target, keys]) => keys.map((key) => Object.getOwnPropertyDescriptor(target, key)));
}

describe("start and stop", () => {
  it("puts every property back as it was", () => {
    const before = surroundings();
    running = startDiscovery();
    expect(surroundings()).not.toEqual(before);
    expect(running.stop()).toEqual([]);
    expect(surroundings()).toEqual(before);
  });

  it("starts once: a second start gives the running one", () => {
    running = startDiscovery();
    expect(startDiscovery()).toBe(running);
  });

  it("leaves what somebody else replaced since, and says so", () => {
    const native = Object.create;
    running = startDiscovery();
    const hooked = Object.create;
    const theirs = (...args: Parameters<typeof Object.create>): unknown => hooked(...args) as unknown;
    Object.create = theirs as typeof Object.create;
    try {
      expect(running.stop()).toEqual(["create was replaced by somebody else"]);
      expect(Object.create).toBe(theirs);
      expect(Object.getPrototypeOf(Object.create(Array.prototype))).toBe(Array.prototype);
    } finally {
      Object.create = native;
    }
  });

  it("changes nothing that programs look at", () => {
    running = startDiscovery();
    expect(FinalizationRegistry.name).toBe("FinalizationRegistry");
    expect(FinalizationRegistry.length).toBe(1);
    expect(new FinalizationRegistry(() => undefined)).toBeInstanceOf(FinalizationRegistry);
    class Mine extends FinalizationRegistry<number> {}
    expect(new Mine(() => undefined)).toBeInstanceOf(Mine);
    expect(Object.create.name).toBe("create");
    expect(Object.create.length).toBe(2);
    const copied: Record<string, unknown> = { __wbg_ptr: 1, postRun: 2 };
    expect(Object.entries({ ...copied })).toEqual([
      ["__wbg_ptr", 1],
      ["postRun", 2],
    ]);
    expect(Object.keys(Object.assign({}, copied))).toEqual(["__wbg_ptr", "postRun"]);
    expect(JSON.stringify({ postRun: 1 })).toBe('{"postRun":1}');
    for (const key in {}) throw new Error(`${key} became enumerable`);
    expect(() => new FinalizationRegistry(1 as never)).toThrow(TypeError);
    expect(() => {
      const self = {};
      new FinalizationRegistry(() => undefined).register(self, self);
    }).toThrow(TypeError);
  });
});

/** A class as the WebIDL binder writes it, on a module that has it under two names. */
function webIdlModule(): Record<string, unknown> {
  const module: Record<string, unknown> = {};
  // Glue looks for a hook that nobody set.
  void module["onRuntimeInitialized"];
  const Box = function (this: { ptr: number }) {
    this.ptr = 4096;
  } as unknown as { new (): { __class__: unknown; __destroy__(): number }; prototype: object };
  Object.assign(Box.prototype, { __class__: Box, __destroy__: () => 1 });
  return Object.assign(module, { Box, b2Box: Box });
}

describe("classes of a module", () => {
  it("are the same to the glue that compares them: by `__class__`, by `constructor`, and under every name", async () => {
    running = startDiscovery();
    const module = webIdlModule();
    const native = module["Box"];
    await new Promise((resolve) => setImmediate(resolve));
    const { Box, b2Box } = module as Record<string, new () => { __class__: unknown }>;
    expect(Box).not.toBe(native);
    expect(b2Box).toBe(Box);
    const box = new (Box as new () => { __class__: unknown })();
    expect(box.__class__).toBe(Box);
    expect(box.constructor).toBe(Box);
    expect(running.findings().map(({ class: name, count }) => [name, count])).toEqual([["Box", 1]]);
    expect(running.stop()).toEqual([]);
    expect([module["Box"], module["b2Box"], box.__class__, box.constructor]).toEqual([native, native, native, native]);
  });
});
