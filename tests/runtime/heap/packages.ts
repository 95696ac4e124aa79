import { expect } from "vitest";
import { runQuickStart } from "./programs/run.ts";

/** Runs a package's quick start as it is and instrumented, and expects the same output and a sound account; `longer` lengthens the path the program takes for its own. */
export async function expectUnchanged(name: string, root: string, longer = 0): Promise<void> {
  const plain = await runQuickStart(name, root);
  const { output, recorded } = await runQuickStart(name, root, {}, longer);
  expect(output).toBe(plain.output);
  const used = recorded?.instances.filter((instance) => instance.totals.acquired > 0) ?? [];
  expect(used.length).toBeGreaterThan(0);
  for (const { totals, findings } of used) {
    // Threads allocate and release without being seen; z3 has some.
    if (name !== "z3-solver") expect(totals).toMatchObject({ unknownReleases: 0, vanished: 0 });
    expect(totals.liveBytes).toBeLessThanOrEqual(totals.peakBytes);
    expect(findings).toEqual([]);
  }
}

/** The same with every check and every function hooked: still nothing changes, and nothing is reported. */
export async function expectNoFalseAlarm(name: string, root: string): Promise<void> {
  const plain = await runQuickStart(name, root);
  const checks = { writePastEnd: true, writeAfterRelease: true, releaseStacks: true };
  const { output, recorded } = await runQuickStart(name, root, { functions: true, checks });
  expect(output).toBe(plain.output);
  for (const { findings } of recorded?.instances ?? []) expect(findings).toEqual([]);
}
