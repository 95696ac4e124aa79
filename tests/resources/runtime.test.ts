// What the catalog says, against the packages themselves as they run.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { PackageFacts } from "../../src/resources/catalog.ts";
import { packageOf } from "../../src/resources/catalog.ts";

const require = createRequire(import.meta.url);
type Loose = Record<string, unknown>;

function facts(name: string): PackageFacts {
  const found = packageOf(name);
  if (!found) throw new Error(`${name} is not in the catalog`);
  return found;
}

/** Classes of the catalog whose destructor the running class does not have. */
function withoutDestructor(name: string, namespace: Loose): string[] {
  const missing: string[] = [];
  let seen = 0;
  for (const className of facts(name).classNames()) {
    const entry = facts(name).class(className);
    const value = namespace[className];
    if (!entry?.isHandle || typeof value !== "function" || entry.releaseMethods.length === 0) continue;
    seen += 1;
    const prototype = value.prototype as Loose;
    for (const method of entry.releaseMethods)
      if (!method.startsWith("[") && typeof prototype[method] !== "function") missing.push(`${className}.${method}`);
  }
  expect(seen, `classes of ${name} that could be looked at`).toBeGreaterThan(0);
  return missing;
}

describe("canvaskit-wasm", () => {
  let canvaskit: Loose;
  type Handle = Loose & { delete(): void; isAliasOf(other: unknown): boolean; copy(): Handle };
  beforeAll(async () => {
    const init = require("canvaskit-wasm") as (options: object) => Promise<Loose>;
    const folder = dirname(require.resolve("canvaskit-wasm"));
    canvaskit = await init({ locateFile: (file: string) => join(folder, file) });
  });

  it("has the destructors", () => {
    expect(withoutDestructor("canvaskit-wasm", canvaskit)).toEqual([]);
  });

  it("constructs what can be constructed, and nothing else", () => {
    for (const name of facts("canvaskit-wasm").classNames()) {
      const entry = facts("canvaskit-wasm").class(name);
      const Made = canvaskit[name] as (new () => Handle) | undefined;
      if (!entry?.isHandle || entry.construct.result !== "owned" || Made === undefined) continue;
      if (name === "ContourMeasureIter") continue;
      const made = new Made();
      expect(typeof made.delete, name).toBe("function");
      made.delete();
    }
    const Shader = canvaskit["Shader"] as new () => unknown;
    expect(facts("canvaskit-wasm").class("Shader")?.construct.result).toBe("none");
    expect(() => new Shader()).toThrow();
  });

  it("says copies are new handles, builders return themselves, and a canvas is borrowed", () => {
    const Paint = canvaskit["Paint"] as new () => Handle;
    const paint = new Paint();
    const copy = paint.copy();
    expect(facts("canvaskit-wasm").class("Paint")?.method("copy")?.result).toBe("owned");
    expect(copy).not.toBe(paint);
    expect(copy.isAliasOf(paint)).toBe(false);

    const Builder = canvaskit["PathBuilder"] as new () => Handle & {
      moveTo(x: number, y: number): unknown;
      addPath(path: unknown): unknown;
      snapshot(): Handle;
      isDeleted(): boolean;
      detachAndDelete(): Handle;
    };
    const builder = new Builder();
    expect(facts("canvaskit-wasm").class("PathBuilder")?.method("moveTo")?.result).toBe("receiver");
    expect(builder.moveTo(1, 1)).toBe(builder);
    const path = builder.snapshot();
    expect(path).not.toBe(builder);
    expect(facts("canvaskit-wasm").class("PathBuilder")?.method("addPath")?.result).toBe("receiver");
    expect(builder.addPath(path)).toBe(builder);
    expect(facts("canvaskit-wasm").class("PathBuilder")?.method("detachAndDelete")?.takesReceiver).toBe(true);
    const detached = builder.detachAndDelete();
    expect(builder.isDeleted()).toBe(true);

    const surface = (canvaskit["MakeSurface"] as (w: number, h: number) => Handle & { getCanvas(): Handle })(4, 4);
    expect(facts("canvaskit-wasm").class("Surface")?.method("getCanvas")?.result).toBe("borrowed");
    expect(surface.getCanvas().isAliasOf(surface.getCanvas())).toBe(true);
    for (const handle of [paint, copy, path, detached, surface]) handle.delete();
  });
});

describe("yoga-layout", () => {
  it("has the destructors, owned roots and borrowed children", async () => {
    const { default: Yoga } = await import("yoga-layout");
    const root = Yoga.Node.create();
    const child = Yoga.Node.create();
    const node = facts("yoga-layout").class("Node");
    for (const method of node?.releaseMethods ?? []) expect(method in root, method).toBe(true);
    expect(node?.staticMethod("create")?.result).toBe("owned");
    root.insertChild(child, 0);
    expect(node?.method("getChild")?.result).toBe("borrowed");
    child.setWidth(7);
    expect(root.getChild(0).getWidth().value).toBe(7);
    expect(facts("yoga-layout").namespace).toContain("default");
    root.freeRecursive();
  });
});

describe("web-tree-sitter", () => {
  it("has the destructors and gives new trees and cursors", async () => {
    const treeSitter = await import("web-tree-sitter");
    expect(withoutDestructor("web-tree-sitter", treeSitter as unknown as Loose)).toEqual([]);
    await treeSitter.Parser.init();
    const grammar = require.resolve("tree-sitter-javascript/tree-sitter-javascript.wasm");
    const language = await treeSitter.Language.load(grammar);
    const parser = new treeSitter.Parser();
    expect(facts("web-tree-sitter").class("Parser")?.method("setLanguage")?.result).toBe("receiver");
    expect(parser.setLanguage(language)).toBe(parser);
    const tree = parser.parse("a + b");
    const copy = tree?.copy();
    expect(facts("web-tree-sitter").class("Parser")?.method("parse")?.classes).toEqual(["Tree"]);
    expect(facts("web-tree-sitter").class("Tree")?.method("copy")?.result).toBe("owned");
    expect(copy).not.toBe(tree);
    expect(facts("web-tree-sitter").class("Tree")?.finalizer).toBe("always");
    expect(facts("web-tree-sitter").class("Node")?.method("walk")?.classes).toEqual(["TreeCursor"]);
    const cursor = tree?.rootNode.walk();
    expect(typeof cursor?.delete).toBe("function");
    cursor?.delete();
    copy?.delete();
    tree?.delete();
    parser.delete();
  });
});

describe("sql.js", () => {
  it("has the destructors, and run() returns the database", async () => {
    const { default: init } = await import("sql.js");
    const SQL = await init();
    const database = new SQL.Database();
    const entry = facts("sql.js").class("Database");
    for (const method of entry?.releaseMethods ?? []) expect(method in database, method).toBe(true);
    expect(entry?.method("run")?.result).toBe("receiver");
    expect(database.run("create table t (a)")).toBe(database);
    expect(entry?.method("prepare")?.classes).toEqual(["Statement"]);
    const one = database.prepare("select 1");
    const other = database.prepare("select 1");
    expect(one).not.toBe(other);
    for (const method of facts("sql.js").class("Statement")?.releaseMethods ?? []) expect(method in one).toBe(true);
    expect(facts("sql.js").init).toContain("default");
    one.free();
    other.free();
    database.close();
  });
});

describe("@dimforge/rapier2d-compat", () => {
  it("has the destructors", async () => {
    const rapier = await import("@dimforge/rapier2d-compat");
    expect(withoutDestructor("@dimforge/rapier2d-compat", rapier as unknown as Loose)).toEqual([]);
    expect(withoutDestructor("@dimforge/rapier2d-compat", rapier.default as unknown as Loose)).toEqual([]);
  });

  it("registers what the catalog says the collector mends", () => {
    expect(facts("@dimforge/rapier3d").class("World")?.finalizer).toBe("always");
    expect(facts("@dimforge/rapier2d").class("RawEventQueue")?.finalizer).toBe("always");
  });
});
