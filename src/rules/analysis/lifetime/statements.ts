import type { TSESTree } from "@typescript-eslint/utils";
import { bindPattern } from "./bindings.ts";
import { compact } from "./compact.ts";
import { branch } from "./conditions.ts";
import { evaluate } from "./expressions.ts";
import { checkLost, leaveBlock } from "./lost.ts";
import { executeLoop, isLoop } from "./loops.ts";
import { escape, escapeCaptured, use } from "./ownership.ts";
import { executeReturn } from "./returns.ts";
import type { Flow, Run } from "./run.ts";
import type { State } from "./state.ts";
import { executeSwitch } from "./switch.ts";
import { executeTry } from "./try.ts";
import { nullish, unknown } from "./value.ts";

/** Runs a statement on every path; gives those that run on, the others go to the flow. */
export function execute(run: Run, node: TSESTree.Node, states: readonly State[], flow: Flow): State[] {
  if (states.length === 0 || !run.goesOn(states)) return [];
  const next = executeOne(run, node, states, flow);
  run.file.trace?.(run.fn, node, next);
  return next;
}

function executeOne(run: Run, node: TSESTree.Node, states: readonly State[], flow: Flow): State[] {
  const throwTo = (exit: Flow["throws"][number]): unknown => flow.throws.push(exit);
  if (isLoop(node)) return executeLoop(run, node, states, flow, "");
  switch (node.type) {
    case "ExpressionStatement": {
      const ends = run.outcomes(states, (state) => evaluate(run, state, node.expression), throwTo);
      const next = compact(ends.map(({ state }) => state));
      checkLost(run, next, node, "lost");
      return next;
    }
    case "VariableDeclaration":
      return declare(run, node, states, flow);
    case "BlockStatement":
    case "StaticBlock":
      return leaveBlock(run, node, executeAll(run, node.body, states, flow));
    case "Program":
      return executeAll(run, run.file.source.statements, states, flow);
    case "IfStatement": {
      const { yes, no } = branch(run, states, node.test, flow);
      const after = execute(run, node.consequent, yes, flow);
      return compact([...after, ...(node.alternate === null ? no : execute(run, node.alternate, no, flow))]);
    }
    case "ReturnStatement":
      executeReturn(run, node, node.argument, states, flow);
      return [];
    case "ThrowStatement": {
      for (const { state, value } of run.outcomes(states, (each) => evaluate(run, each, node.argument), throwTo)) {
        use(run, state, value, node);
        // `throw vm.newError("no such file");`: whoever catches it has it.
        escape(run, state, value);
        flow.throws.push({ state, node, value });
      }
      return [];
    }
    case "TryStatement":
      return executeTry(run, node, states, flow);
    case "SwitchStatement":
      return executeSwitch(run, node, states, flow);
    case "LabeledStatement": {
      const label = node.label.name;
      const next = isLoop(node.body)
        ? executeLoop(run, node.body, states, flow, label)
        : execute(run, node.body, states, flow);
      const broken = flow.breaks.get(label) ?? [];
      flow.breaks.delete(label);
      return compact([...next, ...broken.map(({ state }) => state)]);
    }
    case "BreakStatement":
      jump(flow.breaks, node.label?.name ?? "", states, node);
      return [];
    case "ContinueStatement":
      jump(flow.continues, node.label?.name ?? "", states, node);
      return [];
    case "ClassDeclaration":
      for (const state of states) escapeCaptured(run, state, node);
      return [...states];
    case "ExportNamedDeclaration":
      return node.declaration === null ? [...states] : execute(run, node.declaration, states, flow);
    case "ExportDefaultDeclaration":
      if (node.declaration.type === "FunctionDeclaration" || node.declaration.type === "ClassDeclaration")
        return [...states];
      return compact(
        run
          .outcomes(states, (state) => escape(run, state, evaluate(run, state, node.declaration)), throwTo)
          .map(({ state }) => state),
      );
    case "WithStatement":
      return execute(run, node.body, states, flow);
    default:
      return [...states];
  }
}

/** Statements one after the other. */
export function executeAll(run: Run, body: readonly TSESTree.Node[], states: readonly State[], flow: Flow): State[] {
  let current = [...states];
  for (const statement of body) current = execute(run, statement, current, flow);
  return current;
}

function jump(to: Flow["breaks"], label: string, states: readonly State[], node: TSESTree.Node): void {
  const exits = states.map((state) => ({ state, node, value: unknown }));
  to.set(label, [...(to.get(label) ?? []), ...exits]);
}

function declare(run: Run, node: TSESTree.VariableDeclaration, states: readonly State[], flow: Flow): State[] {
  const isUsing = node.kind === "using" || node.kind === "await using";
  let current = [...states];
  for (const { id, init } of node.declarations) {
    if (init === null) {
      if (node.kind !== "var") for (const state of current) bindPattern(run, state, id, nullish, node);
      continue;
    }
    const ends = run.outcomes(
      current,
      (state) => {
        const value = evaluate(run, state, init);
        bindPattern(run, state, id, value, node);
        // What has a `[Symbol.dispose]` may be an object around the address.
        if (isUsing) escape(run, state, value);
      },
      (exit) => flow.throws.push(exit),
    );
    current = compact(ends.map(({ state }) => state));
  }
  checkLost(run, current, node, "lost");
  return current;
}
