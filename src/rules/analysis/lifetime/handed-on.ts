import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import { classOfThis, lastName, memberName, thisOwner, unwrap } from "../syntax.ts";
import { isOwnImport } from "./own-imports.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import type { Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";
import { calledNative } from "./words/native-callee.ts";

const callback = /^on[A-Z]/;
const setter = /^set[A-Z]/;
const taking = /^(?:provide|commit|put|publish|enqueue)(?![a-z])/;
// By these words a call gives what it is given to somebody, or ends it.
const giving =
  /^[_$#]*(?:set|put|send|post|publish|provide|write|give|pass|submit|share|deliver|commit|update|replace|swap|install|mount|attach|inject|configure|init|initialize|initialise|setup|start|open|load|use|connect|wrap|queue|enqueue|schedule|complete|finish|fulfil|release|recycle|reclaim|restore|return|dispose|destroy|delete|del|free|clean|clear|drop|end|close)(?![a-z])/;

/**
 * `props.onChange(mat)`, `channel.send(mat)`, `setMat(mat)`: JavaScript that this file does not show is told of the value, by
 * a name that says that it may keep it ("foreign": no leak of it is certain), or that it does ("takes").
 */
export function handedOn(run: Run, node: CallNode, receiver: Value): "foreign" | "takes" | undefined {
  if (node.type !== "CallExpression") return undefined;
  const { source, vocabulary } = run.file;
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (name === undefined || receiver.ids.some((id) => run.file.resources.get(id)?.acquisition)) return undefined;
  if (callback.test(name)) return "foreign";
  const object = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
  const isOwn = object?.type === "ThisExpression" && isInherited(object);
  const isTold = giving.test(name) && !vocabulary.isKnown(node) && calledNative(source, node) === undefined;
  // A method that the class inherits may keep what it is given.
  if (!isTold) return isOwn ? "foreign" : undefined;
  if (object !== undefined && recognitionOf(source).values.of(object)?.kind === "exports") return undefined;
  if (taking.test(name)) return "takes";
  if (object === undefined || !setter.test(name)) return "foreign";
  // `this.paint.setShader(shader)`: objects of native classes have setters as well.
  return isOwn || isOfProject(run, object) ? "takes" : object.type === "ThisExpression" ? "foreign" : undefined;
}

/** On this path somebody was given the resource who may keep it. */
export function noteGiven(state: State, id: number): void {
  state.setFact(`given #${id}`, { holds: true, names: [] });
}

/** What a site makes anew nobody has been given yet. */
export function forgetGiven(state: State, id: number): void {
  if (isGiven(state, id)) state.setFact(`given #${id}`, { holds: false, names: [] });
}

export function isGiven(state: State, id: number): boolean {
  return state.fact(`given #${id}`) === true;
}

/** `this` of a class that extends another one. */
function isInherited(object: TSESTree.ThisExpression): boolean {
  const owner = thisOwner(object);
  const of = owner === undefined ? undefined : classOfThis(owner);
  return of !== undefined && of.node.superClass !== null;
}

const told =
  /^(?:cache|registry|pool|manager|map|table|session|props|ctx|context|store|state|parent|owner|actions|api|callbacks|handlers|controller|emitter)$|(?:Store|Context|State|Cache|Registry|Pool|Manager)$/;

/** `props.setMat(mat)`, `const widget = await getWidget()` of a function that is imported, or a hook: JavaScript of the project's own. */
function isOfProject({ file: { source } }: Run, object: TSESTree.Node): boolean {
  if (told.test(lastName(object) ?? "")) return true;
  const declarator = object.type === "Identifier" ? source.variableOf(object)?.defs[0]?.node : undefined;
  if (declarator?.type !== "VariableDeclarator" || declarator.init === null) return false;
  let made = unwrap(declarator.init);
  if (made.type === "AwaitExpression") made = unwrap(made.argument);
  return (
    made.type === "CallExpression" &&
    (isOwnImport(source, made.callee) || /^use[A-Z]/.test(lastName(made.callee) ?? ""))
  );
}

const deleter = /^(?:del|delete|destroy|dispose|free|release)(?:[A-Z]\w*)?$/;
const returning = /^(?:release|recycle|reclaim|giveBack|putBack)(?:[A-Z]\w*)?$/;

/** `del(a, b, c)` of another file, `pool.release(mat)`: by its name it ends each of what it is given, or has it back. */
export function isDeletedAbroad(run: Run, node: CallNode, { ids }: Value): boolean {
  if (node.type !== "CallExpression") return false;
  const { source, vocabulary } = run.file;
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier" && deleter.test(callee.name))
    return source.variableOf(callee)?.defs[0]?.type === "ImportBinding";
  if (!returning.test(lastName(callee) ?? "") || vocabulary.isKnown(node) || calledNative(source, node) !== undefined)
    return false;
  return ids.length > 0 && ids.every((id) => run.file.resources.get(id)?.acquisition?.kind === "handle");
}

/** `mat.delete.bind(mat)`, `mat.delete.call(mat)`: whoever has the function ends the object. */
export function isEndTaken(run: Run, node: TSESTree.MemberExpression, { ids }: Value): boolean {
  const { parent } = node;
  if (parent.type !== "MemberExpression" || parent.object !== node) return false;
  if (!/^(?:bind|call|apply)$/.test(memberName(parent) ?? "")) return false;
  const name = memberName(node);
  return ids.some((id) => run.file.resources.get(id)?.acquisition?.release.startsWith(`.${name}(`) === true);
}

/** `mat = store.add(new Mat())` of another file's store: what it gives back is what it was given, and looks after from then on. */
export function isPutAway({ file }: Run, { callee }: CallNode, [given]: readonly Value[]): boolean {
  if (callee.type !== "MemberExpression" || !/^(?:add|keep|register|track)$/.test(memberName(callee) ?? ""))
    return false;
  const isHandle = (id: number): boolean => file.resources.get(id)?.acquisition?.kind === "handle";
  return given?.ids.some(isHandle) === true && isOwnImport(file.source, callee.object);
}
