import { messageOf } from "../../runtime/report/advice.ts";
import type { Finding, Report } from "../../runtime/report/model.ts";
import { addTotals } from "../../runtime/report/totals.ts";

/** One report of a program's threads and processes: findings of one signature and kind are added up. */
export function mergeReports(own: Report, others: readonly Report[]): Report {
  if (others.length === 0) return own;
  const all = [own, ...others];
  const heaps = all.flatMap((report) => report.heaps ?? []);
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
    ...(heaps.length === 0 ? {} : { heaps }),
  };
}

function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.signature}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? finding : added(known, finding));
  }
  return [...merged.values()].sort((a, b) => Number(b.leak) - Number(a.leak));
}

/** Two findings of one signature and kind as one: its sentence speaks of all their objects. */
function added(a: Finding, b: Finding): Finding {
  const both: Finding = {
    ...a,
    leak: a.leak || b.leak,
    certainty: a.certainty === "certain" ? a.certainty : b.certainty,
    count: a.count + b.count,
    bytes: a.bytes + b.bytes,
    reachable: a.reachable === b.reachable ? a.reachable : "unknown",
    age: { oldest: Math.max(a.age.oldest, b.age.oldest), newest: Math.min(a.age.newest, b.age.newest) },
    others: { ...a.others },
  };
  const others = both.others as Record<string, number>;
  for (const [name, count] of Object.entries(b.others)) others[name] = (others[name] ?? 0) + count;
  return { ...both, message: messageOf(both) };
}
