import type { TSESTree } from "@typescript-eslint/utils";
import { lastName, memberName, unwrap } from "../syntax.ts";
import { isOwnImport } from "./own-imports.ts";
import type { Run } from "./run.ts";
import type { Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

const callback = /^on[A-Z]/;
const setter = /^set[A-Z]/;

/**
 * `props.onChange(mat)`, `widget.setBuffer(mat)` of an object that a function of another file gave: whoever is told of
 * the value may keep it, so that no leak of it is certain.
 */
export function isHandedOn(run: Run, node: CallNode, receiver: Value): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (name === undefined || receiver.ids.some((id) => run.file.resources.get(id)?.acquisition)) return false;
  if (callback.test(name)) return true;
  return callee.type === "MemberExpression" && setter.test(name) && isOfAnotherFile(run, callee.object);
}

/** `const widget = await getWidget()`, where an import of the project's own gives it. */
function isOfAnotherFile({ file: { source } }: Run, object: TSESTree.Node): boolean {
  const held = unwrap(object);
  const declarator = held.type === "Identifier" ? source.variableOf(held)?.defs[0]?.node : undefined;
  if (declarator?.type !== "VariableDeclarator" || declarator.init === null) return false;
  let made = unwrap(declarator.init);
  if (made.type === "AwaitExpression") made = unwrap(made.argument);
  return made.type === "CallExpression" && isOwnImport(source, made.callee);
}

const deleter = /^(?:del|delete|destroy|dispose|free|release)(?:[A-Z]\w*)?$/;

/** `del(a, b, c)` of another file: by its name it ends each of what it is given. */
export function isDeletedAbroad({ file: { source } }: Run, { callee, type }: CallNode): boolean {
  if (type !== "CallExpression" || callee.type !== "Identifier" || !deleter.test(callee.name)) return false;
  return source.variableOf(callee)?.defs[0]?.type === "ImportBinding";
}

/** `mat = store.add(new Mat())` of another file's store: what it gives back is what it was given, and looks after from then on. */
export function isPutAway({ file }: Run, { callee }: CallNode, [given]: readonly Value[]): boolean {
  if (callee.type !== "MemberExpression" || !/^(?:add|keep|register|track)$/.test(memberName(callee) ?? ""))
    return false;
  const isHandle = (id: number): boolean => file.resources.get(id)?.acquisition?.kind === "handle";
  return given?.ids.some(isHandle) === true && isOwnImport(file.source, callee.object);
}
