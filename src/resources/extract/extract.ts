import { readFileSync } from "node:fs";
import type { BindingStyle, KindData, PackageData } from "../facts.ts";
import { addDeclarations, emptyDeclarations } from "./declarations.ts";
import { encodeTable, type Derived } from "./encode.ts";
import { exportedFunctions, glueExports, pairExports, smartPointerClasses, webidlClasses } from "./exports.ts";
import { addGlue, emptyGlue } from "./glue.ts";
import type { Declarations } from "./model.ts";
import type { PackageFiles } from "./package.ts";
import type { Parse } from "./parser.ts";
import type { ExtractOptions, Found } from "./reader.ts";
import { Reader } from "./reader.ts";
import type { ResolveOptions } from "./resolve.ts";
import { Resolver } from "./resolve.ts";

export type { ExtractOptions } from "./reader.ts";

// Builds of one library repeat each other, and a megabyte of minified glue takes a second to parse.
const MAX_PARSED_LENGTH = 4_000_000;

/** Reads what the files of a package say about ownership. */
export function extractPackage(files: PackageFiles, parse: Parse, options: ExtractOptions = {}): PackageData {
  const declarations = emptyDeclarations();
  for (const file of files.declarations)
    attempt(() => {
      addDeclarations(declarations, parse(readFileSync(file, "utf8"), file));
    });
  const texts = files.scripts.map((file) => [file, readFileSync(file, "utf8")] as const);
  const style =
    options.style ??
    styleOf(
      declarations,
      texts.map(([, text]) => text),
    );
  const glue = emptyGlue();
  let budget = MAX_PARSED_LENGTH;
  const parsed = texts.filter(([, text]) => declarations.types.size > 0 && worthParsing(text, style));
  parsed.sort(([, a], [, b]) => a.length - b.length);
  for (const [file, text] of parsed.filter(([, text]) => (budget -= text.length) > 0))
    attempt(() => {
      addGlue(glue, parse(text, file.replace(/\.[mc]?js$/, ".js")));
    });
  const webidl: ResolveOptions = {
    handles: [...(options.handles ?? []), ...constructedTypes(declarations)],
    allClasses: ![...declarations.types.values()].some((t) => t.members.some((m) => m.name === "__destroy__")),
  };
  const resolver = new Resolver(declarations, { ...options, ...(style === "webidl" ? webidl : {}) });
  const smart = style === "embind" ? files.modules.map((file) => smartPointerClasses(readFileSync(file))) : [];
  const reader = new Reader(
    declarations,
    resolver,
    glue,
    style,
    new Set(smart.flatMap((names) => [...names])),
    options,
  );
  const found = reader.read();
  if (style === "webidl")
    for (const [name, { constructible }] of webidlClasses(texts.map(([, text]) => text)))
      if (!found.classes.has(name))
        found.classes.set(name, { kind: { by: ["destroy"], ...(constructible ? {} : { new: "no" as const }) } });
  const exported = [
    // A C interface in JavaScript: crypto_generichash_init with crypto_generichash_final.
    ...declarations.functions.map((f) => f.name).filter((name) => name.includes("_")),
    ...files.modules.slice(0, 4).flatMap((file) => exportedFunctions(readFileSync(file))),
    ...(style === "wasm-bindgen" ? [] : texts.flatMap(([, text]) => glueExports(text))),
  ];
  return assemble(
    files,
    style,
    found,
    style === "wasm-bindgen" || options.noFamilies ? [] : pairExports(new Set(exported)),
    options,
    options.differs ? (owner) => derivedFrom(declarations, owner) : undefined,
  );
}

function derivedFrom(declarations: Declarations, owner: string): string[] {
  const found: string[] = [];
  for (const [name, { bases }] of declarations.types)
    if (bases.some((base) => base.k === "ref" && base.name === owner))
      found.push(name, ...derivedFrom(declarations, name));
  return found;
}

/** One file that cannot be parsed must not lose the package. */
function attempt(run: () => void): void {
  try {
    run();
  } catch {
    return;
  }
}

function worthParsing(text: string, style: BindingStyle): boolean {
  if (style === "wasm-bindgen") return /__destroy_into_raw|__wbg_ptr|\.ptr ?= ?0/.test(text);
  if (style === "webidl") return false;
  return text.includes("return this") || text.includes(",this}") || text.includes("__destroy_into_raw");
}

function styleOf(declarations: Declarations, scripts: readonly string[]): BindingStyle {
  const types = [...declarations.types.values()];
  const has = (...names: string[]): boolean =>
    types.some((t) => names.every((name) => t.members.some((m) => m.name === name)));
  const script = (...words: string[]): boolean => scripts.some((s) => words.every((word) => s.includes(word)));
  if ((script("__destroy_into_raw") || scripts.some((s) => /__wbg_\w+_free/.test(s))) && has("free"))
    return "wasm-bindgen";
  const destroys = (name: string): boolean => declarations.functions.some((f) => f.name === name);
  if (script("emscripten_bind_") || has("__destroy__") || has("destroy", "_malloc")) return "webidl";
  if (destroys("destroy") && (destroys("wrapPointer") || destroys("getPointer"))) return "webidl";
  if (has("isDeleted") || has("deleteLater") || has("isAliasOf")) return "embind";
  if (has("delete") && script("isDeleted", "deleteLater")) return "embind";
  return types.length > 0 ? "classes" : "raw";
}

/** Interfaces that some member constructs: `Mesh: new () => Mesh`. */
function constructedTypes(declarations: Declarations): string[] {
  return [...declarations.types.values()].flatMap((t) =>
    t.members.flatMap((m) => (m.type.k === "ctor" && m.type.result.k === "ref" ? [m.type.result.name] : [])),
  );
}

function assemble(
  files: PackageFiles,
  style: BindingStyle,
  found: Found,
  families: PackageData["families"],
  options: ExtractOptions,
  derived: Derived | undefined,
): PackageData {
  const kinds: Record<string, KindData> = {};
  const letters = new Map<string, string>();
  const classes: Record<string, string[]> = {};
  const bases: Record<string, string> = {};
  for (const [name, { kind, base }] of [...found.classes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = JSON.stringify(kind);
    let letter = letters.get(key);
    if (letter === undefined) {
      letter = String.fromCharCode(97 + letters.size);
      letters.set(key, letter);
      kinds[letter] = kind;
    }
    (classes[letter] ??= []).push(name);
    if (base !== undefined) bases[name] = base;
  }
  const plain = [...found.plain].filter((name) => !found.classes.has(name));
  if (plain.length > 0) classes["-"] = plain.sort();
  const known = new Set([...found.classes.keys(), ...found.plain]);
  for (const row of found.methods.values())
    for (const owner of [...row.keys()]) if (!known.has(owner)) row.delete(owner);
  const methods = encodeTable(found.methods, derived);
  const statics = encodeTable(found.statics);
  const functions = Object.fromEntries(
    [...found.functions].filter(([, fact]) => fact !== "!").sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    package: files.name,
    version: files.version,
    license: files.license,
    style,
    specifiers: [files.name, ...(options.aliases ?? [])],
    ...(files.glue.length > 0 ? { glue: files.glue } : {}),
    ...(found.init.size > 0 ? { init: [...found.init].sort() } : {}),
    ...(found.namespace.size > 0 ? { namespace: [...found.namespace].sort() } : {}),
    kinds,
    classes: Object.fromEntries(Object.entries(classes).map(([letter, names]) => [letter, names.join(" ")])),
    ...(Object.keys(bases).length > 0 ? { bases } : {}),
    ...(found.constructors.size > 0 ? { constructors: Object.fromEntries([...found.constructors].sort()) } : {}),
    ...(Object.keys(methods).length > 0 ? { methods } : {}),
    ...(Object.keys(statics).length > 0 ? { statics } : {}),
    ...(Object.keys(functions).length > 0 ? { functions } : {}),
    ...(families && families.length > 0 ? { families } : {}),
  };
}
