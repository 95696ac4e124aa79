import type { TSESTree } from "@typescript-eslint/utils";
import { compact } from "./compact.ts";
import { evaluate } from "./expressions.ts";
import { assumeEqual } from "./facts.ts";
import { leaveBlock } from "./lost.ts";
import type { Flow, Run } from "./run.ts";
import type { State } from "./state.ts";
import { executeAll } from "./statements.ts";

// The facts of a longer list would only push each other out.
const maxCases = 12;

/** `switch`: a case is entered with what its test tells of the value, or from the case before. */
export function executeSwitch(run: Run, node: TSESTree.SwitchStatement, states: readonly State[], flow: Flow): State[] {
  const { discriminant, cases } = node;
  const ways = run.outcomes(
    states,
    (state) => evaluate(run, state, discriminant),
    (exit) => flow.throws.push(exit),
  );
  let unmatched = ways.map(({ state }) => state);
  const tells = cases.length <= maxCases;
  const matching = new Map<TSESTree.SwitchCase, State[]>();
  for (const each of cases) {
    const { test } = each;
    if (test === null) continue;
    const taken = unmatched.map((state) => state.copy());
    matching.set(each, tells ? taken.filter((state) => assumeEqual(run, state, discriminant, test, true)) : taken);
    if (tells) unmatched = unmatched.filter((state) => assumeEqual(run, state, discriminant, test, false));
  }
  const outer = flow.breaks.get("") ?? [];
  flow.breaks.delete("");
  let falling: State[] = [];
  for (const each of cases) {
    const entered = matching.get(each) ?? unmatched.map((state) => state.copy());
    for (const state of entered) {
      state.trail = { test: each.test ?? discriminant, taken: true, before: state.trail };
    }
    falling = executeAll(run, each.consequent, compact([...falling, ...entered]), flow);
  }
  const broken = flow.breaks.get("") ?? [];
  if (outer.length > 0) flow.breaks.set("", outer);
  else flow.breaks.delete("");
  const hasDefault = cases.some(({ test }) => test === null) || namesEveryFailure(node);
  const next = [...falling, ...broken.map(({ state }) => state), ...(hasDefault ? [] : unmatched)];
  return leaveBlock(run, node, compact(next));
}

/** `if (!made) { switch (code) { case Kind.Syntax: throw …; case Kind.Name: throw …; … } }`: the cases name every kind. */
function namesEveryFailure({ cases, parent }: TSESTree.SwitchStatement): boolean {
  if (cases.length < 3 || parent.type !== "BlockStatement" || parent.parent.type !== "IfStatement") return false;
  if (parent.body.at(-1)?.type !== "SwitchStatement") return false;
  return cases.every(({ test, consequent }) => {
    const last = consequent.at(-1);
    const end = last?.type === "BlockStatement" ? last.body.at(-1) : last;
    return test?.type === "MemberExpression" && end?.type === "ThrowStatement";
  });
}
