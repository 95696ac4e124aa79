import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { REGISTER, runProgram } from "./run-program.ts";
import type { RunOptions } from "./run-program.ts";

const SOURCE = `interface Options {
  readonly address: number;
}

const registry = new FinalizationRegistry<number>(() => undefined);
class Thing {
  readonly options: Options;
  constructor(options: Options) {
    this.options = options;
    registry.register(this, options.address, this);
  }
  free(): void {
    registry.unregister(this);
  }
}

export const kept = [
  new Thing({ address: 4096 }),
];
`;
const LINE = SOURCE.split("\n").findIndex((line) => line.includes("new Thing(")) + 1;

/** What tsc writes for `app.ts`. */
function compiled(): { readonly code: string; readonly map: string } {
  const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
    fileName: "app.ts",
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
  });
  return { code: outputText.replace("app.js.map", "app.mjs.map"), map: sourceMapText ?? "" };
}

describe("the line of the TypeScript source", () => {
  for (const args of [[], ["--enable-source-maps"]]) {
    it(`tsc output, node ${args.join(" ")}`, async () => {
      const { code, map } = compiled();
      const ended = await runProgram(code, { args, files: { "app.mjs.map": map, "app.ts": SOURCE } });
      expect(ended.code, ended.stderr).toBe(23);
      expect(ended.report?.findings.map(({ site }) => [site?.file, site?.line])).toEqual([["app.ts", LINE]]);
    });
  }
});

const tools = createRequire(new URL("../../typescript-runners/package.json", import.meta.url));
const url = (name: string): string => pathToFileURL(tools.resolve(name)).href;
const options = { target: "es2022", lib: ["es2022"], types: [], sourceMap: true };
const project = (type: "module" | "commonjs"): Record<string, string> => ({
  "package.json": JSON.stringify({ type }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { ...options, module: "nodenext", moduleResolution: "nodenext" },
  }),
});
const REGISTER_PATH = fileURLToPath(REGISTER);

const runners: Record<string, RunOptions & { type?: "commonjs" }> = {
  "tsx, the tracker first": { args: ["--import", url("tsx")] },
  "tsx, the tracker second": { register: false, args: ["--import", url("tsx"), "--import", REGISTER] },
  "tsx, CommonJS": { args: ["--import", url("tsx")], type: "commonjs" },
  "vite-node": { args: [tools.resolve("vite-node/vite-node.mjs")] },
  "ts-node/esm": { args: ["--no-warnings", "--loader", url("ts-node/esm/transpile-only")] },
  "ts-node/esm, with --enable-source-maps": {
    args: ["--no-warnings", "--enable-source-maps", "--loader", url("ts-node/esm/transpile-only")],
  },
  "ts-node, CommonJS, the tracker first": {
    register: false,
    args: ["--require", REGISTER_PATH, "--require", tools.resolve("ts-node/register/transpile-only")],
    type: "commonjs",
  },
  "ts-node, CommonJS, the tracker second": {
    register: false,
    args: ["--require", tools.resolve("ts-node/register/transpile-only"), "--require", REGISTER_PATH],
    type: "commonjs",
  },
};

describe("the line of the TypeScript source, run by", () => {
  for (const [name, { type = "module", ...run }] of Object.entries(runners)) {
    it(name, async () => {
      const ended = await runProgram(SOURCE, { ...run, main: "app.ts", files: project(type) });
      expect(ended.code, ended.stderr).toBe(23);
      expect(ended.report?.findings.map(({ site }) => [site?.file, site?.line])).toEqual([["app.ts", LINE]]);
      expect(ended.report?.findings[0]?.site?.text).toBe("new Thing({ address: 4096 }),");
    });
  }
});
