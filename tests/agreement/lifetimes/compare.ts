import { dirname, resolve } from "node:path";
import { Linter } from "eslint";
import { lifetimeFindings, type Finding } from "../../../src/rules/analysis/lifetime/index.ts";
import { bounds } from "../../../src/rules/analysis/lifetime/compact.ts";
import { executeProgram, twoOfMany, withOwnBounds, type Outcome } from "./execute.ts";
import type { Program } from "./generate.ts";
import { limits } from "./limits.ts";
import { split } from "./split.ts";

/** One line on which the analysis and the runs do not agree. */
export interface Disagreement {
  readonly what: "false alarm" | "missed";
  readonly kind: "leak" | "double-release" | "use-after-release";
  readonly line: number;
  readonly detail: string;
  /** Where the resources that a run loses, or releases or uses too late, were acquired. */
  readonly sites: readonly number[];
}

/** Compares what the analysis says of a program with what its runs do; named limits are left out. */
export async function compareProgram(program: Program): Promise<Disagreement[]> {
  const unexplained = await unexplainedIn(program);
  // Paths beyond the eighth are joined, and what happens on one of them may go unsaid: then more paths must say it.
  return unexplained.some(({ what }) => what === "missed") ? withoutJoins(program, unexplained) : unexplained;
}

async function unexplainedIn(program: Program): Promise<Disagreement[]> {
  return (await disagreements(program)).filter(
    (found) => !Object.values(limits).some((applies) => applies(found, program.source)),
  );
}

async function withoutJoins(program: Program, found: readonly Disagreement[]): Promise<Disagreement[]> {
  const { states } = bounds;
  bounds.states = 256;
  try {
    const wide = await unexplainedIn(program);
    return found.filter(
      (each) =>
        each.what !== "missed" ||
        wide.some(({ what, kind, line }) => what === each.what && kind === each.kind && line === each.line),
    );
  } finally {
    bounds.states = states;
  }
}

/** Every disagreement, limits or not. */
export async function disagreements(program: Program): Promise<Disagreement[]> {
  const findings = analyse(program.source);
  const found = compareAll(program.source, findings, await executeProgram(program));
  // An alarm that no run bears out may be about an allocation beyond the first four that fails.
  const isShort = found.some(({ what }) => what === "false alarm");
  if (!isShort) return found;
  const longer = compareAll(program.source, findings, await executeProgram(program, twoOfMany));
  if (!longer.some(({ what }) => what === "false alarm")) return longer;
  // A named limit: that two loops count to the same bound is not known.
  const { program: own, counts } = withOwnBounds(program);
  const counted = compareAll(program.source, findings, await executeProgram(own, [0, 1, 2, 4], counts));
  return longer.filter(
    (each) => each.what === "missed" || counted.some(({ what, line }) => what === each.what && line === each.line),
  );
}

function compareAll(source: string, findings: readonly Finding[], outcomes: readonly Outcome[]): Disagreement[] {
  return (["leak", "double-release", "use-after-release"] as const).flatMap((kind) =>
    compareKind(source, kind, findings, outcomes),
  );
}

/** A field that loses what it owns is one bug: the lines that make what it is given. */
function madeFor(source: string, field: string): number[] {
  const lines = source.split("\n");
  return lines.flatMap((line, index) => {
    const [, name, value = ""] = /^this\.#?(\w+) = (.*);$/.exec(line) ?? [];
    if (name !== field.replace("#", "")) return [];
    return [index + 1, lines.findIndex((each) => each.startsWith(`const ${value} =`)) + 1];
  });
}

function compareKind(
  source: string,
  kind: Disagreement["kind"],
  findings: readonly Finding[],
  outcomes: readonly Outcome[],
): Disagreement[] {
  const key = ({ "leak": "leaks", "double-release": "doubleReleases", "use-after-release": "lateUses" } as const)[kind];
  const found: Disagreement[] = [];
  const reported = new Set<number>();
  for (const finding of findings) {
    if (kind === "leak" && finding.kind === "field")
      for (const line of madeFor(source, finding.field)) reported.add(line);
    if (kind === "double-release" && finding.kind === "use-after-release") reported.add(finding.node.loc.start.line);
    if (finding.kind !== kind) continue;
    const node = finding.kind === "leak" ? finding.site : finding.node;
    const { line } = node.loc.start;
    reported.add(line);
    if (finding.kind === "leak") for (const { loc } of finding.also) reported.add(loc.start.line);
    const isReturn = finding.kind === "use-after-release" && finding.node.type === "ReturnStatement";
    const happens = outcomes.some(
      (outcome) =>
        outcome[key].has(line) ||
        (isReturn && outcome[key].has(-1)) ||
        // A function that frees only sometimes is said to use what it is given.
        (kind === "use-after-release" && outcome.doubleReleases.has(line)),
    );
    // Nothing can be said against a report on code that never runs.
    const runs = outcomes.some(({ ran }) => ran.has(line));
    if (!happens && runs && finding.certainty === "certain") {
      found.push({ what: "false alarm", kind, line, detail: "certain, but no run does it", sites: [] });
    }
    if (isReturn) reported.add(-1);
  }
  const missed = new Map<number, Disagreement>();
  for (const outcome of outcomes) {
    if (outcome.implicit) continue;
    for (const [line, sites] of outcome[key]) {
      if (reported.has(line) || missed.has(line)) continue;
      missed.set(line, { what: "missed", kind, line, detail: `happens with ${outcome.input}`, sites: [...sites] });
    }
  }
  found.push(...missed.values());
  return found;
}

function analyse(source: string): readonly Finding[] {
  return findingsOf(source, "program.js", []);
}

/** What the analysis finds in a text, asked as a rule with these options asks. */
function findingsOf(source: string, filename: string, options: readonly unknown[]): readonly Finding[] {
  let findings: readonly Finding[] = [];
  const linter = new Linter({ cwd: resolve(dirname(filename)) });
  const messages = linter.verify(
    source,
    [
      {
        files: ["**/*.js"],
        languageOptions: { sourceType: "module", ecmaVersion: "latest" },
        plugins: {
          probe: {
            rules: {
              findings: {
                meta: { schema: false },
                create: (context) => ({
                  Program: () => {
                    findings = lifetimeFindings(context as unknown as Parameters<typeof lifetimeFindings>[0]);
                  },
                }),
              },
            },
          },
        },
        rules: { "probe/findings": ["error", ...options] },
      },
    ],
    { filename },
  );
  const fatal = messages.find((message) => message.fatal === true);
  if (fatal !== undefined) throw new Error(`${fatal.message} on line ${fatal.line} of\n${source}`);
  return findings;
}

/** What the analysis says of a program whose helpers are in a file of their own, beside what it says of the whole. */
export interface SplitComparison {
  /** Told of the two files, and neither of the one nor by any run. */
  readonly invented: readonly string[];
  /** Told of the two files as certain. */
  readonly certain: readonly string[];
  /** Told of the one file, and borne out by a run. */
  readonly real: number;
  /** How many of these are told of the two files as well. */
  readonly kept: number;
}

export async function compareSplit(program: Program): Promise<SplitComparison> {
  const files = split(program);
  try {
    const whole = keysOf(analyse(program.source));
    const parted = findingsOf(files.code, files.filename, [{ report: "possible" }]);
    const outcomes = await executeProgram(program);
    const happens = new Set(
      outcomes.flatMap(({ leaks, doubleReleases, lateUses }) => [
        ...[...leaks.keys()].map((line) => `leak ${line}`),
        ...[...doubleReleases.keys()].flatMap((line) => [`double-release ${line}`, `use-after-release ${line}`]),
        ...[...lateUses.keys()].map((line) => `use-after-release ${line}`),
      ]),
    );
    const told = keysOf(parted);
    const real = [...whole].filter((key) => happens.has(key));
    return {
      invented: [...told].filter((key) => !whole.has(key) && !happens.has(key)),
      certain: [...keysOf(parted.filter(isByHelper))],
      real: real.length,
      kept: real.filter((key) => told.has(key)).length,
    };
  } finally {
    files.remove();
  }
}

function isByHelper(finding: Finding): boolean {
  const isCertain = "certainty" in finding && finding.certainty === "certain";
  return isCertain && "acquisition" in finding && finding.acquisition?.elsewhere === true;
}

function keysOf(findings: readonly Finding[]): Set<string> {
  return new Set(
    findings.flatMap((finding) => {
      if (finding.kind === "leak") return [finding.site, ...finding.also].map(({ loc }) => `leak ${loc.start.line}`);
      if (finding.kind !== "double-release" && finding.kind !== "use-after-release") return [];
      return [`${finding.kind} ${finding.node.loc.start.line}`];
    }),
  );
}
