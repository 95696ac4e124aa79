import type { TSESTree } from "@typescript-eslint/utils";
import { classOfThis, isFunction, keyName, thisOwner, unwrap, type ClassNode, type FunctionNode } from "../syntax.ts";
import { usesOf } from "./always-used.ts";
import { clip, touchesMemory } from "./ownership.ts";
import type { Run } from "./run.ts";
import { RELEASED, type State } from "./state.ts";

/** `api.encoder_close(this.p); return this.frames;`, where the getter, or a method, works on the field that was released. */
export function useFields(run: Run, state: State, node: TSESTree.Node, fn: FunctionNode | undefined): void {
  if (fn === undefined) return;
  for (const [key, { ids, derived, some }] of state.entries()) {
    const field = /^this\.([^.]+)$/.exec(key)?.[1];
    const [id = -1, ...more] = ids;
    if (field === undefined || derived || some || more.length > 0 || state.bits(id) !== RELEASED) continue;
    const resource = run.file.resources.get(id);
    const used = usesOf(run.file, fn).held.find((held) => held.field === field);
    if (resource === undefined || used === undefined) continue;
    const released = state.releasedAt(id);
    if (!touchesMemory(run, resource.acquisition, released, used.at)) continue;
    run.file.findings.add(`use:${node.range[0]}:${node.range[1]}`, {
      kind: "use-after-release",
      node,
      released: released ?? node,
      acquisition: resource.acquisition,
      certainty: "possible",
      text: clip(resource.holder ?? resource.label),
      how: "plain",
    });
  }
}

const known = new WeakMap<ClassNode, ReadonlyMap<string, FunctionNode>>();

/** The getter of this file that reading a member of `this` runs. */
export function getterOf(node: TSESTree.MemberExpression, name: string | undefined): FunctionNode | undefined {
  if (name === undefined || unwrap(node.object).type !== "ThisExpression") return undefined;
  const owner = classOfThis(thisOwner(node))?.node;
  return owner === undefined ? undefined : gettersOf(owner).get(name);
}

function gettersOf(owner: ClassNode): ReadonlyMap<string, FunctionNode> {
  const found = known.get(owner);
  if (found !== undefined) return found;
  const getters = new Map<string, FunctionNode>();
  for (const member of owner.body.body) {
    if (member.type !== "MethodDefinition" || member.kind !== "get" || !isFunction(member.value)) continue;
    const name = keyName(member);
    if (name !== undefined && !getters.has(name)) getters.set(name, member.value);
  }
  known.set(owner, getters);
  return getters;
}
