import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import { nativeName } from "./native-names.ts";

// What a C function that keeps an address it is given is called.
const keeping = new Set(
  (
    "create new init initialize initialise open load attach set add push register bind alloc install own keep store save " +
    "insert append enqueue queue link connect wrap make build construct constructor ctor adopt take give assign from " +
    "submit start begin hold main put use setup configure config map mount define callback hook context move into " +
    "consume free delete destroy dispose release drop realloc"
  ).split(" "),
);
const keepingPrefix = /^(?:set|add|new|init|create|open|load|reg|attach|alloc|make)/;

// libsodium, NaCl and their like: `crypto_box_open(m, c, length, nonce, key)` works on what it is given and keeps none of it.
const stateless = /^crypto_(?!.*(?:free|destroy|delete|release|state|init))/;

// Functions of the runtime of a library that free what they are given when they are done: tree-sitter's ranges.
const freeing = new Set(["ts_parser_parse_wasm"]);

// Functions of Emscripten's glue that read or write at an address and are done with it.
const accessors =
  /^(?:UTF(?:8|16|32)ToString|AsciiToString|stringToUTF(?:8|16|32)(?:Array)?|stringToAscii|getValue|writeArrayToMemory|writeStringToMemory|writeAsciiToMemory|Pointer_stringify)$/;

/** A function of Emscripten's own that reads or writes at an address: what it gives is a number or a string. */
export function isAccessor(name: string): boolean {
  return accessors.test(name);
}

/** The accessor that a call is of, on whatever object the glue's functions are. */
export function accessorName({ callee }: CallNode): string | undefined {
  const node = unwrap(callee);
  const name = lastName(node);
  return name !== undefined && accessors.test(name) ? name : undefined;
}

/** A function of the module, as far as the call tells: an export, an Emscripten function, through `ccall` or `cwrap`. */
export function calledNative(source: SourceFile, node: CallNode): string | undefined {
  if (node.type === "NewExpression") return undefined;
  const call = nativeName(source, node);
  if (call === undefined) return undefined;
  if (call.viaGlue) return call.name;
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") {
    if (source.variableOf(callee) === undefined && /^_[A-Za-z]/.test(call.name)) return call.name;
    const isFunction = recognitionOf(source).values.of(callee)?.kind === "function" || isFromExports(source, callee);
    return isFunction ? call.name : undefined;
  }
  if (callee.type !== "MemberExpression") return undefined;
  const object = unwrap(callee.object);
  if (/^_[A-Za-z]/.test(call.name) && object.type !== "ThisExpression" && object.type !== "Super") return call.name;
  const value = recognitionOf(source).values.of(object);
  if (value?.kind === "exports" && value.by !== "name") return call.name;
  if (isNamedExports(object) || isFacade(source, object)) return call.name;
  return undefined;
}

/** `const { parse, done } = instance.exports` */
function isFromExports(source: SourceFile, callee: TSESTree.Identifier): boolean {
  const variable = source.variableOf(callee);
  if (variable === undefined) return false;
  return sourcesOf(variable).some(({ path, ...from }) => {
    if (from.kind !== "expression" || path.length !== 1) return false;
    const object = unwrap(from.node);
    // `module.exports` is of a file, not of wasm.
    return isNamedExports(object) && source.text(object) !== "module.exports";
  });
}

/** `wasm.exports` of whatever `wasm` is: the name alone says that it is the functions of a module. */
export function isNamedExports(node: TSESTree.Node): boolean {
  const object = unwrap(node);
  const name = object.type === "MemberExpression" ? memberName(object) : undefined;
  return name === "exports" || name === "wasmExports" || name === "asm";
}

/** An object that carries the module beside its functions: `Geo.Module._malloc(8)` makes `Geo.transform(p)` one of them. */
function isFacade(source: SourceFile, object: TSESTree.Node): boolean {
  if (object.type !== "Identifier" && object.type !== "MemberExpression") return false;
  if (!source.mentions(".Module._malloc(") && !source.mentions(".HEAPU8")) return false;
  const text = source.text(object);
  return source.mentions(`${text}.Module._malloc(`) || source.mentions(`${text}.HEAPU8`);
}

/** The words of a name: `_wasm_deparse_protobuf`, `parseQuery`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/^_+/, "")
    .split(/_|(?<=[a-z0-9])(?=[A-Z])/)
    .map((word) => word.toLowerCase());
}

/** The callee is native or the glue's, and nothing in its name says that it keeps an address it is given. */
export function onlyReads(source: SourceFile, node: CallNode): boolean {
  if (accessorName(node) !== undefined) return true;
  const name = calledNative(source, node);
  if (name === undefined) return false;
  const plain = name.replace(/^_+/, "");
  if (freeing.has(plain)) return false;
  if (stateless.test(plain)) return true;
  const words = wordsOf(plain);
  return !words.some((word) => keeping.has(word)) && !words.slice(0, 2).some((word) => keepingPrefix.test(word));
}
