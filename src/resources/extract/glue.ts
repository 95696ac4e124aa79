import type { TSESTree } from "@typescript-eslint/utils";
import type { Finalizer } from "../facts.ts";

type Node = TSESTree.Node;
type Func = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** What the body of a glue function shows that its type does not. */
export interface GlueCall {
  readonly takesReceiver: boolean;
  /** Parameters whose object is moved into wasm. */
  readonly takes: readonly number[];
  /** Parameters passed as an array of objects: moved when the elements are handles. */
  readonly takesElements: readonly number[];
  /** Every return gives back the receiver. */
  readonly fluent: boolean;
}

/** Facts read from a package's JavaScript. Keys: `Class#method`, `Class.static`, `function`. */
export interface GlueFacts {
  readonly calls: Map<string, GlueCall>;
  readonly finalizers: Map<string, Finalizer>;
  /** Class to the class it extends. */
  readonly bases: Map<string, string>;
}

export function emptyGlue(): GlueFacts {
  return { calls: new Map(), finalizers: new Map(), bases: new Map() };
}

/** Adds what one file of glue shows. */
export function addGlue(into: GlueFacts, program: TSESTree.Program): void {
  walk(program, (node) => {
    switch (node.type) {
      case "ClassDeclaration":
        if (node.id) addClass(into, node.id.name, node);
        return;
      case "FunctionDeclaration":
        if (node.id) addCall(into, node.id.name, node);
        return;
      case "AssignmentExpression":
        addAssignment(into, node);
        return;
      case "VariableDeclarator":
        if (node.id.type === "Identifier" && node.init?.type === "ClassExpression")
          addClass(into, node.id.name, node.init);
        return;
      default:
    }
  });
}

/** Whether the collector mends what was forgotten; a base class that registers does it for all. */
export function finalizerOf(glue: GlueFacts, name: string): Finalizer {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at); at = glue.bases.get(at)) {
    const found = glue.finalizers.get(at);
    if (found) return found;
    seen.add(at);
  }
  return "none";
}

function addClass(into: GlueFacts, name: string, node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void {
  if (node.superClass?.type === "Identifier") into.bases.set(name, node.superClass.name);
  let registered = "";
  for (const element of node.body.body) {
    if (element.type !== "MethodDefinition" || element.key.type !== "Identifier") continue;
    const method = element.key.name;
    if (registers(element.value)) registered += element.kind === "constructor" ? "c" : "r";
    if (element.kind === "constructor") addCall(into, `${name}.new`, element.value);
    else if (method !== "free" && !method.startsWith("__"))
      addCall(into, `${name}${element.static ? "." : "#"}${method}`, element.value);
  }
  const constructor = node.body.body.find((e) => e.type === "MethodDefinition" && e.kind === "constructor");
  if (registered.includes("c") || (registered !== "" && !constructor)) into.finalizers.set(name, "always");
  else if (registered !== "" && !into.finalizers.has(name)) into.finalizers.set(name, "results");
}

function addAssignment(into: GlueFacts, node: TSESTree.AssignmentExpression): void {
  const { left, right } = node;
  if (left.type !== "MemberExpression" || !isFunction(right)) return;
  const name = propertyName(left);
  if (name === undefined) return;
  const owner = left.object;
  if (owner.type === "MemberExpression" && propertyName(owner) === "prototype") {
    const className = owner.object.type === "Identifier" ? owner.object.name : memberName(owner.object);
    if (className !== undefined) addCall(into, `${className}#${name}`, right);
  } else addCall(into, name, right);
}

function addCall(into: GlueFacts, key: string, node: Func | TSESTree.TSEmptyBodyFunctionExpression): void {
  if (!isFunction(node)) return;
  const names = node.params.map((p) =>
    p.type === "Identifier"
      ? p.name
      : p.type === "AssignmentPattern" && p.left.type === "Identifier"
        ? p.left.name
        : "",
  );
  const takes = new Set<number>();
  const takesElements = new Set<number>();
  const readOut = new Set<string>();
  let takesReceiver = false;
  let fluent = 0;
  let other = 0;
  walkOwn(node.body, (inner) => {
    const read = readBy(inner);
    if (read !== undefined) readOut.add(read);
  });
  walkOwn(node.body, (inner) => {
    if (inner.type === "ReturnStatement") {
      if (inner.argument && isThis(inner.argument)) fluent += 1;
      else if (inner.argument) other += 1;
    }
    const emptied = emptiedBy(inner, readOut);
    if (emptied?.type === "ThisExpression") takesReceiver = true;
    else if (emptied?.type === "Identifier" && names.includes(emptied.name)) takes.add(names.indexOf(emptied.name));
    if (inner.type !== "CallExpression") return;
    const callee = inner.callee;
    const first = inner.arguments[0];
    if (
      callee.type === "Identifier" &&
      callee.name === "passArrayJsValueToWasm0" &&
      first?.type === "Identifier" &&
      names.includes(first.name)
    )
      takesElements.add(names.indexOf(first.name));
  });
  const known = into.calls.get(key);
  const found: GlueCall = {
    takesReceiver,
    takes: [...takes],
    takesElements: [...takesElements],
    fluent: fluent > 0 && other === 0,
  };
  if (!known) into.calls.set(key, found);
  else if (known.fluent !== found.fluent) into.calls.set(key, { ...known, fluent: false });
}

/** What is given up here: `image.__destroy_into_raw()`, or `image.ptr = 0` of glue from before 2023, which has read it out. */
function emptiedBy(node: Node, readOut: ReadonlySet<string>): Node | undefined {
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression")
    return propertyName(node.callee) === "__destroy_into_raw" ? node.callee.object : undefined;
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return undefined;
  const isZero = node.right.type === "Literal" && node.right.value === 0;
  return isZero && readOut.has(holderOf(node.left) ?? "") ? node.left.object : undefined;
}

/** The object whose address is kept here: `const ptr = this.ptr`, `ptr0 = image.ptr`. */
function readBy(node: Node): string | undefined {
  const value =
    node.type === "VariableDeclarator" ? node.init : node.type === "AssignmentExpression" ? node.right : undefined;
  return value?.type === "MemberExpression" ? holderOf(value) : undefined;
}

/** `this` or a name, of `this.ptr` and `image.__wbg_ptr`. */
function holderOf(member: TSESTree.MemberExpression): string | undefined {
  if (!/^(?:ptr|__wbg_ptr)$/.test(propertyName(member) ?? "")) return undefined;
  if (member.object.type === "ThisExpression") return "this";
  return member.object.type === "Identifier" ? member.object.name : undefined;
}

function registers(node: Node): boolean {
  let found = false;
  walk(node, (inner) => {
    if (
      inner.type === "CallExpression" &&
      inner.callee.type === "MemberExpression" &&
      propertyName(inner.callee) === "register"
    )
      found = true;
  });
  return found;
}

function isThis(node: Node): boolean {
  if (node.type === "ThisExpression") return true;
  if (node.type === "SequenceExpression") return node.expressions.at(-1)?.type === "ThisExpression";
  return false;
}

function isFunction(node: Node): node is Func {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  );
}

function propertyName(node: TSESTree.MemberExpression): string | undefined {
  if (!node.computed && node.property.type === "Identifier") return node.property.name;
  return node.property.type === "Literal" ? String(node.property.value) : undefined;
}

function memberName(node: Node): string | undefined {
  return node.type === "MemberExpression" ? propertyName(node) : undefined;
}

function walk(node: Node, visit: (node: Node) => void): void {
  const stack: Node[] = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    visit(at);
    pushChildren(at, stack);
  }
}

/** The statements of this function alone, arrow functions excepted because they share `this`. */
function walkOwn(node: Node, visit: (node: Node) => void): void {
  const stack: Node[] = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (isFunction(at)) continue;
    visit(at);
    pushChildren(at, stack);
  }
}

function pushChildren(node: Node, stack: Node[]): void {
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (key === "parent" || key === "loc" || key === "range") continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) stack.push(item);
    } else if (isNode(value)) stack.push(value);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
