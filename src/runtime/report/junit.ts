import type { Finding, Report } from "./model.ts";
import { place } from "./text.ts";

/** JUnit XML: a test case for each finding, failed where it is a leak; one passed case when there is none. */
export function renderJunit(report: Report): string {
  const { findings } = report;
  const failures = findings.filter((finding) => finding.leak).length;
  const cases =
    findings.length > 0 ? findings.map(testCase) : ['    <testcase classname="wasm-leaks" name="no leak"/>'];
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" time="${(report.duration / 1000).toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="wasm-leaks" timestamp="${escapeXml(report.date)}" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(finding: Finding): string {
  const { site } = finding;
  const where = site ? ` at ${place(site)}` : "";
  const name = escapeXml(`${finding.kind}: ${finding.className}${where}`);
  const file = site ? ` file="${escapeXml(site.file)}" line="${site.line}"` : "";
  const text = [finding.message, ...finding.fix, ...finding.stack.map((frame) => `at ${place(frame)}`), finding.help];
  const body = escapeXml(text.join("\n"));
  return finding.leak
    ? `    <testcase classname="wasm-leaks" name="${name}"${file}>\n      <failure type="${finding.kind}" message="${escapeXml(finding.message)}">${body}</failure>\n    </testcase>`
    : `    <testcase classname="wasm-leaks" name="${name}"${file}>\n      <system-out>${body}</system-out>\n    </testcase>`;
}

/** Text for XML and HTML; characters that XML 1.0 has no place for become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
