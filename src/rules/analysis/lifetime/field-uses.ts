import type { TSESTree } from "@typescript-eslint/utils";
import { classOfThis, isFunction, keyName, thisOwner, unwrap, type FunctionNode } from "../syntax.ts";
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

/** The getter of this file that reading a member of `this` runs. */
export function getterOf(node: TSESTree.MemberExpression, name: string | undefined): FunctionNode | undefined {
  if (name === undefined || unwrap(node.object).type !== "ThisExpression") return undefined;
  const member = classOfThis(thisOwner(node))?.node.body.body.find(
    (each) => each.type === "MethodDefinition" && each.kind === "get" && keyName(each) === name,
  );
  return member?.type === "MethodDefinition" && isFunction(member.value) ? member.value : undefined;
}
