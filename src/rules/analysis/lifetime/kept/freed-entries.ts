import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  isFunction,
  isInside,
  lastName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import { sourcesOf } from "../../sources.ts";
import { heldAfterRelease, type Finding } from "../findings.ts";
import { functionNameOf } from "../names.ts";
import { isOwnMap } from "../own-map.ts";
import type { FileAnalysis } from "../run.ts";

const emptying = /^(?:delete|clear|set|remove|splice)$/;

/**
 * `close(id) { this.handles.get(id).free(); }`: the entry stays in its map, so whoever asks for it next works on what was
 * freed, and a second call frees it again.
 */
export function judgeFreedEntries(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  if (!file.source.mentions("new Map")) return findings;
  for (const node of file.source.nodes("CallExpression")) {
    const fn = enclosingFunction(node);
    const release = isFunction(fn) ? file.vocabulary.release(node) : undefined;
    // `dispose()` and `close()` often look whether they have run.
    if (release?.exact !== true || (release.name !== "free" && release.name !== "delete") || !isFunction(fn)) continue;
    const map = mapOf(file, release.target, fn);
    if (map === undefined || isEmptied(file, map, fn)) continue;
    findings.push(heldAfterRelease(node, file.source.text(map), "entry"));
  }
  return findings;
}

/** The map of the file of which a parameter of the function names an entry: `this.handles.get(id)`, at once or by a name. */
function mapOf(file: FileAnalysis, target: TSESTree.Node, fn: FunctionNode): TSESTree.Node | undefined {
  let read = unwrap(target);
  if (read.type === "Identifier") {
    const variable = file.source.variableOf(read);
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
    read = unwrap(origin.node);
  }
  const callee = read.type === "CallExpression" && isInside(read, fn) ? unwrap(read.callee) : undefined;
  const [key] = read.type === "CallExpression" ? read.arguments : [];
  if (callee?.type !== "MemberExpression" || memberName(callee) !== "get" || key === undefined) return undefined;
  const map = unwrap(callee.object);
  return isParameter(file, key, fn) && isOwnMap(file.source, map) ? map : undefined;
}

function isParameter(file: FileAnalysis, key: TSESTree.Node, fn: FunctionNode): boolean {
  let root = unwrap(key);
  while (root.type === "MemberExpression") root = unwrap(root.object);
  const definition = root.type === "Identifier" ? file.source.variableOf(root)?.defs[0] : undefined;
  return definition?.type === "Parameter" && definition.node === fn;
}

/** The function, or one that calls it, takes entries out of the map or fills it anew. */
function isEmptied(file: FileAnalysis, map: TSESTree.Node, fn: FunctionNode): boolean {
  const { source } = file;
  const text = source.text(map);
  const name = functionNameOf(fn);
  const emptiers = [
    ...source.nodes("CallExpression").filter(({ callee }) => {
      const member = unwrap(callee);
      return (
        member.type === "MemberExpression" &&
        emptying.test(memberName(member) ?? "") &&
        source.text(unwrap(member.object)) === text
      );
    }),
    ...source.nodes("AssignmentExpression").filter(({ left }) => source.text(left) === text),
  ].map(enclosingFunction);
  if (emptiers.includes(fn)) return true;
  return source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    const called = lastName(callee);
    if (called === undefined) return false;
    const calling = enclosingFunction(call);
    // What the function calls may take the entry out as well.
    if (called === name) return emptiers.includes(calling);
    const own = isInside(call, fn) ? file.functions.resolve(callee) : undefined;
    return own !== undefined && emptiers.includes(own);
  });
}
