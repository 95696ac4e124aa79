import { copyMethods } from "../../../../resources/catalog.ts";
import type { TypeOracle } from "../../recognise/oracle.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { ofKind } from "./of-kind.ts";

// Names that give what already belongs to somebody: a getter, a look-up, a hook, a cache.
const lending =
  /^(?:get|find|lookup|peek|current|shared|ensure|use|acquire|borrow|cached?|default|active|root|parent|child|first|last|next|prev|at|item|pop|shift|then|map|filter|reduce|apply|call|bind)(?![a-z])/;
const lendingEnd = /(?:[sS]ingleton|[iI]nstance|[cC]ached|[mM]emoized)$/;

/**
 * A call whose declared result owns native memory. What the user's own functions return is `possible` at most, as a
 * cache looks no different from a factory; the objects of wasm-bindgen are always the caller's.
 */
export function typedAcquisition(oracle: TypeOracle, node: CallNode, source: SourceFile): Acquisition | undefined {
  const made = oracle.handle(node);
  if (made === undefined) return undefined;
  const isNew = node.type === "NewExpression";
  const origin = oracle.origin(node);
  // The functions of this file tell by their bodies; `x.add(1)` that returns `x` acquires nothing.
  if (origin === undefined || origin === "here") return undefined;
  const isBindgen = made.shape === "wasm-bindgen" || made.facts?.package.style === "wasm-bindgen";
  const name = lastName(node.callee);
  const owns = isNew || (isBindgen && origin === "typings");
  const copies = name !== undefined && copyMethods.has(name);
  if (node.type === "CallExpression" && !copies && oracle.returnsThis(node)) return undefined;
  if (!owns && (name === undefined || lending.test(name) || lendingEnd.test(name))) return undefined;
  // A class of the project that merely extends a native one is its author's to judge.
  if (isNew && origin === "project") return undefined;
  const certainty = owns || (made.shape === "embind" && copies) ? "certain" : "possible";
  const text = `its type is \`${made.name}\`${made.package === undefined ? "" : ` of ${made.package}`}, which owns native memory`;
  if (made.facts !== undefined) {
    const acquisition = ofKind(made.facts, node, certainty, text, source);
    return { ...acquisition, evidence: { kind: "type", text } };
  }
  const method = isBindgen ? "free" : "delete";
  return {
    kind: "handle",
    family: method,
    release: `.${method}()`,
    releases: [],
    certainty,
    evidence: { kind: "type", text },
    finalizer: isBindgen ? "late" : isNew ? "none" : "unknown",
    lent: isBindgen ? "unknown" : "stays",
    name: made.name,
  };
}
