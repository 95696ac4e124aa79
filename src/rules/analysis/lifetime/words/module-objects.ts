import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { declaredName, enclosingFunction, isFunction, isNullish, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { calledNative, isNamedExports } from "./native-callee.ts";
import { nativeName, type NativeCall } from "./native-names.ts";
import { isStatus } from "./pointers.ts";

const making = new Set("create new open parse alloc clone copy dup make from".split(" "));
// What has one of these words answers a question, changes something, or gives a part.
const other = new Set(
  "is has get set num count size len length can should check test max min update on begin draw render next find at id index add push insert append attach".split(
    " ",
  ),
);
const ending = /^(?:free|destroy|delete|dispose|release|dealloc|drop|close|unref|finish|end|remove|clear|done)/;
const giving = new Set(
  "add attach push insert append set register bind keep own adopt give link connect submit".split(" "),
);
// Parts of a scene, a document or a graph, which goes on owning them.
const parts = new Set(
  "entity node body sprite light camera mesh shape item actor widget element layer track voice channel joint vertex edge face child row cell tab window".split(
    " ",
  ),
);
// Where it is made once for as long as the program runs.
const once = /^(?:init|main|start|setup|boot|run|mount|ready|bootstrap|connectedCallback|on[A-Z])/;
const moduleWords = /HEAP[UF]?\d|_malloc|_free\b|ccall|UTF8ToString|stackAlloc|WebAssembly/;

/**
 * `const parser = M._toml_parser_new(); M._toml_parser_feed(parser, text)`: what a function of the module makes, by its
 * name, and what only other functions of the same prefix are ever given, is an object of theirs that nothing frees.
 */
export function moduleObject(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type === "NewExpression") return undefined;
  const call = nativeName(source, node);
  const words = call === undefined ? [] : wordsOf(call.name);
  if (call === undefined || !words.some((word) => making.has(word)) || words.some((word) => other.has(word)))
    return undefined;
  const stem = words.filter((word) => !making.has(word));
  const { parent } = node;
  if (
    stem.length === 0 ||
    stem.some((word) => parts.has(word)) ||
    parent.type !== "VariableDeclarator" ||
    parent.id.type !== "Identifier"
  )
    return undefined;
  if (!isOfModule(source, node, call) || isStatus(node) || isMadeOnce(node)) return undefined;
  const variable = source.variableOf(parent.id);
  if (variable === undefined || !isOnlyGiven(source, variable, stem)) return undefined;
  return {
    kind: "pointer",
    family: "",
    release: "",
    releases: [],
    certainty: "possible",
    evidence: { kind: "pair", text: `\`${call.name}\` makes it and only functions of the module are given it` },
    finalizer: "none",
    lent: "unknown",
    name: call.name,
    nullable: true,
  };
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/^_+/, "")
    .split(/_+|(?<=[a-z0-9])(?=[A-Z])/)
    .map((word) => word.toLowerCase());
}

function isOfModule(source: SourceFile, node: TSESTree.CallExpression, call: NativeCall): boolean {
  if (call.viaGlue) return call.gives === undefined || call.gives === "number";
  if (calledNative(source, node) === undefined) return false;
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return true;
  if (recognitionOf(source).values.of(callee.object)?.kind === "exports" || isNamedExports(callee.object)) return true;
  return /^_[A-Za-z]/.test(call.name) && source.matches(moduleWords);
}

function isMadeOnce(node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  if (!isFunction(fn)) return true;
  const named = fn.id ?? declaredName(fn);
  const { parent } = fn;
  const key = parent.type === "MethodDefinition" || parent.type === "Property" ? parent.key : named;
  return key?.type === "Identifier" && (key.name === "constructor" || once.test(key.name));
}

/** Every use of the name is as an argument of a function with the same stem, or asks whether it is anything. */
function isOnlyGiven(source: SourceFile, variable: Variable, stem: readonly string[]): boolean {
  let isGiven = false;
  for (const reference of variable.references) {
    if (reference.init === true) continue;
    const at = reference.identifier as TSESTree.Identifier;
    if (!reference.isRead() || reference.isWrite()) return false;
    if (isAsked(at)) continue;
    const { parent } = at;
    if (parent.type !== "CallExpression" || parent.callee === at) return false;
    const given = nativeName(source, parent);
    if (given === undefined || calledNative(source, parent) === undefined) return false;
    const words = wordsOf(given.name);
    if (words.some((word) => ending.test(word))) return false;
    const isFirst = given.arguments[0] === at;
    if (!isFirst && words.some((word) => giving.has(word))) return false;
    if (!sharesStem(stem, words)) return false;
    isGiven ||= isFirst;
  }
  return isGiven;
}

function sharesStem(stem: readonly string[], words: readonly string[]): boolean {
  const [prefix = ""] = stem;
  return (words[0] === prefix && prefix.length > 1) || stem.some((word) => word.length > 3 && words.includes(word));
}

/** `if (p)`, `!p`, `p === 0`. */
function isAsked(at: TSESTree.Identifier): boolean {
  const { parent } = at;
  switch (parent.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return parent.test === at;
    case "UnaryExpression":
      return parent.operator === "!";
    case "LogicalExpression":
      return parent.left === at;
    case "BinaryExpression": {
      const beside = parent.left === at ? parent.right : parent.left;
      return isNullish(beside) || (beside.type === "Literal" && beside.value === 0);
    }
    default:
      return false;
  }
}
