import type { TSESTree } from "@typescript-eslint/utils";
import { Remembered } from "../remembered.ts";
import { parameterIn } from "../sources.ts";
import { isInside, type FunctionNode } from "../syntax.ts";
import type { FileAnalysis } from "./run.ts";

const maxDepth = 3;

const remembered = new Remembered<FileAnalysis, FunctionNode, ReadonlySet<number>>();

/** Whether a function of the file releases the argument it is given there: `drop(this.mat)`, whatever its name. */
export function endsArgument(file: FileAnalysis, call: TSESTree.CallExpression, index: number): boolean {
  const fn = file.functions.resolve(call.callee);
  return fn !== undefined && endedParameters(file, fn, 0).has(index);
}

function endedParameters(file: FileAnalysis, fn: FunctionNode, depth: number): ReadonlySet<number> {
  const find = (): ReadonlySet<number> =>
    new Set(
      file.source.nodes("CallExpression").flatMap((call) => {
        if (!isInside(call, fn)) return [];
        const target = file.vocabulary.release(call)?.target;
        if (target !== undefined) return parameterIn(file.source, target, fn) ?? [];
        const next = depth < maxDepth && call.arguments.length > 0 ? file.functions.resolve(call.callee) : undefined;
        if (next === undefined || next === fn) return [];
        return [...endedParameters(file, next, depth + 1)].flatMap((index) => {
          const given = call.arguments[index];
          return (given && parameterIn(file.source, given, fn)) ?? [];
        });
      }),
    );
  return depth === 0 ? remembered.get(file, fn, find) : find();
}
