import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isClass,
  isFunction,
  isInside,
  isMethod,
  keyName,
  unwrap,
} from "../syntax.ts";
import { heldAfterRelease, type Finding } from "./findings.ts";
import { madeWhenEmpty } from "./made-when-empty.ts";
import { functionNameOf } from "./names.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";
import { final } from "./set-anew.ts";
import { isTestedBeforeUse, leavesWhenEmpty } from "./tested-fields.ts";

/**
 * `free() { if (this.p) api.free_decoder(this.p); }` of an object that makes another one `if (!this.p)`, or that works on
 * it unless `!this.p`: the field still holds what was freed, so the next use works on it and the next `free()` frees it
 * again.
 */
export function judgeUnreset(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const lazy = new Set<string>();
  for (const node of madeWhenEmpty(file.source)) {
    const field = fieldOfThis(node.left);
    const owner = field === undefined ? undefined : ownerOf(file, node);
    if (field !== undefined && owner !== undefined) lazy.add(`${owner}.${field}`);
  }
  for (const node of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(node);
    const field = release === undefined ? undefined : fieldOfThis(release.target);
    const fn = enclosingFunction(node);
    if (release === undefined || field === undefined || !isFunction(fn)) continue;
    const owner = ownerOf(file, node);
    if (owner === undefined || !isGuarded(file, node, fn, field)) continue;
    if (!lazy.has(`${owner}.${field}`)) {
      // What a handle is asked for after its end throws.
      if (release.style === "method") continue;
      const isBeside = (other: TSESTree.Node): boolean => !isInside(other, fn) && ownerOf(file, other) === owner;
      if (!isTestedBeforeUse(file, field, isBeside)) continue;
    }
    // A handle knows that it is gone and throws, and an object that has ended is asked for nothing; an address does not.
    const name = fn.parent.type === "MethodDefinition" || isMethod(fn.parent) ? keyName(fn.parent) : undefined;
    if (release.style === "method" && (!release.exact || name === undefined || final.test(name))) continue;
    if (file.findings.has(`double:${node.range[0]}:${node.range[1]}`) || writesOrHands(file, fn, field)) continue;
    findings.push(heldAfterRelease(node, clip(file.source.text(release.target)), "field"));
  }
  return findings;
}

/** The class around a node, the constructor whose prototype gets the function around it, or the object that has it. */
function ownerOf(file: FileAnalysis, node: TSESTree.Node): string | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (isClass(at)) return `class ${at.range[0]}`;
    const left = at.type === "AssignmentExpression" ? file.source.text(at.left) : "";
    const prototype = /^(\w+)\.prototype\.\w+$/.exec(left)?.[1];
    if (prototype !== undefined) return prototype;
    const name = isFunction(at) ? functionNameOf(at) : undefined;
    // `function Player() { this.p = create(); }`
    if (name !== undefined && /^[A-Z]/.test(name)) return name;
    if (at.type === "Property" && isFunction(at.value)) return `object ${at.parent.range[0]}`;
  }
  return undefined;
}

/** `if (this.p)` around the release, or `if (!this.p) return` before it: whoever wrote it expects the field to be empty at times. */
function isGuarded(file: FileAnalysis, node: TSESTree.Node, fn: TSESTree.Node, field: string): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) {
    // `this.p?.free()`
    if (at.type === "ChainExpression") return true;
    if (at.type === "BlockStatement" && at.body.some((each) => isBefore(each, node) && leavesWhenEmpty(each) === field))
      return true;
    if (at.type !== "IfStatement" || !isInside(node, at.consequent)) continue;
    if (new RegExp(`^this\\.${inPattern(field)}(?:\\s*!==?\\s*(?:null|undefined|0))?$`).test(file.source.text(at.test)))
      return true;
  }
  return false;
}

function isBefore(statement: TSESTree.Node, node: TSESTree.Node): boolean {
  return statement.range[1] <= node.range[0];
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
    return (
      isInside(call, fn) && callee.type === "MemberExpression" && /^(?:This|Super)/.test(unwrap(callee.object).type)
    );
  });
  return sets || removes || calls;
}
