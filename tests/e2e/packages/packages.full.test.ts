import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { announced, folderOf, nameOf, programsIn, run } from "./programs.ts";

const folder = folderOf("full");

beforeAll(() => {
  // Programs import packages by name, so the real packages have to lie above them.
  const link = join(folder, "node_modules");
  if (!existsSync(link)) symlinkSync(join(folder, "../../../../real-packages/node_modules"), link, "junction");
});

describe("packages of the full run", () => {
  for (const program of programsIn(folder, "leaky")) {
    it(`${nameOf(program)}: class, count and line of every leak`, async () => {
      const result = await run(program);
      expect(result.leaks, result.stderr).toEqual(announced(program));
      expect(result.code, result.stderr).toBe(23);
    });
  }

  for (const program of [...programsIn(folder, "mended"), ...programsIn(folder, "quickstart")]) {
    it(`${nameOf(program)}: silent`, async () => {
      const result = await run(program);
      expect(result.leaks, result.stderr).toEqual([]);
      expect(result.code, result.stderr).toBe(0);
    });
  }
});
