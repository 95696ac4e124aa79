import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "./source-file.ts";

/** Steps from one declaration to the next: longer ones are no longer what somebody wrote to be read. */
export const maxDepth = 12;

// What a type is wrapped in that has the same members, or becomes them once it is waited for.
export const wrapping =
  /^(?:Promise|PromiseLike|Awaited|Readonly|Partial|Required|NonNullable|Pick|Omit|PropsWithChildren|PropsWithRef|Mutable|Writable)$/;

const listing = /^(?:Readonly)?(?:Array|Set)$|^(?:Async)?(?:Iterable|Iterator|IterableIterator|Generator)$/;
// `Map<K, V>` and its like: `WeakMap`, `ReadonlyMap`, `LRUCache`.
const keyed = /(?:Map|Cache)$/;
const current = /^(?:RefObject|MutableRefObject|useRef|createRef)$/;
const valued = /^(?:Shallow|Computed|WritableComputed)?Ref$|^(?:Readonly)?Signal$|^(?:ref|shallowRef|computed|signal)$/;
const stateful = /^useState$/;

/** Calls and classes whose type arguments say what they hold: `useRef<Parser>(null)`, `new Map<string, Parser>()`. */
const telling = /^(?:useRef|createRef|ref|shallowRef|computed|signal|useState)$/;

export function lastOf(name: TSESTree.Node): string {
  if (name.type === "Identifier") return name.name;
  return name.type === "TSQualifiedName" ? name.right.name : "";
}

/** A type without its aliases, unions and wrappings. */
export function* plainTypes(source: SourceFile, type: TSESTree.TypeNode, depth = 0): Generator<TSESTree.TypeNode> {
  if (depth > maxDepth) return;
  if (type.type === "TSUnionType" || type.type === "TSIntersectionType") {
    for (const each of type.types) yield* plainTypes(source, each, depth + 1);
  } else if (type.type === "TSTypeOperator" && type.operator === "readonly" && type.typeAnnotation !== undefined) {
    yield* plainTypes(source, type.typeAnnotation, depth + 1);
  } else if (type.type === "TSTypeReference") {
    const [inner] = type.typeArguments?.params ?? [];
    const target = wrapping.test(lastOf(type.typeName)) ? inner : aliasOf(source, type.typeName);
    if (target === undefined) yield type;
    else yield* plainTypes(source, target, depth + 1);
  } else yield type;
}

/** `type Rows = Map<string, Row>` */
export function aliasOf(source: SourceFile, name: TSESTree.EntityName): TSESTree.TypeNode | undefined {
  const definitions = name.type === "Identifier" ? source.variableOf(name)?.defs : undefined;
  const alias = definitions?.map(({ node }) => node).find((node) => node.type === "TSTypeAliasDeclaration");
  return alias?.type === "TSTypeAliasDeclaration" ? alias.typeAnnotation : undefined;
}

/** What a list, a set or a map holds, whatever the place or key. */
export function elementType(source: SourceFile, type: TSESTree.TypeNode): TSESTree.TypeNode | undefined {
  for (const each of plainTypes(source, type)) {
    if (each.type === "TSArrayType") return each.elementType;
    if (each.type === "TSTypeLiteral") {
      const signature = each.members.find((member) => member.type === "TSIndexSignature");
      if (signature?.type === "TSIndexSignature") return signature.typeAnnotation?.typeAnnotation;
    }
    const found = each.type === "TSTypeReference" ? held(each) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function held({ typeName, typeArguments }: TSESTree.TSTypeReference): TSESTree.TypeNode | undefined {
  const [first, second] = typeArguments?.params ?? [];
  const name = lastOf(typeName);
  if (listing.test(name)) return first;
  return name === "Record" || keyed.test(name) ? second : undefined;
}

/** The keys of a map are asked for by the first part of its entries. */
export function isKeyed(source: SourceFile, type: TSESTree.TypeNode): boolean {
  for (const each of plainTypes(source, type))
    if (each.type === "TSTypeReference" && keyed.test(lastOf(each.typeName))) return true;
  return false;
}

/** `ref.current` of React, `ref.value` of Vue and of signals, the first part of a state, a member by any name. */
export function partType(source: SourceFile, type: TSESTree.TypeNode, name: string): TSESTree.TypeNode | undefined {
  for (const each of plainTypes(source, type)) {
    if (each.type === "TSTupleType") {
      const element = each.elementTypes[Number(name)];
      if (element !== undefined) return element.type === "TSNamedTupleMember" ? element.elementType : element;
    }
    if (each.type === "TSTypeReference") {
      const of = lastOf(each.typeName);
      const [first, second] = each.typeArguments?.params ?? [];
      const isPart =
        (name === "current" && current.test(of)) ||
        (name === "value" && valued.test(of)) ||
        (name === "0" && stateful.test(of));
      if (isPart) return first;
      if (of === "Record") return second;
    }
    if (each.type === "TSTypeLiteral") {
      const found = elementType(source, each);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** What a call of a function of this type gives. */
export function calledType(source: SourceFile, type: TSESTree.TypeNode): TSESTree.TypeNode | undefined {
  for (const each of plainTypes(source, type))
    if (each.type === "TSFunctionType") return each.returnType?.typeAnnotation;
  return undefined;
}

/** The type that a call or `new` names by its type arguments, as an annotation would. */
export function toldType(node: TSESTree.CallExpression | TSESTree.NewExpression): TSESTree.TypeNode | undefined {
  const { callee, typeArguments } = node;
  if (typeArguments === undefined) return undefined;
  const name = callee.type === "MemberExpression" ? callee.property : callee;
  if (name.type !== "Identifier") return undefined;
  if (node.type === "CallExpression" && !telling.test(name.name)) return undefined;
  if (node.type === "NewExpression" && !listing.test(name.name) && !keyed.test(name.name)) return undefined;
  return { type: "TSTypeReference", typeName: name, typeArguments } as TSESTree.TSTypeReference;
}
