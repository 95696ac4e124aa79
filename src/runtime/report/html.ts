import { flameTree, liveStacks, unitOf } from "./flame.ts";
import { script, style } from "./html-assets.ts";
import { renderFlame } from "./html-flame.ts";
import { heapSections, heapSummary } from "./html-heap.ts";
import { heapScript, heapStyle } from "./html-heap-assets.ts";
import { escapeXml } from "./junit.ts";
import type { Finding, Location, Report } from "./model.ts";
import { duration, place, plural, size, withOthers } from "./text.ts";
import { renderTimeline } from "./timeline-svg.ts";

/** One page without any other file: summary, table of findings, live objects over time, flame graph, the JSON. */
export function renderHtml(report: Report): string {
  const leaks = report.findings.filter((finding) => finding.leak);
  const objects = leaks.reduce((sum, { count }) => sum + count, 0);
  const title =
    leaks.length > 0
      ? `${plural(objects, "object")} leaked at ${plural(leaks.length, "place")}`
      : report.findings.length > 0
        ? `No leak, ${plural(report.findings.length, "warning")}`
        : "No leak";
  const stacks = liveStacks(report);
  const unit = unitOf(stacks);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wasm-leaks: ${escapeXml(title)}</title>
<style>${style}${heapStyle}</style>
</head>
<body>
<header class="${report.verdict}">
<p class="tool">wasm-leaks ${escapeXml(report.tool.version)} · ${escapeXml(report.platform)} · <time>${escapeXml(report.date)}</time></p>
<h1>${escapeXml(title)}</h1>
<dl>${summary(report)}</dl>
${heapSummary(report.heaps ?? [])}
</header>
<main>
${notes(report)}
${section("Findings", report.findings.length > 0 ? table(report.findings) : "<p>Nothing was left unreleased.</p>")}
${report.timeline.length > 1 ? section("Live objects over time", renderTimeline(report.timeline)) : ""}
${stacks.length > 0 ? section(`Not released, by call stack (${unit})`, renderFlame(flameTree(stacks), unit)) : ""}
${heapSections(report.heaps ?? [])}
${report.library.length > 0 ? section("Left behind by packages on their own account", table(report.library)) : ""}
${report.ignored.length > 0 ? section("Ignored", ignored(report)) : ""}
</main>
<script type="application/json" id="report">${JSON.stringify(report).replaceAll("<", "\\u003c")}</script>
<script>${script}${heapScript}</script>
</body>
</html>
`;
}

function section(title: string, body: string): string {
  return `<section><h2>${escapeXml(title)}</h2>${body}</section>`;
}

function summary(report: Report): string {
  const { created, released, collected, failed, live, liveBytes } = report.totals;
  const facts: [name: string, value: string][] = [
    ["made", created.toLocaleString("en")],
    ["released", released.toLocaleString("en")],
    ["freed by the GC", collected.toLocaleString("en")],
    ["live", live.toLocaleString("en") + (liveBytes > 0 ? ` (${size(liveBytes)})` : "")],
    ["watched for", `${(report.duration / 1000).toFixed(1)} s`],
  ];
  if (failed > 0) facts.splice(3, 0, ["failed", failed.toLocaleString("en")]);
  if (report.known > 0) facts.push(["known from the baseline", report.known.toLocaleString("en")]);
  return facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("");
}

function notes(report: Report): string {
  if (report.notes.length === 0) return "";
  return `<ul class="notes">${report.notes.map((note) => `<li>${escapeXml(note)}</li>`).join("")}</ul>`;
}

function table(findings: readonly Finding[]): string {
  const bytes = findings.some((finding) => finding.bytes > 0);
  return `<table>
<thead><tr><th>finding</th><th>class</th><th class="number">objects</th>${bytes ? '<th class="number">bytes</th>' : ""}<th class="number">age</th><th>made at</th></tr></thead>
<tbody>
${findings.map((finding) => row(finding, bytes)).join("\n")}
</tbody>
</table>`;
}

function row(finding: Finding, bytes: boolean): string {
  const { site, age } = finding;
  const oldest = duration(age.oldest);
  const newest = duration(age.newest);
  return `<tr class="finding" tabindex="0" aria-expanded="false">
<td><span class="kind ${finding.leak ? "leak" : "warning"}">${finding.kind}</span>${finding.certainty === "possible" ? " possibly" : ""}</td>
<td><code>${escapeXml(finding.className)}</code>${finding.package === null ? "" : ` <small>${escapeXml(finding.package)}</small>`}</td>
<td class="number">${finding.count.toLocaleString("en")}</td>
${bytes ? `<td class="number">${finding.bytes > 0 ? size(finding.bytes) : ""}</td>` : ""}
<td class="number">${oldest === newest ? oldest : `${newest} – ${oldest}`}</td>
<td><code>${site ? escapeXml(place(site)) : "no stack was taken"}</code></td>
</tr>
<tr class="detail" hidden><td colspan="${bytes ? 6 : 5}">${detail(finding)}</td></tr>`;
}

function detail(finding: Finding): string {
  const others = withOthers(finding.others, Infinity);
  const parts = [
    `<p>${escapeXml(finding.message)}</p>`,
    finding.via === null ? "" : `<p>Made through <code>${escapeXml(finding.via)}</code></p>`,
    others === "" ? "" : `<p>With ${escapeXml(others)}</p>`,
    finding.site?.text === undefined ? "" : `<pre>${source(finding.site)}</pre>`,
    finding.at ? `<p>Again at <code>${escapeXml(place(finding.at))}</code></p>` : "",
    finding.at?.text === undefined ? "" : `<pre>${source(finding.at)}</pre>`,
    `<p>What to write:</p><ul>${finding.fix.map((fix) => `<li>${escapeXml(fix)}</li>`).join("")}</ul>`,
    finding.stack.length > 0
      ? `<details><summary>call stack</summary><pre>${finding.stack.map((frame) => escapeXml(place(frame))).join("\n")}</pre></details>`
      : "",
    `<p><a href="${escapeXml(finding.help)}">${finding.rule ?? "guide"}</a> · signature <code>${finding.signature}</code></p>`,
  ];
  return parts.join("");
}

function source(location: Location): string {
  return `<span class="line">${location.line}</span>${escapeXml(location.text ?? "")}`;
}

function ignored(report: Report): string {
  const rows = report.ignored.map(
    ({ className, count, site, reason }) =>
      `<tr><td><code>${escapeXml(className)}</code></td><td class="number">${count}</td><td><code>${escapeXml(site)}</code></td><td>${escapeXml(reason)}</td></tr>`,
  );
  return `<table><thead><tr><th>class</th><th class="number">objects</th><th>made at</th><th>reason</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
