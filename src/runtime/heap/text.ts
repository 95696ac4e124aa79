import type { HeapFinding } from "./findings.ts";
import type { NativeFrame } from "./symbols/frames.ts";
import { topRows, type HeapReport, type HeapRow, type HeapView } from "./tables.ts";

const UNITS = ["bytes", "KB", "MB", "GB"];

/** 1,536 as `1.5 KB`; 1 KB is 1,024 bytes. */
function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${UNITS[unit] ?? ""}`;
}

function frameText({ name, file, line, kind, offset }: NativeFrame): string {
  const label = name || "(top level)";
  if (file !== "") return `${label} (${file}:${String(line)})`;
  return kind === "wasm" && offset !== undefined ? `${label} +0x${offset.toString(16)}` : label;
}

/** The innermost frames of the module, and the JavaScript that called it. */
function stackText(frames: readonly NativeFrame[]): string[] {
  const inside = frames.findIndex((frame) => frame.kind === "js");
  const wasm = inside === -1 ? frames : frames.slice(0, inside);
  const js = inside === -1 ? [] : frames.slice(inside);
  const part = (list: readonly NativeFrame[], most: number): string[] => {
    const lines = list.slice(0, most).map((frame) => `      ${frameText(frame)}`);
    return list.length > most ? [...lines, `      ... ${String(list.length - most)} more`] : lines;
  };
  return [...part(wasm, 6), ...part(js, 4)];
}

const TITLES: Readonly<Record<HeapView, string>> = {
  leaked: "still live",
  peak: "live at the peak",
  temporary: "released before anything else was acquired",
  hot: "allocates most often",
};

const FIGURES: Readonly<Record<HeapView, (row: HeapRow) => string>> = {
  leaked: (row) => `${size(row.liveBytes)} in ${String(row.live)} blocks`,
  peak: (row) => size(row.peakBytes),
  temporary: (row) => `${String(row.temporary)} of ${String(row.acquired)} blocks`,
  hot: (row) => `${String(row.acquired)} blocks, ${size(row.acquiredBytes)}`,
};

function findingText(finding: HeapFinding): string[] {
  const part = (title: string, stack: string | undefined): string[] =>
    stack === undefined || stack === ""
      ? []
      : [
          `      ${title}:`,
          ...stack
            .split("\n")
            .slice(0, 6)
            .map((line) => `        ${line.trim()}`),
        ];
  return [
    `  ${finding.kind}: ${finding.message}`,
    ...part("here", finding.stack),
    ...part("acquired", finding.acquired),
    ...part("released", finding.released),
  ];
}

/** The report of one heap as text for a terminal. */
export function renderHeapText(
  report: HeapReport,
  views: readonly HeapView[] = ["leaked", "temporary", "hot"],
): string {
  const { totals } = report;
  const { kind, found, coverage } = report.allocator;
  const lines = [
    `heap of ${report.name}: ${kind}, found by ${found ?? "nothing"}${coverage === "boundary" ? ", only what JavaScript asked for" : ""}`,
    `  ${String(totals.acquired)} blocks acquired (${size(totals.acquiredBytes)}), ${String(totals.live)} live (${size(totals.liveBytes)}), ` +
      `peak ${size(totals.peakBytes)}, ${String(totals.temporary)} temporary`,
  ];
  const { size: stackSize, deepest } = report.shadowStack;
  if (stackSize !== undefined)
    lines.push(`  shadow stack: ${size(deepest)} of ${size(stackSize)} used at the deepest place seen`);
  for (const finding of report.findings) lines.push(...findingText(finding));
  for (const view of views) {
    const rows = topRows(report, view, 5);
    if (rows.length === 0) continue;
    lines.push(`  ${TITLES[view]}:`);
    for (const row of rows) lines.push(`    ${FIGURES[view](row)}`, ...stackText(row.frames));
  }
  return `${lines.join("\n")}\n`;
}
