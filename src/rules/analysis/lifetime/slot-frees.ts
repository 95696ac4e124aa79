import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../sources.ts";
import { lastName, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition } from "./vocabulary.ts";

const slot: Acquisition = {
  kind: "pointer",
  family: "removeFunction",
  release: "removeFunction(…)",
  releases: ["removeFunction"],
  certainty: "certain",
  evidence: { kind: "allocator", text: "`addFunction` gives a slot of the function table" },
  finalizer: "none",
  lent: "unknown",
  name: "addFunction",
};

const onStack: Acquisition = {
  ...slot,
  family: "stackRestore",
  release: "stackRestore(…)",
  releases: ["stackRestore"],
  evidence: { kind: "allocator", text: "`stackAlloc` gives memory of the stack" },
  name: "stackAlloc",
};

/**
 * Slots of the function table, and memory of the stack, that are given to `free`, by their variable or out of the
 * collection that holds them.
 */
export function judgeSlotFrees(file: FileAnalysis): Finding[] {
  return [...freed(file, "addFunction", slot), ...freed(file, "stackAlloc", onStack)];
}

function freed(file: FileAnalysis, maker: string, acquisition: Acquisition): Finding[] {
  const { source, vocabulary } = file;
  if (!source.mentions(maker)) return [];
  const made = source.nodes("CallExpression").filter((call) => lastName(call.callee) === maker);
  if (made.length === 0) return [];
  const collections = collectionsOf(file, made);
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const release = /^_?free$/.test(lastName(node.callee) ?? "") ? vocabulary.release(node) : undefined;
    const site = release === undefined ? undefined : slotIn(file, release.target, made, collections);
    if (release === undefined || site === undefined) return [];
    const isOwn = made.includes(site.call) && site.isDirect;
    return [
      {
        kind: "mismatch",
        node,
        site: site.call,
        acquisition,
        release,
        certainty: isOwn ? "certain" : "possible",
      },
    ];
  });
}

/** The collections into which slots are put, and nothing else, by their text. */
function collectionsOf(
  file: FileAnalysis,
  made: readonly TSESTree.CallExpression[],
): ReadonlyMap<string, TSESTree.CallExpression> {
  const found = new Map<string, TSESTree.CallExpression>();
  const mixed = new Set<string>();
  const add = (collection: TSESTree.Node, value: TSESTree.Node | undefined): void => {
    const text = file.source.text(collection);
    const call = value === undefined ? undefined : callIn(file, value, made);
    if (call === undefined) mixed.add(text);
    else if (!found.has(text)) found.set(text, call);
  };
  for (const node of file.source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    const name = lastName(node.callee) ?? "";
    if (callee.type !== "MemberExpression") continue;
    if (name === "set" && node.arguments.length === 2) add(callee.object, node.arguments[1]);
    else if (name === "push" || name === "add") add(callee.object, node.arguments[0]);
  }
  for (const { left, right } of file.source.nodes("AssignmentExpression"))
    if (left.type === "MemberExpression" && left.computed) add(left.object, right);
  for (const text of mixed) found.delete(text);
  return found;
}

function callIn(
  file: FileAnalysis,
  value: TSESTree.Node,
  made: readonly TSESTree.CallExpression[],
): TSESTree.CallExpression | undefined {
  const node = unwrap(value);
  if (node.type === "CallExpression") return made.find((call) => call === node);
  const variable = node.type === "Identifier" ? file.source.variableOf(node) : undefined;
  const [origin, ...others] = variable === undefined ? [] : sourcesOf(variable);
  if (origin?.kind !== "expression" || origin.path.length > 0 || others.length > 0) return undefined;
  const given = unwrap(origin.node);
  return made.find((call) => call === given);
}

/** The slot that is freed: made by a call, or an element of a collection of slots. */
function slotIn(
  file: FileAnalysis,
  target: TSESTree.Node,
  made: readonly TSESTree.CallExpression[],
  collections: ReadonlyMap<string, TSESTree.CallExpression>,
): { call: TSESTree.CallExpression; isDirect: boolean } | undefined {
  const direct = callIn(file, target, made);
  if (direct !== undefined) return { call: direct, isDirect: true };
  const node = unwrap(target);
  const inCollection = (of: TSESTree.Node): TSESTree.CallExpression | undefined => {
    const at = unwrap(of);
    const callee = at.type === "CallExpression" ? unwrap(at.callee) : at;
    const named = callee.type === "MemberExpression" && at.type === "CallExpression" ? callee.object : at;
    return collections.get(file.source.text(named));
  };
  let call: TSESTree.CallExpression | undefined;
  if (node.type === "MemberExpression" && node.computed) call = inCollection(node.object);
  else if (node.type === "CallExpression") call = inCollection(node);
  else if (node.type === "Identifier") {
    const variable = file.source.variableOf(node);
    for (const origin of variable === undefined ? [] : sourcesOf(variable)) {
      if (origin.kind === "expression" && origin.path[0] === "*" && origin.path.length < 3)
        call ??= inCollection(origin.node);
      // `slots.forEach((slot) => free(slot))`
      if (origin.kind === "parameter" && origin.index === 0 && origin.path.length === 0) {
        const { parent } = origin.fn;
        const callee = parent.type === "CallExpression" ? unwrap(parent.callee) : undefined;
        if (callee?.type === "MemberExpression" && memberName(callee) === "forEach")
          call ??= inCollection(callee.object);
      }
    }
  }
  return call === undefined ? undefined : { call, isDirect: false };
}
