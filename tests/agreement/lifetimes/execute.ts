import { compile, inputsOf, type Runner } from "./compile.ts";
import { facadeOf, FakeModule } from "./fake-module.ts";
import type { Program } from "./generate.ts";

export { withOwnBounds } from "./compile.ts";

/** By line of the source, the lines on which the resources in question were acquired. */
export type Happened = ReadonlyMap<number, ReadonlySet<number>>;

/** What really happened in one run. */
export interface Outcome {
  readonly leaks: Happened;
  readonly doubleReleases: Happened;
  /** -1: a handle that is released is returned. */
  readonly lateUses: Happened;
  /** An exception that no `throw` of the program announces, or a value of the wrong kind, changed the path. */
  readonly implicit: boolean;
  /** The lines that this run or another of the program reached. */
  readonly ran: ReadonlySet<number>;
  readonly input: string;
}

const none: Happened = new Map();

/** Sets of allocations that fail, bit n for allocation n: any of the first four. */
const firstFour: readonly number[] = Array.from({ length: 16 }, (_, set) => set);

/** None, one or two of the first twelve. */
export const twoOfMany: readonly number[] = Array.from({ length: 4096 }, (_, set) => set).filter(
  (set) => set.toString(2).replaceAll("0", "").length <= 2,
);

/** Runs a program with every input: all flags, loops of 0 to 3 rounds, and allocations that fail. */
export async function executeProgram(
  program: Program,
  failures: readonly number[] = firstFour,
  counts: readonly number[] = [0, 1, 2, 3],
): Promise<Outcome[]> {
  const run = compile(program);
  const module = new FakeModule();
  const facade = facadeOf(module);
  const outcomes: Outcome[] = [];
  const read = inputsOf(program);
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  for (let flags = 0; flags < 2 ** program.flags; flags++) {
    if ((flags & ~read.flags) !== 0) continue;
    for (const rounds of read.counts ? counts : [0]) {
      for (const failing of failures) {
        if (failing >= 2 ** read.allocations) continue;
        const outcome = runOnce(run, module, facade, flags, rounds, failing);
        outcomes.push(outcome instanceof Promise ? await outcome : outcome);
      }
    }
  }
  Error.stackTraceLimit = limit;
  return outcomes;
}

function runOnce(
  run: Runner,
  module: FakeModule,
  { M, DisposableStack }: ReturnType<typeof facadeOf>,
  flags: number,
  rounds: number,
  failing: number,
): Outcome | Promise<Outcome> {
  module.reset(failing);
  const flag = (bit: number): boolean => (flags & (1 << bit)) !== 0;
  const thrown = (error: unknown): undefined => {
    if (!(error instanceof Error) || error.message !== "thrown") module.implicit = true;
  };
  const ended = (returned: unknown): Outcome => {
    module.disown(returned);
    module.disown(M.kept);
    return outcomeOf(module, returned, `${flags.toString(2)} n=${rounds} failing=${failing.toString(2)}`);
  };
  let returned: unknown;
  try {
    returned = run(M, DisposableStack, flag(0), flag(1), flag(2), flag(3), rounds);
  } catch (error) {
    thrown(error);
  }
  return returned instanceof Promise ? returned.catch(thrown).then(ended) : ended(returned);
}

function outcomeOf(module: FakeModule, returned: unknown, input: string): Outcome {
  const lateReturn = typeof returned === "object" && module.released.has(returned);
  return {
    leaks: module.live.size === 0 ? none : new Map([...module.live.values()].map((line) => [line, new Set([line])])),
    doubleReleases: module.doubleReleases.size === 0 ? none : new Map(module.doubleReleases),
    lateUses: lateReturn
      ? new Map([...module.lateUses, [-1, new Set([module.originOf(returned)])]])
      : module.lateUses.size === 0
        ? none
        : new Map(module.lateUses),
    implicit: module.implicit,
    ran: module.ran,
    input,
  };
}
