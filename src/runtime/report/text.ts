import { objectsOf } from "./advice.ts";
import { isMinified } from "./calls.ts";
import type { Finding, FindingKind, Location, Report } from "./model.ts";
import { isPackageFile } from "../tracker/frames.ts";

export interface TextOptions {
  readonly colour?: boolean;
  /** Findings shown before "and N more"; 10 unless told. */
  readonly most?: number;
}

type Paint = (text: string) => string;

function painter(colour: boolean): Record<"bold" | "dim" | "red" | "yellow" | "green" | "cyan", Paint> {
  const paint =
    (on: number, off: number): Paint =>
    (text) =>
      colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    yellow: paint(33, 39),
    green: paint(32, 39),
    cyan: paint(36, 39),
  };
}

/** The short report for people: what leaked, where it was made, what to write. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const paint = painter(options.colour ?? false);
  const most = options.most ?? 10;
  const lines: string[] = [];
  const leaks = report.findings.filter((finding) => finding.leak);
  const objects = leaks.reduce((sum, finding) => sum + finding.count, 0);
  const bytes = leaks.reduce((sum, finding) => sum + finding.bytes, 0);
  const owned = bytes > 0 ? `, ${size(bytes)}` : "";
  if (report.findings.length === 0) {
    lines.push(
      `${paint.green("wasm-leaks")} no leak in ${plural(report.totals.created, "object")} of WebAssembly modules`,
    );
  } else if (leaks.length === 0) {
    lines.push(`${paint.yellow("wasm-leaks")} ${plural(report.findings.length, "warning")}, no leak`);
  } else {
    const what = `${plural(objects, "object")} leaked at ${plural(leaks.length, "place")}${owned}`;
    lines.push(`${paint.red("wasm-leaks")} ${paint.bold(what)}`);
  }
  for (const finding of report.findings.slice(0, most)) lines.push("", ...renderFinding(finding, paint));
  const more = report.findings.length - most;
  if (more > 0)
    lines.push("", paint.dim(`and ${more} more: --most ${report.findings.length} or WASM_LEAKS_MOST shows all`));
  if (report.library.length > 0) lines.push("", ...renderLibrary(report.library, paint));
  if (report.ignored.length > 0) {
    lines.push("", paint.dim(`ignored ${plural(report.ignored.length, "finding")}:`));
    for (const { className, site, count, reason } of report.ignored) {
      lines.push(paint.dim(`  ${count} ${className} ${site}: ${reason}`));
    }
  }
  if (report.known > 0) lines.push("", paint.dim(`${plural(report.known, "object")} known from the baseline`));
  if (report.notes.length > 0) lines.push("", ...report.notes.map((note) => paint.dim(`note: ${note}`)));
  return `${lines.join("\n")}\n`;
}

function renderFinding(finding: Finding, paint: ReturnType<typeof painter>): string[] {
  const { site } = finding;
  const head = finding.leak ? paint.red(finding.kind) : paint.yellow(finding.kind);
  const owned = finding.bytes > 0 ? ` ${paint.dim(`(${size(finding.bytes)})`)}` : "";
  const unsure = finding.certainty === "possible" ? paint.dim(" (possibly)") : "";
  const lines = [`${head}${unsure}  ${finding.message}${owned}`];
  const made = finding.via ?? finding.package;
  const through = made === null ? "" : paint.dim(` through ${made}`);
  const done = finding.how === "hold" ? "held" : "made";
  lines.push(`  ${done} ${site ? `at ${paint.cyan(place(site))}${through}` : "somewhere: no stack was taken of it"}`);
  if (site?.text !== undefined) lines.push(`    ${paint.dim(`${site.line} |`)} ${site.text}`);
  if (finding.at) {
    lines.push(`  ${paint.dim("again at")} ${paint.cyan(place(finding.at))}`);
    if (finding.at.text !== undefined) lines.push(`    ${paint.dim(`${finding.at.line} |`)} ${finding.at.text}`);
  }
  const others = withOthers(finding.others);
  if (others !== "") lines.push(paint.dim(`  with ${others}`));
  for (const [index, fix] of finding.fix.entries()) lines.push(`  ${index === 0 ? "fix:" : "  or"} ${fix}`);
  lines.push(paint.dim(`  ${finding.help}`));
  return lines;
}

/** What the same call made beside: the classes with most objects, and how many classes more. */
export function withOthers(others: Finding["others"], most = 3): string {
  const classes = Object.entries(others).sort(([, a], [, b]) => b - a);
  const shown = classes.slice(0, most).map(([name, count]) => `${count.toLocaleString("en")} ${name}`);
  const more = classes.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and objects of ${more === 1 ? "1 other class" : `${more} other classes`}`;
  return shown.join(", ");
}

/** What became of what a package left behind, in the middle of a sentence. */
const FATES: Readonly<Partial<Record<FindingKind, string>>> = {
  "never-freed": "never released",
  "freed-by-gc": "released by the garbage collector alone",
};

function renderLibrary(findings: readonly Finding[], paint: ReturnType<typeof painter>): string[] {
  const lines = [paint.dim("left behind by packages on their own account (not counted):")];
  for (const finding of findings.slice(0, 5)) {
    const by = finding.site ? `, called at ${place(finding.site)}` : "";
    const objects = objectsOf(finding.className, finding.count, finding.how);
    lines.push(
      paint.dim(`  ${finding.package ?? "a package"}: ${objects} ${FATES[finding.kind] ?? finding.kind}${by}`),
    );
  }
  if (findings.length > 5) lines.push(paint.dim(`  and ${findings.length - 5} more`));
  return lines;
}

/** `file:line:column`, with the function if it has a name. */
export function place({ file, line, column, name }: Location): string {
  const position = line > 0 ? `:${line}${column > 0 ? `:${column}` : ""}` : "";
  if (file === "") return name === "" ? "native code" : name;
  // A minifier's letters tell nobody anything.
  const shown = isMinified(name) && isPackageFile(file) ? "" : name;
  return `${file}${position}${shown === "" ? "" : ` (${shown})`}`;
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}

/** Time as people read it. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `1 object`, `2 objects`. */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}
