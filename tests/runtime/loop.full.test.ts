import { expect, it } from "vitest";
import { checkLeaks, checkpoint, manage } from "../../src/runtime/dev.ts";

it("sees 10^6 objects of one synchronous loop, each released once", async () => {
  const since = checkpoint();
  let freed = 0;
  const free = (): void => void freed++;
  (() => {
    for (let i = 1; i <= 1_000_000; i++) manage(i * 16, { pointer: i }, free);
  })();
  const { findings } = await checkLeaks({ since });
  expect(freed).toBe(1_000_000);
  expect(findings.every(({ kind }) => kind === "freed-by-gc")).toBe(true);
  expect(findings.reduce((sum, { count }) => sum + count, 0)).toBe(1_000_000);
});
