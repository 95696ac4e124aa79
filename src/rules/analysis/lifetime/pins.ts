import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { lastName, memberName, unwrap } from "../syntax.ts";
import { isReturned } from "./call-shapes.ts";
import { markPinned } from "./collected.ts";
import { acquire, use } from "./ownership.ts";
import type { Run } from "./run.ts";
import { ESCAPED, LIVE, type State } from "./state.ts";
import { unknown, type Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

/**
 * `__pin(pointer)` of AssemblyScript gives its argument back, and `ast_inc_ref(context, ast)` nothing at all: from here on
 * the argument's own name is what has to be unpinned.
 */
export function pin(run: Run, state: State, node: CallNode, args: readonly Value[]): Value | undefined {
  const acquisition = run.file.vocabulary.acquisition(node);
  const at = acquisition?.counted === true ? -1 : 0;
  const argument = node.arguments.at(at);
  const given = args.at(at);
  const pins = acquisition?.name === "__pin" || acquisition?.name === "__retain" || acquisition?.counted === true;
  if (acquisition === undefined || !pins) return undefined;
  if (argument === undefined || given === undefined || argument.type === "SpreadElement") return undefined;
  use(run, state, given, argument);
  // `__new` already made it something to release.
  const made = given.ids.filter((id) => (state.bits(id) & LIVE) !== 0 && isMade(run, id));
  for (const id of made) {
    const resource = run.file.resources.get(id);
    if (resource !== undefined) markPinned(state, resource);
  }
  if (made.length > 0) return given;
  const place = run.file.places.of(argument);
  if (place !== undefined && isOwnName(run, state, argument, given, acquisition.releases)) {
    const pinned = acquire(run, state, node, acquisition);
    const [id] = given.ids;
    for (const [key, held] of [...state.entries()]) {
      if (id !== undefined && !held.derived && held.ids.length === 1 && held.ids[0] === id) state.set(key, pinned);
    }
    state.set(place, pinned);
    for (const each of pinned.ids) {
      const resource = run.file.resources.get(each);
      if (resource !== undefined) resource.holder ??= run.file.source.text(argument);
    }
    return pinned;
  }
  // What is pinned under a name that outlives the call is unpinned by that name.
  if (acquisition.counted === true) return unknown;
  return isDropped(node) || isReturned(node) ? given : undefined;
}

function isMade(run: Run, id: number): boolean {
  return run.file.resources.get(id)?.acquisition !== undefined;
}

/** A variable of this function that holds something of its own: no element, no field, nothing that was stored before. */
function isOwnName(
  run: Run,
  state: State,
  argument: TSESTree.Node,
  given: Value,
  releases: readonly string[],
): boolean {
  if (argument.type !== "Identifier" || given.boxes.length > 0 || given.derived || given.ids.length > 1) return false;
  const variable = run.file.source.variableOf(argument);
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined || variable.defs.length !== 1) return false;
  if (!run.file.places.isInside(run.file.places.variable(variable), run.fn)) return false;
  if (given.ids.some((id) => (state.bits(id) & ESCAPED) !== 0) || isStoredBefore(variable, argument)) return false;
  // A helper that only pins what it is given does so for its caller.
  if (definition.type === "Parameter") return unpins(run.file.source.text(definition.node), argument.name, releases);
  if (definition.type !== "Variable" || definition.node.type !== "VariableDeclarator") return false;
  const { init } = definition.node;
  return definition.node.id.type === "Identifier" && init !== null && isFreshCall(init);
}

function unpins(text: string, name: string, releases: readonly string[]): boolean {
  return new RegExp(`(?:${releases.join("|")})\\([^()]*(?<![\\w$.])${name.replace(/\$/g, "\\$")}(?![\\w$])`).test(text);
}

const looking = /^(?:get|find|at|pop|shift|peek|lookup|look|next|last|first)(?![a-z])/;

function isFreshCall(init: TSESTree.Node): boolean {
  const value = unwrap(init);
  const call = value.type === "AwaitExpression" ? unwrap(value.argument) : value;
  if (call.type !== "CallExpression") return false;
  const callee = unwrap(call.callee);
  // `convert[i](value)`: one of a table of functions.
  if (callee.type === "MemberExpression" && callee.computed && memberName(callee) === undefined) return true;
  const name = lastName(callee);
  return name !== undefined && !looking.test(name);
}

/** `this.p = p; __pin(p)`: another owner has it already. */
function isStoredBefore(variable: TSESLint.Scope.Variable, argument: TSESTree.Node): boolean {
  return variable.references.some(({ identifier }) => {
    if (identifier.range[0] >= argument.range[0]) return false;
    const { parent } = identifier;
    switch (parent.type) {
      case "AssignmentExpression":
        return parent.right === identifier;
      case "CallExpression":
        return /^(?:push|set|add|unshift)$/.test(memberNameOf(parent) ?? "");
      case "Property":
      case "ArrayExpression":
      case "NewExpression":
        return true;
      default:
        return false;
    }
  });
}

function memberNameOf({ callee }: TSESTree.CallExpression): string | undefined {
  const target = unwrap(callee);
  return target.type === "MemberExpression" ? memberName(target) : undefined;
}

function isDropped(node: TSESTree.Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "ExpressionStatement":
      return true;
    case "LogicalExpression":
    case "SequenceExpression":
    case "ChainExpression":
    case "ConditionalExpression":
      return isDropped(parent);
    default:
      return false;
  }
}
