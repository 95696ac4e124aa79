import { Linter } from "eslint";
import ts from "typescript";
import plugin from "../../../src/index.ts";
import type { UsingProgram } from "./generate.ts";

const linter = new Linter();

/** Takes every suggestion of the rule, one after the other, as somebody in an editor would. */
export function withAllSuggestions(code: string): { code: string; taken: number } {
  for (let taken = 0; ; taken++) {
    const messages = linter.verify(code, {
      plugins: { "wasm-leaks": plugin },
      rules: { "wasm-leaks/prefer-using": "error" },
      languageOptions: { ecmaVersion: "latest", sourceType: "module" },
    });
    const broken = messages.find(({ fatal }) => fatal);
    if (broken) throw new Error(`${broken.message}\n${code}`);
    const fix = messages.flatMap(({ suggestions = [] }) => suggestions)[0]?.fix;
    if (fix === undefined) return { code, taken };
    code = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
  }
}

interface Outcome {
  end: string;
  steps: number[];
  /** What went wrong with a handle: lost, released twice, used after its release. */
  wrong: string[];
}

/** Runs the program once for each value of its conditions. */
function outcomes(code: string, conditions: number): Outcome[] {
  const { outputText } = ts.transpileModule(code.replace("export function", "function"), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const run = new Function("exports", "step", `${outputText}\nreturn run;`) as (
    exports: object,
    step: (n: number) => void,
  ) => (c: boolean[]) => unknown;
  return Array.from({ length: 2 ** Math.min(conditions, 5) }, (_, way) => {
    const outcome: Outcome = { end: "", steps: [], wrong: [] };
    const released = new Map<number, number>();
    const exports = {
      _Handle__constructor: () => (released.set(released.size + 1, 0), released.size),
      _Handle__destructor: (p: number) => released.set(p, (released.get(p) ?? 0) + 1),
      use: (p: number) => void ((released.get(p) ?? 0) > 0 && outcome.wrong.push(`${p} used after its release`)),
    };
    try {
      const c = Array.from({ length: conditions }, (_, i) => ((way >> (i % 5)) & 1) === 1);
      outcome.end = `returns ${String(run(exports, (n) => outcome.steps.push(n))(c))}`;
    } catch (error) {
      outcome.end = `throws ${error instanceof Error ? error.message : String(error)}`;
    }
    for (const [p, times] of released) if (times !== 1) outcome.wrong.push(`${p} released ${times} times`);
    return outcome;
  });
}

/** The programs that the rule's suggestions change for the worse, each shown before and after. */
export function usingDisagreements(programs: readonly UsingProgram[]): { disagreements: string[]; taken: number } {
  let all = 0;
  const disagreements = programs.flatMap(({ seed, code, conditions }) => {
    const after = withAllSuggestions(code);
    all += after.taken;
    const old = outcomes(code, conditions);
    const problems = outcomes(after.code, conditions).flatMap(({ end, steps, wrong }, i) => {
      const was = old[i];
      if (was === undefined) return [];
      // `using` also covers the lines between the declaration and the `try`, which the old code leaves unguarded.
      const isWorse = wrong.length > 0 && (was.wrong.length === 0 || wrong.length > was.wrong.length);
      const differs = end !== was.end || steps.join() !== was.steps.join();
      return isWorse || differs ? [`way ${i}: ${wrong.join(", ")} ${was.end} -> ${end}, ${was.steps} -> ${steps}`] : [];
    });
    return problems.length > 0 ? [`seed ${seed}: ${problems[0]}\n${code}\n→\n${after.code}`] : [];
  });
  return { disagreements, taken: all };
}
