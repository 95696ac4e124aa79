import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import { inPattern, isConstructor, isInside, keyName, type ClassNode } from "../syntax.ts";
import { findRelease, type FieldStore } from "./fields.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `class Trail extends Emitter { dispose() { trail_free(this.#trail); } }`: the parent's `dispose()` alone releases what the
 * parent's constructor puts into a field, and this one never calls it.
 */
export function judgeOverriddenEnds(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<TSESTree.Node>();
  for (const store of file.fields) {
    const { owner, field, resource, isStatic } = store;
    const { acquisition } = resource;
    if (acquisition === undefined || acquisition.finalizer === "late" || isStatic || !isBegun(store)) continue;
    const [release, end] = endOf(file, store) ?? [];
    if (release === undefined || end === undefined) continue;
    for (const child of childrenOf(file, owner)) {
      const override = methodOf(child, keyName(end));
      if (override === undefined || seen.has(override) || callsParent(file, override) || names(file, child, field))
        continue;
      seen.add(override);
      findings.push({
        kind: "field",
        site: override.key,
        acquisition,
        field,
        owner: child.id?.name ?? "the class",
        ownerNode: child,
        overwritten: undefined,
        overridden: { parent: owner.id?.name ?? "the parent", method: keyName(override) ?? "", node: release },
        certainty: "possible",
      });
    }
  }
  return findings;
}

function isBegun({ fn }: FieldStore): boolean {
  return fn.type === "PropertyDefinition" || isConstructor(fn);
}

/** The one method of the class that releases the field, with the release. */
function endOf(
  file: FileAnalysis,
  { owner, field }: FieldStore,
): [TSESTree.Node, TSESTree.MethodDefinition] | undefined {
  const release = findRelease(file, owner, field);
  const end = owner.body.body.find((member) => release !== undefined && isInside(release, member));
  if (release === undefined || end?.type !== "MethodDefinition" || end.kind !== "method" || end.static)
    return undefined;
  return findRelease(file, owner, field, (call) => !isInside(call, end)) === undefined ? [release, end] : undefined;
}

function* childrenOf({ source }: FileAnalysis, parent: ClassNode): Iterable<ClassNode> {
  for (const child of [...source.nodes("ClassDeclaration"), ...source.nodes("ClassExpression")]) {
    const { superClass } = child;
    if (superClass?.type === "Identifier" && classNamed(source, superClass) === parent) yield child;
  }
}

function methodOf(owner: ClassNode, name: string | undefined): TSESTree.MethodDefinition | undefined {
  return owner.body.body.find(
    (member): member is TSESTree.MethodDefinition =>
      member.type === "MethodDefinition" && member.kind === "method" && !member.static && keyName(member) === name,
  );
}

function callsParent({ source }: FileAnalysis, override: TSESTree.Node): boolean {
  return source.nodes("Super").some((node) => isInside(node, override));
}

/** The class looks after the field, or gives it to somebody who may. */
function names({ source }: FileAnalysis, owner: ClassNode, field: string): boolean {
  return new RegExp(`[.?]\\s*${inPattern(field)}(?![\\w$])`).test(source.text(owner.body));
}
