import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf } from "../../../../resources/catalog.ts";
import { concernsWasm } from "../../recognise/gate.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";

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
const wasmPackage = /^(?![./]).*(?:^|[/_.-])wasm(?:$|[/_.-])/i;
const factoryName =
  /^(?:(?:try|safe)_)?(?:new|from|load|parse|open|create|decode|default|empty|generate|random|with|deserialize|derive|recover|restore|read|import)(?:$|_|[A-Z])/;
// `RsaPublicKey.from_public_key_der(bytes)`: nobody calls a factory so in JavaScript.
const rustName =
  /^(?:(?:try|safe)_(?:from|new|parse|decode|load|deserialize)|(?:from|new|parse|decode|load|generate|with|create|open|read|derive|recover|restore|deserialize|import|random)_[a-z][a-z\d]*)(?:_[a-z\d]+)*$/;

/** What `new Document()` or `Document.from_bytes(…)` makes, where nothing but the import says whose class it is. */
export function bindgenImport(source: SourceFile, node: CallNode): BindgenClass | undefined {
  const callee = unwrap(node.callee);
  if (node.type === "NewExpression") return callee.type === "Identifier" ? classOf(source, callee) : undefined;
  if (callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee);
  const owner = unwrap(callee.object);
  // What is called for its effect makes nothing.
  if (node.parent.type === "ExpressionStatement") return undefined;
  if (name === undefined || !factoryName.test(name) || owner.type !== "Identifier") return undefined;
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
function classOf(source: SourceFile, node: TSESTree.Identifier, isRust = false): BindgenClass | undefined {
  const variable = source.variableOf(node);
  if (variable === undefined) return undefined;
  for (const [from, path] of importsOf(variable)) {
    const [name, ...rest] = path;
    if (name === undefined || rest.length > 0 || !className.test(name) || scriptClass.test(name)) continue;
    if (packageOf(from) !== undefined) continue;
    const isOfPackage = /^@?[a-z]/.test(from) && !from.startsWith("node:");
    const text =
      whyBindgen(source, from) ?? (isRust && isOfPackage ? "and its factories have names of Rust" : undefined);
    if (text !== undefined) return { name, text: `\`${name}\` comes from ${from}, ${text}` };
  }
  return undefined;
}

function importsOf(variable: Variable): readonly (readonly [string, readonly string[]])[] {
  return sourcesOf(variable).flatMap((origin) => {
    if (origin.kind === "import") return [[origin.from, origin.path] as const];
    if (origin.kind !== "expression") return [];
    const given = unwrap(origin.node);
    const made = given.type === "AwaitExpression" ? unwrap(given.argument) : given;
    if (made.type !== "ImportExpression") return [];
    const from = made.source;
    return from.type === "Literal" && typeof from.value === "string" ? [[from.value, origin.path] as const] : [];
  });
}

/** `import init, { Universe } from "…"; await init();` is how wasm-bindgen's modules are started, and nothing else is. */
export function whyBindgen(source: SourceFile, from: string): string | undefined {
  if (wasmPack.test(from)) return "which wasm-pack built";
  if (isCrate(from)) return "a file that is named as a crate of Rust is";
  if (isStarted(source, from)) return "which is started as modules of wasm-bindgen are";
  if (!wasmPackage.test(from)) return undefined;
  return source.matches(usesBindgen) ? "a wasm package" : undefined;
}

/** The file of an import is named as wasm-pack names what it builds. */
export function isCrate(from: string): boolean {
  const [, folder, file] = crateFolder.exec(from) ?? [];
  return crateFile.test(from) || (folder !== undefined && folder.replaceAll("-", "_") === file);
}

function isStarted(source: SourceFile, from: string): boolean {
  // A file of the project's own may have any `init`.
  if (from.startsWith(".") && !concernsWasm(source)) return false;
  return source.code.ast.body.some((statement) => {
    if (statement.type !== "ImportDeclaration" || statement.source.value !== from) return false;
    return statement.specifiers.some(({ type, local }) => {
      if (type === "ImportSpecifier") return local.name === "initSync" && source.code.text.includes("initSync(");
      if (type !== "ImportDefaultSpecifier" || !/^(?:__wbg_)?init|[iI]nit$|[wW]asm$/.test(local.name)) return false;
      return source.variableOf(local)?.references.some(({ identifier }) => starts(identifier)) === true;
    });
  });
}

const pluginOrValue: ReadonlySet<string> = new Set(["ArrayExpression", "Property", "CallExpression", "NewExpression"]);

/** `await init()`, `init(url).then(…)`, `ready = init()`, and not `plugins: [wasm()]`. */
function starts(identifier: TSESTree.Node): boolean {
  const call = identifier.parent;
  if (call?.type !== "CallExpression" || call.callee !== identifier || call.arguments.length > 1) return false;
  return !pluginOrValue.has(call.parent.type);
}
