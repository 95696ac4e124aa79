import { advise } from "./advice.ts";
import type { Finding, FindingKind, Location, Report } from "./model.ts";

const KINDS: readonly FindingKind[] = [
  "never-freed",
  "freed-by-gc",
  "retained",
  "held-forever",
  "double-release",
  "use-after-release",
  "duplicate",
  "failed",
];

/** SARIF 2.1.0, as code scanning reads it. */
export function renderSarif(report: Report): string {
  const sarif = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            informationUri: "https://github.com/wasm-leaks/wasm-leaks",
            rules: KINDS.map((kind) => ({ id: kind, helpUri: helpOf(kind) })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: report.findings.map(result),
      },
    ],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}

function result(finding: Finding): unknown {
  const locations = finding.site ? [location(finding.site)] : [];
  const stack = finding.stack.filter((frame) => frame.file !== "");
  return {
    ruleId: finding.kind,
    ruleIndex: KINDS.indexOf(finding.kind),
    level: finding.leak ? "error" : "warning",
    message: { text: [finding.message, ...finding.fix.map((fix) => `- ${fix}`)].join("\n") },
    locations,
    ...(finding.at ? { relatedLocations: [location(finding.at)] } : {}),
    ...(stack.length > 0
      ? {
          stacks: [
            { frames: stack.map((frame) => ({ location: { ...location(frame), message: { text: frame.name } } })) },
          ],
        }
      : {}),
    partialFingerprints: { "wasmLeaks/v1": finding.signature },
    baselineState: finding.new ? "new" : "unchanged",
    occurrenceCount: finding.count,
  };
}

function location({ file, line, column }: Location): object {
  const relative = !/^(?:[a-z][a-z0-9+.-]+:|\/)/i.test(file);
  return {
    physicalLocation: {
      artifactLocation: relative ? { uri: encodeURI(file), uriBaseId: "%SRCROOT%" } : { uri: uriOf(file) },
      ...(line > 0 ? { region: { startLine: line, ...(column > 0 ? { startColumn: column } : {}) } } : {}),
    },
  };
}

function uriOf(file: string): string {
  if (/^[a-z]:\//i.test(file)) return `file:///${encodeURI(file)}`;
  return file.startsWith("/") ? `file://${encodeURI(file)}` : file;
}

function helpOf(kind: FindingKind): string {
  const nothing = { className: "", how: "manage", releases: [], count: 1, bytes: 0, stack: "" } as const;
  return advise({ ...nothing, kind, age: { oldest: 0, newest: 0 } }).help;
}
