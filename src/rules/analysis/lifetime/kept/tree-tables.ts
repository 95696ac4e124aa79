import type { TSESTree } from "@typescript-eslint/utils";
import { installedVersion, isAtLeast } from "../../installed.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  lastName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { handleByUse, usesWebTreeSitter } from "../words/by-use.ts";
import { ending } from "./mentions.ts";

const tables = /^[#_]*(?:[a-z]\w*T|t)rees$/;
const again = /^set[A-Z]|chang|updat|pars|analy[sz]|refresh|edit|sync|save/i;
const first = /init|creat|open|start|first|new/i;

/**
 * `trees[uri] = analyze(text).tree;`, `trees.delete(uri)` in a project with web-tree-sitter, whatever the table is declared
 * as: the tree that was there under the key is ended by nobody in the file.
 */
export function judgeTreeTables(file: FileAnalysis): KeptFinding[] {
  const { source } = file;
  if (!/trees\b/i.test(source.code.text) || !usesWebTreeSitter(source)) return [];
  const version = installedVersion(source.filename, "web-tree-sitter");
  if ((version !== undefined && isAtLeast(version, "0.27")) || endsTrees(file)) return [];
  const acquisition = {
    ...handleByUse("delete", ".delete()", "a table of this name holds trees of web-tree-sitter", "trees"),
    finalizer: "unknown" as const,
  };
  return changes(file).flatMap(({ node, table, how }): KeptFinding[] => {
    const fn = enclosingFunction(node);
    if (!isFunction(fn) || isNew(file, table, node, fn)) return [];
    const isAgain = again.test(functionNameOf(fn) ?? "") && !first.test(functionNameOf(fn) ?? "");
    if (how === "entry" && !isAgain) return [];
    const place = source.text(table);
    return [{ kind: "kept", site: node, acquisition, place, how, from: node, certainty: "possible" }];
  });
}

interface Change {
  readonly node: TSESTree.Node;
  readonly table: TSESTree.Node;
  readonly how: "entry" | "taken";
}

function changes({ source }: FileAnalysis): Change[] {
  const found: Change[] = [];
  const isTable = (node: TSESTree.Node): boolean => tables.test(lastName(node) ?? "");
  for (const node of source.nodes("AssignmentExpression")) {
    const { left, operator } = node;
    if (operator !== "=" || left.type !== "MemberExpression" || !left.computed || !isTable(left.object)) continue;
    found.push({ node, table: left.object, how: "entry" });
  }
  for (const node of source.nodes("UnaryExpression")) {
    const { argument, operator } = node;
    if (operator === "delete" && argument.type === "MemberExpression" && argument.computed && isTable(argument.object))
      found.push({ node, table: argument.object, how: "taken" });
  }
  for (const node of source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression" || !isTable(callee.object)) continue;
    const method = memberName(callee);
    if (method === "set" && node.arguments.length === 2) found.push({ node, table: callee.object, how: "entry" });
    if (method === "delete" && node.arguments.length === 1) found.push({ node, table: callee.object, how: "taken" });
  }
  return found;
}

/** Something in the file ends trees, or takes them out by a function of its own. */
function endsTrees({ source }: FileAnalysis): boolean {
  return source.nodes("CallExpression").some(({ callee, arguments: given }) => {
    const target = unwrap(callee);
    return target.type === "MemberExpression" && memberName(target) === "delete" && given.length === 0;
  });
}

/** It is filled where the function has looked whether there is one, or is the function that begins with it. */
function isNew({ source }: FileAnalysis, table: TSESTree.Node, node: TSESTree.Node, fn: FunctionNode): boolean {
  const text = source.text(table);
  const isMention = (each: TSESTree.Node): boolean => isInside(each, fn) && each.range[1] < node.range[0];
  const looks = source
    .nodes("MemberExpression")
    .some((each) => isMention(each) && source.text(each.object) === text && !isInside(each, node));
  const ends = source
    .nodes("CallExpression")
    .some((call) => isMention(call) && call.callee.type === "Identifier" && ending.test(call.callee.name));
  return looks || ends;
}
