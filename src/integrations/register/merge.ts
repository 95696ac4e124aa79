import type { Finding, Report } from "../../runtime/report/model.ts";
import { addTotals } from "../../runtime/report/totals.ts";

/** One report of a program's threads and processes: findings of one signature and kind are added up. */
export function mergeReports(own: Report, others: readonly Report[]): Report {
  if (others.length === 0) return own;
  const all = [own, ...others];
  const findings = mergeFindings(all.flatMap((report) => report.findings));
  return {
    ...own,
    verdict: all.some((report) => report.verdict === "leaks") ? "leaks" : "clean",
    totals: all.map((report) => report.totals).reduce(addTotals),
    findings,
    library: mergeFindings(all.flatMap((report) => report.library)),
    ignored: all.flatMap((report) => report.ignored),
    known: all.reduce((sum, report) => sum + report.known, 0),
    notes: [...new Set(all.flatMap((report) => report.notes))],
  };
}

function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.signature}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? finding
        : {
            ...known,
            count: known.count + finding.count,
            bytes: known.bytes + finding.bytes,
            age: {
              oldest: Math.max(known.age.oldest, finding.age.oldest),
              newest: Math.min(known.age.newest, finding.age.newest),
            },
          },
    );
  }
  return [...merged.values()].sort((a, b) => Number(b.leak) - Number(a.leak));
}
