import type { TSESTree } from "@typescript-eslint/utils";
import type { Fact, Slot } from "../flow/facts.ts";
import { addCallers, rootOf, rootsOf, suspensions, type Root } from "../flow/roots.ts";
import type { FunctionNode } from "../syntax.ts";
import type { ViewWords } from "./words.ts";

/** The functions in whose run a view is met and something that detaches it: no other can have anything to report. */
export function candidates(
  words: ViewWords,
  initial: (fn: FunctionNode) => readonly [Slot, Fact][],
  functions: readonly FunctionNode[],
): ReadonlySet<Root> {
  const { file } = words.recognition;
  const viewing = rootsOf(madeViews(words));
  const spoiled: Root[] = [];
  for (const fn of functions) {
    const facts = initial(fn);
    if (facts.length > 0) viewing.add(fn);
    if (facts.some(([, { by }]) => by !== undefined)) spoiled.push(fn);
  }
  if (viewing.size === 0) return viewing;
  const spoiling = rootsOf([...suspensions(file), ...words.growth.all.map(({ node }) => node)]);
  for (const root of spoiled) spoiling.add(root);
  if (spoiling.size === 0) return spoiling;
  const callers = callersIn(words);
  addCallers(spoiling, callers);
  addCallers(viewing, callers);
  return new Set([...viewing].filter((root) => spoiling.has(root)));
}

/** Where a view is put into a variable, a field or a parameter. */
function* madeViews(words: ViewWords): Iterable<TSESTree.Node> {
  const { file } = words.recognition;
  for (const node of file.nodes("VariableDeclarator"))
    if (node.init && (words.isView(node.init) || takesViews(words, node.id))) yield node;
  for (const node of file.nodes("AssignmentExpression")) {
    const { left, right } = node;
    const isKept = left.type === "Identifier" || (left.type === "MemberExpression" && words.fieldOf(left));
    if (isKept && words.isView(right)) yield node;
  }
  for (const type of ["CallExpression", "NewExpression"] as const) {
    for (const call of file.nodes(type))
      if (words.runs(call) !== undefined && call.arguments.some((argument) => words.isView(argument))) yield call;
  }
}

/** `const { HEAPU8 } = module` */
function takesViews(words: ViewWords, pattern: TSESTree.Node): boolean {
  if (pattern.type !== "ObjectPattern") return false;
  return pattern.properties.some(words.isView);
}

function callersIn(words: ViewWords): ReadonlyMap<FunctionNode, ReadonlySet<Root>> {
  const { file } = words.recognition;
  const callers = new Map<FunctionNode, Set<Root>>();
  const add = (fn: FunctionNode | undefined, node: TSESTree.Node): void => {
    if (fn === undefined) return;
    const known = callers.get(fn);
    if (known === undefined) callers.set(fn, new Set([rootOf(node)]));
    else known.add(rootOf(node));
  };
  for (const call of file.nodes("CallExpression")) add(words.runs(call)?.fn, call);
  for (const call of file.nodes("NewExpression")) add(words.runs(call)?.fn, call);
  if (words.fields.size > 0) for (const member of file.nodes("MemberExpression")) add(words.getter(member), member);
  return callers;
}
