import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import type { Registration } from "../recognise/registrations.ts";
import { targetOf } from "../closures/target.ts";
import type { Variable } from "../source-file.ts";
import { classOfThis, enclosingFunction, isFunction, memberName, thisOwner, unwrap } from "../syntax.ts";
import type { Loss } from "./index.ts";

/** Registries that nothing keeps: collected together with every registration in them, before any callback. */
export function lostRegistries(recognition: Recognition): Loss[] {
  const found: Loss[] = [];
  const seen = new Set<TSESTree.Node>();
  for (const registration of recognition.registrations) {
    const { registry } = registration;
    if (registry === undefined || seen.has(registry)) continue;
    const loss = lostRegistry(recognition, registration, registry);
    if (loss === undefined) continue;
    seen.add(registry);
    found.push(loss);
  }
  return found;
}

function lostRegistry(
  recognition: Recognition,
  { call, owner }: Registration,
  registry: TSESTree.NewExpression,
): Loss | undefined {
  const { file } = recognition;
  const receiver = call.callee.type === "MemberExpression" ? unwrap(call.callee.object) : undefined;
  if (receiver === registry) return { node: registry, how: "inline", name: "", other: call };
  if (receiver?.type === "Identifier") {
    const variable = file.variableOf(receiver);
    if (variable === undefined || !isOwnDeclaration(variable, registry) || !staysHere(variable)) return undefined;
    const how = isFunction(enclosingFunction(registry)) ? "local" : "module";
    return { node: registry, how, name: receiver.name, other: call };
  }
  const target = targetOf(file, owner);
  if (receiver?.type !== "MemberExpression" || unwrap(receiver.object).type !== "ThisExpression" || !target?.thisOf)
    return undefined;
  const own = classOfThis(thisOwner(receiver.object));
  if (own === undefined || own.isStatic || own.node !== classOfThis(target.thisOf)?.node) return undefined;
  return isKeptElsewhere(recognition, registry)
    ? undefined
    : { node: registry, how: "field", name: memberName(receiver) ?? "", other: call };
}

/** `const registry = new FinalizationRegistry(…)`, and never anything else. */
function isOwnDeclaration(variable: Variable, registry: TSESTree.NewExpression): boolean {
  const declarator = variable.defs[0]?.node;
  const isDeclared =
    declarator?.type === "VariableDeclarator" && declarator.init !== null && unwrap(declarator.init) === registry;
  return isDeclared && variable.references.filter((reference) => reference.isWrite()).length === 1;
}

/** Whether every use of the variable is a call of the registry's own methods, in the function that declares it. */
function staysHere(variable: Variable): boolean {
  const home = variable.identifiers[0] && enclosingFunction(variable.identifiers[0]);
  return (
    variable.references.every((reference) => {
      if (reference.init === true) return true;
      const { parent } = reference.identifier;
      if (
        parent?.type !== "MemberExpression" ||
        parent.object !== reference.identifier ||
        parent.parent.type !== "CallExpression"
      )
        return false;
      return enclosingFunction(reference.identifier) === home;
    }) && !isExportedHere(variable)
  );
}

function isExportedHere(variable: Variable): boolean {
  const declaration = variable.defs[0]?.node.parent;
  return declaration?.parent?.type === "ExportNamedDeclaration";
}

/** `registries.add(this.registry = new FinalizationRegistry(…))`: somebody else has it too. */
function isKeptElsewhere({ file }: Recognition, registry: TSESTree.NewExpression): boolean {
  let at: TSESTree.Node = registry;
  while (at.parent && (at.parent.type === "AssignmentExpression" || unwrap(at.parent) === registry)) at = at.parent;
  return at.parent?.type === "CallExpression" || file.code.text.includes("pin(");
}
