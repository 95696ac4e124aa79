import type { TSESTree } from "@typescript-eslint/utils";
import { exportOf } from "../../neighbours/exports.ts";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { isFunction, lastName, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { emscriptenSigns } from "./bindings.ts";

const known = new WeakMap<SourceFile, ReadonlySet<Variable>>();

const passing = /^(?:add|track|keep|use|own|adopt|manage|register|defer|push|hold|collect)(?![a-z])/;

const ofC = /^[a-z][a-z\d]*(?:_[a-z\d]+)+$/;

// What only bindings of WebIDL have, whose getters lend.
const webIdl = /\.(?:castObject|wrapPointer|getPointer)\(/;

/** A call whose result is read with `.size()` and `.get(i)`: an Embind vector, which its caller owns. */
export function vectorAcquisition(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type !== "CallExpression") return undefined;
  const converted = vectorMade(source, node);
  if (converted !== undefined) return converted;
  const callee = unwrap(node.callee);
  // `const { list_entries } = module;`: nobody writes names of C for functions of JavaScript.
  if (callee.type === "Identifier" && !ofC.test(callee.name)) return undefined;
  if (callee.type !== "MemberExpression" && callee.type !== "Identifier") return undefined;
  const name = vectorOf(source, node)?.name ?? readAnew(source, node);
  if (name === undefined) return undefined;
  const method = callee.type === "MemberExpression" ? memberName(callee) : callee.name;
  // `scope.add(image.contours())` gives back what it is given.
  if (method !== undefined && passing.test(method) && node.arguments.length > 0) return undefined;
  // An attribute of a WebIDL object stays with the object.
  if (method?.startsWith("get_m_") === true) return undefined;
  if (/^[gG]et(?:_|[A-Z])/.test(method ?? "") && source.matches(webIdl)) return undefined;
  const object = callee.type === "MemberExpression" ? source.text(callee.object) : "";
  return {
    kind: "handle",
    family: "delete",
    release: ".delete()",
    releases: [],
    certainty: /module|wasm/i.test(object) ? "certain" : "possible",
    evidence: {
      kind: "duck",
      text: `\`${name}\` is read with \`.size()\` and \`.get(…)\` as Embind vectors are`,
    },
    finalizer: "none",
    lent: "stays",
    ...(method !== undefined && { name: method }),
  };
}

const readings = new WeakMap<SourceFile, ReadonlySet<string>>();

/** `model.meshes().size()` and `model.meshes().get(i)`: each of them makes a vector for itself. */
function readAnew(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  const how = readOf(node);
  if (how === undefined) return undefined;
  // Iterators over keys have no `size()`; the keys of a map of C++ are a vector.
  if (how === "size" && lastName(node.callee) === "keys" && source.matches(emscriptenSigns)) return source.text(node);
  let found = readings.get(source);
  if (found === undefined) {
    const sized = new Set<string>();
    const read = new Set<string>();
    for (const call of source.matches(emscriptenSigns) ? source.nodes("CallExpression") : []) {
      const of = readOf(call);
      if (of !== undefined) (of === "size" ? sized : read).add(source.text(call));
    }
    readings.set(source, (found = new Set([...sized].filter((text) => read.has(text)))));
  }
  const text = source.text(node);
  return found.has(text) ? text : undefined;
}

/** How a call without arguments is read at once: `.size()`, `.get(i)`. */
function readOf(node: TSESTree.CallExpression): "size" | "get" | undefined {
  const { parent } = node;
  if (node.arguments.length > 0 || unwrap(node.callee).type !== "MemberExpression") return undefined;
  if (parent.type !== "MemberExpression" || parent.object !== node || parent.parent.type !== "CallExpression")
    return undefined;
  const name = memberName(parent);
  const { length } = parent.parent.arguments;
  if (name === "size") return length === 0 ? "size" : undefined;
  return (name === "get" || name === "at") && length === 1 ? "get" : undefined;
}

/** The name that the result is read by as a vector is, here or in the function of the file that is given it. */
function vectorOf(source: SourceFile, node: TSESTree.CallExpression): Variable | undefined {
  const vectors = vectorsOf(source);
  if (vectors.size === 0 && source.reader === undefined) return undefined;
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  if (variable === undefined) return givenAsVector(source, node);
  if (vectors.has(variable)) return variable;
  for (const { identifier } of variable.references) {
    const given = givenAsVector(source, identifier);
    if (given !== undefined) return given;
  }
  return undefined;
}

/** `toArray(vector)` of a function of the file, or of one that it imports, that reads its parameter as a vector. */
function givenAsVector(source: SourceFile, argument: TSESTree.Node): Variable | undefined {
  const call = argument.parent;
  if (call?.type !== "CallExpression" || call.callee === argument) return undefined;
  const own = recognitionOf(source).values.functionOf(call.callee);
  const at = own === undefined ? exportedFunction(source, call.callee) : { source, fn: own };
  const param = at?.fn.params[call.arguments.indexOf(argument as TSESTree.CallExpressionArgument)];
  const variable = param?.type === "Identifier" ? at?.source.variableOf(param) : undefined;
  return at !== undefined && variable !== undefined && vectorsOf(at.source).has(variable) ? variable : undefined;
}

function exportedFunction(
  source: SourceFile,
  callee: TSESTree.Node,
): { readonly source: SourceFile; readonly fn: FunctionNode } | undefined {
  const imported = source.reader === undefined ? undefined : recognitionOf(source).imports.of(callee);
  const [name, ...rest] = imported?.path ?? [];
  if (imported === undefined || name === undefined || rest.length > 0) return undefined;
  const found = exportOf(source, imported.from, name);
  const fn =
    found?.node.type === "Identifier" ? recognitionOf(found.source).values.functionOf(found.node) : found?.node;
  return found !== undefined && isFunction(fn) ? { source: found.source, fn } : undefined;
}

// `binding.vecFromJSArray(list)` of Embind's own documentation, and what others call the same.
const converting =
  /^vec(?:tor)?(?:[A-Z]\w*)?From\w*(?:Array|List)$|^(?:[a-z]\w*)?(?:array|list|Array|List)To(?:Vec|Vector)$/;

function vectorMade(source: SourceFile, { callee }: TSESTree.CallExpression): Acquisition | undefined {
  const target = unwrap(callee);
  const name = target.type === "MemberExpression" ? memberName(target) : undefined;
  if (name === undefined || target.type !== "MemberExpression" || !converting.test(name)) return undefined;
  // Arrow has a `vectorFromArray` as well.
  const isModules = /FromJS/.test(name) || /module|wasm|binding|embind/i.test(source.text(target.object));
  if (
    !isModules ||
    unwrap(target.object).type === "ThisExpression" ||
    !source.matches(/\.delete\(\)|embind|emscripten|wasm/i)
  )
    return undefined;
  return {
    kind: "handle",
    family: "delete",
    release: ".delete()",
    releases: [],
    certainty: "possible",
    evidence: { kind: "duck", text: `\`${name}\` makes a vector of C++ by its name` },
    finalizer: "none",
    lent: "stays",
    name,
  };
}

export function boundTo(node: TSESTree.Node): TSESTree.Identifier | undefined {
  let at = node;
  while (
    ["AwaitExpression", "TSAsExpression", "TSNonNullExpression", "ChainExpression"].includes(at.parent?.type ?? "")
  ) {
    at = at.parent as TSESTree.Node;
  }
  const { parent } = at;
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id;
  if (parent?.type === "AssignmentExpression" && parent.left.type === "Identifier") return parent.left;
  return undefined;
}

/** Names that the file reads with `.size()` and by index. */
export function vectorsOf(source: SourceFile): ReadonlySet<Variable> {
  let found = known.get(source);
  if (found !== undefined) return found;
  const sized = new Set<Variable>();
  const read = new Set<Variable>();
  for (const call of source.nodes("CallExpression")) {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") continue;
    const name = memberName(callee);
    const variable = source.variableOf(callee.object);
    if (variable === undefined) continue;
    if (name === "size" && call.arguments.length === 0) sized.add(variable);
    if ((name === "get" || name === "at") && call.arguments.length === 1) read.add(variable);
  }
  found = new Set([...sized].filter((variable) => read.has(variable)));
  known.set(source, found);
  return found;
}
