import { describe, expect, it } from "vitest";
import { announced, folderOf, nameOf, programsIn, run } from "./programs.ts";

const folder = folderOf("installed");

describe.concurrent("packages that the project itself installs", () => {
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
      expect(result.stderr).toBe("");
      expect(result.code).toBe(0);
    });
  }
});
