import type { TSESTree } from "@typescript-eslint/utils";
import { isOverBefore } from "../method-order.ts";
import type { Variable } from "../source-file.ts";
import { Remembered } from "../remembered.ts";
import { sourcesOf } from "../sources.ts";
import {
  classOfThis,
  enclosingFunction,
  isConstructor,
  isFunction,
  isInside,
  isNullish,
  keyName,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
} from "../syntax.ts";
import { isIteration } from "./closures.ts";
import type { Leak } from "./findings.ts";
import type { Resource } from "./resources.ts";
import type { FileAnalysis } from "./run.ts";

const maxDepth = 8;

// What Emscripten's factories are told; each call makes an instance.
const options = /^(?:locateFile|wasmBinary|instantiateWasm|wasmMemory|mainScriptUrlOrBlob|noInitialRun)$/;
// `createModuleSimd()`, `Module()`, `WabtModule()`, `WebAssembly.instantiate(bytes)`
const making =
  /^(?:create|instantiate|make)\w*(?:Module|Wasm|WASM|Instance)|^instantiate(?:Streaming)?$|^(?:[A-Z]\w*)?Module$/;
// sql.js keeps the promise of its first call.
const keepsOne = /sql/i;

/**
 * `const module = await createModule({ wasmBinary }); const p = module._malloc(4);` in one function, and objects of an
 * instance that its object makes anew for every run: nobody else has the instance, so that its memory goes with it.
 */
export function goesWithInstance(file: FileAnalysis, { site }: Resource, { exit }: Leak): boolean {
  const kept = keepers.get(file, site, () => keeperOf(file, site));
  // What only a `return` hands on is nobody's where the function throws.
  return kept === "nobody" || (kept === "caller" && (exit === "throw" || exit === "implicit"));
}

type Keeper = "nobody" | "caller" | "others";

const keepers = new Remembered<FileAnalysis, TSESTree.Node, Keeper>();

/** Who has the instance that a value is made in, once the function or the run is over. */
function keeperOf(file: FileAnalysis, site: TSESTree.Node): Keeper {
  const root = rootOf(file, site, 0);
  if (root === undefined) return "others";
  if ("owner" in root) return isRemade(file, root) ? "nobody" : "others";
  return keptBy(file, root.variable);
}

type Root = { readonly variable: Variable } | FieldRoot;

interface FieldRoot {
  readonly owner: ClassNode;
  readonly field: string;
  /** Where the field is read. */
  readonly at: TSESTree.Node;
}

/** The variable or field with the instance that a value is made in: `module` of `module.parse(text).first()`. */
function rootOf(file: FileAnalysis, node: TSESTree.Node, depth: number): Root | undefined {
  if (depth > maxDepth) return undefined;
  const at = unwrap(node);
  if (at.type === "CallExpression" || at.type === "NewExpression") return rootOf(file, at.callee, depth + 1);
  if (at.type === "MemberExpression") {
    if (unwrap(at.object).type !== "ThisExpression") return rootOf(file, at.object, depth + 1);
    const owner = classOfThis(thisOwner(at));
    const field = memberName(at);
    return owner === undefined || owner.isStatic || field === undefined ? undefined : { owner: owner.node, field, at };
  }
  const variable = at.type === "Identifier" ? file.source.variableOf(at) : undefined;
  const definition = variable?.defs[0];
  if (definition?.type === "Parameter") return rootOfGiven(file, definition.name, depth);
  if (variable === undefined || definition?.type !== "Variable" || !isFunction(enclosingFunction(definition.name)))
    return undefined;
  const [from, ...others] = sourcesOf(variable).filter(
    (source) => source.kind !== "expression" || !isNullish(source.node),
  );
  if (from?.kind !== "expression" || others.length > 0) return undefined;
  return from.path.length === 0 && isInstance(file, from.node) ? { variable } : rootOf(file, from.node, depth + 1);
}

const given = new Remembered<FileAnalysis, TSESTree.Node, FieldRoot | "none">();

/** What every call in the file gives for a parameter, where they agree. */
function rootOfGiven(file: FileAnalysis, name: TSESTree.Node, depth: number): FieldRoot | undefined {
  // Functions may call each other in a circle.
  const root = given.get(file, name, () => findGiven(file, name, depth) ?? "none", "none");
  return root === "none" ? undefined : root;
}

function findGiven(file: FileAnalysis, name: TSESTree.Node, depth: number): FieldRoot | undefined {
  const fn = enclosingFunction(name);
  const index = isFunction(fn) ? fn.params.findIndex((parameter) => parameter === name) : -1;
  if (index < 0 || !isFunction(fn)) return undefined;
  const calls = file.source.nodes("CallExpression").filter(({ callee }) => file.functions.resolve(callee) === fn);
  // What it gives to itself is what it was given.
  const roots = calls
    .filter((call) => !isInside(call, fn))
    .map(({ arguments: values }) => (values[index] === undefined ? undefined : rootOf(file, values[index], depth + 1)));
  const [first] = roots;
  return first !== undefined && "owner" in first && roots.every((root) => isSame(root, first)) ? first : undefined;
}

function isSame(root: Root | undefined, other: FieldRoot): boolean {
  return root !== undefined && "owner" in root && root.owner === other.owner && root.field === other.field;
}

/** `await createModule()`, `await load({ locateFile })`, `new WebAssembly.Instance(module).exports` */
function isInstance(file: FileAnalysis, node: TSESTree.Node): boolean {
  const made = unwrap(node);
  if (made.type === "MemberExpression" && /^(?:exports|instance)$/.test(memberName(made) ?? ""))
    return isInstance(file, made.object);
  if (made.type === "NewExpression") return file.source.text(made.callee) === "WebAssembly.Instance";
  if (made.type !== "CallExpression" || keepsOne.test(lastName(made.callee) ?? "")) return false;
  const [told] = made.arguments;
  const isTold =
    told?.type === "ObjectExpression" &&
    told.properties.some((property) => property.type === "Property" && options.test(keyName(property) ?? ""));
  // A package's own `init()` may give the instance that is there.
  return isTold || (making.test(lastName(made.callee) ?? "") && file.vocabulary.known(made.callee)?.kind !== "init");
}

/** Who has the instance when the function ends: those that its variable is given to, or functions that go on. */
function keptBy(file: FileAnalysis, variable: Variable): Keeper {
  const home = enclosingFunction(variable.defs[0]?.name ?? variable.scope.block);
  let kept: "nobody" | "caller" = "nobody";
  for (const reference of variable.references) {
    if (!reference.isRead()) continue;
    let fn = enclosingFunction(reference.identifier);
    for (; fn !== home && isFunction(fn) && runsInPlace(fn); fn = enclosingFunction(fn));
    const way = fn === home ? wayOf(file, reference.identifier) : "others";
    if (way === "others") return way;
    if (way === "caller") kept = way;
  }
  return kept;
}

function runsInPlace(fn: TSESTree.Node): boolean {
  const { parent } = fn;
  if (parent?.type !== "CallExpression") return false;
  return parent.callee === fn || isIteration(lastName(parent.callee) ?? "");
}

function wayOf(file: FileAnalysis, read: TSESTree.Node): Keeper {
  let at = read;
  for (;;) {
    const { parent } = at;
    switch (parent?.type) {
      case "MemberExpression":
        if (parent.object !== at) return "nobody";
        at = parent;
        continue;
      case "CallExpression":
      case "NewExpression":
        if (parent.callee === at) return "nobody";
        return at === read && file.functions.resolve(parent.callee) === undefined ? "others" : "nobody";
      case "ReturnStatement":
        return "caller";
      case "Property":
      case "ObjectExpression":
      case "SpreadElement":
      case "ArrayExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "AwaitExpression":
      case "ChainExpression":
        at = parent;
        continue;
      case "VariableDeclarator":
        return at === read ? "others" : "nobody";
      case "AssignmentExpression":
        return parent.right === at ? "others" : "nobody";
      default:
        return "nobody";
    }
  }
}

/** `await this.load(); this.lib.parse(bytes)`, where `load()` makes another instance each time it is asked. */
function isRemade(file: FileAnalysis, { owner, field, at }: FieldRoot): boolean {
  const { source } = file;
  const writes = source.nodes("AssignmentExpression").filter(({ left }) => {
    if (left.type !== "MemberExpression" || memberName(left) !== field || !isInside(left, owner)) return false;
    return left.object.type === "ThisExpression";
  });
  const made = writes.filter(({ right }) => !isNullish(right));
  const [write, ...others] = made;
  if (write === undefined || others.length > 0 || !isInstance(file, write.right)) return false;
  const maker = enclosingFunction(write);
  if (isConstructor(maker) || !isFunction(maker) || asksFor(file, maker, field)) return false;
  const name = maker.parent.type === "MethodDefinition" ? keyName(maker.parent) : undefined;
  const isAskedHere = source.nodes("CallExpression").some(({ callee, range }) => {
    if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression" || memberName(callee) !== name)
      return false;
    return name !== undefined && range[1] < at.range[0] && thisOwner(callee) === thisOwner(at);
  });
  return isAskedHere || isOverBefore(source, owner, write, at);
}

/** `if (this.lib) return;`: what is there stays. */
function asksFor({ source }: FileAnalysis, fn: TSESTree.Node, field: string): boolean {
  return source
    .nodes("IfStatement")
    .some(({ test, parent }) => isInside(parent, fn) && source.text(test).includes(field));
}
