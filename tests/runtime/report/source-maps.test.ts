import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceFiles } from "../../../src/runtime/report/source-maps.ts";

const root = new URL("../../../", import.meta.url);
let folder: string;

// The interface and the enum vanish or grow in the output, so that its lines are not those of the source.
const source = `interface Gone {
  a: number;
  b: number;
}
enum Kind {
  One,
  Two,
}
declare const manage: (pointer: number, owner: object, release: () => void) => unknown;
function forget(kind: Kind, gone?: Gone): void {
  Reflect.set(globalThis, "kept", { kind, gone });
  manage(16, Reflect.get(globalThis, "kept") as object, () => undefined);
}
forget(Kind.Two);
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasm-leaks-maps-"));
  mkdirSync(join(folder, "src"));
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "src", "app.ts"), source);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Compiles as tsc would, runs the output, and gives what the report says of the place. */
function run(options: ts.CompilerOptions, nodeOptions: readonly string[] = []): string {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: join(folder, "src", "app.ts"),
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, ...options },
  });
  const head = `import { manage } from ${JSON.stringify(new URL("dist/runtime/development.js", root).href)};`;
  // On the first line, so that no line moves; the columns of that line are not looked at.
  writeFileSync(join(folder, "out", "app.js"), head + outputText);
  if (sourceMapText !== undefined) {
    writeFileSync(join(folder, "out", "app.js.map"), sourceMapText.replace('"app.ts"', '"../src/app.ts"'));
  }
  const { stderr } = spawnSync(process.execPath, [...nodeOptions, join("out", "app.js")], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  return /made at (.*)/.exec(stderr)?.[1] ?? stderr;
}

describe("places in Node", () => {
  it("are those of the source for tsc output with a map beside it", () => {
    expect(run({ sourceMap: true })).toBe("src/app.ts:12:3 (forget)");
  });

  it("are those of the source for an inline map that holds the source", () => {
    expect(run({ inlineSourceMap: true, inlineSources: true })).toMatch(/app\.ts:12:3 \(forget\)$/);
  });

  it("stay as they are when Node has mapped them already", () => {
    expect(run({ sourceMap: true }, ["--enable-source-maps"])).toMatch(/src\/app\.ts:12:3 \(forget\)$/);
  });

  it("are those of the output when there is no map", () => {
    rmSync(join(folder, "out", "app.js.map"), { force: true });
    expect(run({})).toMatch(/^out\/app\.js:\d+:5 \(forget\)$/);
  });
});

describe("SourceFiles", () => {
  const at = (file: string): { name: string; file: string; line: number; column: number; async: boolean } => ({
    name: "f",
    file,
    line: 1,
    column: 1,
    async: false,
  });

  it.each([
    ["a missing file", "missing.js", undefined],
    ["a missing map", "no-map.js", "f();\n//# sourceMappingURL=nowhere.js.map\n"],
    ["a broken map", "broken.js", "f();\n//# sourceMappingURL=data:application/json;base64,bm8=\n"],
    ["a map of nothing", "empty.js", "f();\n//# sourceMappingURL=data:application/json,{}\n"],
    ["a URL of another kind", "url.js", "f();\n//# sourceMappingURL=http://host/map\n"],
  ])("leaves a frame alone for %s", (_what, name, text) => {
    const file = join(folder, name);
    if (text !== undefined) writeFileSync(file, text);
    for (const named of [file, pathToFileURL(file).href]) expect(new SourceFiles().map(at(named))).toEqual(at(named));
  });

  it("reads lines of paths and of file URLs, with a query too", () => {
    const file = join(folder, "src", "app.ts");
    const files = new SourceFiles();
    for (const named of [file, pathToFileURL(file).href, `${pathToFileURL(file).href}?v=1`]) {
      expect(files.line(named, 14)).toBe("forget(Kind.Two);");
    }
    expect(files.line(join(folder, "missing.ts"), 1)).toBe("");
    expect(files.line("webpack://app/main.ts", 1)).toBe("");
  });
});
