import { describe, expect, it, vi } from "vitest";
import { loadMyClass } from "../../native/cpp/my-class/load.js";
import type { Runtime } from "../../src/runtime/api.ts";
import { collect } from "./collect.ts";

/** The contract of `wasm-leaks/runtime`, the same for every build of it. */
export function contract(runtime: Runtime): void {
  const { manage, release } = runtime;

  /** Calls `make` in a frame of its own, so that nothing of it stays on the stack. */
  const apart = (make: () => void): void => {
    make();
  };

  describe("manage", () => {
    it("releases 10,000 dropped wrappers", async () => {
      const exports = loadMyClass();
      apart(() => {
        for (let i = 0; i < 10_000; i++) {
          const pointer = exports._MyClass__constructor(i);
          manage(pointer, { pointer }, exports._MyClass__destructor);
        }
      });
      expect(exports.live_objects()).toBe(10_000);
      await collect();
      expect(exports.live_objects()).toBe(0);
    });

    it("takes the blog's call: a WeakRef and a deleter that closes over the pointer", async () => {
      const exports = loadMyClass();
      class MyClass {
        readonly #pointer = exports._MyClass__constructor(20);
        constructor() {
          const pointer = this.#pointer;
          manage(pointer, new WeakRef(this), () => {
            exports._MyClass__destructor(pointer);
          });
        }
        my_method(): number {
          return exports._MyClass__my_method(this.#pointer, 22);
        }
      }
      apart(() => {
        expect(new MyClass().my_method()).toBe(42);
      });
      await collect();
      expect(exports.live_objects()).toBe(0);
    });

    it("keeps what is still reachable", async () => {
      const exports = loadMyClass();
      const owner = {};
      manage(exports._MyClass__constructor(1), owner, exports._MyClass__destructor);
      await collect();
      expect(exports.live_objects()).toBe(1);
      release(owner);
      expect(exports.live_objects()).toBe(0);
    });

    it("never releases twice: by hand, by `using`, by the collector", async () => {
      const free = vi.fn();
      apart(() => {
        const registration = manage(16, {}, free);
        registration.release();
        registration.release();
        registration[Symbol.dispose]();
      });
      await collect();
      expect(free.mock.calls).toEqual([[16]]);
    });

    it("passes a bigint on as a bigint", () => {
      const free = vi.fn();
      manage(16n, {}, free).release();
      expect(free.mock.calls).toEqual([[16n]]);
    });

    it("accepts an address used again while the old owner is still dying", async () => {
      const free = vi.fn();
      const second = {};
      apart(() => manage(16, {}, free).release());
      apart(() => manage(16, second, free));
      await collect();
      expect(free).toHaveBeenCalledTimes(1);
      release(second);
      expect(free).toHaveBeenCalledTimes(2);
    });

    it("releases several pointers of one owner, the newest first", () => {
      const free = vi.fn();
      const owner = {};
      for (const pointer of [16, 32, 48, 64]) manage(pointer, owner, free);
      release(owner);
      release(owner);
      expect(free.mock.calls).toEqual([[64], [48], [32], [16]]);
    });

    it("releases the others of an owner whichever was released before", () => {
      for (const first of [0, 1, 2]) {
        for (const second of [0, 1, 2]) {
          const free = vi.fn();
          const owner = {};
          const registrations = [16, 32, 48].map((pointer) => manage(pointer, owner, free));
          registrations[first]?.release();
          manage(64, owner, free);
          registrations[second]?.release();
          manage(80, owner, free);
          release(new WeakRef(owner));
          expect(free.mock.calls.flat().sort()).toEqual([16, 32, 48, 64, 80]);
        }
      }
    });

    it("counts the owners of a shared pointer", async () => {
      const free = vi.fn();
      const owner = {};
      manage(16, owner, free, { shared: true });
      apart(() => manage(16, {}, free, { shared: true }));
      manage(16, {}, free, { shared: true }).release();
      release(owner);
      release(owner);
      expect(free).not.toHaveBeenCalled();
      await collect();
      expect(free.mock.calls).toEqual([[16]]);
      manage(16, {}, free, { shared: true }).release();
      expect(free).toHaveBeenCalledTimes(2);
    });

    it("leaves the counting to the native object when that counts", () => {
      const unref = vi.fn();
      const [first, second] = [{}, {}];
      manage(16, first, unref, { shared: "native" });
      manage(16, second, unref, { shared: "native" });
      release(first);
      release(second);
      expect(unref.mock.calls).toEqual([[16], [16]]);
    });

    it("reports a deleter that throws and runs the others", async () => {
      const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
      const free = vi.fn((pointer: number) => {
        if (pointer % 32 === 0) throw new Error("destructor failed");
      });
      const owner = {};
      for (const pointer of [16, 32, 48]) manage(pointer, owner, free);
      expect(() => {
        release(owner);
      }).not.toThrow();
      apart(() => {
        for (const pointer of [64, 80, 96, 112]) manage(pointer, {}, free);
      });
      await collect();
      expect(free.mock.calls.flat().sort((a, b) => a - b)).toEqual([16, 32, 48, 64, 80, 96, 112]);
      expect(error).toHaveBeenCalledTimes(3);
      expect(error.mock.calls[0]?.join(" ")).toContain("32");
      error.mockRestore();
    });

    it("survives a deleter that releases again, or registers again", () => {
      const order: number[] = [];
      const owner = {};
      const again = manage(16, owner, (pointer) => {
        order.push(pointer);
        again.release();
        release(owner);
        if (pointer === 16) manage(128, owner, (late) => order.push(late));
      });
      const other = manage(32, owner, (pointer) => order.push(pointer));
      manage(48, owner, (pointer) => {
        order.push(pointer);
        other.release();
      });
      release(owner);
      expect(order).toEqual([48, 32, 16]);
      release(owner);
      expect(order).toEqual([48, 32, 16, 128]);
    });

    it("takes frozen owners, functions, proxies and objects without a prototype", () => {
      const free = vi.fn();
      const owners = [Object.freeze({}), () => undefined, new Proxy({}, {}), Object.create(null) as object];
      for (const owner of owners) manage(16, owner, free);
      for (const owner of owners) release(owner);
      expect(free).toHaveBeenCalledTimes(owners.length);
    });

    it("does not keep the released registrations of a long-lived owner", async () => {
      const owner = {};
      const dead: WeakRef<object>[] = [];
      const free = (): void => undefined;
      apart(() => {
        let previous = manage(16, owner, free);
        for (let i = 0; i < 100; i++) {
          const next = manage(16, owner, free);
          dead.push(new WeakRef(previous));
          previous.release();
          previous = next;
        }
      });
      await collect();
      expect(dead.filter((ref) => ref.deref() !== undefined).length).toBeLessThanOrEqual(64);
    });
  });

  describe("bad input", () => {
    const free = (): void => undefined;
    const owner = {};
    const cases: [what: string, argument: string, call: () => unknown][] = [
      ["a negative pointer", "pointer", () => manage(-16, owner, free)],
      ["a fraction", "pointer", () => manage(1.5, owner, free)],
      ["NaN", "pointer", () => manage(NaN, owner, free)],
      ["beyond 2^53", "pointer", () => manage(2 ** 53, owner, free)],
      ["a negative bigint", "pointer", () => manage(-1n, owner, free)],
      ["null pointer", "pointer", () => manage(0, owner, free)],
      ["null bigint pointer", "pointer", () => manage(0n, owner, free)],
      ["no pointer", "pointer", () => manage(undefined as never, owner, free)],
      ["a numeric string", "pointer", () => manage("16" as never, owner, free)],
      ["a symbol", "pointer", () => manage(Symbol("p") as never, owner, free)],
      ["an object without conversion", "pointer", () => manage(Object.create(null) as never, owner, free)],
      ["no owner", "owner", () => manage(16, undefined as never, free)],
      ["a null owner", "owner", () => manage(16, null as never, free)],
      ["a number as owner", "owner", () => manage(16, 16 as never, free)],
      ["a string as owner", "owner", () => manage(16, "this" as never, free)],
      ["a symbol as owner", "owner", () => manage(16, Symbol.iterator as never, free)],
      ["no deleter", "release", () => manage(16, owner, undefined as never)],
      ["a pointer as deleter", "release", () => manage(16, owner, 16 as never)],
      ["the owner as deleter", "release", () => manage(16, owner, owner as never)],
      ["the deleter as owner", "release", () => manage(16, free, free)],
      ["the same through a WeakRef", "release", () => manage(16, new WeakRef(free), free)],
      [
        "release of a primitive",
        "owner",
        () => {
          release(16 as never);
        },
      ],
    ];
    it.each(cases)("%s: a TypeError that names %s", (_what, argument, call) => {
      expect(call).toThrow(TypeError);
      expect(call).toThrow(argument);
    });

    it("registers nothing", () => {
      const seen = vi.fn();
      const target = {};
      expect(() => manage(-1, target, seen)).toThrow();
      expect(() => manage(16, target, target as never)).toThrow();
      release(target);
      expect(seen).not.toHaveBeenCalled();
    });
  });

  describe("hold", () => {
    const { hold, deref, drop, imports } = runtime;

    it("keeps a value until it is dropped, and never gives its id to another", async () => {
      const ids: number[] = [];
      let ref: WeakRef<object> | undefined;
      apart(() => {
        const value = { name: "held" };
        ref = new WeakRef(value);
        ids.push(hold(value));
      });
      const id = ids[0] as number;
      await collect();
      expect(deref(id)).toEqual({ name: "held" });
      imports.env.decref(id);
      await collect();
      expect(ref?.deref()).toBeUndefined();
      expect(hold(1)).not.toBe(id);
      expect(deref(id)).toBeUndefined();
    });

    it("holds any value, undefined too, each time under an id of its own", () => {
      const values = [undefined, null, 0, "text", Symbol.iterator];
      const ids = values.map((value) => hold(value));
      expect(new Set(ids).size).toBe(values.length);
      expect(ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31)).toBe(true);
      expect(ids.map((id) => deref(id))).toEqual(values);
      for (const id of ids) drop(id);
    });

    it("ignores ids that are not held", () => {
      expect(() => {
        drop(2 ** 31 - 1);
        drop(NaN);
      }).not.toThrow();
      expect(deref(-1)).toBeUndefined();
    });
  });
}
