import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { lastName, unwrap } from "../syntax.ts";

/**
 * `decoder._malloc(n)` and `filter._free(p)`, where the file also has `filter._malloc`: each module has a heap of its own.
 * Two names of one module are told apart by what the file says of them.
 */
export function isOfOtherModule(source: SourceFile, site: TSESTree.Node, release: TSESTree.CallExpression): boolean {
  const made = site.type === "CallExpression" ? moduleOf(site, /^_?malloc$/) : undefined;
  const freed = moduleOf(release, /^_?free$/);
  if (made === undefined || freed === undefined || lastName(made) === lastName(freed)) return false;
  const [maker, ender] = [source.text(made), source.text(freed)];
  if (!/^(?:this\.)?[\w$#]+$/.test(maker) || !/^(?:this\.)?[\w$#]+$/.test(ender)) return false;
  if (isNamedBy(source, made, ender) || isNamedBy(source, freed, maker)) return false;
  const text = source.code.text;
  return text.includes(`${ender}._malloc(`) || text.includes(`${ender}.malloc(`);
}

function moduleOf(node: TSESTree.CallExpression, name: RegExp): TSESTree.Node | undefined {
  const callee = unwrap(node.callee);
  return callee.type === "MemberExpression" && name.test(lastName(callee) ?? "") ? unwrap(callee.object) : undefined;
}

/** `const heap = decoder;` */
function isNamedBy(source: SourceFile, module: TSESTree.Node, other: string): boolean {
  const variable = module.type === "Identifier" ? source.variableOf(module) : undefined;
  const isWritten = source
    .nodes("AssignmentExpression")
    .some(({ left, right }) => source.text(left) === source.text(module) && mentions(source, right, other));
  if (isWritten) return true;
  return (variable === undefined ? [] : sourcesOf(variable)).some(
    (origin) => origin.kind === "expression" && mentions(source, origin.node, other),
  );
}

function mentions(source: SourceFile, node: TSESTree.Node, name: string): boolean {
  return source.text(node).includes(name);
}
