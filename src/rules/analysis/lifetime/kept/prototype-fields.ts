import type { TSESTree } from "@typescript-eslint/utils";
import { declaredName, isFunction, isInside, memberName, thisOwner, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { ownedIn } from "./stores.ts";

const end = /^_?(?:destroy|dispose|free|close|delete|release|terminate|cleanup|clean_?up|deinit|shutdown)$/i;

/**
 * `function Encoder() { this.out = Module._malloc(n); } Encoder.prototype.destroy = function () { … };`: what the
 * constructor puts into a field, and the method that ends the object forgets.
 */
export function judgePrototypeFields(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  const seen = new Set<string>();
  const ends = endsOf(file);
  if (ends.size === 0) return findings;
  for (const node of file.source.nodes("AssignmentExpression")) {
    const { left, right, operator } = node;
    if (operator !== "=" || left.type !== "MemberExpression" || left.object.type !== "ThisExpression") continue;
    const fn = thisOwner(left);
    const name = isFunction(fn) ? nameOf(file, fn) : undefined;
    const method = name === undefined ? undefined : ends.get(name);
    const field = memberName(left);
    if (method === undefined || field === undefined || !isFunction(fn) || seen.has(`${name}.${field}`)) continue;
    const acquisition = ownedIn(file, right, fn);
    if (acquisition === undefined || acquisition.part !== undefined || acquisition.finalizer === "late") continue;
    if (isLookedAfter(file, node, field)) continue;
    seen.add(`${name}.${field}`);
    findings.push({
      kind: "kept",
      site: node,
      acquisition,
      place: file.source.text(left),
      how: "unended",
      from: method,
      certainty: "possible",
    });
  }
  return findings;
}

/** The methods that end something, by the name of the constructor. */
function endsOf({ source }: FileAnalysis): Map<string, FunctionNode> {
  const found = new Map<string, FunctionNode>();
  for (const { left, right } of source.nodes("AssignmentExpression")) {
    const prototype = left.type === "MemberExpression" ? unwrap(left.object) : undefined;
    if (left.type !== "MemberExpression" || !isFunction(right) || prototype?.type !== "MemberExpression") continue;
    const method = memberName(left) ?? "";
    if (memberName(prototype) !== "prototype" || !end.test(method)) continue;
    found.set(source.text(prototype.object), right);
  }
  return found;
}

/** `Encoder` of the constructor, and of `Encoder.prototype.init = function () { … }`. */
function nameOf({ source }: FileAnalysis, fn: FunctionNode): string | undefined {
  const { parent } = fn;
  const left = parent.type === "AssignmentExpression" ? parent.left : undefined;
  if (left === undefined) {
    const declared = declaredName(fn);
    return declared === null ? undefined : source.text(declared);
  }
  const prototype = left.type === "MemberExpression" ? unwrap(left.object) : undefined;
  const isMethod = prototype?.type === "MemberExpression" && memberName(prototype) === "prototype";
  return isMethod ? source.text(prototype.object) : source.text(left);
}

/** Some call ends or is given the field, of `this` or of another name for it, or it is put elsewhere. */
function isLookedAfter(file: FileAnalysis, store: TSESTree.AssignmentExpression, field: string): boolean {
  return file.source.nodes("MemberExpression").some((member) => {
    if (memberName(member) !== field || isInside(member, store)) return false;
    const { parent } = member;
    switch (parent.type) {
      case "CallExpression":
        return parent.callee !== member && (isEnd(file, parent) || file.functions.resolve(parent.callee) !== undefined);
      case "MemberExpression":
        return parent.parent.type === "CallExpression" && parent.parent.callee === parent && isEnd(file, parent.parent);
      case "AssignmentExpression":
        return parent.right === member;
      case "ArrayExpression":
      case "ReturnStatement":
      case "Property":
      case "SpreadElement":
      case "VariableDeclarator":
        return true;
      default:
        return false;
    }
  });
}

function isEnd(file: FileAnalysis, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : "";
  return (
    file.vocabulary.release(call) !== undefined ||
    /free|delete|destroy|dispose|release|close|clean|push/i.test(name ?? "")
  );
}
