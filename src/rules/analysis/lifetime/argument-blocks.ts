import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../sources.ts";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap } from "../syntax.ts";
import { possibleLeak, type LeakFinding } from "./findings.ts";
import { ownedIn } from "./kept/stores.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition } from "./vocabulary.ts";

/**
 * `HEAPU32[(argv >> 2) + i] = stringToNewUTF8(text)` of a block that the function frees in the end: the addresses in it go
 * with it, and what they are the addresses of stays behind.
 */
export function judgeArgumentBlocks(file: FileAnalysis): LeakFinding[] {
  const findings: LeakFinding[] = [];
  const seen = new Set<TSESTree.Node>();
  for (const { node, value, index } of written(file)) {
    const fn = outermost(node);
    const block = fn === undefined ? undefined : blockIn(file, index, fn);
    const made = block === undefined ? undefined : acquiredBy(file, value);
    if (fn === undefined || block === undefined || made === undefined || seen.has(made.site)) continue;
    if (endsOther(file, fn, block)) continue;
    seen.add(made.site);
    const text = file.source.text(unwrap(value)).slice(0, 40);
    findings.push(possibleLeak(made.site, made.acquisition, text, { exit: "lost", node, when: undefined }));
  }
  return findings;
}

interface Written {
  readonly node: TSESTree.Node;
  readonly value: TSESTree.Node;
  readonly index: TSESTree.Node;
}

/** `HEAPU32[at] = value`, `setValue(at, value, "*")`, `new Uint32Array(memory.buffer, at, 2).set([value, length])` */
function* written({ source }: FileAnalysis): Iterable<Written> {
  if (!/HEAP|setValue|Uint32Array/.test(source.code.text)) return;
  for (const node of source.nodes("AssignmentExpression")) {
    const { left, right } = node;
    if (node.operator !== "=" || left.type !== "MemberExpression" || !left.computed) continue;
    if (/^HEAPU?32$/.test(lastName(left.object) ?? "")) yield { node, value: right, index: left.property };
  }
  for (const node of source.nodes("CallExpression")) {
    const [index, value] = node.arguments;
    if (lastName(node.callee) === "setValue" && index !== undefined && value !== undefined)
      yield { node, value, index };
    else yield* setAtOnce(node);
  }
}

/** `HEAPU32.set([value, length], at >> 2)` writes each of them too. */
function* setAtOnce(node: TSESTree.CallExpression): Iterable<Written> {
  const callee = unwrap(node.callee);
  const [list, offset] = node.arguments;
  if (callee.type !== "MemberExpression" || memberName(callee) !== "set" || list?.type !== "ArrayExpression") return;
  const view = unwrap(callee.object);
  const isNew = view.type === "NewExpression" && /^Uint32Array$|^Int32Array$/.test(lastName(view.callee) ?? "");
  const index = isNew ? view.arguments[1] : /^HEAPU?32$/.test(lastName(view) ?? "") ? offset : undefined;
  if (index === undefined || (isNew && offset !== undefined)) return;
  for (const value of list.elements) if (value !== null && value.type !== "SpreadElement") yield { node, value, index };
}

/** The function of the file that is not a callback in another. */
function outermost(node: TSESTree.Node): TSESTree.Node | undefined {
  let fn = enclosingFunction(node);
  while (isFunction(fn) && fn.parent.type === "CallExpression" && fn.parent.callee !== fn)
    fn = enclosingFunction(fn.parent);
  return isFunction(fn) ? fn : undefined;
}

/** The local variable with a block of memory that the index is reckoned from. */
function blockIn(file: FileAnalysis, index: TSESTree.Node, fn: TSESTree.Node): Variable | undefined {
  return termsOf(index).find((variable) => {
    const made = onlyValue(variable);
    if (made?.type !== "CallExpression" || !isInside(made, fn)) return false;
    return file.vocabulary.acquisition(made)?.kind === "pointer";
  });

  /** `argv` and `i` of `(argv >> 2) + i` */
  function termsOf(term: TSESTree.Node): Variable[] {
    const node = unwrap(term);
    if (node.type === "BinaryExpression") return [...termsOf(node.left), ...termsOf(node.right)];
    const variable = node.type === "Identifier" ? file.source.variableOf(node) : undefined;
    return variable === undefined ? [] : [variable];
  }
}

/** The value is what a call allocates, at once, by a name that is only written with, or as an element of a list of such. */
function acquiredBy(
  file: FileAnalysis,
  value: TSESTree.Node,
): { readonly site: TSESTree.Node; readonly acquisition: Acquisition } | undefined {
  const node = unwrap(value);
  const fn = enclosingFunction(node);
  if (node.type === "CallExpression") {
    const acquisition = isFunction(fn) ? ownedIn(file, node, fn) : undefined;
    return acquisition?.kind === "pointer" ? { site: node, acquisition } : undefined;
  }
  const variable = node.type === "Identifier" ? file.source.variableOf(node) : undefined;
  if (
    variable === undefined ||
    !variable.references.every(({ identifier, init }) => init === true || isWrittenWith(identifier))
  )
    return undefined;
  const [origin, other] = sourcesOf(variable);
  if (other !== undefined) return undefined;
  if (origin?.kind === "expression" && origin.path.length === 0 && unwrap(origin.node) !== node)
    return acquiredBy(file, origin.node);
  // `strings.forEach((p, i) => setValue(argv + i * 4, p, "*"))` of `const strings = args.map((text) => stringToNewUTF8(text))`
  const call = origin?.kind === "parameter" && origin.index === 0 ? origin.fn.parent : undefined;
  const callee = call?.type === "CallExpression" ? unwrap(call.callee) : undefined;
  if (callee?.type !== "MemberExpression" || memberName(callee) !== "forEach") return undefined;
  return mapped(file, unwrap(callee.object));
}

/** A list that `map` makes of what it allocates, and that is only gone through. */
function mapped(file: FileAnalysis, list: TSESTree.Node): ReturnType<typeof acquiredBy> {
  const variable = list.type === "Identifier" ? file.source.variableOf(list) : undefined;
  const made = variable === undefined ? undefined : onlyValue(variable);
  const callee = made?.type === "CallExpression" ? unwrap(made.callee) : undefined;
  if (variable === undefined || made?.type !== "CallExpression") return undefined;
  if (callee?.type !== "MemberExpression" || memberName(callee) !== "map") return undefined;
  const isOnlyRead = variable.references.every(
    ({ identifier: { parent }, init }) =>
      init === true || (parent?.type === "MemberExpression" && /^(?:forEach|length)$/.test(memberName(parent) ?? "")),
  );
  const [callback] = made.arguments;
  if (!isOnlyRead || callback?.type !== "ArrowFunctionExpression" || callback.body.type === "BlockStatement")
    return undefined;
  return acquiredBy(file, callback.body);
}

/** The store itself, or what fills the memory: `HEAPU8.set(bytes, p)`, `stringToUTF8(text, p, size)`. */
function isWrittenWith(name: TSESTree.Node): boolean {
  const { parent } = name;
  if (parent?.type === "AssignmentExpression") return parent.right === name;
  if (parent?.type === "BinaryExpression") return true;
  // `[bytes, length]` of which one is written, `new Uint8Array(memory.buffer, bytes, length)` that is filled.
  if (parent?.type === "ArrayExpression") return parent.parent.type === "CallExpression" && isSet(parent.parent);
  if (parent?.type === "NewExpression")
    return (
      parent.parent.type === "MemberExpression" &&
      parent.parent.parent.type === "CallExpression" &&
      isSet(parent.parent.parent)
    );
  if (parent?.type !== "CallExpression" || parent.callee === name) return false;
  return /^(?:set|setValue|stringToUTF(?:8|16|32)|writeArrayToMemory|writeAsciiToMemory)$/.test(
    lastName(parent.callee) ?? "",
  );
}

function isSet(call: TSESTree.CallExpression): boolean {
  return lastName(call.callee) === "set";
}

/** Nothing is freed but the block: what is freed besides may be read out of it. */
function endsOther(file: FileAnalysis, fn: TSESTree.Node, block: Variable): boolean {
  let isFreed = false;
  for (const call of file.source.nodes("CallExpression")) {
    if (!isInside(call, fn)) continue;
    // `freeStrings(argv, count)` of the file or another one.
    const isGiven = call.arguments.some((each) => each.type === "Identifier" && file.source.variableOf(each) === block);
    if (isGiven && (call.callee.type === "Identifier" || file.functions.resolve(call.callee) !== undefined)) {
      if (file.vocabulary.release(call)?.exact !== true) return true;
    }
    const release = file.vocabulary.release(call);
    const target = release === undefined ? undefined : unwrap(release.target);
    if (target?.type === "Identifier" && file.source.variableOf(target) === block) isFreed = true;
    else if (release?.style === "function" && !(target?.type === "Identifier" && isPlain(file, target))) return true;
  }
  return !isFreed;
}

/** A name of something else that the function has allocated. */
function isPlain(file: FileAnalysis, target: TSESTree.Identifier): boolean {
  const variable = file.source.variableOf(target);
  const made = variable === undefined ? undefined : onlyValue(variable);
  return made?.type === "CallExpression" && file.vocabulary.acquisition(made) !== undefined;
}

/** The expression that a variable is given, and nothing else. */
function onlyValue(variable: Variable): TSESTree.Node | undefined {
  const [origin, other] = sourcesOf(variable);
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
  return unwrap(origin.node);
}
