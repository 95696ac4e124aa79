import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { recognitionOf } from "../../recognise/index.ts";
import { inPattern, isFunction, lastName, memberName, unwrap } from "../../syntax.ts";
import type { Release } from "../vocabulary.ts";
import { freesResult } from "./freed-results.ts";
import type { Handles } from "./handles.ts";
import { nativeName } from "./native-names.ts";
import { familyOf, type PointerWords } from "./pointers.ts";
import { isRecord } from "./records.ts";
import { dropsReference } from "./references.ts";

/** Methods without arguments that free the object at once. */
const exactMethods = new Set([
  ...["delete", "free", "dispose", "destroy", "freeRecursive", "[Symbol.dispose]"],
  // What `destroy(x)` of WebIDL glue calls.
  "__destroy__",
]);
/** Methods that give the object up in some other way. */
const looseMethods = new Set([
  "deleteLater",
  "detachAndDelete",
  "release",
  "close",
  "finalize",
  "drop",
  "consume",
  "Dispose",
  "unref",
]);
const freeingWord = /(?:^|_|[a-z])(?:free|destroy|delete|dispose|release|destructor|dealloc|drop)(?:$|_|[A-Z])/i;

/** What a call releases, if it releases anything. */
export function releaseOf(
  source: SourceFile,
  pointers: PointerWords,
  handles: Handles,
  node: TSESTree.CallExpression,
): Release | undefined {
  const ended = ofMethod(source, handles, node);
  if (ended !== undefined) return ended;
  const given = handles.release(node) ?? ofFunction(source, pointers, node);
  return given !== undefined && isFlag(source, given.target) ? undefined : given;
}

function ofMethod(source: SourceFile, handles: Handles, node: TSESTree.CallExpression): Release | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee) ?? symbolName(source, callee);
  if (name === undefined) return undefined;
  const target = unwrap(callee.object);
  if (target.type === "ThisExpression" || target.type === "Super") return undefined;
  if (name === "consume" && node.arguments.length === 1) {
    const [callback] = node.arguments;
    if (callback === undefined) return undefined;
    return { target, style: "method", name, exact: false, callback };
  }
  if (node.arguments.length > 0 || isBuilder(node)) return undefined;
  if (name === "delete" && isRecord(source, target)) return undefined;
  if ((exactMethods.has(name) || looseMethods.has(name)) && handles.isForeign(target)) return undefined;
  if (exactMethods.has(name)) return { target, style: "method", name, exact: true };
  // `path.close()` is no release where the package says what releases a path.
  if (!(looseMethods.has(name) || handles.isReleaseName(name)) || handles.hasOtherRelease(target, name))
    return undefined;
  return { target, style: "method", name, exact: false, known: handles.isKnownEnd(target, name) };
}

/** `table.delete().where(…)`: what ends an object gives nothing back that has methods. */
export function isBuilder(node: TSESTree.CallExpression): boolean {
  const { parent } = node.parent.type === "ChainExpression" ? node.parent : node;
  return parent?.type === "MemberExpression" && unwrap(parent.object) === node;
}

function symbolName(source: SourceFile, callee: TSESTree.MemberExpression): string | undefined {
  if (!callee.computed) return undefined;
  const text = source.text(callee.property);
  return text === "Symbol.dispose" || text === "Symbol.asyncDispose" ? "[Symbol.dispose]" : undefined;
}

function ofFunction(source: SourceFile, pointers: PointerWords, node: TSESTree.CallExpression): Release | undefined {
  const call = nativeName(source, node);
  if (call === undefined) return undefined;
  const first = releasedOf(source, call.name, call.arguments);
  const target = first?.type === "SpreadElement" ? first.argument : first;
  if (target === undefined || isFunction(target)) return undefined;
  const { name } = call;
  if (ofCallback.test(name) || isPartOfRecord(node, name) || undoesInit(source, name, target)) return undefined;
  const last = call.arguments.at(-1);
  if (dropsReference(name) && last !== undefined && last.type !== "SpreadElement")
    return { target: last, style: "function", name, exact: false };
  if (first?.type === "SpreadElement") {
    const frees = pointers.isRelease(call) !== undefined || freeingWord.test(name);
    return frees ? { target, style: "function", name, exact: false, elements: true } : undefined;
  }
  const known = pointers.isRelease(call);
  if (known !== undefined && known !== "exports") {
    return { target, style: "function", name, exact: true, family: familyOf([name]) };
  }
  if (/^(?:trace|log|debug|print|on|is|has|should|can|will|did|count)(?:_|[A-Z])/.test(name)) return undefined;
  const callee = unwrap(node.callee);
  const isMember = call.viaGlue || callee.type === "MemberExpression" || pointers.isExport(node);
  // `this.freeBuffer(b)` is the user's own; of the module it frees at once.
  const isTheUsers = /^[a-z]+[A-Z]/.test(name) && !call.viaGlue && !pointers.isExport(node);
  if (known === "exports" && call.arguments.length === 1 && isMember && !isTheUsers) {
    return { target, style: "function", name, exact: true, family: familyOf([name]) };
  }
  // Names that tell it only beside what they undo, as `fclose`; one name for both ends is as good as one of the module.
  const undoes = freesResult(source, node);
  const isOwnMethod = callee.type === "MemberExpression" && unwrap(callee.object).type === "ThisExpression";
  if (undoes === "pair" && !isOwnMethod)
    return { target, style: "function", name, exact: true, family: familyOf([name]) };
  // Any function with a freeing word in its name ends what it is given; whether at once is not known.
  if (freeingWord.test(name) && !isContainerMethod(node, name)) {
    return { target, style: "function", name, exact: false, elements: true };
  }
  if (undoes !== undefined) return { target, style: "function", name, exact: false };
  return undefined;
}

/** `stat_init(p)` and `stat_free(p)` of what `malloc` gave: the second frees what the first has put there, not the struct. */
function undoesInit(source: SourceFile, name: string, target: TSESTree.Node): boolean {
  const [, stem, line = ""] = /^(\w*?[a-zA-Z])(_?)(?:free|Free|destroy|Destroy)$/.exec(name) ?? [];
  if (stem === undefined) return false;
  const inits = [`${stem}${line}init`, `${stem}${line}Init`];
  if (!inits.some((each) => source.mentions(`${each}(`))) return false;
  const text = source.text(target);
  // Where nobody frees the struct, this is what was meant to.
  if (!new RegExp(`\\b_?(?:free|push)\\([^)]*(?<![\\w$.])${inPattern(text)}(?![\\w$])`).test(source.code.text))
    return false;
  return source.nodes("CallExpression").some((call) => {
    const [first] = call.arguments;
    return first !== undefined && inits.includes(nativeName(source, call)?.name ?? "") && source.text(first) === text;
  });
}

// `deleteCallback(key)`: what is called back is a function of JavaScript's, and what it is kept by may be an address.
const ofCallback = /^(?:free|delete|release|dispose|destroy)(?:Callback|Listener|Handler|Observer|Hook)s?$/;

/** `{ delay: gif_frame_delay(p), dispose: gif_frame_dispose(p) }`: how a frame is to be disposed of. */
function isPartOfRecord(node: TSESTree.CallExpression, name: string): boolean {
  return node.parent.type === "Property" && node.parent.value === node && /(?:^|_)(?:dispose|release)$/i.test(name);
}

/** `destroy(deep = true) { this.child.destroy(deep); }`: a switch, and nothing that could be released. */
function isFlag(source: SourceFile, target: TSESTree.Node): boolean {
  const variable = target.type === "Identifier" ? source.variableOf(target) : undefined;
  const isBoolean = (node: TSESTree.Node | null | undefined): boolean =>
    node?.type === "Literal" && typeof node.value === "boolean";
  return (
    variable?.identifiers.some(({ typeAnnotation, parent }) => {
      if (typeAnnotation?.typeAnnotation.type === "TSBooleanKeyword") return true;
      if (parent.type === "AssignmentPattern") return isBoolean(parent.right);
      return parent.type === "VariableDeclarator" && isBoolean(parent.init);
    }) ?? false
  );
}

const ending = /free|release|delete|destroy|dispose|drop|close|remove|unpin|dealloc/i;
const moduleLike = /(?:^|[a-z#_])(?:[mM]odule|[wW]asm|[eE]xports|[iI]nstance)$/;

/** `ffi.free(this.module, p, n)`: a helper that is told whose memory it is first. */
function releasedOf(source: SourceFile, name: string, given: readonly TSESTree.Node[]): TSESTree.Node | undefined {
  const [first, second] = given;
  // To ask what a value is takes long, and few names end anything.
  if (first === undefined || second === undefined || !ending.test(name)) return first;
  const kind = recognitionOf(source).values.of(first)?.kind;
  const isModule = kind === "exports" || kind === "instance" || kind === "memory";
  const isNamed = first.type !== "SpreadElement" && moduleLike.test(lastName(first) ?? "");
  return isModule || isNamed ? second : first;
}

/** `map.delete(key)`, `emitter.release(name)`: a method whose argument is a key. */
function isContainerMethod(node: TSESTree.CallExpression, name: string): boolean {
  const callee = unwrap(node.callee);
  return callee.type === "MemberExpression" && (name === "delete" || name === "release" || name === "drop");
}
