import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap } from "../syntax.ts";
import { isReturned } from "./call-shapes.ts";
import { possibleLeak, type LeakFinding } from "./findings.ts";
import { endsAnything } from "./kept/mentions.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition } from "./vocabulary.ts";

/**
 * `const raw = args.map((each) => (typeof each === "string" ? m.stringToNewUTF8(each) : each)); return m[name](...raw);`: the
 * function called has numbers and cannot know that they were made for this call alone, and nobody else has the list.
 */
export function judgeMarshalled(file: FileAnalysis): LeakFinding[] {
  const findings: LeakFinding[] = [];
  for (const node of file.source.nodes("CallExpression")) {
    const acquisition = file.vocabulary.acquisition(node);
    const list = acquisition?.kind === "pointer" ? listOf(file, node) : undefined;
    const fn = list === undefined ? undefined : enclosingFunction(list);
    if (acquisition === undefined || list === undefined || !isFunction(fn) || endsAnything(file, fn)) continue;
    const spread = onlySpread(file, list, fn);
    if (spread !== undefined) findings.push(leak(file, node, acquisition, list, spread));
  }
  return findings;
}

function leak(
  file: FileAnalysis,
  site: TSESTree.Node,
  acquisition: Acquisition,
  list: TSESTree.Node,
  node: TSESTree.Node,
): LeakFinding {
  return possibleLeak(site, acquisition, file.source.text(list), { exit: "lost", node, when: undefined });
}

/** The list that the callback of `map` makes of what it acquires, or that it is pushed to. */
function listOf(file: FileAnalysis, node: TSESTree.CallExpression): TSESTree.Node | undefined {
  const pushed = pushedTo(node);
  if (pushed !== undefined) return pushed;
  const callback = enclosingFunction(node);
  if (!isFunction(callback) || !(isReturned(node) || isReturnedByName(file, node, callback))) return undefined;
  const call = callback.parent;
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  if (
    call.type !== "CallExpression" ||
    callee?.type !== "MemberExpression" ||
    !call.arguments.includes(callback as never)
  )
    return undefined;
  const name = memberName(callee) ?? "";
  return /^(?:map|flatMap)$/.test(name) || (name === "from" && lastName(callee.object) === "Array") ? call : undefined;
}

/** `raw.push(typeof each === "string" ? m.stringToNewUTF8(each) : each)` */
function pushedTo(node: TSESTree.Node): TSESTree.Node | undefined {
  let at = node;
  while (at.parent?.type === "ConditionalExpression" && at.parent.test !== at) at = at.parent;
  const call = at.parent;
  const callee = call?.type === "CallExpression" && call.callee !== at ? unwrap(call.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "push" && callee.object.type === "Identifier"
    ? callee.object
    : undefined;
}

/** `const p = m._malloc(size); m.stringToUTF8(each, p, size); return p;` */
function isReturnedByName({ source }: FileAnalysis, node: TSESTree.Node, callback: TSESTree.Node): boolean {
  const { parent } = node;
  const name = parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id : undefined;
  const reads = (name === undefined ? undefined : source.variableOf(name))?.references.filter(
    ({ init }) => init !== true,
  );
  if (reads === undefined || reads.some(({ identifier }) => enclosingFunction(identifier) !== callback)) return false;
  const isKept = reads.some(({ identifier: { parent: use } }) => {
    if (use?.type === "AssignmentExpression") return true;
    return use?.type === "CallExpression" && /^(?:push|add|set|defer|register|track)$/.test(lastName(use.callee) ?? "");
  });
  return !isKept && reads.some(({ identifier }) => isReturned(identifier as TSESTree.Node));
}

/** The call that is given the elements, where that is all that becomes of the list. */
function onlySpread(file: FileAnalysis, list: TSESTree.Node, fn: TSESTree.Node): TSESTree.Node | undefined {
  const { parent } = list;
  if (list.type === "CallExpression") {
    const inline = spreadOf(file, list);
    if (inline !== undefined) return inline;
    if (parent?.type !== "VariableDeclarator" || parent.id.type !== "Identifier") return undefined;
  }
  const name = list.type === "Identifier" ? list : parent?.type === "VariableDeclarator" ? parent.id : undefined;
  const variable = name?.type === "Identifier" ? file.source.variableOf(name) : undefined;
  if (variable === undefined || !isLocal(variable, fn)) return undefined;
  let found: TSESTree.Node | undefined;
  for (const { identifier, init } of variable.references) {
    if (init === true) continue;
    const spread = spreadOf(file, identifier as TSESTree.Node);
    found ??= spread;
    if (spread === undefined && !isFilledOrAsked(identifier as TSESTree.Node)) return undefined;
  }
  return found;
}

function isLocal(variable: Variable, fn: TSESTree.Node): boolean {
  const [definition] = variable.defs;
  return definition?.type === "Variable" && enclosingFunction(definition.name) === fn && isInside(definition.name, fn);
}

/** `f(...raw)`, `f.apply(null, raw)` of a function that this file does not show. */
function spreadOf(file: FileAnalysis, list: TSESTree.Node): TSESTree.Node | undefined {
  const isSpread = list.parent?.type === "SpreadElement";
  const call = isSpread ? list.parent?.parent : list.parent;
  const callee = call?.type === "CallExpression" ? unwrap(call.callee) : undefined;
  if (call?.type !== "CallExpression" || callee === undefined || callee === list) return undefined;
  if (!isSpread && !(memberNameOf(callee) === "apply" && call.arguments[1] === list)) return undefined;
  const target = isSpread || callee.type !== "MemberExpression" ? callee : unwrap(callee.object);
  // A list that goes into another one may be gone through there.
  if (isSpread && /^(?:push|unshift|concat|splice|of|add|set)$/.test(memberNameOf(target) ?? "")) return undefined;
  const variable = target.type === "Identifier" ? file.source.variableOf(target) : undefined;
  if (variable?.defs[0]?.type === "ImportBinding" || file.functions.resolve(target) !== undefined) return undefined;
  return call;
}

function memberNameOf(node: TSESTree.Node): string | undefined {
  return node.type === "MemberExpression" ? memberName(node) : undefined;
}

function isFilledOrAsked(name: TSESTree.Node): boolean {
  const member = name.parent;
  return (
    member?.type === "MemberExpression" && member.object === name && /^(?:push|length)$/.test(memberName(member) ?? "")
  );
}
