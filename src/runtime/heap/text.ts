import { plural, size } from "../report/text.ts";
import type { NativeFrame } from "./symbols/frames.ts";
import {
  topRows,
  type HeapReport,
  type HeapRow,
  type HeapView,
  type LostRow,
  type ReportedHeapFinding,
} from "./tables.ts";

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
  leaked: (row) => `${size(row.liveBytes)} in ${plural(row.live, "block")}`,
  peak: (row) => size(row.peakBytes),
  temporary: (row) => `${String(row.temporary)} of ${String(row.acquired)} blocks`,
  hot: (row) => `${plural(row.acquired, "block")}, ${size(row.acquiredBytes)}`,
};

function findingText(finding: ReportedHeapFinding): string[] {
  const part = (title: string, frames: readonly NativeFrame[]): string[] =>
    frames.length === 0 ? [] : [`    ${title}:`, ...stackText(frames)];
  return [
    `  ${finding.kind}: ${finding.message}`,
    ...part("here", finding.stack),
    ...part("acquired", finding.acquired),
    ...part("released", finding.released),
  ];
}

function lostText(rows: readonly LostRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = ["  nothing in the module's memory points to these; only JavaScript can still hold them:"];
  for (const { verdict, losses, blocks, bytes, frames } of rows.slice(0, 5)) {
    const more = blocks > losses ? ` with ${plural(blocks - losses, "more block")}` : "";
    lines.push(`    ${verdict}: ${String(losses)}${more}, ${size(bytes)}`, ...stackText(frames));
  }
  if (rows.length > 5) lines.push(`    and ${String(rows.length - 5)} more places`);
  return lines;
}

/** The report of one heap as text for a terminal. */
export function renderHeapText(
  report: HeapReport,
  views: readonly HeapView[] = ["leaked", "temporary", "hot"],
): string {
  const { totals } = report;
  const { kind, found, coverage } = report.allocator;
  const lines = [
    "",
    `heap of ${report.name}: ${kind}, found by ${found ?? "nothing"}${coverage === "boundary" ? ", only what JavaScript asked for" : ""}`,
    `  ${String(totals.acquired)} blocks acquired (${size(totals.acquiredBytes)}), ${String(totals.live)} live (${size(totals.liveBytes)}), ` +
      `peak ${size(totals.peakBytes)}, ${String(totals.temporary)} temporary`,
  ];
  const { size: stackSize, deepest } = report.shadowStack;
  if (stackSize !== undefined)
    lines.push(`  shadow stack: ${size(deepest)} of ${size(stackSize)} used at the deepest place seen`);
  if (report.memory !== undefined) {
    const { linearBytes, freeBytes, fragmentation } = report.memory;
    const parts = `${size(freeBytes)} free, ${(100 * fragmentation).toFixed(0)} % of it outside the largest gap`;
    lines.push(`  linear memory: ${size(linearBytes)}, which never shrinks; ${parts}`);
  }
  for (const notice of report.notices) lines.push(`  note: ${notice}`);
  for (const finding of report.findings) lines.push(...findingText(finding));
  lines.push(...lostText(report.lost ?? []));
  for (const view of views) {
    const rows = topRows(report, view, 5);
    if (rows.length === 0) continue;
    lines.push(`  ${TITLES[view]}:`);
    for (const row of rows) lines.push(`    ${FIGURES[view](row)}`, ...stackText(row.frames));
  }
  return `${lines.join("\n")}\n`;
}
