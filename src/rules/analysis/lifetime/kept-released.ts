import { isConstructor } from "../syntax.ts";
import type { FieldStore } from "./fields.ts";
import { clip } from "./ownership.ts";
import type { Run } from "./run.ts";
import { RELEASED, type State } from "./state.ts";

/** `try { this.p = p; } finally { free(p); }`: the object is left with something that was released on the way out. */
export function checkKeptFields(run: Run, ends: readonly State[]): void {
  for (const store of run.file.fields) {
    if (store.fn !== run.fn || store.isStatic) continue;
    const state = ends.find((end) => isDangling(store, end));
    if (state === undefined) continue;
    const { acquisition, holder, label, id } = store.resource;
    const sure = isConstructor(run.fn) && acquisition?.certainty === "certain" && state.isSure;
    run.file.findings.add(`use:${store.node.range[0]}:${store.node.range[1]}`, {
      kind: "use-after-release",
      node: store.node,
      released: state.releasedAt(id) ?? store.node,
      acquisition,
      certainty: sure ? "certain" : "possible",
      text: clip(holder ?? label),
      how: "kept",
    });
    store.resource.keptReleased = true;
  }
}

function isDangling({ field, resource }: FieldStore, state: State): boolean {
  if (resource.isOlder || state.bits(resource.id) !== RELEASED) return false;
  const held = state.value(`this.${field}`);
  if (held === undefined || held.derived) return false;
  if (held.ids.length === 1 && held.ids[0] === resource.id) return true;
  const [boxId, ...others] = held.boxes;
  const box = boxId === undefined || others.length > 0 ? undefined : state.box(boxId);
  return [...(box?.props.values() ?? [])].some(
    ({ ids, derived }) => !derived && ids.length === 1 && ids[0] === resource.id,
  );
}
