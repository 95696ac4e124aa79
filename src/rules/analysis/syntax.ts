import type { TSESTree } from "@typescript-eslint/utils";

export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** A node that has a `this` of its own: a function that is no arrow, a field initialiser, a static block, the program. */
export type ThisOwner =
  | TSESTree.FunctionDeclaration
  | TSESTree.FunctionExpression
  | TSESTree.PropertyDefinition
  | TSESTree.AccessorProperty
  | TSESTree.StaticBlock
  | TSESTree.Program;

/** A child of a node, and no other value that is kept there. */
export function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === "object" && value !== null && "type" in value && "range" in value;
}

export function isFunction(node: TSESTree.Node | null | undefined): node is FunctionNode {
  return (
    node?.type === "FunctionExpression" ||
    node?.type === "ArrowFunctionExpression" ||
    node?.type === "FunctionDeclaration"
  );
}

/** `clear() { … }`, `clear = () => { … }`: a member of a class that its objects are called by. */
export type Method = (TSESTree.MethodDefinition | TSESTree.PropertyDefinition) & { readonly value: FunctionNode };

export function isMethod(node: TSESTree.Node | null | undefined): node is Method {
  if (node?.type === "PropertyDefinition") return isFunction(node.value);
  return node?.type === "MethodDefinition" && node.kind === "method" && isFunction(node.value);
}

/** The function of a class's `constructor() { … }`. */
export function isConstructor({ parent }: TSESTree.Node): boolean {
  return parent?.type === "MethodDefinition" && parent.kind === "constructor";
}

/** What has statements of the top level in it: the program, or the element that Svelte's parser makes of a script. */
export function isTopLevel(node: TSESTree.Node | null | undefined): node is TSESTree.Program {
  const type: string | undefined = node?.type;
  return type === "Program" || type === "SvelteScriptElement";
}

export function isClass(node: TSESTree.Node | null | undefined): node is ClassNode {
  return node?.type === "ClassDeclaration" || node?.type === "ClassExpression";
}

// `(value: T)` and `value as T` of Flow, of which the types of this tree know nothing.
const flowCasts: ReadonlySet<string> = new Set(["TypeCastExpression", "AsExpression", "AsConstExpression"]);

/** What a cast of Flow is about: its parsers have nodes of their own for it. */
export function uncast(node: TSESTree.Node): TSESTree.Node | undefined {
  return flowCasts.has(node.type) ? (node as unknown as { expression: TSESTree.Node }).expression : undefined;
}

/** The expression without what changes neither its value nor its identity: `as`, `!`, `satisfies`, `?.` chains, `await`. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  const cast = uncast(node);
  if (cast !== undefined) return unwrap(cast);
  switch (node.type) {
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return unwrap(node.expression);
    case "AwaitExpression":
      return unwrap(node.argument);
    default:
      return node;
  }
}

/** The name a member expression reads, `#name` for a private one; `undefined` when it is computed at run time. */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  if (node.property.type === "PrivateIdentifier") return `#${node.property.name}`;
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined;
  return stringValue(node.property);
}

/** The last name of an expression: `draw` of `draw` and of `canvas.draw`; what a callee is called by. */
export function lastName(expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? memberName(node) : undefined;
}

/** The field of `this` that an expression reads or writes. */
export function fieldOfThis(expression: TSESTree.Node): string | undefined {
  const member = unwrap(expression);
  const isOfThis = member.type === "MemberExpression" && unwrap(member.object).type === "ThisExpression";
  return isOfThis ? memberName(member) : undefined;
}

/** A name as a part of a regular expression: `$` and the `#` of a private one stand for themselves. */
export function inPattern(name: string): string {
  return name.replace(/[#$]/g, "\\$&");
}

/** A pattern that finds any of some texts, in one pass. */
export function anyOf(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[^\w\s]/g, "\\$&")).join("|"));
}

/** The name of a property, method or field; `#name` for a private one. */
export function keyName(node: { key: TSESTree.Node; computed?: boolean }): string | undefined {
  if (node.key.type === "PrivateIdentifier") return `#${node.key.name}`;
  if (!node.computed && node.key.type === "Identifier") return node.key.name;
  return stringValue(node.key);
}

/** The expression that a pattern takes apart, of one of its own properties: `mat` of `const { data } = mat`. */
export function takenApart({ parent: pattern }: TSESTree.Property): TSESTree.Expression | undefined {
  const { parent } = pattern;
  if (parent.type === "VariableDeclarator" && parent.id === pattern) return parent.init ?? undefined;
  return parent.type === "AssignmentExpression" && parent.left === pattern ? parent.right : undefined;
}

export function stringValue(node: TSESTree.Node): string | undefined {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

export function isNullish(node: TSESTree.Node): boolean {
  const value = unwrap(node);
  return (
    (value.type === "Literal" && value.value === null && value.raw === "null") ||
    (value.type === "Identifier" && value.name === "undefined") ||
    (value.type === "UnaryExpression" && value.operator === "void")
  );
}

export function isZero(node: TSESTree.Node): boolean {
  return node.type === "Literal" && node.value === 0;
}

/** The function, field initialiser, static block or program whose `this` the node sees. */
export function thisOwner(node: TSESTree.Node): ThisOwner {
  let child: TSESTree.Node = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (at.type === "FunctionDeclaration" || at.type === "FunctionExpression") return at;
    if (at.type === "StaticBlock" || at.type === "Program") return at;
    if ((at.type === "PropertyDefinition" || at.type === "AccessorProperty") && at.value === child) return at;
  }
  return child as TSESTree.Program;
}

/** The class whose instance (or, for a static member, constructor) `this` is in a method, field or static block. */
export function classOfThis(owner: ThisOwner): { node: ClassNode; isStatic: boolean } | undefined {
  const member = owner.type === "FunctionExpression" ? owner.parent : owner;
  if (member.type === "StaticBlock") return { node: member.parent.parent as ClassNode, isStatic: true };
  if (
    member.type === "MethodDefinition" ||
    member.type === "PropertyDefinition" ||
    member.type === "AccessorProperty"
  ) {
    if (owner.type === "FunctionExpression" && member.value !== owner) return undefined;
    return { node: member.parent.parent as ClassNode, isStatic: member.static };
  }
  return undefined;
}

/** The name that a file calls a function by: its own, or that of the variable it is the first value of. */
export function declaredName(fn: FunctionNode): TSESTree.Node | null {
  if (fn.type === "FunctionDeclaration") return fn.id;
  return fn.parent.type === "VariableDeclarator" ? fn.parent.id : null;
}

/** The innermost function, field initialiser, static block or program around a node. */
export function enclosingFunction(node: TSESTree.Node): FunctionNode | ThisOwner {
  let child: TSESTree.Node = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (isFunction(at) || at.type === "StaticBlock" || at.type === "Program") return at;
    if ((at.type === "PropertyDefinition" || at.type === "AccessorProperty") && at.value === child) return at;
  }
  return child as TSESTree.Program;
}

/** The call that a name is an argument of, or the receiver in. */
export function callOf(name: TSESTree.Node): TSESTree.CallExpression | undefined {
  const { parent } = name;
  if (parent?.type === "CallExpression") return parent;
  const isReceiver = parent?.type === "MemberExpression" && parent.object === name;
  return isReceiver && parent.parent.type === "CallExpression" ? parent.parent : undefined;
}

export function isInside(node: TSESTree.Node, ancestor: TSESTree.Node): boolean {
  return node.range[0] >= ancestor.range[0] && node.range[1] <= ancestor.range[1];
}
