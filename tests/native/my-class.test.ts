import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { imports, loadMyClass } from "../../native/cpp/my-class/load.js";

const built = new URL("../../native/cpp/my-class/built/my-class.wasm", import.meta.url);

describe("my-class.wasm", () => {
  it("is the module of the committed hash, without imports", () => {
    const bytes = readFileSync(built);
    const [hash] = readFileSync(new URL("my-class.wasm.sha256", built), "utf8").split(" ");
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(hash);
    expect(imports).toEqual([]);
  });

  it("counts what is alive and owns the buffer of an image", () => {
    const exports = loadMyClass();
    const image = exports._Image__constructor(4, 2);
    exports._Image__fill(image, 0x04030201);
    const bytes = new Uint8Array(
      exports.memory.buffer,
      exports._Image__data(image),
      exports._Image__byte_length(image),
    );
    expect([...bytes.slice(0, 5), bytes.length]).toEqual([1, 2, 3, 4, 1, 32]);
    const object = exports._MyClass__constructor(40);
    expect(exports._MyClass__my_method(object, 2)).toBe(42);
    expect(exports.live_objects()).toBe(2);
    exports._Image__destructor(image);
    exports._MyClass__destructor(object);
    expect(exports.live_objects()).toBe(0);
  });

  it("gives the null pointer when the buffer cannot be had", () => {
    const exports = loadMyClass();
    expect(exports._Image__constructor(70_000, 70_000)).toBe(0);
    expect(exports.live_objects()).toBe(0);
  });
});
