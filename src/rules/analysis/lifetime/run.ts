import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import type { FunctionNode } from "../syntax.ts";
import type { Findings } from "./findings.ts";
import type { Functions } from "./functions.ts";
import type { FieldStore } from "./fields.ts";
import type { PartUse } from "./part-uses.ts";
import type { Places } from "./places.ts";
import type { Resources } from "./resources.ts";
import type { State } from "./state.ts";
import type { NotedShape, Summary } from "./summaries.ts";
import type { Value } from "./value.ts";
import type { CallNode, Counted, Vocabulary } from "./vocabulary.ts";

/** Which exceptions count besides `throw`: none, those of calls inside `try`, those of every call. */
export type ExceptionPaths = "explicit" | "try" | "all";

/** One file's analysis: what its functions share. */
export interface FileAnalysis {
  readonly source: SourceFile;
  readonly vocabulary: Vocabulary;
  readonly resources: Resources;
  readonly findings: Findings;
  readonly functions: Functions;
  readonly places: Places;
  readonly fields: FieldStore[];
  readonly summaries: Map<TSESTree.Node, Summary | "busy">;
  /** By parameter, and the properties that matter: what becomes of what is in it. */
  readonly partUses: Map<TSESTree.Node, Map<string, PartUse>>;
  readonly implicitEverywhere: boolean;
  /** Outer places whose release was one that surely frees. */
  readonly sureOuter: Set<number>;
  /** Prints states after each statement of the functions it is asked for. */
  readonly trace: ((fn: TSESTree.Node, node: TSESTree.Node, states: readonly State[]) => void) | undefined;
  /** Says, when it is asked to, which function (or file) took too long to be judged. */
  readonly gaveUp: ((fn: TSESTree.Node) => void) | undefined;
  /** Work left: an analysis of pathological code stops rather than hangs. */
  fuel: number;
  /** Functions that would have taken too long: nothing is said of them. */
  readonly silent: Set<TSESTree.Node>;
  /** Functions in which all paths that meet are joined, since to tell them apart took too long. */
  readonly coarse: Pick<ReadonlySet<TSESTree.Node>, "has">;
}

/** How control leaves a statement other than by running on. */
export interface Exit {
  readonly state: State;
  readonly node: TSESTree.Node;
  readonly value: Value;
  /** Resources that a returned promise still works on. */
  readonly promised?: readonly number[];
  readonly promiseIsSure?: boolean | undefined;
  /** What is returned is a generator that has not begun. */
  readonly lazily?: boolean | undefined;
  /** What a `return` gives: its shape, or the parameter that goes back as it came; nothing, or what is false. */
  readonly given?:
    | { readonly shape: NotedShape | undefined; readonly parameter: number | undefined; readonly isEmpty: boolean }
    | undefined;
  /** The path before the caller was given what is returned, for a `finally` that returns something else. */
  readonly before?: State | undefined;
  /** A function that the caller passed in throws. */
  readonly byCallback?: boolean;
}

/** Collects the ways out of a statement. */
export interface Flow {
  readonly breaks: Map<string, Exit[]>;
  readonly continues: Map<string, Exit[]>;
  readonly returns: Exit[];
  readonly throws: Exit[];
}

export function newFlow(): Flow {
  return { breaks: new Map(), continues: new Map(), returns: [], throws: [] };
}

/** Thrown inside the evaluator when a path cannot go on: the call never returns. */
export class PathEnd extends Error {
  readonly throws: Exit | undefined;
  constructor(throws: Exit | undefined) {
    super("path ends");
    this.throws = throws;
  }
}

const maxOutcomes = 12;

/** How many calls of a function are looked at that may throw out of it. */
export const maxThrows = 32;

/** Work allowed per function: several times what the densest real one takes. */
const functionFuel = 400_000;

/** The run over one function: where implicit exceptions go, and the choices an expression makes. */
export class Run {
  readonly file: FileAnalysis;
  readonly fn: TSESTree.Node;
  /** Innermost `try` last; empty outside of any. */
  readonly catchers: State[][] = [];
  /** How many of them only run a `finally`, after which the exception goes on. */
  passing = 0;
  /** Where callbacks of the caller's, given a resource outside of any `try`, may throw. */
  readonly callbackThrows: State[] = [];
  /** The first call of native code that may throw out of the function while the program lives on. */
  survived: CallNode | undefined;
  /** Functions that are being run in place, innermost last. */
  readonly inlined: FunctionNode[] = [];
  /** The calls through which they were entered: part of the identity of what they acquire. */
  readonly inlinedAt: number[] = [];
  readonly inlinedCalls: CallNode[] = [];
  readonly depth: number;
  /** It calls itself, or functions too deep to be summed up: not all that it does is known. */
  recurs = false;
  /** The resources that stand for the parameters, -1 for a destructured one. */
  readonly parameters: number[] = [];
  /** Parameters of which a member was released. */
  readonly releasedParts = new Set<number>();
  /** Returned resources that something else keeps as well. */
  readonly kept = new Set<number>();
  readonly counts = new Map<TSESTree.CallExpression, Counted>();
  /** Live values that only an unfinished expression holds, per closure run in place. */
  readonly #pending: ReadonlySet<number>[] = [];
  #fuel = functionFuel;
  #choices: number[] = [];
  #limits: number[] = [];
  #at = 0;

  constructor(file: FileAnalysis, fn: TSESTree.Node, depth: number) {
    this.file = file;
    this.fn = fn;
    this.depth = depth;
  }

  /** Pays for one statement on these paths; `false` once the function or the file has taken too much. */
  goesOn(states: readonly State[]): boolean {
    // What is given up costs the other functions of the file nothing more.
    if (this.#fuel < 0) return false;
    let cost = 0;
    for (const state of states) cost += 16 + state.size;
    this.#fuel -= cost;
    this.file.fuel -= cost;
    if (this.#fuel < 0) this.file.silent.add(this.fn);
    return this.#fuel >= 0 && this.file.fuel >= 0;
  }

  /** Takes one of several ways through an expression; {@link outcomes} comes back for the others. */
  choose(count: number): number {
    const at = this.#at++;
    if (at < this.#choices.length) return this.#choices[at] ?? 0;
    this.#choices.push(0);
    this.#limits.push(count);
    return 0;
  }

  /** Evaluates something in every way it can go, each on its own copy of the state. */
  outcomes<T>(
    states: readonly State[],
    evaluate: (state: State) => T,
    onThrow: (exit: Exit) => void,
  ): { state: State; value: T }[] {
    const results: { state: State; value: T }[] = [];
    const saved = { choices: this.#choices, limits: this.#limits, at: this.#at };
    for (const start of states) {
      this.#choices = [];
      this.#limits = [];
      for (let round = 0; round < maxOutcomes; round++) {
        this.#at = 0;
        const state = start.copy();
        try {
          results.push({ state, value: evaluate(state) });
        } catch (error) {
          if (!(error instanceof PathEnd)) throw error;
          if (error.throws !== undefined) onThrow(error.throws);
        }
        if (!this.#advance()) break;
      }
    }
    this.#choices = saved.choices;
    this.#limits = saved.limits;
    this.#at = saved.at;
    return results;
  }

  /** Enters a closure while an expression around its call still holds values. */
  enter(fn: FunctionNode, node: CallNode, state: State): void {
    this.inlined.push(fn);
    this.inlinedAt.push(node.range[0]);
    this.inlinedCalls.push(node);
    const held = new Set<number>(this.#pending.at(-1));
    const reachable = state.reachable();
    for (const [id, bits] of state.allBits()) if ((bits & 1) !== 0 && !reachable.has(id)) held.add(id);
    this.#pending.push(held);
  }

  leave(): void {
    this.inlined.pop();
    this.inlinedAt.pop();
    this.inlinedCalls.pop();
    this.#pending.pop();
  }

  isPending(id: number): boolean {
    return this.#pending.at(-1)?.has(id) === true;
  }

  /** What is thrown here ends at a handler of this function. */
  get catches(): boolean {
    return this.catchers.length > this.passing;
  }

  /** An exception may leave here without a `throw`. */
  mayThrow(state: State, node: TSESTree.Node): State | undefined {
    const catcher = this.catchers.at(-1);
    if (catcher === undefined || catcher.length >= 64) return undefined;
    const thrown = state.thrownAt(node);
    catcher.push(thrown);
    return thrown;
  }

  #advance(): boolean {
    while (this.#choices.length > 0) {
      const last = this.#choices.length - 1;
      const next = (this.#choices[last] ?? 0) + 1;
      if (next < (this.#limits[last] ?? 0)) {
        this.#choices[last] = next;
        return true;
      }
      this.#choices.pop();
      this.#limits.pop();
    }
    return false;
  }
}
