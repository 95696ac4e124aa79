import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../../recognise/returns.ts";
import type { SourceFile } from "../../source-file.ts";
import { isFunction, lastName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode, Vocabulary } from "../vocabulary.ts";

const lending = /^#?_*(?:with|using|borrow)(?:[A-Z_]\w*)?$/;

/**
 * `withUtf8(text, (p, n) => wasm.layout_create(font, p, n))` of another file: a function that lends something for the time
 * of a callback gives back what the callback gave.
 */
export function passedResult(
  source: SourceFile,
  words: Pick<Vocabulary, "acquisition">,
  node: CallNode,
): Acquisition | undefined {
  const callee = unwrap(node.callee);
  const callback = node.arguments.at(-1);
  if (node.type !== "CallExpression" || !isFunction(callback) || callback.async || callback.generator) return undefined;
  if (callee.type !== "Identifier" || !lending.test(lastName(callee) ?? "")) return undefined;
  if (source.variableOf(callee)?.defs[0]?.type !== "ImportBinding") return undefined;
  const [given, other] = returnedBy(source, callback).map((value) => unwrap(value));
  if (other !== undefined || !isCall(given)) return undefined;
  const made = words.acquisition(given);
  return made === undefined || made.counted === true ? undefined : { ...made, certainty: "possible" };
}

function isCall(node: TSESTree.Node | undefined): node is CallNode {
  return node?.type === "CallExpression" || node?.type === "NewExpression";
}
