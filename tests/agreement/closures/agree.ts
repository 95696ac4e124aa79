import { Linter } from "eslint";
import plugin from "../../../src/index.ts";
import { runAll, type Engine } from "./engine.ts";
import type { Program } from "./generate.ts";
import { limits } from "./limits.ts";

const linter = new Linter();

/** The rule's verdict on a program: what it reports, or `undefined`. */
export function verdict({ code, sourceType }: Pick<Program, "code" | "sourceType">): string | undefined {
  const messages = linter.verify(code, {
    plugins: { "wasm-leaks": plugin },
    rules: { "wasm-leaks/no-deleter-capture": "error" },
    languageOptions: { ecmaVersion: "latest", sourceType },
  });
  const fatal = messages.find((message) => message.fatal);
  if (fatal !== undefined) throw new Error(`${fatal.message} at line ${fatal.line} of:\n${code}`);
  return messages[0]?.message;
}

/** What came of a run: texts that show each program on which rule and engine disagree, and counts. */
export interface Outcome {
  disagreements: string[];
  retained: number;
  collected: number;
  /** How often each named limit was the reason. */
  limited: Record<string, number>;
}

/** Compares the rule with what really became of each target; a disagreement that no limit names is listed. */
export function compare(engine: Engine, programs: readonly Program[]): Outcome {
  const fates = runAll(engine, programs);
  const outcome: Outcome = { disagreements: [], retained: 0, collected: 0, limited: {} };
  programs.forEach((program, i) => {
    const fate = fates[i];
    const reported = verdict(program);
    if (fate === "retained") outcome.retained++;
    if (fate === "collected") outcome.collected++;
    if (fate === (reported === undefined ? "collected" : "retained")) return;
    const limit = limits.find(({ applies }) => applies(engine, program));
    if (limit !== undefined) outcome.limited[limit.name] = (outcome.limited[limit.name] ?? 0) + 1;
    else {
      const says = `${engine.name} says ${JSON.stringify(fate)}, the rule says ${reported ?? "nothing"}`;
      outcome.disagreements.push(`seed ${program.seed}: ${says}\n${program.code}\n`);
    }
  });
  return outcome;
}

export function programsFrom(start: number, count: number, make: (seed: number) => Program): Program[] {
  return Array.from({ length: count }, (_, i) => make(start + i));
}
