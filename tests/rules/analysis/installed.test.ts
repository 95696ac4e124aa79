import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Linter } from "eslint";
import { describe, expect, it, onTestFinished } from "vitest";
import plugin from "../../../src/index.ts";
import { installedVersion, isAtLeast, isFromFolder, isOwnPackage } from "../../../src/rules/analysis/installed.ts";

function project(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), "wasm-leaks-installed-"));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

describe("the version of a package that a file imports", () => {
  it("is the one installed nearest, above what the manifest asks for", () => {
    const root = project({
      "package.json": { dependencies: { "tree-parser": "^0.20.0" } },
      "node_modules/tree-parser/package.json": { version: "0.25.3" },
      "packages/editor/node_modules/tree-parser/package.json": { version: "1.2.0" },
    });
    expect(installedVersion(join(root, "src/a.ts"), "tree-parser")).toEqual({ major: 0, minor: 25 });
    expect(installedVersion(join(root, "packages/editor/src/a.ts"), "tree-parser")).toEqual({ major: 1, minor: 2 });
  });

  it("is the lowest of the range where nothing is installed", () => {
    const root = project({ "package.json": { devDependencies: { "@scope/parser": ">=0.24 <1" } } });
    expect(installedVersion(join(root, "a.ts"), "@scope/parser")).toEqual({ major: 0, minor: 24 });
  });

  it("is not known without a manifest, with a broken one, and for names that are no paths", () => {
    const root = project({
      "package.json": "{ broken",
      "src/package.json": { dependencies: { other: "workspace:*" } },
    });
    expect(installedVersion(join(root, "src/a.ts"), "other")).toBeUndefined();
    for (const name of ["", "a.ts", "<input>", "C:\\work\\src\\a.ts", "/no/such/place/a.ts"])
      expect(installedVersion(name, "other-parser")).toBeUndefined();
  });

  it("compares by major and minor", () => {
    expect(isAtLeast({ major: 0, minor: 27 }, "0.27")).toBe(true);
    expect(isAtLeast({ major: 0, minor: 26 }, "0.27")).toBe(false);
    expect(isAtLeast({ major: 1, minor: 0 }, "0.27")).toBe(true);
  });
});

describe("the package that a file belongs to", () => {
  it("is that of the nearest manifest with a name", () => {
    const root = project({
      "package.json": { name: "workspace" },
      "packages/parser/package.json": { name: "tree-parser" },
      "packages/parser/src/package.json": { type: "module" },
    });
    expect(isOwnPackage(join(root, "packages/parser/src/a.ts"), "tree-parser")).toBe(true);
    expect(isOwnPackage(join(root, "packages/parser/src/a.ts"), "workspace")).toBe(false);
    expect(isOwnPackage(join(root, "b.ts"), "workspace")).toBe(true);
    expect(isOwnPackage("<input>", "workspace")).toBe(false);
  });

  it("may be ahead of what the catalog knows: nothing is certain there", () => {
    const code = `import Yoga from "yoga-layout"; export function f() { const node = Yoga.Node.create(); return node.getWidth(); }`;
    const lint = (name: string, set: "recommended" | "strict"): (string | undefined)[] => {
      const root = project({ "package.json": { name } });
      const { rules } = plugin.configs[set] as { rules: Linter.RulesRecord };
      const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
      return new Linter({ cwd: root })
        .verify(code, [config], { filename: join(root, "a.js") })
        .map(({ messageId }) => messageId);
    };
    expect(lint("app", "recommended")).toEqual(["never"]);
    expect(lint("yoga-layout", "recommended")).toEqual([]);
    expect(lint("yoga-layout", "strict")).toEqual(["never"]);
  });
});

describe("a finalizer that only newer versions of a package have", () => {
  const code = `
    import { Parser } from "web-tree-sitter";
    const parser = new Parser();
    export class Document {
      update(text) { this.tree = parser.parse(text); }
    }
    export function count(text) { const tree = parser.parse(text); return tree.rootNode.childCount; }`;
  const reports = (filename: string, set: "recommended" | "strict"): (string | undefined)[] => {
    const { rules } = plugin.configs[set] as { rules: Linter.RulesRecord };
    const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
    const linter = new Linter({ cwd: join(filename, "..") });
    return linter.verify(code, [config], { filename }).map(({ messageId }) => messageId);
  };
  const withVersion = (version: string): string =>
    join(project({ "node_modules/web-tree-sitter/package.json": { version } }), "a.js");

  it("is missing in the installed version: a leak for good", () => {
    expect(reports(withVersion("0.25.10"), "recommended").sort()).toEqual(["never", "unmanaged"]);
  });

  it("is there in the installed version: a late release, and an object's field is no leak", () => {
    expect(reports(withVersion("0.27.1"), "recommended")).toEqual([]);
    expect(reports(withVersion("0.27.1"), "strict")).toEqual(["late"]);
  });

  it("is not known without the package: possible", () => {
    const alone = join(project({}), "a.js");
    expect(reports(alone, "recommended")).toEqual([]);
    expect(reports(alone, "strict").sort()).toEqual(["never", "unmanaged"]);
  });
});

describe("a package of which older versions are plain JavaScript", () => {
  const code = `
    import { WASI } from "@wasmer/wasi";
    export function start(bindings) { const wasi = new WASI({ env: {}, bindings }); return wasi.exports(); }`;
  const reports = (filename: string): (string | undefined)[] => {
    const { rules } = plugin.configs.strict as { rules: Linter.RulesRecord };
    const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
    return new Linter({ cwd: join(filename, "..") })
      .verify(code, [config], { filename })
      .map(({ messageId }) => messageId);
  };
  const asking = (range: string): string =>
    join(project({ "package.json": { dependencies: { "@wasmer/wasi": range } } }), "a.js");

  it("owns nothing where the project asks for one of those", () => {
    expect(reports(asking("^0.12.0"))).toEqual([]);
  });

  it("has objects to release in newer ones, and where the version is not known", () => {
    expect(reports(asking("^1.2.0"))).toEqual(["never"]);
    expect(reports(join(project({}), "a.js"))).toEqual(["never"]);
  });
});

describe("a package that the project takes from a folder", () => {
  const code = `
    import { Database } from "node-sqlite3-wasm";
    export function open() { const db = new Database(":memory:"); return db.all("SELECT 1"); }`;
  const reports = (range: string, set: "recommended" | "strict"): (string | undefined)[] => {
    const root = project({ "package.json": { dependencies: { "node-sqlite3-wasm": range } } });
    const { rules } = plugin.configs[set] as { rules: Linter.RulesRecord };
    const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
    return new Linter({ cwd: root })
      .verify(code, [config], { filename: join(root, "a.js") })
      .map(({ messageId }) => messageId);
  };

  it("may be ahead of what the catalog knows: nothing is certain", () => {
    expect(reports("^0.8.0", "recommended")).toEqual(["never"]);
    for (const range of ["file:../engine/pkg", "link:../engine", "workspace:*", "../engine"]) {
      expect(reports(range, "recommended")).toEqual([]);
      expect(reports(range, "strict")).toEqual(["never"]);
    }
  });

  it("may be what the project has just built there itself", () => {
    const built = (from: string, set: "recommended" | "strict"): (string | undefined)[] => {
      const { rules } = plugin.configs[set] as { rules: Linter.RulesRecord };
      const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
      const demo = `import { ErgoBoxCandidates } from "${from}"; export const count = (box) => new ErgoBoxCandidates(box).len();`;
      return new Linter().verify(demo, [config], { filename: "a.js" }).map(({ messageId }) => messageId);
    };
    expect(built("ergo-lib-wasm-nodejs", "recommended")).toEqual(["never"]);
    expect(built("../../pkg-nodejs/ergo_lib_wasm", "recommended")).toEqual([]);
    expect(built("../../pkg-nodejs/ergo_lib_wasm", "strict")).toEqual(["never"]);
  });

  it("is asked of the nearest manifest that names it", () => {
    const root = project({
      "package.json": { dependencies: { engine: "file:../engine" } },
      "packages/a/package.json": { dependencies: { engine: "^1.0.0" } },
      "packages/b/package.json": { dependencies: {} },
    });
    expect(isFromFolder(join(root, "packages/a/a.ts"), "engine")).toBe(false);
    expect(isFromFolder(join(root, "packages/b/b.ts"), "engine")).toBe(true);
    expect(isFromFolder("<input>", "engine")).toBe(false);
  });
});

describe("a port of a package to plain JavaScript", () => {
  const reports = (dependencies: Readonly<Record<string, string>>, code: string): (string | undefined)[] => {
    const root = project({ "package.json": { dependencies } });
    const { rules } = plugin.configs.strict as { rules: Linter.RulesRecord };
    const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
    return new Linter({ cwd: root })
      .verify(code, [config], { filename: join(root, "a.js") })
      .map(({ messageId }) => messageId);
  };
  const draw = `export function draw(canvas) { const paint = new CanvasKit.Paint(); canvas.drawPaint(paint); }`;
  const both = { "canvaskit-js": "^1.0.0", "canvaskit-wasm": "^0.40.0" };

  it("owns nothing, and a name alone does not tell which of the two it is", () => {
    expect(reports(both, draw)).toEqual([]);
    expect(reports({ "canvaskit-wasm": "^0.40.0" }, draw)).toEqual(["never"]);
    expect(reports({ "paint-js": "^1.0.0" }, draw)).toEqual(["never"]);
  });

  it("says nothing of what the file imports from the package, nor of what it names so itself", () => {
    const init = `import init from "canvaskit-wasm"; const CanvasKit = await init(); ${draw}`;
    expect(reports(both, init)).toEqual(["never"]);
    expect(reports(both, `const CanvasKit = globalThis.RealOne; ${draw}`)).toEqual(["never"]);
  });
});

describe("a type test", () => {
  const code = `
    import { Database } from "node-sqlite3-wasm";
    export function open() { const db = new Database(":memory:"); expectTypeOf(db).toBeObject(); }`;
  it.each([
    ["open.test-d.js", []],
    ["open.test.js", ["never"]],
  ])("is never run: %s", (name, expected) => {
    const { rules } = plugin.configs.strict as { rules: Linter.RulesRecord };
    const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
    const root = project({});
    const found = new Linter({ cwd: root }).verify(code, [config], { filename: join(root, name) });
    expect(found.map(({ messageId }) => messageId)).toEqual(expected);
  });
});
