import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { isIteration } from "./closures.ts";
import { isLoop } from "./loops.ts";
import type { FileAnalysis } from "./run.ts";
import type { Counted } from "./vocabulary.ts";

interface Call extends Counted {
  readonly node: TSESTree.CallExpression;
}

/** Counts that cannot come out even: an `unprotect(n)` that a loop or an early exit makes wrong. */
export function judgeCounts(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const byFunction = new Map<TSESTree.Node, Call[]>();
  for (const node of file.source.nodes("CallExpression")) {
    const counted = file.vocabulary.counted(node);
    if (counted === undefined) continue;
    // A helper that only adds or only takes away is balanced by its callers.
    for (let fn = enclosingFunction(node); isFunction(fn); fn = enclosingFunction(fn)) {
      byFunction.set(fn, [...(byFunction.get(fn) ?? []), { ...counted, node }]);
    }
  }
  for (const [fn, calls] of byFunction) {
    for (const family of new Set(calls.map((call) => call.family))) {
      const own = calls.filter((call) => call.family === family);
      const plus = own.filter(({ change }) => change !== undefined && change > 0);
      const minus = own.filter(({ change }) => change === undefined || change < 0);
      const wrong =
        plus.length === 0 || minus.length === 0
          ? undefined
          : (repeated(fn, plus, minus) ?? skipped(file, fn, plus, minus));
      if (wrong === undefined) continue;
      findings.push({
        kind: "unbalanced",
        site: wrong.site,
        name: file.source.text(unwrap(wrong.site.callee)),
        release: wrong.release,
        node: wrong.at,
        certainty: "possible",
      });
    }
  }
  return [...findings, ...stackAllocations(file)];
}

/** Added to once per round, taken away by a fixed number outside. */
function repeated(
  fn: TSESTree.Node,
  plus: readonly Call[],
  minus: readonly Call[],
): { site: TSESTree.CallExpression; at: TSESTree.Node; release: string } | undefined {
  for (const { node, release } of plus) {
    const round = roundAround(node, fn);
    if (round === undefined) continue;
    const outside = minus.find((call) => call.change !== undefined && !isInside(call.node, round));
    if (outside !== undefined && !minus.some((call) => isInside(call.node, round))) {
      return { site: node, at: outside.node, release };
    }
  }
  return undefined;
}

/** An explicit exit between adding and taking away, with no `finally` that makes up for it. */
function skipped(
  file: FileAnalysis,
  fn: TSESTree.Node,
  plus: readonly Call[],
  minus: readonly Call[],
): { site: TSESTree.CallExpression; at: TSESTree.Node; release: string } | undefined {
  const [first] = plus;
  const last = minus.at(-1);
  if (first === undefined || last === undefined || minus.some(({ node }) => isInFinally(node, fn))) return undefined;
  for (const type of ["ThrowStatement", "ReturnStatement"] as const) {
    for (const exit of file.source.nodes(type)) {
      const between = exit.range[0] > first.node.range[1] && exit.range[1] < last.node.range[0];
      if (!between || enclosingFunction(exit) !== fn || enclosingFunction(first.node) !== fn) continue;
      const balanced = minus.some(({ node }) => node.range[0] < exit.range[0] && node.range[0] > first.node.range[0]);
      if (!balanced && !minus.some(({ node }) => isInside(node, exit))) {
        return { site: first.node, at: exit, release: first.release };
      }
    }
  }
  return undefined;
}

function roundAround(node: TSESTree.Node, fn: TSESTree.Node): TSESTree.Node | undefined {
  for (let at = node.parent; at && at !== fn; at = at.parent) {
    if (isLoop(at)) return at;
    if (!isFunction(at) || at.parent.type !== "CallExpression") continue;
    const callee = unwrap(at.parent.callee);
    if (callee.type === "MemberExpression" && isIteration(memberName(callee) ?? "")) return at;
  }
  return undefined;
}

function isInFinally(node: TSESTree.Node, fn: TSESTree.Node): boolean {
  let child = node;
  for (let at = node.parent; at && child !== fn; child = at, at = at.parent) {
    if (at.type === "TryStatement" && at.finalizer === child) return true;
  }
  return false;
}

/** `stackAlloc` moves the module's stack for good unless the function puts it back. */
function stackAllocations(file: FileAnalysis): Finding[] {
  const { source } = file;
  if (!["stackAlloc", "ALLOC_STACK", "OnStack"].some((sign) => source.mentions(sign))) return [];
  const restoring = new Set<TSESTree.Node>();
  const allocating: TSESTree.CallExpression[] = [];
  for (const node of source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    const name = lastName(callee);
    if (name === "stackRestore" || name === "withStackSave" || name === "withStack") {
      const saved = savedIn(file, node);
      for (let fn: TSESTree.Node = enclosingFunction(node); ; fn = enclosingFunction(fn)) {
        restoring.add(fn);
        if (fn.type === "Program" || fn === saved) break;
      }
    } else if (name !== undefined && isOnStack(file, node, name)) allocating.push(node);
  }
  const seen = new Set<TSESTree.Node>();
  return allocating.flatMap((site): Finding[] => {
    const fn = enclosingFunction(site);
    let isCovered = seen.has(fn);
    for (let at: TSESTree.Node = fn; at.type !== "Program" && !isCovered; at = enclosingFunction(at)) {
      isCovered = restoring.has(at) || isWrapped(at);
    }
    seen.add(fn);
    if (isCovered || fn.type === "Program" || isForGood(file, site) || goesWithError(file, site)) return [];
    const name = lastName(site.callee) ?? "stackAlloc";
    return [{ kind: "unbalanced", site, name, release: "stackRestore", node: fn, certainty: "possible" }];
  });
}

/** `stackAlloc(4)`, `stringToUTF8OnStack(text)`, and of the older glue `allocate(bytes, ALLOC_STACK)`. */
function isOnStack({ source }: FileAnalysis, { arguments: given }: TSESTree.CallExpression, name: string): boolean {
  if (name === "stackAlloc" || name === "allocateUTF8OnStack" || name === "stringToUTF8OnStack") return true;
  return name === "allocate" && given.some((argument) => /\bALLOC_STACK$/.test(source.text(argument)));
}

/** `const text = stringToUTF8OnStack(message); Module._fail_with_error(text);`: the stack is unwound as far as it is caught. */
function goesWithError({ source }: FileAnalysis, site: TSESTree.CallExpression): boolean {
  const { parent } = site;
  const variable =
    parent.type === "VariableDeclarator" && parent.id.type === "Identifier" ? source.variableOf(parent.id) : undefined;
  const uses = variable === undefined ? [parent] : variable.references.map(({ identifier }) => identifier.parent);
  return uses.some(
    (use) => use?.type === "CallExpression" && /error|throw|abort|unwind|panic/i.test(lastName(use.callee) ?? ""),
  );
}

/** `const stack = stackSave(); … stackRestore(stack)`: the function that has the mark, and what it calls, is put back. */
function savedIn({ source }: FileAnalysis, { arguments: [mark] }: TSESTree.CallExpression): TSESTree.Node | undefined {
  const declared = mark?.type === "Identifier" ? source.variableOf(mark)?.defs[0]?.node : undefined;
  return declared?.type === "VariableDeclarator" ? enclosingFunction(declared) : undefined;
}

/** `const cell = stackAlloc(4)` beside the functions that use it, made once for all of them. */
function isForGood({ source }: FileAnalysis, site: TSESTree.CallExpression): boolean {
  const { parent } = site;
  const started = parent.type === "AssignmentExpression" ? enclosingFunction(site).parent : undefined;
  if (started?.type === "AssignmentExpression" && lastName(started.left) === "onRuntimeInitialized") return true;
  const variable =
    parent.type === "VariableDeclarator" && parent.id.type === "Identifier" ? source.variableOf(parent.id) : undefined;
  return (
    variable?.references.some(({ from }) => {
      const { block } = from.variableScope;
      // A callback that is run at once is a part of the function.
      return from.variableScope !== variable.scope.variableScope && block.parent?.type !== "CallExpression";
    }) === true
  );
}

/** A callback of `withStackSave(() => …)`. */
function isWrapped(fn: TSESTree.Node): boolean {
  if (fn.parent?.type !== "CallExpression") return false;
  const callee = unwrap(fn.parent.callee);
  const name = lastName(callee);
  return name !== undefined && /stack/i.test(name);
}
