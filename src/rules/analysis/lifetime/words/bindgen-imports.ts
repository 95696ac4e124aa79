import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf } from "../../../../resources/catalog.ts";
import { reexported } from "../../neighbours/reexports.ts";
import { concernsWasm } from "../../recognise/gate.ts";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import { namedSpecifiers } from "./specifiers.ts";

/** A class of a package that wasm-bindgen made, as far as the import and its use tell. */
export interface BindgenClass {
  readonly name: string;
  /** Why the class is taken for one of wasm-bindgen. */
  readonly text: string;
}

const className = /^[A-Z]\w*[a-z]/;
const scriptClass = /(?:Error|Exception|WASI|Worker|Client|Provider|Loader|Plugin|Runner|Factory)$/;
// What wasm-pack writes: `pkg/`, and `_bg.js` for bundlers.
const wasmPack = /(?:^|\/)pkg(?:\/|$)|_bg(?:\.js)?$/;
// `./polar_wasm_api`, `quadratic-core/quadratic_core`: a crate's name with underscores, which is what wasm-pack calls its files.
const crateFile = /^[./@~].*\/(?=[^/]*wasm)[a-z][a-z\d]*(?:_[a-z\d]+)+(?:\.m?js)?$/;
const crateFolder = /(?:^|\/)([a-z\d]+(?:-[a-z\d]+)+)\/([a-z\d]+(?:_[a-z\d]+)+)(?:\.m?js)?$/;
const usesBindgen = /\.free\(\)|\.[a-z]+_[a-z]\w*\(/;
// A file of the project that is named after wasm has classes of its own, and some have a factory that is called so.
const usesNew = /\b[A-Z]\w*[a-z]\.new\(/;
const wasmPackage = /^(?![./]).*(?:^|[/_.-])wasm(?:$|[/_.-])/i;
// `../wasm/engine`, `./engine-wasm`, `@/wasm/pkg.js`
const wasmFile = /^(?:[.~]|@\/).*\/(?:[\w-]*[-_])?wasm(?:[-_][\w-]*)?(?:\.m?js)?(?:\/[\w.-]+)?$/;
const factoryName =
  /^(?:(?:try|safe)_)?(?:new|from|load|parse|open|create|decode|default|empty|generate|random|with|deserialize|derive|recover|restore|read|import)(?:$|_|[A-Z])/;
// `RsaPublicKey.from_public_key_der(bytes)`: nobody calls a factory so in JavaScript.
const rustName =
  /^(?:(?:try|safe)_(?:from|new|parse|decode|load|deserialize)|(?:from|new|parse|decode|load|generate|with|create|open|read|derive|recover|restore|deserialize|import|random)_[a-z][a-z\d]*)(?:_[a-z\d]+)*$/;

/** What `new Document()` or `Document.from_bytes(…)` makes, where nothing but the import says whose class it is. */
export function bindgenImport(source: SourceFile, node: CallNode): BindgenClass | undefined {
  const callee = unwrap(node.callee);
  if (node.type === "NewExpression") return classOf(source, callee);
  if (callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee);
  const owner = unwrap(callee.object);
  // What is called for its effect, and maybe waited for, makes nothing.
  const whole = node.parent.type === "AwaitExpression" ? node.parent : node;
  if (whole.parent.type === "ExpressionStatement") return undefined;
  if (name === undefined || !factoryName.test(name)) return undefined;
  return classOf(source, owner, rustName.test(name));
}

/** The class of wasm-bindgen that the declaration of a variable, a parameter or a field names: `let game: Game | undefined`. */
export function bindgenType(source: SourceFile, declared: TSESTree.Node): string | undefined {
  if (!("typeAnnotation" in declared) || declared.typeAnnotation?.type !== "TSTypeAnnotation") return undefined;
  return bindgenIn(source, declared.typeAnnotation.typeAnnotation);
}

/** The class of wasm-bindgen that a type names. */
export function bindgenIn(source: SourceFile, type: TSESTree.TypeNode): string | undefined {
  for (const name of namedIn(type)) {
    const found = classOf(source, name);
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** The names of classes in a type: `Game`, `Game | null`, `Promise<Game>`. */
export function namedIn(type: TSESTree.TypeNode): TSESTree.Identifier[] {
  if (type.type === "TSUnionType") return type.types.flatMap(namedIn);
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return [];
  const [inner, other] = type.typeArguments?.params ?? [];
  if (type.typeName.name === "Promise" && inner !== undefined && other === undefined) return namedIn(inner);
  return [type.typeName];
}

/** `isRust`: it has a factory whose name Rust wrote. */
function classOf(source: SourceFile, node: TSESTree.Node, isRust = false): BindgenClass | undefined {
  if (!isRust && bindgenModules(source).size === 0) return passedOn(source, node);
  const imported = importedMember(source, node);
  if (imported === undefined) return undefined;
  const { from, name } = imported;
  if (!className.test(name) || scriptClass.test(name) || packageOf(from) !== undefined) return undefined;
  const isOfPackage = /^@?[a-z]/.test(from) && !from.startsWith("node:");
  const why =
    bindgenModules(source).get(from) ?? (isRust && isOfPackage ? "and its factories have names of Rust" : undefined);
  return why === undefined ? passedOn(source, node) : { name, text: `\`${name}\` comes from ${from}, ${why}` };
}

/** `import { Engine } from "./engine"`, where that file only passes on what it takes from a module of wasm-bindgen. */
function passedOn(source: SourceFile, node: TSESTree.Node): BindgenClass | undefined {
  const imported = source.reader === undefined ? undefined : importedMember(source, node);
  const origin = imported && reexported(source, imported.from, [imported.name]);
  const [name, ...rest] = origin?.path ?? [];
  if (origin === undefined || name === undefined || rest.length > 0 || !className.test(name) || scriptClass.test(name))
    return undefined;
  const why = packageOf(origin.from) === undefined ? bindgenModules(origin.source).get(origin.from) : undefined;
  return why === undefined ? undefined : { name, text: `\`${name}\` comes from ${origin.from}, ${why}` };
}

/** What another file exports under a name: `Scene` of `import { Scene }`, of `(await import("./pkg")).Scene`. */
export function importedMember(
  source: SourceFile,
  node: TSESTree.Node,
): { readonly from: string; readonly name: string } | undefined {
  const imported = recognitionOf(source).imports.of(node);
  if (imported === undefined) return undefined;
  const { from, path } = imported;
  // What CommonJS exports is the default of its namespace.
  const [name, ...rest] = path[0] === "default" ? path.slice(1) : path;
  return name === undefined || rest.length > 0 ? undefined : { from, name };
}

const modules = new WeakMap<SourceFile, ReadonlyMap<string, string>>();

/** The modules of wasm-bindgen that the file takes anything from, and why they are taken for such. */
export function bindgenModules(source: SourceFile): ReadonlyMap<string, string> {
  let found = modules.get(source);
  if (found === undefined) {
    const all = new Map<string, string>();
    for (const from of namedSpecifiers(source)) {
      const why = packageOf(from) === undefined ? whyBindgen(source, from) : undefined;
      if (why !== undefined) all.set(from, why);
    }
    modules.set(source, (found = all));
  }
  return found;
}

/** By its name alone the module is one that wasm-pack built. */
export function namesBindgen(source: SourceFile): boolean {
  return [...namedSpecifiers(source)].some((from) => wasmPack.test(from) || isCrate(from));
}

/** `import init, { Universe } from "…"; await init();` is how wasm-bindgen's modules are started, and nothing else is. */
function whyBindgen(source: SourceFile, from: string): string | undefined {
  if (wasmPack.test(from)) return "which wasm-pack built";
  if (isCrate(from)) return "a file that is named as a crate of Rust is";
  if (isStarted(source, from)) return "which is started as modules of wasm-bindgen are";
  const isPackage = wasmPackage.test(from);
  if (!source.matches(usesBindgen) && !(isPackage && source.matches(usesNew))) return undefined;
  if (isPackage) return byName.package;
  return wasmFile.test(from) ? byName.file : undefined;
}

const byName = { package: "a wasm package", file: "a file that is named after wasm" };

/** Nothing but the name of the module, and how the file uses it, tells that it is one of wasm-bindgen. */
export function isByName(why: string): boolean {
  return why === byName.package || why === byName.file;
}

/** The file of an import is named as wasm-pack names what it builds. */
function isCrate(from: string): boolean {
  const [, folder, file] = crateFolder.exec(from) ?? [];
  return crateFile.test(from) || (folder !== undefined && folder.replaceAll("-", "_") === file);
}

function isStarted(source: SourceFile, from: string): boolean {
  // A file of the project's own may have any `init`.
  if (from.startsWith(".") && !concernsWasm(source)) return false;
  if (isStartedThrough(source, from)) return true;
  return source.statements.some((statement) => {
    if (statement.type !== "ImportDeclaration" || statement.source.value !== from) return false;
    return statement.specifiers.some(({ type, local }) => {
      if (type === "ImportSpecifier") return local.name === "initSync" && source.code.text.includes("initSync(");
      if (type !== "ImportDefaultSpecifier" || !/^(?:__wbg_)?init|[iI]nit$|[wW]asm$/.test(local.name)) return false;
      return source.variableOf(local)?.references.some(({ identifier }) => starts(identifier)) === true;
    });
  });
}

const starting = /\.default\s*\(|\bdefault\s*:|\binitSync\b/;
const started = new WeakMap<SourceFile, ReadonlySet<string>>();

/** `await lib.default()` of a namespace, `initSync(bytes)` of what is taken out of it. */
function isStartedThrough(source: SourceFile, from: string): boolean {
  if (!source.matches(starting)) return false;
  let found = started.get(source);
  if (found === undefined) {
    found = new Set(source.nodes("CallExpression").flatMap((call) => startedBy(source, call) ?? []));
    started.set(source, found);
  }
  return found.has(from);
}

function startedBy(source: SourceFile, call: TSESTree.CallExpression): string | undefined {
  const callee = unwrap(call.callee);
  const called = lastName(callee) ?? "";
  if (call.arguments.length > 1 || !/^default$|^initSync$|[iI]nit$|[wW]asm$/.test(called)) return undefined;
  const imported = recognitionOf(source).imports.of(callee);
  if (imported?.path.length !== 1) return undefined;
  const [name] = imported.path;
  if (name === "initSync") return imported.from;
  // `const { default: init } = await import("./pkg")`: a default that is taken out has a name that tells, or does not.
  const isStart = callee.type === "MemberExpression" || call.parent.type === "AwaitExpression";
  return name === "default" && isStart ? imported.from : undefined;
}

const pluginOrValue: ReadonlySet<string> = new Set(["ArrayExpression", "Property", "CallExpression", "NewExpression"]);

/** `await init()`, `init(url).then(…)`, `ready = init()`, and not `plugins: [wasm()]`. */
function starts(identifier: TSESTree.Node): boolean {
  const call = identifier.parent;
  if (call?.type !== "CallExpression" || call.callee !== identifier || call.arguments.length > 1) return false;
  return !pluginOrValue.has(call.parent.type);
}
