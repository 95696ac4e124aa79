import { Linter } from "eslint";
import plugin from "../../../src/index.ts";
import type { ViewProgram } from "./generate.ts";
import { everyWay } from "./ways.ts";

const linter = new Linter();

interface GrowingMemory {
  buffer: ArrayBuffer;
  grow(pages: number): number;
}

// Node's types declare the namespace, but not its values.
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (limits: object) => GrowingMemory } })
  .WebAssembly;

function reports({ code }: ViewProgram, report: "certain" | "possible"): string[] {
  const messages = linter.verify(code, {
    plugins: { "wasm-leaks": plugin },
    rules: { "wasm-leaks/no-stale-view": ["error", { report }] },
    languageOptions: { ecmaVersion: "latest", sourceType: "module" },
  });
  return messages.map(({ message, line }) => `${line}: ${message}`);
}

type Draw = (choices: number) => number;

/** Runs the program on a real memory, on every way it can go, and says whether a probe ever saw a detached view. */
function isStaleAtRunTime({ code }: ViewProgram): boolean | "unknown" {
  const source = `${code.replace(/^const \{ exports \}.*$/m, "").replace("export function", "function")}\nreturn run;`;
  const make = new Function("exports", "probe", "c", "n", "among", source) as (
    exports: object,
    probe: (view: ArrayBufferView | undefined) => void,
    c: () => boolean,
    n: () => number,
    among: Draw,
  ) => () => void;
  return everyWay(400, (draw) => {
    let stale = false;
    const memory = new Memory({ initial: 1 });
    const exports = { memory, malloc: () => (memory.grow(1), 8), free: () => undefined };
    const probe = (view: ArrayBufferView | undefined): void => {
      stale ||= view?.buffer.byteLength === 0;
    };
    make(
      exports,
      probe,
      () => draw(2) === 1,
      () => draw(3),
      draw,
    )();
    return stale;
  });
}

/** What a comparison of many programs showed. */
export interface ViewOutcome {
  /** The programs on which the rule and the memory disagree, each shown whole. */
  disagreements: string[];
  stale: number;
  compared: number;
  /** Programs with too many ways to say that none of them is stale. */
  undecided: number;
}

/**
 * What is certain goes stale on some way, and what goes stale is reported: as certain where views are in variables, at
 * least as possible where they are in fields and closures.
 */
export function compareViews(programs: readonly ViewProgram[]): ViewOutcome {
  const outcome: ViewOutcome = { disagreements: [], stale: 0, compared: 0, undecided: 0 };
  for (const program of programs) {
    const certain = reports(program, "certain");
    const stale = isStaleAtRunTime(program);
    if (stale === "unknown") {
      outcome.undecided++;
      continue;
    }
    outcome.compared++;
    if (stale) outcome.stale++;
    const isReported = program.form === "local" ? certain.length > 0 : reports(program, "possible").length > 0;
    if (stale ? isReported : certain.length === 0) continue;
    outcome.disagreements.push(
      `seed ${program.seed}: ${stale ? "stale" : "fresh"} at run time, the rule says ${certain.join(" | ") || "nothing"}\n${program.code}`,
    );
  }
  return outcome;
}
