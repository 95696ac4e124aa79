import { memberName, unwrap } from "../../syntax.ts";
import type { SourceFile } from "../../source-file.ts";
import type { CallNode } from "../vocabulary.ts";
import { calledNative, isAccessor, wordsOf } from "./native-callee.ts";
import type { Packages } from "./packages.ts";

// What works through data from outside: C++ throws, Rust panics and `abort()` ends in an exception where that is not as it
// should be.
const working = new Set(
  (
    "parse reparse deparse unparse tokenize decode decompress uncompress inflate unpack unzip extract deserialize " +
    "unmarshal marshal serialize load compile transpile assemble link eval evaluate exec execute interpret " +
    "run query prepare convert transcode encode compress deflate pack encrypt decrypt sign verify validate analyze " +
    "analyse process render rasterize format fmt lint highlight optimize optimise simplify simulate solve recognize " +
    "recognise detect infer predict generate resize triangulate tessellate tesselate rewrite scan"
  ).split(" "),
);

// The same of functions that are native for sure; in JavaScript these words stand for much else.
const nativeOnly = new Set("read write import export transform layout filter search match mesh".split(" "));

// C of cryptography and the like, which tells of a failure by what it returns and calls nobody: `_secp256k1_ecdsa_sign(p)`.
const plainC =
  /secp256|ed25519|curve25519|base(?:32|58|64)|(?:^|_)sha\d|blake|keccak|hmac|(?:^|_)aes|chacha|salsa20|poly1305|argon2|[sb]crypt|pbkdf|bip\d\d|crypto_|murmur|xxh\d|^_?ts_/i;

// What Emscripten's own runtime offers beside the functions of a module.
const runtime =
  /^(?:[gs]etValue|lengthBytes\w+|\w*[sS]tring\w*|UTF\d+\w*|Ascii\w*|intArray\w+|c(?:call|wrap)|(?:add|remove)Function|stack\w+|dynCall\w*|alloc\w*|malloc|free|realloc|calloc|out|err|print\w*|then|ready|on[A-Z]\w*|(?:add|remove)On\w+|destroy|wrapPointer|castObject|getPointer|getClass|getCache|compare|run|callMain|abort|locateFile|inspect|set\w*Status|HEAP\w*|writeArrayToMemory)$/;

/** The name is one of Emscripten's runtime: what it gives is a number, a string or nothing. */
export function isRuntimeName(name: string): boolean {
  return runtime.test(name);
}

/**
 * `Module.write_dataset(name, BigInt(address))` beside `Module._malloc(n)`: a function of C++ that Embind offers. It tells of
 * a failure by an exception, where nobody reads what it gives.
 */
function isOfEmbind(source: SourceFile, node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression" || callee.computed || node.parent.type !== "ExpressionStatement") return false;
  const name = memberName(callee);
  if (name === undefined || !/^[A-Za-z]/.test(name) || isRuntimeName(name) || isAccessor(name)) return false;
  const object = source.text(callee.object);
  return /^[\w$.#]{1,40}$/.test(object) && source.mentions(`${object}._malloc(`);
}

function isNoun(source: SourceFile, word: string): boolean {
  return ["destroy", "free", "delete", "close"].some((verb) => source.mentions(`_${word}_${verb}(`));
}

/**
 * By its name the call works through what it is given, in a module of which nothing says how it fails. What the catalog
 * knows is left to what it says.
 */
export function worksThrough(source: SourceFile, packages: Packages, node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (node.type === "NewExpression" || (callee.type !== "Identifier" && callee.type !== "MemberExpression"))
    return false;
  if (isOfEmbind(source, node)) return true;
  const native = calledNative(source, node);
  if (native !== undefined && isAccessor(native.replace(/^_+/, ""))) return false;
  if (native !== undefined && plainC.test(native)) return false;
  const name = native ?? (callee.type === "Identifier" ? callee.name : memberName(callee));
  // `shape.setQueryFilter(data)` sets something.
  if (name !== undefined && /^set[A-Z]/.test(name)) return false;
  const words = name === undefined ? [] : [...wordsOf(name)];
  // `_layout_rect(layout, i)` beside `_layout_destroy(layout)`: what it is about, and not what it does.
  if (words.length > 1 && native !== undefined && isNoun(source, words[0] ?? "")) words.shift();
  if (!words.some((word) => working.has(word) || (native !== undefined && nativeOnly.has(word)))) return false;
  return packages.of(callee.type === "MemberExpression" ? callee.object : callee) === undefined;
}
