import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import type { CallNode } from "../vocabulary.ts";
import { ending } from "./mentions.ts";
import { ownedIn } from "./stores.ts";

const effects = /^use(?:Layout|Insertion)?Effect$/;

/**
 * `useEffect(() => { tree.current = parser.parse(text); }, [text])`: what an earlier run of the effect put into the ref is
 * lost, unless the effect looks at it first or returns what cleans up. And `useMemo(() => new Paint(), [color])`, of which
 * nothing releases the result.
 */
export function judgeHooks(file: FileAnalysis): KeptFinding[] {
  if (!file.source.mentions("useRef") && !file.source.mentions("useMemo")) return [];
  return [...refs(file), ...memos(file)];
}

function* refs(file: FileAnalysis): Iterable<KeptFinding> {
  const seen = new Set<Variable>();
  for (const node of file.source.nodes("AssignmentExpression")) {
    const { left, right, operator } = node;
    if (operator !== "=" || left.type !== "MemberExpression" || memberName(left) !== "current") continue;
    const variable = left.object.type === "Identifier" ? file.source.variableOf(left.object) : undefined;
    const effect = effectAround(node);
    if (variable === undefined || effect === undefined || seen.has(variable) || !isMadeBy(variable, /^useRef$/))
      continue;
    const fn = enclosingFunction(node);
    const acquisition = isFunction(fn) ? ownedIn(file, right, fn) : undefined;
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    if (!runsAgain(effect) || isMinded(file, variable, effect.callback, node)) continue;
    seen.add(variable);
    yield {
      kind: "kept",
      site: node,
      acquisition,
      place: file.source.text(left),
      how: "replaced",
      from: node,
      certainty: "possible",
    };
  }
}

function* memos(file: FileAnalysis): Iterable<KeptFinding> {
  for (const call of file.source.nodes("CallExpression")) {
    const callback = calledName(call) === "useMemo" ? call.arguments[0] : undefined;
    if (!isFunction(callback) || callback.body.type === "BlockStatement") continue;
    const acquisition = ownedIn(file, callback.body, callback);
    const { parent } = call;
    const variable =
      parent.type === "VariableDeclarator" && parent.id.type === "Identifier"
        ? file.source.variableOf(parent.id)
        : undefined;
    if (acquisition === undefined || acquisition.finalizer === "late" || variable === undefined) continue;
    if (isHandedOn(variable) || isReleasedSomewhere(file, variable)) continue;
    yield {
      kind: "kept",
      site: call,
      acquisition,
      place: variable.name,
      how: "replaced",
      from: call,
      certainty: "possible",
    };
  }
}

interface Effect {
  readonly call: TSESTree.CallExpression;
  readonly callback: FunctionNode;
}

/** The effect that a node runs in, also in a function that the effect calls at once. */
function effectAround(node: TSESTree.Node): Effect | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (!isFunction(at) || at.parent.type !== "CallExpression") continue;
    if (at.parent.arguments[0] === at && effects.test(calledName(at.parent))) return { call: at.parent, callback: at };
  }
  return undefined;
}

/** With no list it runs after each render, with one whenever something in it changes. */
function runsAgain({ call }: Effect): boolean {
  const list = call.arguments[1];
  return list?.type !== "ArrayExpression" || list.elements.length > 0;
}

/** The effect reads the ref before it fills it, or what it returns releases something. */
function isMinded(
  file: FileAnalysis,
  variable: Variable,
  callback: FunctionNode,
  store: TSESTree.AssignmentExpression,
): boolean {
  const isRead = variable.references.some(
    ({ identifier }) =>
      isInside(identifier, callback) && identifier.range[0] < store.range[0] && !isInside(identifier, store),
  );
  if (isRead || isUnderTest(store, callback)) return true;
  const cleansUp = file.source.nodes("ReturnStatement").some((node) => {
    return node.argument !== null && enclosingFunction(node) === callback;
  });
  if (cleansUp) return true;
  return file.source
    .nodes("CallExpression")
    .some((call) => isInside(call, callback) && call.range[0] < store.range[0] && ending.test(calledName(call)));
}

function isUnderTest(node: TSESTree.Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) {
    if (at.type === "IfStatement") return true;
  }
  return false;
}

function isMadeBy(variable: Variable, hook: RegExp): boolean {
  const node = variable.defs[0]?.node;
  const init = node?.type === "VariableDeclarator" && node.init !== null ? unwrap(node.init) : undefined;
  return init?.type === "CallExpression" && hook.test(calledName(init));
}

/** The component gives it to somebody: a hook returns it, a context or a store keeps it. */
function isHandedOn(variable: Variable): boolean {
  return variable.references.some(({ identifier, init }) => {
    if (init === true) return false;
    const { parent } = identifier;
    return (
      parent?.type === "ReturnStatement" ||
      parent?.type === "Property" ||
      parent?.type === "ArrowFunctionExpression" ||
      parent?.type === "AssignmentExpression" ||
      parent?.type === "JSXExpressionContainer"
    );
  });
}

function isReleasedSomewhere(file: FileAnalysis, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    for (let at: TSESTree.Node | undefined = identifier; at && !isFunction(at); at = at.parent) {
      if (at.type === "CallExpression" && (file.vocabulary.release(at) !== undefined || ending.test(calledName(at))))
        return true;
    }
    return false;
  });
}

function calledName({ callee }: CallNode): string {
  const target = unwrap(callee);
  if (target.type === "Identifier") return target.name;
  return target.type === "MemberExpression" ? (memberName(target) ?? "") : "";
}
