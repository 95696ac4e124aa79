import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { enclosingFunction, isFunction, lastName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { ending } from "./mentions.ts";
import { keptStores, type KeptStore } from "./stores.ts";

/**
 * `dispatcher = new Dispatcher(config); broadphase = new Broadphase();` of a file whose `destroy()` releases the dispatcher,
 * the configuration and the world: whoever wrote it meant to give back all, and nothing ever speaks of the broadphase.
 */
export function judgeForgottenBeside(file: FileAnalysis): KeptFinding[] {
  const stores = keptStores(file).filter(({ how, place }) => how === "value" && unwrap(place).type === "Identifier");
  if (stores.length < 3) return [];
  const findings: KeptFinding[] = [];
  const seen = new Set<string>();
  for (const store of stores) {
    if (seen.has(store.key)) continue;
    seen.add(store.key);
    const variable = variableOf(file, store);
    if (variable === undefined || !isOnlyUsed(file, variable)) continue;
    const end = endOfOthers(file, store, stores);
    if (end === undefined) continue;
    findings.push({
      kind: "kept",
      site: store.node,
      acquisition: store.acquisition,
      place: variable.name,
      how: "beside",
      from: end,
      certainty: "possible",
    });
  }
  return findings;
}

function variableOf(file: FileAnalysis, { place }: KeptStore): Variable | undefined {
  const node = unwrap(place);
  return node.type === "Identifier" ? file.source.variableOf(node) : undefined;
}

/** A function that by its name ends things releases two others or more of the same family that are filled beside it. */
function endOfOthers(
  file: FileAnalysis,
  { fn, key, acquisition }: KeptStore,
  stores: readonly KeptStore[],
): TSESTree.Node | undefined {
  const others = stores.filter(
    (other) => other.fn === fn && other.key !== key && other.acquisition.family === acquisition.family,
  );
  const released = new Map<FunctionNode, Set<string>>();
  for (const call of others.length < 2 ? [] : file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(call);
    const target = release?.exact === true ? unwrap(release.target) : undefined;
    const variable = target?.type === "Identifier" ? file.source.variableOf(target) : undefined;
    const other = others.find((each) => variable !== undefined && variableOf(file, each) === variable);
    const around = enclosingFunction(call);
    if (other === undefined || !isFunction(around) || around === fn) continue;
    if (!ending.test(functionNameOf(around) ?? "")) continue;
    const keys = released.get(around) ?? new Set();
    released.set(around, keys.add(other.key));
    if (keys.size === 2) return call;
  }
  return undefined;
}

/** All that happens to it is that it is filled, asked, and given to functions that end nothing. */
function isOnlyUsed(file: FileAnalysis, { references, defs }: Variable): boolean {
  const declaration = defs[0]?.type === "Variable" ? defs[0].node.parent : undefined;
  if (declaration === undefined || declaration.parent.type === "ExportNamedDeclaration") return false;
  return references.every((reference) => {
    if (reference.isWrite()) return true;
    const { parent } = reference.identifier;
    if (parent?.type === "MemberExpression" && parent.object === reference.identifier)
      return parent.parent.type !== "CallExpression" || file.vocabulary.release(parent.parent) === undefined;
    if (parent?.type !== "CallExpression" && parent?.type !== "NewExpression") return false;
    return parent.callee !== reference.identifier && !ending.test(lastName(parent.callee) ?? "ending");
  });
}
