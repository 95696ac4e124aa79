import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import { enclosingFunction, fieldOfThis, isInside, isTopLevel, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { elementReleases, endsEach, type ElementRelease } from "./kept/released-elements.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `catch (e) { for (const p of pointers) free(p); throw e; } finally { for (const p of pointers) free(p); }`, and
 * `for (const each of this.all) destroy(each); destroy(this.filter);` where the list was given the field.
 */
export function judgeReleasedTwice(file: FileAnalysis): Finding[] {
  const releases = elementReleases(file).filter((each) => freesAtOnce(each.release) && endsEach(each));
  return releases.flatMap((each) => [...again(file, each, releases), ...fieldsOf(file, each)]);
}

/** The list is gone through once more behind it, and nothing emptied it in between. */
function again(file: FileAnalysis, first: ElementRelease, all: readonly ElementRelease[]): Finding[] {
  return all.flatMap((second): Finding[] => {
    if (second.key !== first.key || second.fn !== first.fn || second.all === first.all) return [];
    if (!isBehind(first.all, second.all) || isChanged(file, first.place, first.all, second.all)) return [];
    const at = `double:${second.node.range[0]}:${second.node.range[1]}`;
    return file.findings.has(at) ? [] : [released(file, first.node, second.node, second.place)];
  });
}

/** `this.all.push(this.ray, this.filter)` of a list that nothing is ever taken out of. */
function fieldsOf(file: FileAnalysis, each: ElementRelease): Finding[] {
  const { source, vocabulary } = file;
  if (fieldOfThis(unwrap(each.place)) === undefined) return [];
  const fields = new Set(pushed(file, each.place));
  if (fields.size === 0) return [];
  return source.nodes("CallExpression").flatMap((call): Finding[] => {
    if (call === each.node || enclosingFunction(call) !== each.fn) return [];
    const release = vocabulary.release(call);
    const target = freesAtOnce(release) ? unwrap(release.target) : undefined;
    const field = target === undefined ? undefined : fieldOfThis(target);
    if (target === undefined || field === undefined || !fields.has(field)) return [];
    const isAfter = isBehind(each.all, call);
    if (!isAfter && !isBehind(call, each.all)) return [];
    const [from, to] = isAfter ? [each.all, call] : [call, each.all];
    if (isChanged(file, each.place, from, to) || isChanged(file, target, from, to)) return [];
    return isAfter ? [released(file, each.node, call, target)] : [released(file, call, each.node, each.place)];
  });
}

/** The fields of the object that a list was given, where that is all that happens to the list beside loops over it. */
function pushed(file: FileAnalysis, list: TSESTree.Node): string[] {
  const { source } = file;
  const { places } = recognitionOf(source).values;
  const key = places.keyOf(list);
  const fields: string[] = [];
  for (const member of key === undefined ? [] : source.nodes("MemberExpression")) {
    if (places.keyOf(member) !== key) continue;
    const { parent } = member;
    const method = parent.type === "MemberExpression" && parent.object === member ? memberName(parent) : undefined;
    if (method === undefined) continue;
    if (/^(?:pop|shift|splice|filter)$/.test(method)) return [];
    const call = parent.parent;
    if (method !== "push" || call?.type !== "CallExpression") continue;
    fields.push(...call.arguments.flatMap((given) => fieldOfThis(given) ?? []));
  }
  return fields;
}

function released({ source }: FileAnalysis, first: TSESTree.Node, node: TSESTree.Node, place: TSESTree.Node): Finding {
  const text = source.text(place);
  return {
    kind: "double-release",
    node,
    released: first,
    acquisition: undefined,
    certainty: "possible",
    text,
    how: "plain",
  };
}

/** Whoever comes past the first comes to the second: it stands behind it in one block, or in the `finally` of its `catch`. */
function isBehind(first: TSESTree.Node, second: TSESTree.Node): boolean {
  const [from, to] = [statementOf(first), statementOf(second)];
  if (from.range[0] >= to.range[0]) return false;
  if (from.parent === to.parent) return true;
  const handler = from.parent?.parent;
  return (
    handler?.type === "CatchClause" && handler.parent.type === "TryStatement" && to.parent === handler.parent.finalizer
  );
}

function statementOf(node: TSESTree.Node): TSESTree.Node {
  let at = node;
  while (at.parent !== undefined && at.parent.type !== "BlockStatement" && !isTopLevel(at.parent)) at = at.parent;
  return at;
}

/** Something between the two writes the place, or empties what is there. */
function isChanged(file: FileAnalysis, place: TSESTree.Node, first: TSESTree.Node, second: TSESTree.Node): boolean {
  const { source } = file;
  const text = source.text(unwrap(place));
  const isBetween = (node: TSESTree.Node): boolean =>
    node.range[0] >= first.range[0] && node.range[1] <= second.range[1] && !isInside(node, second);
  return (
    source.nodes("AssignmentExpression").some(({ left }) => {
      if (!isBetween(left)) return false;
      const written = source.text(left);
      return written === text || written === `${text}.length`;
    }) ||
    source.nodes("CallExpression").some((call) => {
      const callee = unwrap(call.callee);
      if (!isBetween(call) || callee.type !== "MemberExpression" || source.text(callee.object) !== text) return false;
      return /^(?:splice|pop|shift|clear|delete|push)$/.test(memberName(callee) ?? "");
    })
  );
}
