import { concernsWasm } from "../recognise/gate.ts";
import { unwrap } from "../syntax.ts";
import type { Run } from "./run.ts";
import type { Release } from "./vocabulary.ts";

/** `made.free()` of a constant that a call of this function gave: only objects of wasm-bindgen and its like have such a method. */
export function isOwnFree(run: Run, { name, style, target }: Release): boolean {
  if (style !== "method" || name !== "free" || target.type !== "Identifier" || !concernsWasm(run.file.source))
    return false;
  const variable = run.file.source.variableOf(target);
  const definition = variable?.defs[0]?.node;
  if (variable?.defs.length !== 1 || definition?.type !== "VariableDeclarator" || definition.init === null)
    return false;
  if (definition.parent.kind !== "const" || !run.file.places.isInside(run.file.places.variable(variable), run.fn))
    return false;
  const init = unwrap(definition.init);
  return init.type === "CallExpression" || init.type === "NewExpression";
}
