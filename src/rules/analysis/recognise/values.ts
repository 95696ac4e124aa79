import type { TSESTree } from "@typescript-eslint/utils";
import { heapViews, pointerBrands } from "../../../resources/conventions.ts";
import type { SourceFile, Variable } from "../source-file.ts";
import { Places, sourcesOf, type Source } from "../sources.ts";
import { isZero, keyName, lastName, memberName, stringValue, unwrap, type FunctionNode } from "../syntax.ts";
import { brandOfDeclaration, brandOfResult } from "./brands.ts";
import { Callees } from "./callees.ts";
import { declaredValue } from "./declared.ts";
import { isNamedAsLoader, isTypedAsModule, makesModule } from "./emscripten-modules.ts";
import { familiesOf, type PointerFamilies } from "./families.ts";
import { namePattern, type NameMatch } from "./names.ts";
import { callsOf } from "./calls.ts";
import { givenUp } from "./given-up.ts";
import { isMadeByOther } from "./makers.ts";
import { modulesInUse } from "./modules-in-use.ts";
import { givesObjects, returnedBy } from "./returns.ts";
import { Steps } from "./steps.ts";
import {
  acquired,
  branded,
  configured,
  propertyOf,
  viewConstructors,
  type PointerOrigin,
  type WasmValue,
} from "./wasm-values.ts";

const viewSign = /buffer|heap|Array\b|DataView/i;

/** The expressions that stand for a value of another place. */
const followed: ReadonlySet<string> = new Set([
  "Identifier",
  "MemberExpression",
  "CallExpression",
  "NewExpression",
  "ConditionalExpression",
  "LogicalExpression",
  "AssignmentExpression",
  "SequenceExpression",
  "BinaryExpression",
]);

/** Follows values through one file: from `WebAssembly.instantiate` to the pointers that its exports return. */
export class Values {
  readonly places: Places;
  readonly callees: Callees;
  readonly families: PointerFamilies;
  readonly #file: SourceFile;
  readonly #known = new Map<TSESTree.Node, WasmValue>();
  readonly #variables = new Map<Variable, WasmValue | undefined>();
  readonly #steps: Steps;
  readonly #pointerNames: readonly NameMatch[];

  constructor(file: SourceFile) {
    this.#file = file;
    this.places = new Places(file);
    this.callees = new Callees(file, this.places);
    this.families = familiesOf(file.settings);
    this.#steps = new Steps(givenUp(file));
    this.#pointerNames = file.settings.pointers.map(namePattern);
  }

  /** What an expression evaluates to; `undefined` when nothing is known. */
  of(expression: TSESTree.Node): WasmValue | undefined {
    const node = unwrap(expression);
    if (!followed.has(node.type)) return undefined;
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const value = this.#steps.run(node, () => this.#evaluate(node));
    if (value !== undefined) this.#known.set(node, value);
    return value;
  }

  /** The origin of an expression that is a raw pointer. */
  pointer(expression: TSESTree.Node): PointerOrigin | undefined {
    const value = this.of(expression);
    return value?.kind === "pointer" ? value : undefined;
  }

  /** Whether any name of the file can make an expression a raw pointer: most files have none, and need no search. */
  get mayHavePointers(): boolean {
    this.#hasPointers ??=
      this.#pointerNames.length > 0 ||
      pointerBrands.some((brand) => this.#file.mentions(brand)) ||
      [...namesOf(this.#file)].some((name) => this.families.acquire(name) !== undefined);
    return this.#hasPointers;
  }
  #hasPointers: boolean | undefined;

  /** Whether anything in the file can be a view of the memory, or look like one. */
  get mayHaveViews(): boolean {
    return this.#file.matches(viewSign);
  }

  /** What a variable holds, over everything ever put into it. */
  ofVariable(variable: Variable): WasmValue | undefined {
    if (this.#variables.has(variable)) return this.#variables.get(variable);
    const value = this.#evaluateVariable(variable);
    if (value !== undefined || this.#steps.findsNothing(variable)) this.#variables.set(variable, value);
    return value;
  }

  #evaluateVariable(variable: Variable): WasmValue | undefined {
    for (const identifier of variable.identifiers) {
      const brand = brandOfDeclaration(this.#file, identifier);
      if (brand !== undefined) return branded(identifier, brand);
    }
    const found =
      this.#any(variable, sourcesOf(variable)) ??
      variable.identifiers.map(declaredValue).find((value) => value !== undefined);
    if (found !== undefined) return found;
    if (this.#file.settings.modules.includes(variable.name)) return { kind: "exports", by: "configured" };
    const at = variable.identifiers[0];
    if (at !== undefined && this.#isPointerName(variable.name)) return configured(at, variable.name);
    return undefined;
  }

  /** The same-file function a call runs, when there is exactly one candidate. */
  calledFunction(call: TSESTree.CallExpression | TSESTree.NewExpression): FunctionNode | undefined {
    return this.functionOf(call.callee);
  }

  functionOf(expression: TSESTree.Node): FunctionNode | undefined {
    return this.callees.of(expression);
  }

  #evaluate(node: TSESTree.Node): WasmValue | undefined {
    switch (node.type) {
      case "Identifier":
        return this.#identifier(node);
      case "MemberExpression":
        return this.#member(node);
      case "CallExpression":
        return this.#call(node);
      case "NewExpression":
        return this.#construct(node);
      case "ConditionalExpression":
        return this.of(node.consequent) ?? this.of(node.alternate);
      case "LogicalExpression":
        return (node.operator === "&&" ? undefined : this.of(node.left)) ?? this.of(node.right);
      case "AssignmentExpression":
        return this.of(node.right);
      case "SequenceExpression": {
        const last = node.expressions.at(-1);
        return last && this.of(last);
      }
      case "BinaryExpression":
        return (node.operator === ">>>" || node.operator === "|") && isZero(node.right)
          ? this.of(node.left)
          : undefined;
      default:
        return undefined;
    }
  }

  #identifier(node: TSESTree.Identifier): WasmValue | undefined {
    const variable = this.#file.variableOf(node);
    if (variable === undefined) {
      if (node.name === "WebAssembly") return { kind: "webassembly" };
      if (this.#file.settings.modules.includes(node.name)) return { kind: "exports", by: "configured" };
      if (heapViews.has(node.name)) return { kind: "heap-view", name: node.name };
    }
    return (variable && this.ofVariable(variable)) ?? this.#byUse(node) ?? this.#bareHeap(node);
  }

  #bareHeap(node: TSESTree.Identifier): WasmValue | undefined {
    return heapViews.has(node.name) ? { kind: "heap-view", name: node.name } : undefined;
  }

  #member(node: TSESTree.MemberExpression): WasmValue | undefined {
    const name = memberName(node);
    if (name === undefined) return undefined;
    const object = this.of(node.object);
    const property = object && propertyOf(object, name);
    if (property !== undefined) return property;
    const inLiteral = this.#throughObject(node.object, [name]);
    if (inLiteral !== undefined) return inLiteral;
    const key = this.places.keyOf(node);
    if (key !== undefined) {
      const written = this.#any(key, this.places.writesTo(key)) ?? this.#fieldBrand(key);
      if (written !== undefined) return written;
    }
    if (heapViews.has(name)) return { kind: "heap-view", name };
    if (this.#file.settings.modules.includes(name)) return { kind: "exports", by: "configured" };
    if (this.#isPointerName(name.replace(/^#/, ""))) return configured(node, name);
    if (name === "buffer" && isNamedMemory(node.object)) return { kind: "buffer" };
    return this.#byUse(node);
  }

  /** What the declaration of a field says of it: its brand, or a type of WebAssembly. */
  #fieldBrand(key: string): WasmValue | undefined {
    this.#declaredFields ??= new Map(
      this.#file.nodes("PropertyDefinition").flatMap((field) => {
        const name = keyName(field);
        const brand = name === undefined ? undefined : brandOfDeclaration(this.#file, field);
        const value = brand === undefined ? declaredValue(field) : branded(field, brand);
        if (value === undefined) return [];
        return [[`${this.places.classKey(field.parent.parent, field.static)}.${name}`, value] as const];
      }),
    );
    return this.#declaredFields.get(key);
  }
  #declaredFields: Map<string, WasmValue> | undefined;

  #call(node: TSESTree.CallExpression): WasmValue | undefined {
    const callee = unwrap(node.callee);
    if (callee.type === "MemberExpression") {
      const method = memberName(callee);
      const object = this.of(callee.object);
      if (object?.kind === "webassembly" && method?.startsWith("instantiate") === true) return { kind: "result" };
      if (method === "then" || method === "catch" || method === "finally") {
        // `fetch(url).then((bytes) => WebAssembly.instantiate(bytes))`: what the promise itself stands for need not be known.
        const callback = node.arguments[0];
        const returned = method === "then" && callback !== undefined ? this.#returned(callback) : undefined;
        const known = returned ?? object;
        if (known !== undefined) return known;
      }
      if (method === "ccall" || method === "cwrap") {
        const name = node.arguments[0] && stringValue(node.arguments[0]);
        if (name !== undefined) return method === "cwrap" ? { kind: "function", name } : this.#result(node, name);
      }
      if (method === "subarray" && (object?.kind === "heap-view" || object?.kind === "view"))
        return { kind: "view", node };
    }
    if (callee.type === "Identifier" && (callee.name === "Number" || callee.name === "BigInt") && node.arguments[0]) {
      return this.of(node.arguments[0]);
    }
    if (makesModule(this.#file, node)) return { kind: "exports", by: "origin" };
    const fn = this.of(callee);
    if (fn?.kind === "function") return this.#result(node, fn.name);
    const local = this.functionOf(callee);
    const brand = local && brandOfResult(this.#file, local);
    if (brand !== undefined) return branded(node, brand);
    if (local !== undefined) {
      const returned = this.#returned(local);
      if (returned !== undefined || givesObjects(this.#file, local)) return returned;
    }
    const name = lastName(callee);
    const family = name === undefined ? undefined : this.families.acquire(name);
    if (family?.evidence === "name" || family?.evidence === "configured") return acquired(node, family);
    return isNamedAsLoader(this.#file, node) ? { kind: "exports", by: "name" } : undefined;
  }

  #result(node: TSESTree.CallExpression, name: string): WasmValue {
    const family = this.families.acquire(name);
    const isProven =
      family !== undefined &&
      (family.evidence !== "pair" ||
        family.release.some((release) => this.#file.mentions(release) && !isMadeByOther(this.#file, name, release)));
    return isProven ? acquired(node, family) : { kind: "export-result", name, node };
  }

  #returned(expression: TSESTree.Node): WasmValue | undefined {
    const fn = this.functionOf(expression);
    if (fn === undefined) return undefined;
    return this.#steps.run(this.#returnOf(fn), () => {
      let found: WasmValue | undefined;
      for (const value of returnedBy(this.#file, fn)) found ??= this.of(value);
      return found;
    });
  }

  /** Stands for what a function returns, which is not what the function expression is. */
  #returnOf(fn: FunctionNode): object {
    let key = this.#returns.get(fn);
    if (key === undefined) this.#returns.set(fn, (key = {}));
    return key;
  }
  readonly #returns = new Map<FunctionNode, object>();

  #construct(node: TSESTree.NewExpression): WasmValue | undefined {
    const callee = unwrap(node.callee);
    if (callee.type === "MemberExpression" && this.of(callee.object)?.kind === "webassembly") {
      const name = memberName(callee);
      if (name === "Instance") return { kind: "instance" };
      if (name === "Memory") return { kind: "memory" };
    }
    const buffer = node.arguments[0];
    const isView =
      callee.type === "Identifier" &&
      (viewConstructors.has(callee.name) || this.#file.variableOf(callee)?.defs[0]?.type === "Parameter");
    if (isView && buffer !== undefined) {
      return this.of(buffer)?.kind === "buffer" ? { kind: "view", node } : undefined;
    }
    return undefined;
  }

  #any(guard: unknown, sources: readonly Source[]): WasmValue | undefined {
    return this.#steps.run(guard, () => {
      let found: WasmValue | undefined;
      for (const source of sources) found ??= this.#source(source);
      return found;
    });
  }

  #source(source: Source): WasmValue | undefined {
    if (source.kind === "import") return this.#imported(source.from, source.path);
    if (source.kind === "parameter") return this.#parameter(source);
    if (source.path.length > 0) {
      const inLiteral = this.#throughObject(source.node, source.path);
      if (inLiteral !== undefined) return inLiteral;
    }
    return this.#walkPath(this.of(source.node), source.path);
  }

  #walkPath(start: WasmValue | undefined, path: readonly string[]): WasmValue | undefined {
    let value = start;
    for (const name of path) value = value && propertyOf(value, name);
    return value;
  }

  #imported(from: string, path: readonly string[]): WasmValue | undefined {
    const isModule = /\.wasm(\?.*)?$|_bg\.js$/.test(from) || this.#file.settings.packages.includes(from);
    return isModule
      ? this.#walkPath(
          { kind: "exports", by: "origin" },
          path.filter((name) => name !== "default"),
        )
      : undefined;
  }

  #parameter({ fn, index, path }: Extract<Source, { kind: "parameter" }>): WasmValue | undefined {
    for (const call of callsOf(this.#file, fn)) {
      const value = call.receiver ?? call.arguments[index];
      if (value === undefined || value.type === "SpreadElement" || (call.receiver && index > 0)) continue;
      const found = this.#throughObject(value, path) ?? this.#walkPath(this.of(value), path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Reads a path of properties from an expression that is, or is a variable initialised with, an object literal. */
  #throughObject(expression: TSESTree.Node, path: readonly string[]): WasmValue | undefined {
    const [name, ...rest] = path;
    if (name === undefined) return undefined;
    let node = unwrap(expression);
    if (node.type === "Identifier") {
      const variable = this.#file.variableOf(node);
      const sources = variable === undefined ? [] : sourcesOf(variable);
      const only = sources.length === 1 ? sources[0] : undefined;
      if (only?.kind !== "expression" || only.path.length > 0) return undefined;
      node = unwrap(only.node);
    }
    if (node.type !== "ObjectExpression") return undefined;
    for (const property of node.properties) {
      if (property.type !== "Property" || keyName(property) !== name) continue;
      return rest.length === 0
        ? this.of(property.value)
        : (this.#throughObject(property.value, rest) ?? this.#walkPath(this.of(property.value), rest));
    }
    return undefined;
  }

  /** An object that its use shows to be an exports object or an Emscripten module. */
  #byUse(node: TSESTree.Node): WasmValue | undefined {
    this.#modules ??= modulesInUse(this.#file, this.places);
    const key = this.places.keyOf(node);
    if (key !== undefined && this.#modules.has(key)) return { kind: "exports", by: "use" };
    return isTypedAsModule(this.#file, node) ? { kind: "exports", by: "origin" } : undefined;
  }
  #modules: ReadonlySet<string> | undefined;

  #isPointerName(name: string): boolean {
    return this.#pointerNames.some((match) => match(name) !== undefined);
  }
}

/** What functions may be called by: names, keys, and the strings that `ccall` and `cwrap` are given. */
function namesOf(file: SourceFile): Set<string> {
  const names = new Set<string>();
  // A module's bytes may stand in a string: to try that on patterns takes for ever, and no function has such a name.
  const add = (text: string): void => {
    if (text.length <= 200) names.add(text);
  };
  for (const { name } of file.nodes("Identifier")) names.add(name);
  for (const { name } of file.nodes("PrivateIdentifier")) names.add(`#${name}`);
  for (const { value } of file.nodes("Literal")) if (typeof value === "string") add(value);
  for (const { value } of file.nodes("TemplateElement")) add(value.cooked ?? "");
  return names;
}

/** `memory.buffer`, `this.wasmMemory.buffer`, where nothing shows where the memory comes from. */
function isNamedMemory(object: TSESTree.Node): boolean {
  const node = unwrap(object);
  const name = lastName(node);
  return name !== undefined && /^[#_]*(?:(?:raw|linear|wasm)_?)?memory$/i.test(name);
}
