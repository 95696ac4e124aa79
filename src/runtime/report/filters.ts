import type { Finding } from "./model.ts";

/** Findings to leave out. All fields given must fit; `reason` says why and is shown. */
export interface IgnoreRule {
  readonly reason: string;
  readonly signature?: string;
  /** Class name; `*` stands for any text. */
  readonly class?: string;
  /** Path of the site; `*` stands for any text. */
  readonly file?: string;
  /** Package that made it; `*` stands for any text. */
  readonly package?: string;
  readonly kind?: string;
}

/** The signatures of findings that were there before. */
export interface Baseline {
  readonly schema: "wasm-leaks/baseline/1";
  readonly findings: Readonly<Record<string, string>>;
}

/** The baseline that makes today's findings known: signature to a text for the reader of the diff. */
export function baselineOf(findings: readonly Finding[]): Baseline {
  const entries = findings.map((finding): [string, string] => [
    finding.signature,
    `${finding.kind} ${finding.className} ${finding.site ? `${finding.site.file} ${finding.site.name}`.trim() : "no stack"}`,
  ]);
  return {
    schema: "wasm-leaks/baseline/1",
    findings: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** @throws TypeError when a rule has no reason, or nothing to compare, or a field of another type */
export function checkIgnoreRules(rules: unknown): readonly IgnoreRule[] {
  if (!Array.isArray(rules)) throw new TypeError("ignore list: write an array of rules");
  for (const [index, rule] of rules.entries()) {
    const given = Object.entries((rule ?? {}) as object) as [string, unknown][];
    const bad = given.find(([name, value]) => !FIELDS.includes(name) || typeof value !== "string");
    const where = `ignore list, rule ${index + 1}`;
    if (bad) throw new TypeError(`${where}: ${bad[0]} is not one of ${FIELDS.join(", ")} with a text`);
    if (!given.some(([name]) => name === "reason")) throw new TypeError(`${where}: write a reason`);
    if (given.length < 2) throw new TypeError(`${where}: write what to ignore, such as class or file`);
  }
  return rules as IgnoreRule[];
}

const FIELDS = ["reason", "signature", "class", "file", "package", "kind"];

/** The first rule that fits a finding. */
export function ignoredBy(finding: Finding, rules: readonly IgnoreRule[]): IgnoreRule | undefined {
  return rules.find(
    (rule) =>
      fits(rule.signature, finding.signature) &&
      fits(rule.class, finding.className) &&
      fits(rule.kind, finding.kind) &&
      fits(rule.package, finding.package ?? "") &&
      fits(rule.file?.replaceAll("\\", "/"), finding.site?.file ?? ""),
  );
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
