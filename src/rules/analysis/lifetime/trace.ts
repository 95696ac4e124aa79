import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import type { FileAnalysis } from "./run.ts";
import type { State } from "./state.ts";
import { functionNameOf } from "./names.ts";

const bitNames: readonly [number, string][] = [
  [1, "live"],
  [2, "released"],
  [4, "escaped"],
  [8, "none"],
];

/** One line per state: what each resource is, and what each name holds. */
export function printState(state: State): string {
  const resources = [...state.allBits()].map(([id, bits]) => `#${id} ${bitsText(bits)}`);
  const names = [...state.entries()].map(([key, { ids, boxes, truth, derived }]) => {
    const parts = [...ids.map((id) => `${derived ? "from " : ""}#${id}`), ...boxes.map((id) => `box ${id}`)];
    return `${key} = ${parts.join(" or ")}${truth === 1 ? " truthy" : truth === -1 ? " falsy" : ""}`;
  });
  return [resources.join(", "), names.join(", "), state.implicit === undefined ? "" : "thrown implicitly"]
    .filter((part) => part !== "")
    .join(" | ");
}

function bitsText(bits: number): string {
  return bitNames
    .filter(([bit]) => (bits & bit) !== 0)
    .map(([, name]) => name)
    .join("|");
}

/** Prints the states of the function that `settings["wasm-leaks"].trace` names, to find out why a report is made or not. */
export function tracer(
  context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>,
  source: SourceFile,
): FileAnalysis["trace"] {
  const wanted = source.settings.trace;
  if (wanted === undefined) return undefined;
  return (fn: TSESTree.Node, node: TSESTree.Node, states: readonly State[]): void => {
    const name = functionNameOf(fn);
    if (wanted !== "*" && wanted !== name) return;
    const where = `${context.filename}:${node.loc.start.line} ${name ?? "(anonymous)"} after ${node.type}`;
    console.error([where, ...states.map((state) => `  ${printState(state)}`)].join("\n"));
  };
}

/** Says with {@link tracer}'s setting where the analysis took too long and nothing is reported for that reason. */
export function givenUp(
  context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>,
  source: SourceFile,
): FileAnalysis["gaveUp"] {
  if (source.settings.trace === undefined) return undefined;
  return (fn: TSESTree.Node): void => {
    const name = fn.type === "Program" ? "the file" : (functionNameOf(fn) ?? "(anonymous)");
    console.error(`${context.filename}:${fn.loc.start.line} ${name} is not judged: its paths are too many`);
  };
}
