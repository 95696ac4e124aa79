import { describe, expect, it } from "vitest";
import { mergeReports } from "../../../src/integrations/register/merge.ts";
import type { Report } from "../../../src/runtime/report/model.ts";
import { discovered, sampleReport } from "../../runtime/report/sample.ts";

function thread(count: number): Report {
  const [world] = discovered;
  if (world === undefined) throw new Error("the sample is empty");
  return sampleReport({}, [{ ...world, count }]);
}

describe("reports of several threads as one", () => {
  it("says in words how many there are of all threads, not of the first", () => {
    const merged = mergeReports(thread(2), [thread(3), thread(1)]);
    const worlds = merged.findings.filter(({ className }) => className === "World");
    expect(worlds.map(({ count, message }) => [count, message])).toEqual([[6, "6 World objects were never released."]]);
    // Every sentence of the merged report, not only that one.
    for (const finding of merged.findings.filter(({ kind }) => kind === "never-freed"))
      expect(finding.message).toContain(String(finding.count));
  });

  it("adds up totals and keeps the verdict of the worst", () => {
    const [one, two] = [thread(1), thread(2)];
    const merged = mergeReports({ ...one, verdict: "clean" }, [two]);
    expect(merged.totals.created).toBe(one.totals.created + two.totals.created);
    expect(merged.verdict).toBe("leaks");
    expect(mergeReports(one, [])).toBe(one);
  });
});
