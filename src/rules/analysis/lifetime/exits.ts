import type { TSESTree } from "@typescript-eslint/utils";
import type { ExitKind } from "./findings.ts";
import { decisionSince } from "./lost.ts";
import { checkReturned } from "./returns.ts";
import type { Flow, Run } from "./run.ts";
import { LIVE, type State } from "./state.ts";

/** Looks at every way out of a function for what is still live. */
export function judgeExits(run: Run, flow: Flow, ends: readonly State[]): void {
  for (const exit of flow.returns) checkReturned(run, exit);
  // What the top level of a file holds lives as long as the program.
  if (run.fn.type === "Program" || run.fn.type === "StaticBlock") return;
  for (const { state, node } of flow.returns) judge(run, state, node, "return");
  for (const { state, node } of flow.throws)
    judge(run, state, node, state.implicit === undefined ? "throw" : "implicit");
  for (const state of ends) judge(run, state, run.fn, "end");
}

function judge(run: Run, state: State, node: TSESTree.Node, exit: ExitKind): void {
  for (const [id, bits] of state.allBits()) {
    const resource = run.file.resources.get(id);
    if ((bits & LIVE) === 0 || resource?.acquisition === undefined) continue;
    resource.leaks.push({
      exit,
      node,
      when: decisionSince(state, resource.site),
      sure: bits === LIVE && state.implicit === undefined && !resource.isOlder,
      swallowed: state.implicit !== undefined && exit !== "implicit",
    });
  }
}
