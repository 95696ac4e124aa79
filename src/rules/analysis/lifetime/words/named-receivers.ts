import type { TSESTree } from "@typescript-eslint/utils";
import {
  packageOfClass,
  type BindingStyle,
  type CallFact,
  type ClassFacts,
  type PackageFacts,
} from "../../../../resources/catalog.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import { writtenType } from "../../written-types.ts";
import { isBuiltinMethod } from "./builtin-methods.ts";
import type { Known } from "./known.ts";

// `to_public`, `as_plutus_data`: names of Rust, which JavaScript's own things do not have.
const snakeCase = /^[a-z][a-z\d]*_[a-z\d_]*[a-z][a-z\d_]*$/;
// `./wasm`, `@/wasm`, `#wasm`, but no package with a scope.
const ownModule = /^\.{1,2}\/|^[@~]\/|^#/;
const getting = /^(?:get|load|make|create|use|ensure|fetch|init|require|open|new)(?=[A-Z])/;

/**
 * What a method does whose object nothing explains, in a file that imports a package: the object is called like a class
 * of the package that has the method (`olmMachine.getDevice(id)`), or the method has a name of Rust's.
 */
export function methodByName(
  source: SourceFile,
  packages: readonly PackageFacts[],
  callee: TSESTree.MemberExpression,
): { fact: CallFact; of: PackageFacts; name: string } | undefined {
  const name = memberName(callee);
  if (packages.length === 0 || name === undefined || isBuiltinMethod(name)) return undefined;
  const object = unwrap(callee.object);
  if (object.type === "ThisExpression" || object.type === "Super" || isExplained(source, object, packages))
    return undefined;
  const own = nameOf(object);
  for (const of of packages) {
    const found = own === undefined ? undefined : classCalled(of, own, name);
    const fact = found?.method(name) ?? (snakeCase.test(name) ? of.anyMethod(name) : undefined);
    if (fact !== undefined) return { fact, of, name };
  }
  return undefined;
}

const called = new WeakMap<PackageFacts, Map<string, readonly ClassFacts[]>>();

/** The class of a package that a variable is called after, whole or by its last words: `runtime` is a `QuickJSRuntime`. */
function classCalled(of: PackageFacts, name: string, method: string): ClassFacts | undefined {
  let known = called.get(of);
  if (known === undefined) called.set(of, (known = new Map<string, readonly ClassFacts[]>()));
  let classes = known.get(name);
  if (classes === undefined) known.set(name, (classes = classesCalled(of, name)));
  const found = classes.find((each) => each.method(method) !== undefined);
  return found ?? (classes.length > 0 ? classNaming(of, name, method) : undefined);
}

/** `bspline.Multiplicities()`: of the classes that have the word in their name, the one with the method. */
function classNaming(of: PackageFacts, name: string, method: string): ClassFacts | undefined {
  const wanted = name.toLowerCase();
  for (const each of wanted.length < 5 ? [] : of.classNames()) {
    const at = each.toLowerCase().indexOf(wanted);
    if (at < 0 || !/[A-Z]/.test(each[at] ?? "")) continue;
    const facts = of.class(each);
    if (facts?.method(method) !== undefined) return facts;
  }
  return undefined;
}

function classesCalled(of: PackageFacts, name: string): readonly ClassFacts[] {
  const wanted = name.toLowerCase();
  return [...of.classNames()].flatMap((each) => {
    const own = each.replace(/_\d+$/, "");
    const lower = own.toLowerCase();
    const isWhole =
      lower === wanted ||
      (lower.endsWith(wanted) && /[A-Z]/.test(own[own.length - wanted.length] ?? "")) ||
      (lower.length > 3 && wanted.endsWith(lower) && /[A-Z_]/.test(name[name.length - lower.length] ?? ""));
    return isWhole ? (of.class(each) ?? []) : [];
  });
}

// Names that say nothing of what is behind them, though some class ends in the word.
const anything = /^(?:res(?:ult|ponse)?|data|value|item|object|info)$/;

/** `parser`, `this.#parser`, `getParser()`: what people call an object. */
function nameOf(object: TSESTree.Node): string | undefined {
  const isCall = object.type === "CallExpression";
  const name = lastName(isCall ? object.callee : object)?.replace(/^[#_$]+|[\d_$]+$/g, "");
  if (name === undefined || name.length < 2 || anything.test(name)) return undefined;
  if (!isCall) return name;
  return getting.test(name) ? name.replace(getting, "") : undefined;
}

/** The object is one of the file's own, or of another module that the file names. */
function isExplained(source: SourceFile, object: TSESTree.Node, packages: readonly PackageFacts[]): boolean {
  if (isTypedOtherwise(source, object, packages)) return true;
  let at = object;
  while (at.type === "MemberExpression" || at.type === "CallExpression")
    at = unwrap(at.type === "CallExpression" ? at.callee : at.object);
  if (at.type !== "Identifier" && at.type !== "ThisExpression") return true;
  const variable = at.type === "Identifier" ? source.variableOf(at) : undefined;
  return (
    variable !== undefined &&
    sourcesOf(variable).some((origin) => {
      if (origin.kind === "import") return !ownModule.test(origin.from);
      if (origin.kind !== "expression" || origin.path.length > 0) return false;
      const made = unwrap(origin.node);
      return /^(?:Object|Array)Expression$|^Class|Literal$/.test(made.type) || made.type === "NewExpression";
    })
  );
}

/** `#parser: TemplateParser`, where no package has such a class: one of the project's own that may look after what it makes. */
export function isTypedOtherwise(
  source: SourceFile,
  object: TSESTree.Node,
  packages: readonly PackageFacts[],
): boolean {
  const written = writtenType(source, object);
  const types = written?.type === "TSUnionType" ? written.types : written === undefined ? [] : [written];
  return types.some((type) => {
    const named = type.type === "TSTypeReference" && type.typeName.type === "Identifier" ? type.typeName : undefined;
    const variable = named === undefined ? undefined : source.variableOf(named);
    const definition = variable?.defs[0];
    if (named === undefined || definition?.type !== "ImportBinding") return false;
    const declaration = definition.parent;
    const from = declaration?.type === "ImportDeclaration" ? declaration.source.value : "";
    return ownModule.test(from) && packages.every((of) => of.class(named.name) === undefined);
  });
}

/**
 * The class of the catalog that `use…`, `load…` and their like give, where they are of another file and named after it:
 * `const Instance = await useResvg(); new Instance(svg)`.
 */
export function classLoaded(
  source: SourceFile,
  packages: readonly PackageFacts[],
  callee: TSESTree.Node,
): ClassFacts | undefined {
  const variable = callee.type === "Identifier" ? source.variableOf(callee) : undefined;
  const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
  if (origin?.kind !== "expression" || origin.path.length > 0 || other !== undefined) return undefined;
  const call = calledThrough(unwrap(origin.node));
  const name = call.type === "CallExpression" ? lastName(call.callee) : undefined;
  if (name === undefined || !getting.test(name)) return undefined;
  const last = name.replace(getting, "").replace(/(?:Class|Constructor)$/, "");
  for (const of of packages) {
    const found = of.class(last);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `await withRetries(() => useResvg(), 3)` */
function calledThrough(node: TSESTree.Node): TSESTree.Node {
  const [first] = node.type === "CallExpression" ? node.arguments : [];
  const isThunk = first?.type === "ArrowFunctionExpression" && first.params.length === 0;
  return isThunk && first.body.type !== "BlockStatement" ? unwrap(first.body) : node;
}

/** `if (value instanceof Mat)`: the one class that the file asks a variable for. */
export function classTested(
  { references }: Variable,
  knownAs: (node: TSESTree.Node) => Known | undefined,
): ClassFacts | undefined {
  let found: ClassFacts | undefined;
  for (const { identifier } of references) {
    const test = identifier.parent;
    if (test?.type !== "BinaryExpression" || test.operator !== "instanceof" || test.left !== identifier) continue;
    const made = knownAs(test.right);
    if (made?.kind !== "class" || (found !== undefined && found !== made.of)) return undefined;
    found = made.of;
  }
  return found;
}

/** A class with a name that only one package has, in what the project's own module for wasm gives. */
export function classOfOwnModule(from: string, name: string): ClassFacts | undefined {
  if (!ownModule.test(from) || !/wasm|bindgen|(?:^|\/)pkg(?:\/|$)/i.test(from)) return undefined;
  const of = /^[A-Z]\w*[a-z]/.test(name) ? packageOfClass(name) : undefined;
  return of === undefined || !generated.has(of.style) ? undefined : of.class(name);
}

// The classes of the others are written in TypeScript, maybe by the very project.
const generated: ReadonlySet<BindingStyle> = new Set<BindingStyle>(["embind", "wasm-bindgen", "webidl"]);
