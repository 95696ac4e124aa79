import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../../recognise/returns.ts";
import { parameterIn } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import type { FunctionNode } from "../../syntax.ts";

/** `const keep = (made) => { list.push(made); return made; }`: the argument that a call of the function gives back. */
export function givenBack(
  source: SourceFile,
  fn: FunctionNode,
  { arguments: given }: TSESTree.CallExpression,
): TSESTree.Node | undefined {
  const results = returnedBy(source, fn);
  const [first] = results;
  const index = first === undefined ? undefined : parameterIn(source, first, fn);
  if (index === undefined || results.some((result) => parameterIn(source, result, fn) !== index)) return undefined;
  const argument = given[index];
  return argument?.type === "SpreadElement" ? undefined : argument;
}
