import type { TSESTree } from "@typescript-eslint/utils";
import { isCollected } from "./collected.ts";
import { heldAfterRelease, type ExitKind } from "./findings.ts";
import { isLastFrame } from "./frames.ts";
import { checkFreedFields, ending } from "./freed-fields.ts";
import { checkHalfBuilt } from "./half-built.ts";
import { checkKeptFields } from "./kept-released.ts";
import { decisionSince, hangsOnFailure, isKept, isSurelyLive, isToldBeside } from "./lost.ts";
import { checkStoredViews } from "./late-views.ts";
import { checkReturned } from "./returns.ts";
import type { Exit, Flow, Run } from "./run.ts";
import { functionNameOf, isOnlyUsed } from "./names.ts";
import { judgeProgram } from "./once-forgotten.ts";
import { runsOnce } from "./once.ts";
import type { Acquisition } from "./vocabulary.ts";
import { isInside, lastName } from "../syntax.ts";
import { ESCAPED, LIVE, RELEASED, type State } from "./state.ts";

/** Looks at every way out of a function for what is still live. */
export function judgeExits(run: Run, flow: Flow, ends: readonly State[]): void {
  for (const exit of flow.returns) checkReturned(run, exit);
  const normal = [...flow.returns.map((exit) => exit.state), ...ends];
  if (run.fn.type === "StaticBlock") return;
  if (run.fn.type === "Program" || runsOnce(run.file.source, run.fn)) {
    judgeProgram(run, normal);
    return;
  }
  for (const state of normal) checkOuter(run, state);
  checkFreedFields(run, [...normal, ...thrownOnPurpose(flow)]);
  checkKeptFields(run, normal);
  checkStoredViews(run, normal);
  checkHalfBuilt(run, flow);
  for (const { state, node } of flow.returns) judge(run, state, node, "return");
  for (const { state, node, byCallback } of flow.throws) {
    if (byCallback !== true)
      judge(run, state, node, state.implicit === undefined || isOwnThrow(node) ? "throw" : "implicit");
    else judge(run, state, node, "throw", { states: normal, returns: flow.returns });
  }
  for (const state of ends) judge(run, state, run.fn, "end");
}

/** `free(this.p); this.p = allocateOrThrow(n);`: the function, or one of the file that it calls, throws by itself. */
function thrownOnPurpose({ throws }: Flow): readonly State[] {
  return throws
    .filter(({ state, byCallback }) => state.implicit === undefined || byCallback === true)
    .map(({ state }) => state);
}

/** `catch (error) { throw new LoadError(error); }`: whoever writes that had the exception in mind. */
function isOwnThrow(node: TSESTree.Node): boolean {
  return node.type === "ThrowStatement" && node.argument.type === "NewExpression";
}

/** A function that works with a variable of an outer scope frees it for all later calls. */
function checkOuter(run: Run, state: State): void {
  const name = functionNameOf(run.fn);
  if (name === undefined || ending.test(name) || isOfStream(run.fn) || isSettler(run)) return;
  for (const [key, { ids, derived }] of state.entries()) {
    const [id = -1] = ids;
    const resource = run.file.resources.get(id);
    const node = state.releasedAt(id);
    if (derived || node === undefined || resource?.origin !== "outer" || state.bits(id) !== RELEASED) continue;
    const variable = key.includes(".") ? undefined : run.file.places.rootOf(key);
    if (variable === undefined || run.file.places.isInside(key, run.fn)) continue;
    const inside = variable.references.filter(({ identifier }) => isInside(identifier, run.fn));
    if (inside.length < 2 || inside.some((reference) => reference.isWrite())) continue;
    if (isLastFrame(run.file, run.fn, name, node)) continue;
    run.file.findings.add(`double:${node.range[0]}:${node.range[1]}`, heldAfterRelease(node, resource.label, "outer"));
  }
}

/** `promise.then(onFulfilled, onRejected)`: a promise is settled once, and calls one of the two. */
function isSettler({ fn, file: { source } }: Run): boolean {
  return isOnlyUsed(source, fn, (use) => {
    const { parent } = use;
    if (parent?.type !== "CallExpression" || parent.callee === use) return false;
    return /^(?:then|catch|finally)$/.test(lastName(parent.callee) ?? "");
  });
}

/** `new TransformStream({ transform() { … }, flush() { … } })`: the stream comes to one end, and calls nothing after it. */
function isOfStream(fn: TSESTree.Node): boolean {
  const made = fn.parent?.type === "Property" ? fn.parent.parent.parent : undefined;
  return (
    made?.type === "NewExpression" && /Stream$|^(?:Transform|Readable|Writable)$/.test(lastName(made.callee) ?? "")
  );
}

/** The ways out of a function on which nothing throws. */
interface Normal {
  readonly states: readonly State[];
  readonly returns: readonly Exit[];
}

/** `normal`: where a callback throws, the ways on which none does. */
function judge(run: Run, state: State, node: TSESTree.Node, exit: ExitKind, normal?: Normal): void {
  const together = new Set<TSESTree.Node>();
  for (const [id, bits] of state.allBits()) {
    const resource = run.file.resources.get(id);
    if (resource?.acquisition === undefined) continue;
    if ((bits & LIVE) === 0 && !((bits & ESCAPED) !== 0 && normal !== undefined && isTakenBack(normal, id))) continue;
    // What is never released here is given away: `collect(new Vec())`.
    if (isToldBeside(state, resource) || isCollected(run, state, resource)) continue;
    if (normal !== undefined && !isSettled(normal, id, resource.acquisition)) continue;
    together.add(resource.site);
    resource.leaks.push({
      exit,
      node,
      when: decisionSince(state, resource.site),
      sure: isSurelyLive(run, state, resource) && !hangsOnFailure(run, state, resource, node),
      kept: isKept(state, resource),
      swallowed: state.implicit !== undefined && exit !== "implicit" && normal === undefined,
      together,
    });
  }
}

/** Without the exception it is released, or whoever called gets it; what nobody pinned is collected. */
function isSettled({ states, returns }: Normal, id: number, { release }: Acquisition): boolean {
  return (
    states.some((other) => other.releasedAt(id) !== undefined) ||
    (!/^__(?:unpin|release)/.test(release) &&
      returns.some(({ value: { ids, derived } }) => !derived && ids.includes(id)))
  );
}

/** What a wrapper was given is released here on every way that does not throw: the wrapper never had it for good. */
function isTakenBack({ states }: Normal, id: number): boolean {
  return (
    states.every((state) => (state.bits(id) & (LIVE | ESCAPED)) === 0) &&
    states.some((state) => state.releasedAt(id) !== undefined)
  );
}
