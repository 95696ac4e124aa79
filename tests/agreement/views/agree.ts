import { Linter } from "eslint";
import plugin from "../../../src/index.ts";
import type { ViewProgram } from "./generate.ts";

const linter = new Linter();

interface GrowingMemory {
  buffer: ArrayBuffer;
  grow(pages: number): number;
}

// Node's types declare the namespace, but not its values.
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (limits: object) => GrowingMemory } })
  .WebAssembly;

function reports({ code }: ViewProgram): string[] {
  const messages = linter.verify(code, {
    plugins: { "wasm-leaks": plugin },
    rules: { "wasm-leaks/no-stale-view": "error" },
    languageOptions: { ecmaVersion: "latest", sourceType: "module" },
  });
  return messages.map(({ message, line }) => `${line}: ${message}`);
}

interface Probe {
  (view: ArrayBufferView): void;
}

/** Runs the program on a real memory, on every way its conditions allow (64 at most), and says whether a probe saw a detached view. */
function isStaleAtRunTime({ code, conditions }: ViewProgram): boolean {
  const source = `${code.replace(/^const \{ exports \}.*$/m, "").replace("export function", "function")}\nreturn run;`;
  let stale = false;
  const ways = 2 ** Math.min(conditions, 6);
  for (let way = 0; way < ways; way++) {
    const memory = new Memory({ initial: 1 });
    const exports = { memory, malloc: () => (memory.grow(1), 8), free: () => undefined };
    const probe: Probe = (view) => (stale ||= view.buffer.byteLength === 0);
    const make = new Function("exports", "probe", source) as (
      given: typeof exports,
      probe: Probe,
    ) => (c: boolean[]) => void;
    make(exports, probe)(Array.from({ length: conditions }, (_, i) => ((way >> (i % 6)) & 1) === 1));
  }
  return stale;
}

/** The programs on which the rule and the memory disagree, each shown whole. */
export function viewDisagreements(programs: readonly ViewProgram[]): { disagreements: string[]; stale: number } {
  let stale = 0;
  const disagreements = programs.flatMap((program) => {
    // More conditions than ways would let the run miss what the rule rightly sees.
    if (program.conditions > 6) return [];
    const found = reports(program);
    const isStale = isStaleAtRunTime(program);
    if (isStale) stale++;
    if (isStale === found.length > 0) return [];
    // On the rule's page as "loops": a condition has one value in all rounds of a run here, and loops always run.
    if (!isStale && program.code.includes("for (")) return [];
    return [
      `seed ${program.seed}: ${isStale ? "stale" : "fresh"} at run time, the rule says ${found.join(" | ") || "nothing"}\n${program.code}`,
    ];
  });
  return { disagreements, stale };
}
