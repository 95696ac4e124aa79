import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, isMethod, keyName, unwrap, type ClassNode } from "../syntax.ts";
import type { End } from "./effects.ts";
import type { Run } from "./run.ts";
import { RELEASED, type State } from "./state.ts";
import { summarize, type Summary } from "./summaries.ts";
import { resourceValue } from "./value.ts";

/** Fields of its object that a method releases on every way, and leaves as they are: by name, the call that does. */
export type FieldEnds = ReadonlyMap<string, TSESTree.Node>;

const none: FieldEnds = new Map();

export function fieldEndsOf(run: Run, ends: readonly End[]): FieldEnds {
  const method = run.fn.parent;
  if (!isMethod(method) || method.static) return none;
  if (!isFunction(run.fn) || run.fn.async || run.fn.generator) return none;
  const [first, ...others] = ends;
  if (first === undefined) return none;
  let found: Map<string, TSESTree.Node> | undefined;
  for (const [key] of first.state.entries()) {
    const field = /^this\.([^.]+)$/.exec(key)?.[1];
    const released = field === undefined ? undefined : releasedIn(run, first.state, key);
    if (field === undefined || released === undefined || isAccessor(method.parent.parent as ClassNode, field)) continue;
    if (others.every(({ state }) => releasedIn(run, state, key) !== undefined))
      (found ??= new Map<string, TSESTree.Node>()).set(field, released);
  }
  return found ?? none;
}

function releasedIn(run: Run, state: State, key: string): TSESTree.Node | undefined {
  const held = state.value(key);
  const [id = -1, ...more] = held?.ids ?? [];
  if (held === undefined || held.derived || held.some || more.length > 0 || state.bits(id) !== RELEASED)
    return undefined;
  return run.file.resources.get(id)?.origin === "outer" ? state.releasedAt(id) : undefined;
}

/** What a getter gives may be another object the next time. */
function isAccessor(owner: ClassNode, field: string): boolean {
  return owner.body.body.some(
    (member) => member.type === "MethodDefinition" && member.kind !== "method" && keyName(member) === field,
  );
}

/** `this.dispose(); this.paint.setColor(1);`: the fields that a method of the object has released are no good any more. */
export function endFields(run: Run, state: State, node: TSESTree.CallExpression, summary?: Summary): void {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression" || unwrap(callee.object).type !== "ThisExpression") return;
  const fn = summary === undefined ? run.file.functions.resolve(callee) : undefined;
  const { fieldEnds = none } = summary ?? (fn === undefined ? undefined : summarize(run, fn)) ?? {};
  for (const [field, released] of fieldEnds) {
    const place = `this.${field}`;
    const known = `ended ${place} ${released.range[0]}`;
    const resource = run.file.resources.at(run.fn, known, "outer", undefined, place);
    state.forgetMembers(`${place}.`);
    state.setBits(resource.id, RELEASED);
    state.setReleasedAt(resource.id, released);
    state.set(place, resourceValue(resource.id, 0));
  }
}
