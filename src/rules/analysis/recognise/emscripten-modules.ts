import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf, specifierOf, type Source } from "../sources.ts";
import { keyName, lastName, unwrap } from "../syntax.ts";
import { writtenType } from "../written-types.ts";

// What only the factories that Emscripten writes are told, from the list of options in its `shell.js` and `preamble.js`.
const option =
  /\b(?:locateFile|wasmBinary|instantiateWasm|onRuntimeInitialized|mainScriptUrlOrBlob|noInitialRun|noExitRuntime|getPreloadedPackage|monitorRunDependencies|INITIAL_MEMORY|TOTAL_MEMORY)\b/;
const isOption = new RegExp(`^${option.source}$`);

// `EmscriptenModule` is what @types/emscripten declares, `MainModule` what `--emit-tsd` writes.
const moduleType = /^(?:\w*EmscriptenModule|MainModule|EmbindModule)$/;
const moduleTypeSign = /EmscriptenModule|MainModule|EmbindModule|:\s*WebAssembly\.Memory\b/;

/** `createLib({ locateFile })`: the call of a factory that Emscripten wrote, which gives the module. */
export function makesModule(file: SourceFile, { arguments: given }: TSESTree.CallExpression): boolean {
  if (given.length === 0 || given.length > 2 || !file.matches(option)) return false;
  return given.some((argument) => literalsOf(file, argument).some(hasModuleOption));
}

/** The object literals that an argument is: written there, spread into one, or the value of a variable. */
function literalsOf(file: SourceFile, argument: TSESTree.Node): TSESTree.ObjectExpression[] {
  const node = unwrap(argument);
  if (node.type === "ObjectExpression") return [node];
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  return (variable === undefined ? [] : sourcesOf(variable)).flatMap((source) => {
    const value = source.kind === "expression" && source.path.length === 0 ? unwrap(source.node) : undefined;
    return value?.type === "ObjectExpression" ? [value] : [];
  });
}

function hasModuleOption({ properties }: TSESTree.ObjectExpression): boolean {
  return properties.some((property) => property.type === "Property" && isOption.test(keyName(property) ?? ""));
}

// `loadWasm()`, `createCodecModule()`, `LibModule()`: how people name what gives them a module.
const loaderName =
  /^(?:[a-z]\w*)?(?:Wasm|WASM)(?:Module|Instance|Exports)?(?:Async|Sync)?$|^(?:wasm|load|init|create|get|instantiate|import|make)\w*Module(?:Async|Sync)?$|^[A-Z]\w*Module(?:Factory)?$/;
const aboutWasm = /wasm|emscripten|embind/i;

/** By the name of the function, or the file it is imported from, the call gives a module: a guess. */
export function isNamedAsLoader(file: SourceFile, { callee, arguments: given }: TSESTree.CallExpression): boolean {
  if (given.length > 2 || !file.matches(aboutWasm)) return false;
  const node = unwrap(callee);
  if (loaderName.test(lastName(node) ?? "")) return true;
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  return (variable === undefined ? [] : sourcesOf(variable)).some(
    (source) => isWhole(source) && aboutWasm.test(specifierOf(source) ?? ""),
  );
}

/** The default of a module, or all that it exports. */
function isWhole({ path }: Source): boolean {
  return path.length === 0 || (path.length === 1 && path[0] === "default");
}

/** The file has written for the expression that it is a module of Emscripten, extends one, or has a memory among its members. */
export function isTypedAsModule(file: SourceFile, expression: TSESTree.Node): boolean {
  if (!file.matches(moduleTypeSign)) return false;
  const type = writtenType(file, expression);
  return type !== undefined && isModuleType(file, type, 0);
}

function isModuleType(file: SourceFile, type: TSESTree.TypeNode, depth: number): boolean {
  if (depth > 5) return false;
  if (type.type === "TSUnionType" || type.type === "TSIntersectionType")
    return type.types.some((each) => isModuleType(file, each, depth + 1));
  if (type.type === "TSTypeLiteral") return type.members.some(isMemory);
  if (type.type !== "TSTypeReference") return false;
  const { typeName, typeArguments } = type;
  const name =
    typeName.type === "TSQualifiedName" ? typeName.right.name : typeName.type === "Identifier" ? typeName.name : "";
  if (moduleType.test(name)) return true;
  if (/^(?:Promise|Awaited|Readonly|Partial)$/.test(name)) {
    return (typeArguments?.params ?? []).some((each) => isModuleType(file, each, depth + 1));
  }
  return (
    file
      .nodes("TSInterfaceDeclaration")
      .some(
        ({ id, extends: parents, body }) =>
          id.name === name &&
          (body.body.some(isMemory) ||
            parents.some(({ expression }) => expression.type === "Identifier" && moduleType.test(expression.name))),
      ) ||
    file
      .nodes("TSTypeAliasDeclaration")
      .some(({ id, typeAnnotation }) => id.name === name && isModuleType(file, typeAnnotation, depth + 1))
  );
}

/** `memory: WebAssembly.Memory` */
function isMemory(member: TSESTree.TypeElement): boolean {
  if (member.type !== "TSPropertySignature" || keyName(member) !== "memory") return false;
  const type = member.typeAnnotation?.typeAnnotation;
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "TSQualifiedName") return false;
  const { left, right } = type.typeName;
  return left.type === "Identifier" && left.name === "WebAssembly" && right.name === "Memory";
}
