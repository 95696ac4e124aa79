import type { Finding, Report } from "./model.ts";

/** GitHub workflow commands: an annotation on the line that made the object. */
export function renderGithub(report: Report): string {
  return report.findings.map(annotation).join("");
}

function annotation(finding: Finding): string {
  const { site } = finding;
  const properties = {
    ...(site ? { file: site.file } : {}),
    ...(site && site.line > 0 ? { line: String(site.line), col: String(site.column) } : {}),
    title: `wasm-leaks: ${finding.kind}`,
  };
  const text = [finding.message, ...finding.fix.map((fix) => `- ${fix}`), finding.help].join("\n");
  const given = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${finding.leak ? "error" : "warning"} ${given.join(",")}::${escapeData(text)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
