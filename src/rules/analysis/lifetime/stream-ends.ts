import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isMethod,
  keyName,
  lastName,
  unwrap,
  type ClassNode,
} from "../syntax.ts";
import { findRelease } from "./fields.ts";
import type { Finding, KeptFinding } from "./findings.ts";
import { ownedIn } from "./kept/stores.ts";
import type { FileAnalysis } from "./run.ts";

const nodeStream = /^(?:Transform|Writable|Duplex|PassThrough)$|Transform$|Stream$/;
const lastCall = /^_?(?:flush|final)$/;
const ending = /^_?(?:destroy|cancel|abort|close|dispose|free|release)$|^\[/;

/**
 * `class Hash extends Transform { _flush(done) { hasher_free(this.#state); done(); } }`: a stream that an error or its reader
 * destroys is never flushed. The same of `new TransformStream({ flush() { encoder.free(); } })`.
 */
export function judgeStreamEnds(file: FileAnalysis): Finding[] {
  return [...classes(file), ...literals(file)];
}

function* classes(file: FileAnalysis): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { owner, field, resource, isStatic, contained } of file.fields) {
    const { acquisition } = resource;
    const key = `${owner.range[0]}.${field}`;
    if (acquisition === undefined || acquisition.finalizer === "late" || isStatic || contained || seen.has(key))
      continue;
    if (!nodeStream.test(parentName(owner)) || owner.body.body.some((member) => ending.test(nameOf(member)))) continue;
    const flush = owner.body.body.find((member) => lastCall.test(nameOf(member)));
    if (flush === undefined) continue;
    const release = findRelease(file, owner, field);
    if (release === undefined || !isInside(release, flush)) continue;
    const isElsewhere = (call: TSESTree.CallExpression): boolean => !isInside(call, flush);
    if (findRelease(file, owner, field, isElsewhere) !== undefined) continue;
    seen.add(key);
    yield {
      kind: "field",
      site: resource.site,
      acquisition,
      field,
      owner: owner.id?.name ?? "the class",
      ownerNode: owner,
      overwritten: undefined,
      flushed: { method: nameOf(flush), node: release },
      certainty: "possible",
    };
  }
}

function parentName({ superClass }: ClassNode): string {
  return superClass === null ? "" : (lastName(superClass) ?? "");
}

function nameOf(member: TSESTree.ClassElement): string {
  return isMethod(member) ? (keyName(member) ?? "[") : "";
}

function* literals(file: FileAnalysis): Iterable<KeptFinding> {
  for (const stream of file.source.nodes("NewExpression")) {
    const [given] = stream.arguments;
    if (lastName(stream.callee) !== "TransformStream" || given?.type !== "ObjectExpression") continue;
    const methods = given.properties.flatMap((each) => (each.type === "Property" ? [each] : []));
    if (methods.length < given.properties.length || methods.some((each) => keyName(each) === "cancel")) continue;
    const flush = methods.find((each) => keyName(each) === "flush");
    if (flush === undefined || !isFunction(flush.value)) continue;
    for (const call of file.source.nodes("CallExpression")) {
      const release = isInside(call, flush) ? file.vocabulary.release(call) : undefined;
      const target = release === undefined ? undefined : unwrap(release.target);
      const variable = target?.type === "Identifier" ? file.source.variableOf(target) : undefined;
      const made = variable === undefined ? undefined : madeOf(file, variable, flush);
      if (variable === undefined || made === undefined || isEndedElsewhere(file, variable, given)) continue;
      yield {
        kind: "kept",
        site: made.node,
        acquisition: made.acquisition,
        place: variable.name,
        how: "flushed",
        from: call,
        certainty: "possible",
      };
    }
  }
}

/** What the variable is given, which the flush has not made itself. */
function madeOf(
  file: FileAnalysis,
  variable: Variable,
  flush: TSESTree.Node,
): { node: TSESTree.Node; acquisition: KeptFinding["acquisition"] } | undefined {
  for (const origin of sourcesOf(variable)) {
    if (origin.kind !== "expression" || origin.path.length > 0 || isInside(origin.node, flush)) continue;
    const fn = enclosingFunction(origin.node);
    const value = unwrap(origin.node);
    const acquisition = isFunction(fn)
      ? ownedIn(file, value.type === "AwaitExpression" ? value.argument : value, fn)
      : undefined;
    if (acquisition !== undefined && acquisition.finalizer !== "late") return { node: value, acquisition };
  }
  return undefined;
}

/** Somebody outside of the stream releases it too. */
function isEndedElsewhere({ source, vocabulary }: FileAnalysis, variable: Variable, stream: TSESTree.Node): boolean {
  return source.nodes("CallExpression").some((call) => {
    const target = isInside(call, stream) ? undefined : vocabulary.release(call)?.target;
    return target?.type === "Identifier" && source.variableOf(target) === variable;
  });
}
