import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { isFunction, lastName, memberName, unwrap } from "../syntax.ts";
import { forwarded } from "./forwarded-registrations.ts";
import { isTypedRegistry, registryOf } from "./registries.ts";
import type { Values } from "./values.ts";

/** A call that ties a cleanup to the death of an object. */
export interface Registration {
  call: TSESTree.CallExpression;
  kind: "manage" | "registry";
  /** The object whose collection starts the cleanup; a `new WeakRef(x)` is still around it. */
  owner: TSESTree.Expression;
  /** What is kept until then: the deleter, or the held value of a registry. */
  held: TSESTree.Expression;
  pointer?: TSESTree.Expression;
  /** The unregister token of a registry. */
  token?: TSESTree.Expression;
  /** Where the registry is made, when the file shows it. */
  registry?: TSESTree.NewExpression;
}

const runtimes = new Set(["wasm-leaks/runtime", "wasm-leaks/dev"]);

/** Every registration of a file: `manage` in its three forms and `FinalizationRegistry.register`. */
export function registrationsOf(file: SourceFile, values: Values): Registration[] {
  const found: Registration[] = [];
  // Every form has one of these words in it.
  const words = ["manage", "register", ...file.settings.manage.map(({ name }) => name)];
  if (!words.some((word) => file.mentions(word))) return found;
  for (const call of file.nodes("CallExpression")) {
    const registration = managed(file, call) ?? registered(file, values, call);
    if (registration !== undefined) found.push(registration);
  }
  // Of the branches of a function that registers, a call runs one.
  const passedOn = new Map<TSESTree.Node, Registration>();
  for (const registration of found)
    for (const each of forwarded(file, registration)) if (!passedOn.has(each.call)) passedOn.set(each.call, each);
  return [...found, ...passedOn.values()];
}

function managed(file: SourceFile, call: TSESTree.CallExpression): Registration | undefined {
  const positions = managePositions(file, call);
  if (positions === undefined) return undefined;
  const owner = expressionAt(call, positions.owner);
  const held = expressionAt(call, positions.release);
  if (owner === undefined || held === undefined) return undefined;
  const pointer = expressionAt(call, positions.pointer);
  return { call, kind: "manage", owner, held, ...(pointer && { pointer }) };
}

function managePositions(
  file: SourceFile,
  call: TSESTree.CallExpression,
): { pointer: number; owner: number; release: number } | undefined {
  const callee = unwrap(call.callee);
  const name = lastName(callee);
  if (name === undefined) return undefined;
  const configured = file.settings.manage.find((entry) => entry.name === name);
  if (configured !== undefined) return configured;
  // Who imports it under another name mentions the package.
  const isNamedManage = callee.type === "Identifier" && name === "manage";
  if (!isNamedManage && !file.mentions("wasm-leaks/")) return undefined;
  const standard = { pointer: 0, owner: 1, release: 2 };
  const base = callee.type === "MemberExpression" ? unwrap(callee.object) : callee;
  if (base.type !== "Identifier") return undefined;
  const sources = sourcesOfName(file, base);
  for (const source of sources) {
    if (source.kind === "import") {
      const imported = source.path[0] ?? name;
      if (runtimes.has(source.from) && imported === "manage") return standard;
    }
  }
  if (!isNamedManage || call.arguments.length !== 3) return undefined;
  // The blog's own function, in this file or from the project's module for it: three parameters, the second an owner.
  const own = sources.some(
    (source) =>
      source.kind === "expression" &&
      isFunction(unwrap(source.node)) &&
      (unwrap(source.node) as TSESTree.FunctionExpression).params.length >= 3,
  );
  return own || isOwner(call.arguments[1]) ? standard : undefined;
}

function isOwner(node: TSESTree.Node | undefined): boolean {
  if (node === undefined) return false;
  const value = unwrap(node);
  return value.type === "ThisExpression" || weakTarget(value) !== undefined;
}

/** The `x` of `new WeakRef(x)`. */
export function weakTarget(node: TSESTree.Node): TSESTree.Node | undefined {
  const value = unwrap(node);
  if (value.type !== "NewExpression") return undefined;
  const callee = unwrap(value.callee);
  const isWeakRef =
    (callee.type === "Identifier" && callee.name === "WeakRef") ||
    (callee.type === "MemberExpression" && memberName(callee) === "WeakRef");
  return isWeakRef ? value.arguments[0] : undefined;
}

function sourcesOfName(file: SourceFile, name: TSESTree.Identifier): ReturnType<typeof sourcesOf> {
  const variable = file.variableOf(name);
  return variable === undefined ? [] : sourcesOf(variable);
}

function registered(file: SourceFile, values: Values, call: TSESTree.CallExpression): Registration | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression" || memberName(callee) !== "register") return undefined;
  const owner = expressionAt(call, 0);
  const held = expressionAt(call, 1);
  if (owner === undefined || held === undefined || call.arguments.length > 3) return undefined;
  const registry = registryOf(file, values, callee.object);
  const isRegistry =
    registry !== undefined || /finali[sz]/i.test(lastName(callee.object) ?? "") || isTypedRegistry(file, callee.object);
  if (!isRegistry) return undefined;
  const token = expressionAt(call, 2);
  return { call, kind: "registry", owner, held, ...(token && { token }), ...(registry && { registry }) };
}

function expressionAt(call: TSESTree.CallExpression, index: number): TSESTree.Expression | undefined {
  const argument = call.arguments[index];
  return argument?.type === "SpreadElement" ? undefined : argument;
}
