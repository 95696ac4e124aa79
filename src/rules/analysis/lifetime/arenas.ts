import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import type { Run } from "./run.ts";
import { LIVE, RELEASED, type State } from "./state.ts";

const emptying = /^(?:free|release|dispose|destroy|clear|reset|cleanup|delete)(?:All|Everything)?$/;

/** `const memory = new Memory(module); memory.malloc(32); … memory.free()`: one call frees all that an allocator object gave. */
export function emptyArena(run: Run, state: State, node: TSESTree.CallExpression): void {
  const callee = unwrap(node.callee);
  if (node.arguments.length > 0 || callee.type !== "MemberExpression" || !emptying.test(memberName(callee) ?? ""))
    return;
  const arena = run.file.places.of(callee.object);
  if (arena === undefined) return;
  for (const [id, bits] of [...state.allBits()]) {
    const resource = run.file.resources.get(id);
    if ((bits & LIVE) === 0 || resource?.acquisition?.kind !== "pointer" || resource.site.type !== "CallExpression")
      continue;
    const maker = unwrap(resource.site.callee);
    if (maker.type !== "MemberExpression" || run.file.places.of(maker.object) !== arena) continue;
    resource.handled = true;
    state.setReleasedAt(id, node);
    state.setBits(id, (bits & ~LIVE) | RELEASED);
  }
}
