import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Linter } from "eslint";
import { describe, expect, it, onTestFinished } from "vitest";
import plugin from "../../../src/index.ts";

/** The lines and messages of `strict` for a file of a project that asks for a package. */
function reports(code: string, dependencies: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), "wasm-leaks-trees-"));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeFileSync(join(root, "package.json"), JSON.stringify({ dependencies }));
  const { rules } = plugin.configs.strict as { rules: Linter.RulesRecord };
  const config = { files: ["**/*.js"], plugins: { "wasm-leaks": plugin }, rules } as unknown as Linter.Config;
  return new Linter({ cwd: root })
    .verify(code.trim(), [config], { filename: join(root, "server.js") })
    .map(({ line, messageId }) => `${line} ${messageId}`);
}

const older = { "web-tree-sitter": "^0.25.3" };

describe("a table of trees of web-tree-sitter, whatever it is declared as", () => {
  const server = `
const trees = {};
export function onChange(uri, text) {
  trees[uri] = analyze(text).tree;
}
export function onClose(uri) {
  delete trees[uri];
}
export class Server {
  #trees = new Map();
  onChange(uri, text) { this.#trees.set(uri, analyze(text).tree); }
  onClose(uri) { this.#trees.delete(uri); }
}`;

  it("loses what an entry held when another takes its place, and when it is taken out", () => {
    expect(reports(server, older)).toEqual(["3 entry", "6 taken", "10 entry", "11 taken"]);
  });

  it("is the collector's where the package has a finalizer, and where the trees are of something else", () => {
    expect(reports(server, { "web-tree-sitter": "^0.27.0" })).toEqual([]);
    expect(reports(server, { ...older, "tree-sitter": "^0.25.0" })).toEqual([]);
    expect(reports(server, { forest: "^1.0.0" })).toEqual([]);
  });

  it("is looked after where the file ends trees, looks for an entry first, or begins with it", () => {
    const ended = `
const trees = new Map();
export function onClose(uri) { trees.get(uri)?.delete(); trees.delete(uri); }
export function onChange(uri, text) { trees.set(uri, analyze(text).tree); }`;
    const looked = `
const trees = {};
export function onChange(uri, text) { if (trees[uri]) return; trees[uri] = analyze(text).tree; }`;
    const begun = `
const trees = {};
export function onOpen(uri, text) { trees[uri] = analyze(text).tree; }`;
    expect([ended, looked, begun].map((code) => reports(code, older))).toEqual([[], [], []]);
  });
});

describe("a tree whose root is asked for, of a parser that nobody names", () => {
  const code =
    "export function size(text) { const tree = createParser().parse(text); return tree.rootNode.text.length; }";

  it("is one of web-tree-sitter where the project has it, and not the parsers of Node", () => {
    expect(reports(code, older)).toEqual(["1 never"]);
    expect(reports(code, { "web-tree-sitter": "^0.27.0" })).toEqual(["1 late"]);
    expect(reports(code, { ...older, "tree-sitter": "^0.25.0" })).toEqual([]);
    expect(reports(code, {})).toEqual([]);
  });
});
