import type { TSESTree } from "@typescript-eslint/utils";
import type { Inlined } from "../flow/spoilage.ts";
import type { Recognition } from "../recognise/index.ts";
import type { Variable } from "../source-file.ts";
import { placeInTest } from "../lifetime/asserted.ts";
import { enclosingFunction, isFunction, lastName, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { sourcesOf } from "../sources.ts";
import { fieldsWithViews, type ViewField } from "./fields.ts";
import { Growth } from "./growth.ts";

/** A variable of a function or module that one expression fills with a view. */
export interface ViewVariable {
  variable: Variable;
  name: TSESTree.Identifier;
  made: TSESTree.Node;
}

// They run the function they are given before they return.
const iterating = new Set(
  "forEach map filter some every find findIndex findLast findLastIndex reduce reduceRight flatMap sort".split(" "),
);

/** What the parts of the rule about stale views share of one file. */
export class ViewWords {
  readonly recognition: Recognition;
  readonly growth: Growth;
  readonly fields: ReadonlyMap<string, ViewField>;
  readonly variables: readonly ViewVariable[];
  readonly #runs = new Map<TSESTree.Node, Inlined | undefined>();
  #touching: Set<TSESTree.Node> | undefined;

  constructor(recognition: Recognition) {
    this.recognition = recognition;
    this.growth = new Growth(recognition);
    this.fields = fieldsWithViews(this);
    this.variables = recognition.file.nodes("VariableDeclarator").flatMap(({ id, init }): ViewVariable[] => {
      if (init === null) return [];
      // `const { HEAPU8 } = Module`
      if (id.type === "ObjectPattern") {
        return id.properties.flatMap((property) => {
          const name = property.type === "Property" ? property.value : property.argument;
          return name.type === "Identifier" ? this.#variable(name, name) : [];
        });
      }
      return id.type === "Identifier" ? this.#variable(id, init) : [];
    });
  }

  /** A view, or what `const { HEAPU8 } = module` takes one out by. */
  isView = (value: TSESTree.Node): boolean => {
    const kind = this.recognition.values.of(value.type === "Property" ? value.value : value)?.kind;
    return kind === "view" || kind === "heap-view" || kind === "buffer";
  };

  #variable(name: TSESTree.Identifier, made: TSESTree.Node): ViewVariable[] {
    const variable = this.recognition.file.variableOf(name);
    if (variable === undefined || !this.isView(made) || sourcesOf(variable).length !== 1) return [];
    return [{ variable, name, made }];
  }

  /** The key of a field of `this` that keeps a view. */
  fieldOf = (member: TSESTree.MemberExpression): string | undefined => {
    if (this.fields.size === 0 || unwrap(member.object).type !== "ThisExpression") return undefined;
    const key = this.recognition.values.places.keyOf(member);
    return key !== undefined && this.fields.has(key) ? key : undefined;
  };

  /** The function of the file that a call runs to its end, where that function reads or writes what is watched. */
  runs = (call: TSESTree.CallExpression | TSESTree.NewExpression): Inlined | undefined => {
    if (this.#runs.has(call)) return this.#runs.get(call);
    const inlined = this.#findRun(call);
    this.#runs.set(call, inlined);
    return inlined;
  };

  #findRun(call: TSESTree.CallExpression | TSESTree.NewExpression): Inlined | undefined {
    const [first] = call.arguments;
    const callee = unwrap(call.callee);
    if (first && isFunction(first) && !first.async) {
      if (callee.type === "MemberExpression" && iterating.has(memberName(callee) ?? ""))
        return { fn: first, loops: true };
      if (call.type === "NewExpression" && callee.type === "Identifier" && callee.name === "Promise")
        return { fn: first, loops: false };
    }
    const fn = call.type === "CallExpression" ? this.recognition.values.calledFunction(call) : undefined;
    if (fn === undefined || (fn.async && call.parent.type !== "AwaitExpression") || !this.#touches(fn))
      return undefined;
    return { fn, loops: false };
  }

  /** The getter that reads or fills a field with a view. */
  getter = (member: TSESTree.MemberExpression): FunctionNode | undefined => {
    if (this.fields.size === 0 || unwrap(member.object).type !== "ThisExpression") return undefined;
    const { places, callees } = this.recognition.values;
    const object = places.keyOf(member.object);
    const name = memberName(member);
    const fn = object === undefined || name === undefined ? undefined : callees.methods.get(`${object}.get ${name}`);
    return fn !== undefined && this.#touches(fn) ? fn : undefined;
  };

  /** A call that may give the fields of `this` new values in a way that is not followed. */
  refreshes = (call: TSESTree.CallExpression | TSESTree.NewExpression): boolean => {
    const callee = unwrap(call.callee);
    if (call.arguments.some((argument) => argument.type === "ThisExpression")) return true;
    const receiver = callee.type === "MemberExpression" ? unwrap(callee.object) : callee;
    if (receiver.type !== "ThisExpression" && receiver.type !== "Super") return false;
    const fn = this.recognition.values.functionOf(callee);
    if (fn !== undefined) return this.#touches(fn);
    // An export that a field holds knows nothing of the other fields.
    const kind = this.recognition.values.of(call)?.kind;
    return kind !== "export-result" && kind !== "pointer";
  };

  #touches(fn: FunctionNode): boolean {
    this.#touching ??= this.#findTouching();
    return this.#touching.has(fn);
  }

  /** Functions that use a view variable from outside, a field with a view, or call such a function. */
  #findTouching(): Set<TSESTree.Node> {
    const { file, values } = this.recognition;
    const found = new Set<TSESTree.Node>();
    const addUsers = (name: TSESTree.Node, value: TSESTree.Node): void => {
      const variable = name.type === "Identifier" && this.isView(value) ? file.variableOf(name) : undefined;
      for (const { identifier } of variable?.references ?? []) found.add(enclosingFunction(identifier));
    };
    for (const { id, init } of file.nodes("VariableDeclarator")) if (init !== null) addUsers(id, init);
    for (const { left, right } of file.nodes("AssignmentExpression")) addUsers(left, right);
    for (const member of file.nodes("MemberExpression"))
      if (this.fieldOf(member) !== undefined) found.add(enclosingFunction(member));
    // A parameter may be given a view.
    for (const call of file.nodes("CallExpression")) {
      if (!call.arguments.some((argument) => this.isView(argument))) continue;
      const fn = values.calledFunction(call);
      if (fn !== undefined) found.add(fn);
    }
    if (found.size === 0) return found;
    const calls = file.nodes("CallExpression").flatMap((call) => {
      const fn = values.calledFunction(call);
      return fn === undefined ? [] : [{ fn, caller: enclosingFunction(call) }];
    });
    for (let round = 0; round < 3; round++) for (const { fn, caller } of calls) if (found.has(fn)) found.add(caller);
    return found;
  }
}

/** `view.buffer !== memory.buffer`, `view.byteLength === 0`, `view.buffer.detached`: the code knows that views go stale. */
export function isCheck(reading: TSESTree.Node): boolean {
  let at = reading;
  let name: string | undefined;
  for (let up = at.parent; up; at = up, up = at.parent) {
    if (up.type === "MemberExpression" && up.object === at) name = memberName(up);
    else if (up.type !== "ChainExpression" && up.type !== "TSNonNullExpression") break;
  }
  const { parent } = at;
  const isCompared = parent?.type === "BinaryExpression" && ["===", "!==", "==", "!="].includes(parent.operator);
  // `expect(oldHeap == module.HEAPU8)`, `expect(memory.buffer).not.toBe(oldBuffer)`: whether it is another one.
  const isWhole = at === reading || (name !== undefined && /^(?:buffer|byteLength|length)$/.test(name));
  if (isWhole && isCompared && placeInTest(at) !== undefined) return true;
  if (isWhole && parent?.type === "CallExpression" && isComparedByTest(parent, at)) return true;
  if (name === undefined) {
    // A buffer that was kept, compared with the memory's own.
    const other = isCompared ? (parent.left === at ? parent.right : parent.left) : undefined;
    return (
      other !== undefined &&
      unwrap(other).type === "MemberExpression" &&
      memberName(unwrap(other) as TSESTree.MemberExpression) === "buffer"
    );
  }
  if (!["buffer", "byteLength", "length", "detached"].includes(name)) return false;
  return isCompared || name === "detached" || parent?.type === "UnaryExpression" || parent?.type === "IfStatement";
}

const comparing = /^(?:toBe|toEqual|toStrictEqual|is|same|(?:not)?(?:[sS]trict|[dD]eep)?[eE]qual)$/;

/** An argument of what an assertion compares, or of `expect` that is asked so. */
function isComparedByTest(call: TSESTree.CallExpression, value: TSESTree.Node): boolean {
  if (placeInTest(call) !== "asserted" && lastName(call.callee) !== "expect") return false;
  if (comparing.test(lastName(call.callee) ?? "")) return true;
  if (lastName(call.callee) !== "expect" || call.arguments[0] !== value) return false;
  let at: TSESTree.Node = call;
  while (at.parent?.type === "MemberExpression") at = at.parent;
  return at.type === "MemberExpression" && comparing.test(memberName(at) ?? "");
}
