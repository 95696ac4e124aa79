import type { TSESTree } from "@typescript-eslint/utils";
import { classOfThis, enclosingFunction, isFunction, isInside, memberName, thisOwner, unwrap } from "../syntax.ts";
import type { StaleView } from "./index.ts";
import { isCheck, type ViewWords } from "./words.ts";

/** `this.bytes = HEAPU8.subarray(…)` in a constructor without `class`, read by the functions of its prototype. */
export function keptInPrototypes(words: ViewWords): StaleView[] {
  const { recognition, growth, isView } = words;
  const { file } = recognition;
  if (!file.mentions(".prototype.")) return [];
  const reads = file.nodes("MemberExpression").flatMap((member) => {
    const owner = unwrap(member.object).type === "ThisExpression" ? prototypeOf(thisOwner(member)) : undefined;
    return owner === undefined ? [] : [{ member, owner, name: memberName(member) }];
  });
  if (reads.length === 0) return [];
  return file.nodes("AssignmentExpression").flatMap((assignment): StaleView[] => {
    const { left, right } = assignment;
    if (left.type !== "MemberExpression" || unwrap(left.object).type !== "ThisExpression" || !isView(right)) return [];
    const home = thisOwner(left);
    const own = constructorName(home);
    const name = memberName(left);
    const uses = reads.filter((read) => read.owner === own && read.name === name);
    // What is filled or compared elsewhere is looked after; but what one object fills anew, another still has as it was.
    const isShared = isOfModulesMemory(words, right);
    const isMinded = uses.some(({ member }) => isCheck(member) || (isWritten(member) && !isShared));
    if (own === undefined || name === undefined || uses.length === 0 || isMinded || classOfThis(home)) return [];
    const later = growth.all.filter(({ node }) => {
      if (enclosingFunction(node) === home) return node.range[0] > assignment.range[1];
      return prototypeOf(thisOwner(node)) === own && !isInside(node, home);
    });
    const by = later.find(({ certain }) => certain) ?? later[0];
    return by === undefined ? [] : [{ node: left, how: "field", name, made: right, by: by.node, certain: false }];
  });
}

/** `new Uint8Array(wasm.memory.buffer)` with one `wasm` for the whole file: all objects show the same memory. */
function isOfModulesMemory({ recognition }: ViewWords, made: TSESTree.Node): boolean {
  const view = unwrap(made);
  const [buffer = view] = view.type === "NewExpression" ? view.arguments : [];
  let root = unwrap(buffer);
  while (root.type === "MemberExpression") root = unwrap(root.object);
  const scope = root.type === "Identifier" ? recognition.file.variableOf(root)?.scope.type : undefined;
  return scope === "module" || scope === "global";
}

function isWritten(member: TSESTree.MemberExpression): boolean {
  return member.parent.type === "AssignmentExpression" && member.parent.left === member;
}

/** `function Codec() {}`, `var Codec = function () {}`. */
function constructorName(fn: TSESTree.Node): string | undefined {
  if (!isFunction(fn)) return undefined;
  const { parent } = fn;
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent.type === "AssignmentExpression" && parent.left.type === "Identifier") return parent.left.name;
  return fn.id?.name;
}

/** The constructor to whose prototype a function is added: `Codec.prototype.encode = function () {}`. */
function prototypeOf(fn: TSESTree.Node): string | undefined {
  const { parent } = fn;
  if (parent?.type !== "AssignmentExpression" || parent.right !== fn || parent.left.type !== "MemberExpression")
    return undefined;
  const prototype = unwrap(parent.left.object);
  if (prototype.type !== "MemberExpression" || memberName(prototype) !== "prototype") return undefined;
  const owner = unwrap(prototype.object);
  return owner.type === "Identifier" ? owner.name : undefined;
}
