import { readFixture, type ExpectedError } from "./fixture.ts";

/** One case of a rule test; the code of an invalid one is a fixture with underlines. */
export interface Case {
  code: string;
  name?: string;
  /** Default `js`: then the case also runs as TypeScript. */
  language?: "js" | "ts";
  sourceType?: "module" | "script";
  options?: unknown[];
  settings?: Record<string, unknown>;
  /** Per error, in order: the suggestions it must offer. Errors not named here may offer any that compile. */
  suggestions?: { messageId: string; output: string }[][];
}

export interface RuleCases {
  valid: (string | Case)[];
  invalid: (string | Case)[];
}

/** A case made ready to run. */
export interface ReadyCase extends Case {
  title: string;
  errors: ExpectedError[];
}

export function readCases({ valid, invalid }: RuleCases): { valid: ReadyCase[]; invalid: ReadyCase[] } {
  const ready = (given: string | Case, kind: string, i: number): ReadyCase => {
    const entry = typeof given === "string" ? { code: given } : given;
    const { code, errors } = readFixture(strip(entry.code));
    const title = entry.name ?? `${kind} ${i}: ${code.trim().split("\n")[0] ?? ""}`;
    if (errors.length > 0 !== (kind === "invalid")) throw new Error(`${title} has ${errors.length} underlines`);
    return { ...entry, code, errors, title };
  };
  return {
    valid: valid.map((entry, i) => ready(entry, "valid", i)),
    invalid: invalid.map((entry, i) => ready(entry, "invalid", i)),
  };
}

/** Takes the indentation of a template literal away. */
function strip(text: string): string {
  const lines = text
    .replace(/^\n/, "")
    .replace(/\n\s*$/, "\n")
    .split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n");
}
