import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isClass,
  isFunction,
  isInside,
  isNullish,
  unwrap,
} from "../syntax.ts";
import { heldAfterRelease, type Finding } from "./findings.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `free() { if (this.p) api.free_decoder(this.p); }` of an object that makes another one `if (!this.p)`: the field still
 * holds what was freed, so the next use works on it and the next `free()` frees it again.
 */
export function judgeUnreset(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const lazy = new Set<string>();
  for (const { test } of file.source.nodes("IfStatement")) {
    const field = emptyField(test);
    const owner = field === undefined ? undefined : ownerOf(file, test);
    if (field !== undefined && owner !== undefined && isMadeIn(file, test.parent, field)) lazy.add(`${owner}.${field}`);
  }
  if (lazy.size === 0) return findings;
  for (const node of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(node);
    const field = release === undefined ? undefined : fieldOfThis(release.target);
    const fn = enclosingFunction(node);
    if (release === undefined || field === undefined || !isFunction(fn)) continue;
    if (!lazy.has(`${ownerOf(file, node) ?? ""}.${field}`) || !isGuarded(file, node, fn, field)) continue;
    // A handle knows that it is gone and throws; an address does not.
    if (release.style === "method") continue;
    if (writesOrHands(file, fn, field)) continue;
    findings.push(heldAfterRelease(node, clip(file.source.text(release.target)), "field"));
  }
  return findings;
}

/** `!this.p`, `this.p === null`, `this.p == 0` */
function emptyField(test: TSESTree.Node): string | undefined {
  const node = unwrap(test);
  if (node.type === "UnaryExpression" && node.operator === "!") return fieldOfThis(node.argument);
  if (node.type !== "BinaryExpression" || !/^===?$/.test(node.operator)) return undefined;
  const isEmpty = isNullish(node.right) || (node.right.type === "Literal" && node.right.value === 0);
  return isEmpty ? fieldOfThis(node.left) : undefined;
}

/** The class around a node, or the constructor whose prototype gets the function around it. */
function ownerOf(file: FileAnalysis, node: TSESTree.Node): string | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (isClass(at)) return `class ${at.range[0]}`;
    const left = at.type === "AssignmentExpression" ? file.source.text(at.left) : "";
    const prototype = /^(\w+)\.prototype\.\w+$/.exec(left)?.[1];
    if (prototype !== undefined) return prototype;
  }
  return undefined;
}

/** What the condition guards fills the field with something that a call gives. */
function isMadeIn(file: FileAnalysis, statement: TSESTree.Node | undefined, field: string): boolean {
  return file.source.nodes("AssignmentExpression").some(({ left, right, range }) => {
    if (statement === undefined || fieldOfThis(left) !== field) return false;
    if (range[0] < statement.range[0] || range[1] > statement.range[1]) return false;
    const made = unwrap(right);
    const value = made.type === "AwaitExpression" ? unwrap(made.argument) : made;
    return value.type === "CallExpression" || value.type === "NewExpression";
  });
}

/** `if (this.p)` around the release: whoever wrote it expects the field to be empty at times. */
function isGuarded(file: FileAnalysis, node: TSESTree.Node, fn: TSESTree.Node, field: string): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) {
    if (at.type !== "IfStatement" || !isInside(node, at.consequent)) continue;
    if (new RegExp(`^this\\.${inPattern(field)}(?:\\s*!==?\\s*(?:null|undefined|0))?$`).test(file.source.text(at.test)))
      return true;
  }
  return false;
}

/** The function sets the field, marks the object as ended, or calls a method of it. */
function writesOrHands(file: FileAnalysis, fn: TSESTree.Node, field: string): boolean {
  const sets = file.source.nodes("AssignmentExpression").some(({ left, range }) => {
    if (range[0] < fn.range[0] || range[1] > fn.range[1]) return false;
    return left.type === "MemberExpression" && unwrap(left.object).type === "ThisExpression";
  });
  const removes = file.source
    .nodes("UnaryExpression")
    .some((node) => node.operator === "delete" && isInside(node, fn) && fieldOfThis(node.argument) === field);
  const calls = file.source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    return isInside(call, fn) && callee.type === "MemberExpression" && unwrap(callee.object).type === "ThisExpression";
  });
  return sets || removes || calls;
}
