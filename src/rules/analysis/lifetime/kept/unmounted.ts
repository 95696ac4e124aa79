import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isFunction,
  isInside,
  keyName,
  lastName,
  unwrap,
} from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition } from "../vocabulary.ts";
import { isReleasedSomewhere } from "./hooks.ts";
import { endsAnything } from "./mentions.ts";
import { keptStores, ownedIn } from "./stores.ts";

/** What frameworks call the functions that take a clean-up. */
export const leaving = /^(?:on(?:Before)?Unmount(?:ed)?|onScopeDispose|onDestroy|onCleanup|onWatcherCleanup)$/;
const leavingOption = /^(?:before(?:Unmount|Destroy)|unmounted|destroyed)$/;

/**
 * `onUnmounted(() => { tree?.delete(); });` of a component that makes a query as well, or `beforeUnmount()` among the options
 * of one: what else is made for each mount stays behind.
 */
export function judgeUnmounted(file: FileAnalysis): KeptFinding[] {
  if (!file.source.matches(/\bon(?:Before)?Unmount|onScopeDispose|onDestroy|onCleanup|before(?:Unmount|Destroy)/))
    return [];
  return [...variables(file), ...options(file)];
}

/** Variables around the clean-up that functions beside it fill. */
function* variables(file: FileAnalysis): Iterable<KeptFinding> {
  const seen = new Set<Variable>();
  for (const call of file.source.nodes("CallExpression")) {
    const [cleanup] = call.arguments;
    const home = enclosingFunction(call);
    if (!leaving.test(lastName(call.callee) ?? "") || !isFunction(cleanup) || !endsByItself(file, cleanup)) continue;
    for (const { place, how, acquisition, node } of keptStores(file)) {
      const name = unwrap(place);
      const variable = how === "value" && name.type === "Identifier" ? file.source.variableOf(name) : undefined;
      const definition = variable?.defs[0]?.name;
      if (variable === undefined || definition === undefined || enclosingFunction(definition) !== home) continue;
      if (seen.has(variable) || isReleasedSomewhere(file, variable) || isHandedOut(variable, home)) continue;
      seen.add(variable);
      yield forgotten(node, acquisition, variable.name);
    }
  }
}

/** Fields of a component that is an object of options. */
function* options(file: FileAnalysis): Iterable<KeptFinding> {
  const seen = new Set<string>();
  for (const property of file.source.nodes("Property")) {
    const cleanup = property.value;
    const component = property.parent;
    if (!leavingOption.test(keyName(property) ?? "") || !isFunction(cleanup) || !endsByItself(file, cleanup)) continue;
    for (const node of file.source.nodes("AssignmentExpression")) {
      const field = isInside(node, component) ? fieldOfThis(node.left) : undefined;
      const fn = enclosingFunction(node);
      const acquisition = field === undefined || !isFunction(fn) ? undefined : ownedIn(file, node.right, fn);
      if (
        field === undefined ||
        acquisition === undefined ||
        acquisition.finalizer === "late" ||
        seen.has(keyOf(component, field))
      )
        continue;
      const isNamed = new RegExp(`this\\??\\.${inPattern(field)}(?![\\w$])`).test(file.source.text(cleanup));
      if (isNamed || isEndedIn(file, field, component)) continue;
      seen.add(keyOf(component, field));
      yield forgotten(node, acquisition, `this.${field}`);
    }
  }
}

function keyOf(component: TSESTree.Node, field: string): string {
  return `${component.range[0]}.${field}`;
}

/** The clean-up releases something, and leaves nothing to a function of this file, which may release anything. */
function endsByItself(file: FileAnalysis, cleanup: TSESTree.Node): boolean {
  const calls = file.source.nodes("CallExpression").filter((call) => isInside(call, cleanup));
  if (calls.some((call) => file.functions.resolve(call.callee) !== undefined)) return false;
  return calls.some((call) => file.vocabulary.release(call)?.exact === true);
}

/** The component gives it to whoever uses it: returned, provided or put into something. */
function isHandedOut({ references }: Variable, home: TSESTree.Node): boolean {
  return references.some(({ identifier }) => {
    const { parent } = identifier;
    if (parent?.type === "Property" || parent?.type === "ArrayExpression" || parent?.type === "SpreadElement")
      return true;
    if (parent?.type === "AssignmentExpression") return parent.right === identifier;
    if (parent?.type === "ReturnStatement") return true;
    const isGiven = parent?.type === "CallExpression" && parent.callee !== identifier;
    return (
      isGiven &&
      /^(?:provide|expose|push|add|set|register|emit)/.test(lastName(parent.callee) ?? "") &&
      isInside(parent, home)
    );
  });
}

/** Some function of the component that ends something names the field. */
function isEndedIn(file: FileAnalysis, field: string, component: TSESTree.Node): boolean {
  return file.source.nodes("MemberExpression").some((member) => {
    if (!isInside(member, component) || fieldOfThis(member) !== field) return false;
    const fn = enclosingFunction(member);
    return isFunction(fn) && endsAnything(file, fn);
  });
}

function forgotten(site: TSESTree.Node, acquisition: Acquisition, place: string): KeptFinding {
  return { kind: "kept", site, acquisition, place, how: "unmounted", from: site, certainty: "possible" };
}
