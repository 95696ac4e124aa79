import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import { sourcesOf, type Source } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { enclosingFunction, fieldOfThis, memberName, unwrap } from "../../syntax.ts";
import { functionNameOf } from "../names.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { nativeName } from "./native-names.ts";

interface Freed {
  /** What the file releases it with, as people write it. */
  readonly release: string;
  readonly line: number;
  readonly kind: Acquisition["kind"];
}

const known = new WeakMap<SourceFile, ReadonlyMap<Variable, Freed>>();

/** A helper of another file that allocates: what it gave elsewhere in this file was freed. */
export function helperAcquisition(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "Identifier") return undefined;
  const variable = source.variableOf(callee);
  const freed = variable === undefined ? undefined : freedHelpers(source).get(variable);
  if (freed === undefined) return undefined;
  const { kind, release, line } = freed;
  const text = `another result of \`${callee.name}()\` is ${kind === "pointer" ? "freed" : "released"} on line ${line}`;
  return {
    kind,
    family: kind === "pointer" ? "free" : release.replace(/\W/g, ""),
    release,
    releases: kind === "pointer" ? ["free", "_free"] : [],
    certainty: kind === "pointer" ? "certain" : "possible",
    evidence: { kind: kind === "pointer" ? "destructor-seen" : "maker", text },
    finalizer: kind === "pointer" ? "none" : "unknown",
    lent: kind === "pointer" ? "unknown" : "stays",
    name: callee.name,
    nullable: true,
  };
}

function freedHelpers(source: SourceFile): ReadonlyMap<Variable, Freed> {
  let found = known.get(source);
  if (found !== undefined) return found;
  const helpers = new Map<Variable, Freed>();
  for (const call of source.nodes("CallExpression")) {
    const freed = freedBy(source, call);
    if (freed === undefined) continue;
    for (const origin of writtenTo(source, freed.target)) {
      if (origin.kind !== "expression" || origin.path.length > 0) continue;
      const helper = importedCallee(source, origin.node);
      if (helper === undefined || helpers.has(helper)) continue;
      const isMade = isMaker(helper.name, freed.pair) || isOfOneUse(helper.name, origin.node, call);
      if (freed.kind === "pointer" || isMade) helpers.set(helper, freed);
    }
  }
  found = helpers;
  known.set(source, found);
  return found;
}

/** All that is put into a variable or a field of `this`. */
function writtenTo(source: SourceFile, target: TSESTree.Node): readonly Source[] {
  const variable = target.type === "Identifier" ? source.variableOf(target) : undefined;
  if (variable !== undefined) return sourcesOf(variable);
  const { places } = recognitionOf(source).values;
  const key = places.keyOf(target);
  return key === undefined ? [] : places.writesTo(key);
}

/** `_free(p)`, `shape.delete()` and `release_molecule(mol)`: what a variable holds is released. */
function freedBy(
  source: SourceFile,
  call: TSESTree.CallExpression,
): (Freed & { readonly target: TSESTree.Node; readonly pair: string | undefined }) | undefined {
  const line = call.loc.start.line;
  const native = nativeName(source, call);
  const [target] = native?.arguments ?? [];
  if (native !== undefined && /^_?free$/.test(native.name) && target?.type === "Identifier")
    return { release: `${native.name}(…)`, line, kind: "pointer", target, pair: undefined };
  const callee = unwrap(call.callee);
  if (callee.type === "MemberExpression") {
    const object = unwrap(callee.object);
    const name = memberName(callee);
    const isPlace = object.type === "Identifier" || fieldOfThis(object) !== undefined;
    if (call.arguments.length > 0 || !isPlace || (name !== "delete" && name !== "free")) return undefined;
    return { release: `.${name}()`, line, kind: "handle", target: object, pair: undefined };
  }
  const [given, ...others] = call.arguments;
  if (callee.type !== "Identifier" || given?.type !== "Identifier" || others.length > 0) return undefined;
  const pair = /^(?:release|free|destroy|delete|dispose)_?(?=[A-Z]|(?<=_))(\w+)$/.exec(callee.name)?.[1];
  return pair === undefined ? undefined : { release: `${callee.name}(…)`, line, kind: "handle", target: given, pair };
}

// Names that give something that is somebody else's.
const lending = /^(?:get|use|find|current|peek|select|lookup)(?![a-z])/;

/** The helper makes what the release ends: by name (`get_molecule` for `release_molecule`), or as far as its own says. */
function isMaker(name: string, pair: string | undefined): boolean {
  if (pair === undefined) return !lending.test(name);
  return name.toLowerCase().endsWith(pair.toLowerCase()) && !/^(?:use|find|current|peek|select)(?![a-z])/.test(name);
}

const closing = /destroy|dispos|free|delet|releas|clean|clos|shut|terminat|reset|stop|final|tear|unload|drop|unmount/i;

/**
 * `const key = getKey(x); use(key); key.delete();` in one function: what a getter lends lives on. One that is told nothing
 * gives the one there is.
 */
function isOfOneUse(name: string, made: TSESTree.Node, release: TSESTree.Node): boolean {
  const fn = enclosingFunction(made);
  const call = unwrap(made);
  if (call.type !== "CallExpression" || call.arguments.length === 0) return false;
  return /^get[A-Z]/.test(name) && fn === enclosingFunction(release) && !closing.test(functionNameOf(fn) ?? "closing");
}

/** The imported (or required) function that a call runs. */
function importedCallee(source: SourceFile, node: TSESTree.Node): Variable | undefined {
  const call = unwrap(node);
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  const variable = callee?.type === "Identifier" ? source.variableOf(callee) : undefined;
  const definition = variable?.defs[0];
  if (definition?.type === "ImportBinding") return variable;
  const init = definition?.node.type === "VariableDeclarator" ? definition.node.init : null;
  const made = init === null ? undefined : unwrap(init);
  const isRequire =
    made?.type === "CallExpression" && made.callee.type === "Identifier" && made.callee.name === "require";
  return isRequire ? variable : undefined;
}
