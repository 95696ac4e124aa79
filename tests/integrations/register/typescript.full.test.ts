import ts from "typescript";
import { describe, expect, it } from "vitest";
import { runProgram } from "./run-program.ts";

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
