import type { TSESTree } from "@typescript-eslint/utils";
import { isParameter, sourcesOf } from "../../sources.ts";
import { installedVersion } from "../../installed.ts";
import { keyName, lastName, memberName, unwrap } from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { classInType } from "../words/annotations.ts";
import { bindgenIn } from "../words/bindgen-imports.ts";
import { unnamed } from "../words/bindings.ts";
import { ofKind } from "../words/of-kind.ts";

// What gives something that somebody else has as well.
const lending =
  /^(?:[#_]*(?:get|find|look|peek|ensure|resolve|use|borrow|share|current|first|last|next|as|to)(?![a-z])|at$|pop$|shift$)/;

/**
 * `new LRUCache<string, Tree>(…)` and what a call puts into it that by its name makes something: the collection is
 * declared to hold objects that have to be released.
 */
export function typedEntry(
  file: FileAnalysis,
  place: TSESTree.Node,
  value: TSESTree.Node,
  store: TSESTree.Node,
): Acquisition | undefined {
  const made = makerOf(file, value);
  // `queue(id: string, cells: Cells) { this.pending.set(id, cells); }`: the map is the only one that is given it.
  const type = made === undefined && !isParameter(file.source, value) ? undefined : entryType(file, place);
  const bound = type === undefined ? undefined : bindgenIn(file.source, type);
  if (bound !== undefined) {
    const text = `the collection is declared to hold \`${bound}\`, a class that wasm-bindgen made`;
    return unnamed(bound, ".free()", text, "possible");
  }
  const known = type === undefined ? undefined : classInType(file.source, type);
  if (made === undefined || known === undefined || !("isHandle" in known) || !known.isHandle) return undefined;
  const text = `the collection is declared to hold \`${known.name}\` of ${known.package.name}`;
  const { filename } = file.source;
  const acquisition = ofKind(known, store.type === "CallExpression" ? store : made, "possible", text, file.source);
  // A collection is filled again and again: where the version is not known, it may be one that mends nothing.
  const isUnknown =
    acquisition.finalizer === "late" &&
    known.finalizerSince !== undefined &&
    installedVersion(filename, known.package.name) === undefined;
  return isUnknown ? { ...acquisition, finalizer: "unknown" } : acquisition;
}

function makerOf(file: FileAnalysis, value: TSESTree.Node): CallNode | undefined {
  let node = unwrap(value);
  if (node.type === "Identifier") {
    const variable = file.source.variableOf(node);
    const [only, other] = variable === undefined ? [] : sourcesOf(variable);
    if (only?.kind !== "expression" || only.path.length > 0 || other !== undefined) return undefined;
    node = unwrap(only.node);
  }
  if (node.type === "AwaitExpression") node = unwrap(node.argument);
  if (node.type !== "CallExpression") return undefined;
  const name = lastName(node.callee);
  return name === undefined || lending.test(name) ? undefined : node;
}

/** The last type argument of a collection's declaration, or of the class that it is made of. */
function entryType({ source }: FileAnalysis, place: TSESTree.Node): TSESTree.TypeNode | undefined {
  const node = unwrap(place);
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  const name = node.type === "MemberExpression" ? memberName(node) : undefined;
  const field = source.nodes("PropertyDefinition").find((each) => name !== undefined && keyName(each) === name);
  const definition = variable?.defs[0]?.node;
  const declared = field ?? (definition?.type === "VariableDeclarator" ? definition.id : undefined);
  if (declared === undefined) return undefined;
  const made = field === undefined ? (definition?.type === "VariableDeclarator" ? definition.init : null) : field.value;
  const written =
    "typeAnnotation" in declared && declared.typeAnnotation?.type === "TSTypeAnnotation"
      ? declared.typeAnnotation.typeAnnotation
      : undefined;
  const given =
    written?.type === "TSTypeReference"
      ? written.typeArguments
      : made?.type === "NewExpression"
        ? made.typeArguments
        : undefined;
  const { length } = given?.params ?? [];
  return length === 2 ? given?.params.at(-1) : undefined;
}
