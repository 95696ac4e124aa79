import { describe, expect, it, vi } from "vitest";
import { loadMyClass } from "../../native/cpp/my-class/load.js";
import type { Runtime } from "../../src/runtime/api.ts";
import * as development from "../../src/runtime/development.ts";
import { checkLeaks, checkpoint, report, start, stop } from "../../src/runtime/dev.ts";
import * as lean from "../../src/runtime/index.ts";
import type { Finding } from "../../src/runtime/report/model.ts";
import { contract } from "./contract.ts";

const { manage, release, hold, deref, drop } = development;

/** Calls `make` in a frame of its own, so that nothing of it stays on the stack. */
const apart = (make: () => void): void => {
  make();
};

/** What `run` leaves behind, after a collection. */
async function findings(run: () => void): Promise<readonly Finding[]> {
  const since = checkpoint();
  apart(run);
  return (await checkLeaks({ since })).findings;
}

const short = (found: readonly Finding[]): string[] =>
  found.map(({ kind, className, count }) => `${kind} ${className} ${count}`);

describe("development build", () => {
  contract(development);

  it("exports what the lean build exports, and stands in for it when it came first", () => {
    expect(Object.keys(development).sort()).toEqual(Object.keys(lean).sort());
    expect(lean.manage).toBe(development.manage);
    expect((Reflect.get(globalThis, Symbol.for("wasm-leaks.runtime")) as Runtime).manage).toBe(development.manage);
  });

  it.each([
    ["a negative pointer", () => manage(-16, {}, () => undefined), "pointer >>> 0"],
    ["null", () => manage(0, {}, () => undefined), "allocation failed"],
    [
      "swapped arguments",
      () => manage({} as never, 16 as never, () => undefined),
      "order is manage(pointer, owner, release)",
    ],
    ["no owner", () => manage(16, undefined as never, () => undefined), "manage(pointer, this, release)"],
    ["no deleter", () => manage(16, {}, undefined as never), "exports._MyClass__destructor"],
    ["undefined", () => manage(undefined as never, {}, () => undefined), "result kept as it is"],
    ["the owner as deleter", () => manage(16, expect, expect as never), "different objects"],
    ["release of nothing", () => void release(undefined as never), "release(this)"],
  ])("explains %s", (_what, call, words) => {
    expect(call).toThrow(words);
  });
});

describe("findings", () => {
  const exports = loadMyClass();
  class MyClass {
    readonly #pointer = exports._MyClass__constructor(1);
    constructor() {
      manage(this.#pointer, this, exports._MyClass__destructor);
    }
    delete(): void {
      release(this);
    }
  }

  it("none where everything is released", async () => {
    expect(
      await findings(() => {
        new MyClass().delete();
        const object = new MyClass();
        try {
          expect(object).toBeInstanceOf(MyClass);
        } finally {
          object.delete();
        }
      }),
    ).toEqual([]);
  });

  it("freed-by-gc: dropped, and released by its finalizer", async () => {
    const [found, ...others] = await findings(() => {
      for (let i = 0; i < 100; i++) new MyClass();
    });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: "freed-by-gc", className: "MyClass", count: 100, leak: true, reachable: "no" });
    expect(found?.site?.file).toBe("tests/runtime/development.test.ts");
    expect(found?.site?.text).toContain("for (let i = 0; i < 100; i++) new MyClass()");
    expect(exports.live_objects()).toBe(0);
  });

  it("never-freed: never released, and still in reach", async () => {
    const kept: MyClass[] = [];
    const found = await findings(() => kept.push(new MyClass(), new MyClass()));
    expect(short(found)).toEqual(["never-freed MyClass 1", "never-freed MyClass 1"]);
    expect(found[0]).toMatchObject({ leak: true, reachable: "yes" });
    for (const object of kept) object.delete();
  });

  it("retained: the deleter captures the wrapper", async () => {
    class Capturing {
      readonly pointer = exports._MyClass__constructor(1);
      constructor() {
        manage(this.pointer, this, () => {
          exports._MyClass__destructor(this.pointer);
        });
      }
    }
    const found = await findings(() => {
      for (let i = 0; i < 3; i++) new Capturing();
    });
    expect(short(found)).toEqual(["retained Capturing 3"]);
    expect(found[0]?.rule).toBe("no-deleter-capture");
    expect(exports.live_objects()).toBe(3);
  });

  it("retained is not said of a wrapper in use, whose deleter is a closure that nobody else has", async () => {
    const kept: object[] = [];
    const freed: number[] = [];
    const found = await findings(() => {
      for (const pointer of [16, 32]) {
        const owner = { pointer };
        kept.push(owner);
        manage(pointer, owner, (address) => freed.push(address));
        manage(pointer + 8, owner, (address) => freed.push(address));
      }
    });
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(["never-freed"]));
    for (const owner of kept) release(owner);
    expect(freed.sort()).toEqual([16, 24, 32, 40]);
  });

  it("retained through one of several deleters", async () => {
    const found = await findings(() => {
      const owner = { name: "captured" };
      manage(16, owner, () => undefined);
      manage(24, owner, () => owner.name);
    });
    expect(found.map(({ kind }) => kind)).toContain("retained");
  });

  it("double-release: of the registration, of the owner, never of `using`", async () => {
    const found = await findings(() => {
      const registration = manage(16, {}, () => undefined);
      registration.release();
      registration.release();
      const object = new MyClass();
      object.delete();
      object.delete();
      const disposed = manage(16, {}, () => undefined);
      disposed.release();
      disposed[Symbol.dispose]();
    });
    expect(short(found).sort()).toEqual(["double-release MyClass 1", "double-release Object 1"]);
    expect(found.every(({ leak }) => !leak)).toBe(true);
    expect(found[0]?.at?.file).toBe("tests/runtime/development.test.ts");
  });

  it("duplicate: one address under two owners, unless they say so", async () => {
    const free = (): void => undefined;
    const owners = [{}, {}, {}, {}, {}, {}];
    const found = await findings(() => {
      manage(16, owners[0] as object, free);
      manage(16, owners[1] as object, free);
      for (const owner of owners.slice(2, 4)) manage(32, owner, free, { shared: true });
      for (const owner of owners.slice(4)) manage(48, owner, free, { shared: "native" });
      for (const owner of owners) release(owner);
    });
    expect(short(found)).toEqual(["duplicate Object 1"]);
    expect(found[0]?.at?.text).toContain("owners[1]");
  });

  it("duplicate is not said of equal addresses in two modules", async () => {
    const [one, two] = [loadMyClass(), loadMyClass()];
    const found = await findings(() => {
      const registrations = [one, two].map((module) =>
        manage(module._MyClass__constructor(1), {}, module._MyClass__destructor),
      );
      for (const registration of registrations) registration.release();
    });
    expect(found).toEqual([]);
  });

  it("failed: the deleter threw", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const [found] = await findings(() => {
      manage(16, {}, () => {
        throw new RangeError("memory access out of bounds");
      }).release();
    });
    error.mockRestore();
    expect(found).toMatchObject({ kind: "failed", leak: false, count: 1 });
    expect(found?.message).toContain("RangeError: memory access out of bounds");
  });

  it("held-forever, double drop and use after drop of JS objects", async () => {
    const ids: number[] = [];
    const found = await findings(() => {
      ids.push(hold(new Map()), hold("text"), hold([]));
      drop(ids[1] as number);
      drop(ids[1] as number);
      drop(ids[2] as number);
      expect(deref(ids[2] as number)).toBeUndefined();
    });
    expect(short(found).sort()).toEqual(["double-release string 1", "held-forever Map 1", "use-after-release Array 1"]);
    drop(ids[0] as number);
  });

  it("count bytes, and leave singletons alone", async () => {
    const owners = [{}, {}];
    const found = await findings(() => {
      manage(16, owners[0] as object, () => undefined, { bytes: 4096, name: "Image" });
      manage(32, owners[1] as object, () => undefined, { singleton: true, name: "Engine" });
    });
    expect(found).toMatchObject([{ className: "Image", bytes: 4096 }]);
    for (const owner of owners) release(owner);
  });

  it("stop and start: nothing is recorded in between, everything is still released", async () => {
    const freed: number[] = [];
    const found = await findings(() => {
      stop();
      manage(16, {}, (pointer) => freed.push(pointer));
      manage(32, {}, (pointer) => freed.push(pointer)).release();
      start();
      manage(48, {}, (pointer) => freed.push(pointer), { name: "Watched" });
    });
    expect(freed.sort()).toEqual([16, 32, 48]);
    expect(short(found)).toEqual(["freed-by-gc Watched 1"]);
  });

  it("are the same whether 10 or 10,000 objects leak at a place", async () => {
    const kept: MyClass[] = [];
    const found = await findings(() => {
      for (let i = 0; i < 10_000; i++) kept.push(new MyClass());
    });
    expect(found.filter(({ site }) => site !== null)).toHaveLength(1);
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
    expect(report().notes.join()).toContain("MyClass");
    for (const object of kept) object.delete();
  });
});
