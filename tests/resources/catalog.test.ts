import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PackageData } from "../../src/resources/facts.ts";
import { parseFact } from "../../src/resources/facts.ts";
import { isKnownSpecifier, normalizeSpecifier, packageOf, provide } from "../../src/resources/catalog.ts";

describe("parseFact", () => {
  it("reads what a call gives back", () => {
    expect(parseFact("Image")).toMatchObject({ result: "owned", classes: ["Image"], elements: false });
    expect(parseFact("~Canvas")).toMatchObject({ result: "borrowed", classes: ["Canvas"] });
    expect(parseFact("?A|B[]")).toMatchObject({ result: "maybe", classes: ["A", "B"], elements: true });
    expect(parseFact("$", "Path")).toMatchObject({ result: "owned", classes: ["Path"] });
    expect(parseFact("this")).toMatchObject({ result: "receiver", classes: [] });
    expect(parseFact("@")).toMatchObject({ result: "owned", raw: true, classes: [] });
    expect(parseFact("-")).toMatchObject({ result: "owned", classes: [] });
  });

  it("reads what a call does with its arguments", () => {
    expect(parseFact("! t0 t2 h1 r3 t")).toMatchObject({
      result: "none",
      takes: [0, 2],
      holds: [1],
      releases: [3],
      takesReceiver: true,
    });
  });

  it("says nothing about a fact it cannot read", () => {
    expect(parseFact("\u0000??")).toMatchObject({ result: "none", takes: [] });
  });
});

describe("normalizeSpecifier", () => {
  it.each([
    ["canvaskit-wasm", "canvaskit-wasm"],
    ["npm:canvaskit-wasm@0.42", "canvaskit-wasm"],
    ["https://esm.sh/@dimforge/rapier2d-compat@0.21.0", "@dimforge/rapier2d-compat"],
    [
      "https://cdn.jsdelivr.net/npm/canvaskit-wasm@latest/bin/full/canvaskit.js",
      "canvaskit-wasm/bin/full/canvaskit.js",
    ],
    ["https://unpkg.com/web-tree-sitter@0.27.1/web-tree-sitter.js", "web-tree-sitter/web-tree-sitter.js"],
    ["./lib/canvaskit.js", "./lib/canvaskit.js"],
    ["node:fs", "node:fs"],
  ])("%s", (specifier, expected) => {
    expect(normalizeSpecifier(specifier)).toBe(expected);
  });
});

describe("packageOf", () => {
  it("finds a package by its name, a sub-path, an address and the name of its glue", () => {
    for (const specifier of [
      "canvaskit-wasm",
      "canvaskit-wasm/bin/full/canvaskit.js",
      "https://unpkg.com/canvaskit-wasm@0.39.1/bin/canvaskit.js",
      "../vendor/canvaskit.js",
      "..\\vendor\\CanvasKit.js",
    ])
      expect(packageOf(specifier)?.name, specifier).toBe("canvaskit-wasm");
  });

  it("knows nothing of other imports", () => {
    for (const specifier of [
      "react",
      "./index.js",
      "./opencv.ts",
      "../canvaskit",
      "./manifold.js",
      "node:fs",
      "",
      "/",
      "@scope",
      "constructor",
      "toString",
    ])
      expect(isKnownSpecifier(specifier), specifier).toBe(false);
  });

  it("knows what wasm-pack made of a crate, in a folder that says so", () => {
    for (const specifier of ["@/wasm/core/kaspa", "../wasm/kaspa.js", "#/pkg/kaspa"])
      expect(packageOf(specifier)?.name, specifier).toBe("kaspa-wasm");
    for (const specifier of ["@/lib/kaspa", "./wasm/kaspa.ts", "./wasm/tree-sitter", "@/wasm/index", "./wasm/main"])
      expect(packageOf(specifier), specifier).toBeUndefined();
  });

  it("answers for classes, methods, statics and functions", () => {
    const canvaskit = packageOf("canvaskit-wasm");
    const paint = canvaskit?.class("Paint");
    expect(paint?.isHandle).toBe(true);
    expect(paint?.releaseMethods[0]).toBe("delete");
    expect(paint?.construct).toMatchObject({ result: "owned", classes: ["Paint"] });
    expect(paint?.method("copy")).toMatchObject({ result: "owned", classes: ["Paint"] });
    expect(paint?.method("toString")).toBeUndefined();
    expect(canvaskit?.class("Shader")?.staticMethod("MakeColor")).toMatchObject({
      result: "owned",
      classes: ["Shader"],
    });
    expect(canvaskit?.class("Shader")?.construct.result).toBe("none");
    expect(canvaskit?.function("MakeImageFromEncoded")).toMatchObject({ result: "owned", classes: ["Image"] });
    expect(canvaskit?.class("constructor")).toBeUndefined();
    expect(canvaskit?.init).toContain("default");
  });

  it("knows what is moved by value", () => {
    const matrix = packageOf("@matrix-org/matrix-sdk-crypto-wasm");
    expect(matrix?.class("OlmMachine")?.method("importSecretsBundle")?.takes).toEqual([0]);
    expect(matrix?.class("OlmMachine")?.method("close")?.takesReceiver).toBe(true);
  });

  it("takes data from outside", () => {
    const data: PackageData = {
      package: "my-wasm",
      version: "1.0.0",
      license: "MIT",
      style: "wasm-bindgen",
      specifiers: ["my-wasm"],
      kinds: { a: { release: ["free"] } },
      classes: { a: "Thing" },
      methods: { clone: "$", part: { "*": "Thing", "!": "Other" } },
    };
    provide(data);
    const thing = packageOf("my-wasm/sub")?.class("Thing");
    expect(thing?.method("clone")?.classes).toEqual(["Thing"]);
    expect(packageOf("my-wasm")?.anyMethod("clone")?.result).toBe("owned");
    expect(packageOf("my-wasm")?.anyMethod("part")).toBeUndefined();
  });
});

describe("any text", () => {
  it("is taken as an import or a fact without a crash", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: "binary" })), (text) => {
        const fact = parseFact(text, "X");
        expect(fact.takes.concat(fact.holds, fact.releases).every((i) => Number.isInteger(i) && i >= 0)).toBe(true);
        expect(packageOf(text) !== undefined).toBe(isKnownSpecifier(text));
        expect(typeof normalizeSpecifier(text)).toBe("string");
      }),
      { seed: 20_261_121, numRuns: 2000 },
    );
  });
});
