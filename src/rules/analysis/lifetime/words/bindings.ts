import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile } from "../../source-file.ts";
import { sourcesOf } from "../../sources.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { bindgenImport } from "./bindgen-imports.ts";
import type { FileEvidence } from "./evidence.ts";

const moduleName = /^(?:Module|module|wasm|wasmModule|instance|codec)$|(?:Module|[wW]asm|WASM)$/;
const wasmSource = /wasm|emscripten|_bg(?:\.js)?$/i;
const emscripten = /wasm|emscripten|embind|\bpush_back\b/i;
const embind = /\.delete\(\)|_malloc|HEAP|[eE]mscripten|[eE]mbind/;
/** Signs that the module is one of Emscripten, whose objects have a `delete()`. */
export const emscriptenSigns = /emscripten|embind|locateFile|onRuntimeInitialized|HEAP|_malloc|\.delete\(\)|push_back/i;
const ofEmscripten = /^(?:HEAPU?(?:8|16|32)|HEAPF(?:32|64)|_malloc|_free|ccall|cwrap|UTF8ToString|FS_[a-z]\w+)$/;
const classLike = /^[A-Z]\w*[a-z]\w*$|^[a-z]{2,4}_[A-Z]\w*$/;

/** Objects of bindings that no package explains, by the module they come from and the form of their factories. */
export function bindingAcquisition(
  source: SourceFile,
  evidence: FileEvidence,
  node: CallNode,
): Acquisition | undefined {
  const found = node.type === "NewExpression" ? constructed(source, evidence, node) : factory(source, evidence, node);
  if (found?.certainty === "certain") return found;
  const imported = bindgenImport(source, node);
  return imported === undefined ? found : unnamed(imported.name, ".free()", imported.text, "possible");
}

/** `new Module.Image()`: a class read from an Emscripten module or a wasm package's namespace. */
function constructed(
  source: SourceFile,
  evidence: FileEvidence,
  node: TSESTree.NewExpression,
): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return takenOut(source, callee);
  if (callee.type !== "MemberExpression" || evidence.isScriptClass(callee)) return undefined;
  if (wrapsAddress(source, node)) return undefined;
  const name = memberName(callee);
  const object = unwrap(callee.object);
  const value = recognitionOf(source).values.of(object);
  const isModule = value?.kind === "exports";
  if (name === undefined || !(isModule || classLike.test(name))) return undefined;
  const isMade = isOfFactory(source, object);
  const from = isMade ? undefined : importSource(source, object);
  // Of a package's namespace only its use can tell that Emscripten wrote it.
  if (from !== undefined && !(isModule && value.by === "use")) {
    if (!wasmSource.test(from)) return undefined;
    return unnamed(name, ".free()", `\`${name}\` comes from the wasm package ${from}`, "possible");
  }
  const last = lastName(object);
  if (last === undefined) return undefined;
  // `module` is what people call what `import()` gives as well.
  const isNamed = moduleName.test(last) && source.matches(last === "module" ? embind : emscripten);
  if (!isNamed && !isModule && !isMade && !isUsedAsModule(source, object)) return undefined;
  if (last !== "Module" && /^(?:Memory|Table|Instance|Module|Global|Promise|Map|Set|Worker|URL|ExitStatus)$/.test(name))
    return undefined;
  const text = `\`${last}.${name}\` is a class of the module`;
  // `wasm` is what people call the namespaces of wasm-bindgen, whose objects have a finalizer.
  const isSnake = evidence.snakeFactories(source) > 0 || isSnakeCall(node);
  const isGuess = last === "wasm" || (isModule && value.by === "name");
  // What a factory was told, or a type says, is of Emscripten whatever else the file imports.
  const isEmscripten = isModule && value.by === "origin";
  const isEmbind =
    isEmscripten || isMade || (!isSnake && (!isGuess || source.matches(isModule ? emscriptenSigns : embind)));
  return isEmbind
    ? unnamed(name, ".delete()", text, isNamed && source.matches(embind) ? "certain" : "possible")
    : unnamed(name, ".free()", text, "possible");
}

/** `addFunction((p) => new Module.Item(p), "vi")`: a class of JavaScript's around an address that the module lends. */
function wrapsAddress(source: SourceFile, { arguments: given }: TSESTree.NewExpression): boolean {
  const [only] = given;
  const variable = given.length === 1 && only?.type === "Identifier" ? source.variableOf(only) : undefined;
  const definition = variable?.defs[0];
  const call = definition?.type === "Parameter" ? definition.node.parent : undefined;
  return call?.type === "CallExpression" && lastName(call.callee) === "addFunction";
}

/** `const { Image } = await createLib({ locateFile }); new Image()` */
function takenOut(source: SourceFile, callee: TSESTree.Identifier): Acquisition | undefined {
  const value = recognitionOf(source).values.of(callee);
  if (value?.kind !== "function" || !classLike.test(value.name)) return undefined;
  const text = `\`${value.name}\` is a class of the module`;
  return unnamed(value.name, source.matches(emscriptenSigns) ? ".delete()" : ".free()", text, "possible");
}

/** `NS.Class.from_bytes(…)`: snake case after a capital is how wasm-bindgen names factories. */
function factory(source: SourceFile, evidence: FileEvidence, node: TSESTree.CallExpression): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee);
  const owner = unwrap(callee.object);
  const ownerName = lastName(owner);
  if (name === undefined || ownerName === undefined || !/^[A-Z]\w*[a-z]/.test(ownerName)) return undefined;
  // Tokenizers and models of plain JavaScript keep the name that Python gave it.
  if (!/^(?:new|from_\w+|new_\w+|empty|decode_\w+)$/.test(name) || name === "from_pretrained") return undefined;
  if (evidence.snakeFactories(source) < 2) return undefined;
  // Bindings made since 2024 have a finalizer; a file that frees anything by hand shows that it cannot rely on one.
  const certainty = /\.free\(\)|\bfree\w*\(/.test(source.code.text) ? "certain" : "possible";
  return unnamed(ownerName, ".free()", `\`${ownerName}.${name}\` is a factory of a wasm-bindgen class`, certainty);
}

/** `Module._malloc(8)`, `USD.FS_readdir(path)`: nothing but a module of Emscripten has these. */
function isUsedAsModule(source: SourceFile, object: TSESTree.Node): boolean {
  const text = source.text(object);
  return source.nodes("MemberExpression").some((member) => {
    const name = memberName(member);
    return name !== undefined && ofEmscripten.test(name) && source.text(unwrap(member.object)) === text;
  });
}

const making = /^(?:create|init|load|make)[A-Z]\w*$|Module$/;

/** `module = await createModule()` of a function from a file of wasm: what Emscripten's `MODULARIZE` gives. */
function isOfFactory(source: SourceFile, object: TSESTree.Node): boolean {
  const variable = object.type === "Identifier" ? source.variableOf(object) : undefined;
  const origins = variable === undefined ? [] : sourcesOf(variable);
  return origins.some((origin) => {
    if (origin.kind !== "expression" || origin.path.length > 0) return false;
    const awaited = unwrap(origin.node);
    const call = awaited.type === "AwaitExpression" ? unwrap(awaited.argument) : undefined;
    if (call?.type !== "CallExpression" || call.callee.type !== "Identifier" || !making.test(call.callee.name))
      return false;
    const from = importSource(source, call.callee);
    return from !== undefined && /wasm|emscripten/i.test(from);
  });
}

/** The file whose namespace an object is, or a part of that. */
function importSource(source: SourceFile, node: TSESTree.Node): string | undefined {
  const imported = recognitionOf(source).imports.of(node);
  // `import { crypto } from "./wasm.js"; new crypto.Digest()`
  return imported !== undefined && imported.path.length < 2 ? imported.from : undefined;
}

/** An object of a binding of which nothing but its name is known. */
export function unnamed(name: string, release: string, text: string, certainty: Acquisition["certainty"]): Acquisition {
  return {
    kind: "handle",
    family: release.replace(/\W/g, ""),
    release,
    releases: [],
    certainty,
    evidence: { kind: "binding", text },
    finalizer: "unknown",
    lent: release === ".free()" ? "unknown" : "stays",
    name,
  };
}

/** `new NS.Key().to_string()`: Embind keeps the names of C++, wasm-bindgen those of Rust. */
function isSnakeCall({ parent }: TSESTree.NewExpression): boolean {
  return parent.type === "MemberExpression" && /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(memberName(parent) ?? "");
}
