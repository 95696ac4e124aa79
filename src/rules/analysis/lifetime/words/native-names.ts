import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { isNullish, keyName, lastName, memberName, stringValue, unwrap } from "../../syntax.ts";

/** The native function that a call runs, by its exported name. */
export interface NativeCall {
  readonly name: string;
  readonly arguments: readonly TSESTree.Node[];
  /** Called through `ccall` or a `cwrap`ped function. */
  readonly viaGlue: boolean;
  /** What the glue is told to make of the result: `"string"` for `ccall("title", "string")`. */
  readonly gives?: string | undefined;
}

/** `M._free(p)`, `free(p)`, `M.ccall("free", null, ["number"], [p])`, `const f = M.cwrap("free")`. */
export function nativeName(source: SourceFile, node: TSESTree.CallExpression): NativeCall | undefined {
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (name === undefined) return undefined;
  if (name === "ccall") return throughCcall(node);
  if (source.mentions("cwrap")) {
    const wrapped = callee.type === "Identifier" ? cwrapped(source, callee) : cwrappedProperties(source).get(name);
    if (wrapped !== undefined) return { ...wrapped, arguments: node.arguments, viaGlue: true };
  }
  const alias = callee.type === "Identifier" ? aliased(source, callee) : undefined;
  return { name: alias ?? name.replace(/^#/, ""), arguments: node.arguments, viaGlue: false };
}

/** `const decFree = module._jxl_dec_free;`: the function goes by the name of the export. */
function aliased(source: SourceFile, callee: TSESTree.Identifier): string | undefined {
  const definition = source.variableOf(callee)?.defs[0];
  if (definition?.type !== "Variable" || definition.parent.kind !== "const" || definition.node.init == null)
    return undefined;
  const made = unwrap(definition.node.init);
  const name =
    definition.node.id.type === "Identifier" && made.type === "MemberExpression" ? memberName(made) : undefined;
  return name?.startsWith("_") === true && !name.startsWith("__") ? name : undefined;
}

function throughCcall(node: TSESTree.CallExpression): NativeCall | undefined {
  const [first, result, , list] = node.arguments;
  const name = first === undefined ? undefined : stringValue(first);
  if (name === undefined) return undefined;
  const given = list?.type === "ArrayExpression" ? list.elements.filter((element) => element !== null) : [];
  return { name, arguments: given, viaGlue: true, gives: result === undefined ? undefined : stringValue(result) };
}

/** `M.ccall("map_add", null, …);`: a C function without a result, and nobody asks for one. */
export function givesNothing({ callee, arguments: [, result], parent }: TSESTree.CallExpression): boolean {
  if (lastName(unwrap(callee)) !== "ccall" || parent.type !== "ExpressionStatement" || result === undefined)
    return false;
  return isNullish(result) || ["", "null", "void"].includes(stringValue(result) ?? "number");
}

interface Wrapped {
  readonly name: string;
  readonly gives: string | undefined;
}

function cwrapped(source: SourceFile, callee: TSESTree.Identifier): Wrapped | undefined {
  const variable = source.variableOf(callee);
  if (variable === undefined) return undefined;
  for (const origin of sourcesOf(variable)) {
    if (origin.kind !== "expression" || origin.path.length > 0) continue;
    const made = unwrap(origin.node);
    const wrapped = made.type === "CallExpression" ? wrappedBy(made) : undefined;
    if (wrapped !== undefined) return wrapped;
  }
  return undefined;
}

/** `cwrap("db_open", "number", ["string"])`: the function that it makes one of. */
function wrappedBy({ callee, arguments: given }: TSESTree.CallExpression): Wrapped | undefined {
  const wrapper = unwrap(callee);
  const own = wrapper.type === "Identifier" ? wrapper.name : undefined;
  if ((own ?? (wrapper.type === "MemberExpression" ? memberName(wrapper) : undefined)) !== "cwrap") return undefined;
  const name = given[0] === undefined ? undefined : stringValue(given[0]);
  return name === undefined ? undefined : { name, gives: given[1] === undefined ? undefined : stringValue(given[1]) };
}

const properties = new WeakMap<SourceFile, ReadonlyMap<string, Wrapped>>();

/** `{ open: Module.cwrap("db_open", …) }`, `this.open = Module.cwrap(…)`: by the property, where all of that name are one. */
function cwrappedProperties(source: SourceFile): ReadonlyMap<string, Wrapped> {
  let found = properties.get(source);
  if (found !== undefined) return found;
  const made = new Map<string, Wrapped>();
  const unclear = new Set<string>();
  for (const call of source.nodes("CallExpression")) {
    const wrapped = wrappedBy(call);
    const { parent } = call;
    let key: string | undefined;
    if (parent.type === "Property" || parent.type === "PropertyDefinition") key = keyName(parent);
    else if (parent.type === "AssignmentExpression" && parent.left.type === "MemberExpression")
      key = memberName(parent.left);
    if (wrapped === undefined || key === undefined) continue;
    if ((made.get(key) ?? wrapped).name !== wrapped.name) unclear.add(key);
    made.set(key, wrapped);
  }
  for (const key of unclear) made.delete(key);
  found = made;
  properties.set(source, found);
  return found;
}
