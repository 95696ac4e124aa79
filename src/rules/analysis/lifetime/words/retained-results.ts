import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { lastName } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { boundTo } from "./vectors.ts";

const reading = /^__get[A-Z]/;

/**
 * `const p = wasm.hash(text); wasm.__getString(p)` beside `__release`: up to AssemblyScript 0.17 what an export returns is
 * retained for its caller, who releases it. Newer versions have a collector and no `__release`.
 */
export function retainedResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type !== "CallExpression" || !source.mentions("__release")) return undefined;
  const name = lastName(node.callee);
  if (name === undefined || name.startsWith("__") || !isRead(source, node)) return undefined;
  return {
    kind: "pointer",
    family: "__release",
    release: "__release(…)",
    releases: ["__release"],
    certainty: "possible",
    evidence: { kind: "duck", text: `\`${name}\` returns it retained, as exports of AssemblyScript before 0.18 do` },
    finalizer: "none",
    lent: "unknown",
    name,
  };
}

/** The result is read by the loader, at once or by its name. */
function isRead(source: SourceFile, node: TSESTree.CallExpression): boolean {
  if (isReadHere(node)) return true;
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  return variable?.references.some(({ identifier }) => isReadHere(identifier)) === true;
}

function isReadHere(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (parent?.type !== "CallExpression" || parent.arguments[0] !== node) return false;
  return reading.test(lastName(parent.callee) ?? "");
}
