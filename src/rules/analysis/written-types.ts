import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "./source-file.ts";
import {
  classOfThis,
  isFunction,
  keyName,
  memberName,
  thisOwner,
  type ClassNode,
  type FunctionNode,
} from "./syntax.ts";
import {
  calledType,
  elementType,
  isKeyed,
  lastOf,
  maxDepth,
  partType,
  toldType,
  wrapping,
} from "./written-containers.ts";

const component = /^(?:FC|FunctionComponent|VFC|SFC|ForwardRefRenderFunction|NextPage)$/;

/**
 * The type that the file has written for an expression: of a variable or parameter, of the part of one that a pattern takes
 * out, of a member of an interface, type or class of the file, of the result of a function. No type checker is asked.
 */
export function writtenType(source: SourceFile, expression: TSESTree.Node): TSESTree.TypeNode | undefined {
  return ofExpression(source, expression, 0);
}

function ofExpression(source: SourceFile, node: TSESTree.Node, depth: number): TSESTree.TypeNode | undefined {
  if (depth > maxDepth) return undefined;
  switch (node.type) {
    case "TSAsExpression":
    case "TSTypeAssertion":
      return isConst(node.typeAnnotation) ? undefined : node.typeAnnotation;
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "ChainExpression":
      return ofExpression(source, node.expression, depth + 1);
    case "AwaitExpression":
      return ofExpression(source, node.argument, depth + 1);
    case "Identifier": {
      const variable = source.variableOf(node);
      return variable === undefined ? undefined : ofVariable(source, variable, depth + 1);
    }
    case "MemberExpression":
      return ofMember(source, node, depth + 1);
    case "CallExpression":
      return toldType(node) ?? ofCall(source, node, depth + 1);
    case "NewExpression":
      return toldType(node);
    default:
      return undefined;
  }
}

function isConst(type: TSESTree.TypeNode): boolean {
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "const";
}

function ofVariable(source: SourceFile, variable: Variable, depth: number): TSESTree.TypeNode | undefined {
  const [definition, ...others] = variable.defs;
  const { name } = definition ?? {};
  if (name?.type !== "Identifier" || others.length > 0) return undefined;
  return ofPattern(source, name, depth);
}

/** The type of a name where it is declared, alone or in a pattern. */
function ofPattern(source: SourceFile, name: TSESTree.Identifier, depth: number): TSESTree.TypeNode | undefined {
  const path: string[] = [];
  let child: TSESTree.Node = name;
  for (let at: TSESTree.Node | undefined = name; at; child = at, at = at.parent) {
    const written = annotationOf(at);
    if (written !== undefined) return part(source, written, path, depth);
    switch (at.type) {
      case "Identifier":
      case "ObjectPattern":
      case "TSParameterProperty":
        break;
      case "Property":
        path.unshift(keyName(at) ?? "?");
        break;
      case "ArrayPattern":
        path.unshift(String(at.elements.indexOf(child as TSESTree.DestructuringPattern)));
        break;
      case "AssignmentPattern":
        if (at.left !== child) return undefined;
        break;
      case "VariableDeclarator": {
        const loop = at.parent.parent;
        if (at.id !== child) return undefined;
        if (at.init === null)
          return loop.type === "ForOfStatement" ? ofRound(source, loop.right, path, depth + 1) : undefined;
        const type = ofExpression(source, at.init, depth + 1);
        return type === undefined ? undefined : part(source, type, path, depth);
      }
      default: {
        if (!isFunction(at)) return undefined;
        const index = at.params.indexOf(child as TSESTree.Parameter);
        const props = index === 0 ? componentProps(at) : undefined;
        if (props !== undefined) return part(source, props, path, depth);
        const element = ofCallback(source, at, index, depth + 1);
        return element === undefined ? undefined : part(source, element, path, depth);
      }
    }
  }
  return undefined;
}

function annotationOf(node: TSESTree.Node): TSESTree.TypeNode | undefined {
  if (!("typeAnnotation" in node) || node.typeAnnotation?.type !== "TSTypeAnnotation") return undefined;
  return node.typeAnnotation.typeAnnotation;
}

/** `const View: React.FC<Props> = ({ kit }) => …` */
function componentProps({ parent }: FunctionNode): TSESTree.TypeNode | undefined {
  const declared = parent.type === "VariableDeclarator" ? annotationOf(parent.id) : undefined;
  if (declared?.type === "TSTypeReference" && component.test(lastOf(declared.typeName)))
    return declared.typeArguments?.params[0];
  return undefined;
}

// Methods of lists that give each element to a callback, and those that give the list or a part of it.
const iterating = /^(?:map|forEach|filter|find|findLast|some|every|flatMap|findIndex)$/;
const listed = /^(?:filter|slice|reverse|toReversed|sort|toSorted|concat|values)$/;
const picking = /^(?:get|at|pop|shift|find|findLast)$/;

/** What a loop over a list or map gives in each round. */
function ofRound(
  source: SourceFile,
  list: TSESTree.Expression,
  path: readonly string[],
  depth: number,
): TSESTree.TypeNode | undefined {
  const call = list.type === "CallExpression" && list.callee.type === "MemberExpression" ? list : undefined;
  const method = call?.callee.type === "MemberExpression" ? memberName(call.callee) : undefined;
  const [given] = call?.arguments ?? [];
  const isOfObject = /^Object\.(?:values|entries)$/.test(call === undefined ? "" : source.text(call.callee));
  const object =
    isOfObject && given !== undefined && given.type !== "SpreadElement"
      ? given
      : method === "entries" && call?.callee.type === "MemberExpression"
        ? call.callee.object
        : list;
  const type = ofList(source, object, depth);
  const element = type === undefined ? undefined : elementType(source, type);
  if (type === undefined || element === undefined) return undefined;
  const isPair = method === "entries" || (method === undefined && isKeyed(source, type));
  if (!isPair) return part(source, element, path, depth);
  return path[0] === "1" ? part(source, element, path.slice(1), depth) : undefined;
}

/** The type of a list, also of what its methods leave of it. */
function ofList(source: SourceFile, list: TSESTree.Node, depth: number): TSESTree.TypeNode | undefined {
  if (depth > maxDepth) return undefined;
  const type = ofExpression(source, list, depth + 1);
  if (type !== undefined || list.type !== "CallExpression" || list.callee.type !== "MemberExpression") return type;
  const name = memberName(list.callee) ?? "";
  const [given] = list.arguments;
  if (name === "from" && given !== undefined && given.type !== "SpreadElement") return ofList(source, given, depth + 1);
  return listed.test(name) ? ofList(source, list.callee.object, depth + 1) : undefined;
}

/** `parsers.map((parser) => …)` */
function ofCallback(source: SourceFile, fn: FunctionNode, index: number, depth: number): TSESTree.TypeNode | undefined {
  const call = fn.parent;
  if (index !== 0 || call.type !== "CallExpression" || call.arguments[0] !== fn) return undefined;
  if (call.callee.type !== "MemberExpression" || !iterating.test(memberName(call.callee) ?? "")) return undefined;
  const list = ofList(source, call.callee.object, depth + 1);
  return list === undefined ? undefined : elementType(source, list);
}

function part(
  source: SourceFile,
  type: TSESTree.TypeNode,
  path: readonly string[],
  depth: number,
): TSESTree.TypeNode | undefined {
  let at: TSESTree.TypeNode | undefined = type;
  for (const name of path) at = at === undefined ? undefined : memberType(source, at, name, depth + 1);
  return at;
}

function ofMember(source: SourceFile, node: TSESTree.MemberExpression, depth: number): TSESTree.TypeNode | undefined {
  const name = memberName(node);
  if (name === undefined) {
    const list = ofList(source, node.object, depth);
    return list === undefined ? undefined : elementType(source, list);
  }
  if (node.object.type === "ThisExpression") {
    const owner = classOfThis(thisOwner(node.object));
    return owner === undefined ? undefined : ofField(source, owner.node, name, depth);
  }
  const object = ofExpression(source, node.object, depth);
  return object === undefined ? undefined : memberType(source, object, name, depth);
}

/** What a class declares a field as; `this.props` of a component by what the class extends. */
function ofField(source: SourceFile, owner: ClassNode, name: string, depth: number): TSESTree.TypeNode | undefined {
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition" || member.type === "AccessorProperty") {
      if (keyName(member) !== name) continue;
      const made = member.value === null ? undefined : ofExpression(source, member.value, depth + 1);
      return annotationOf(member) ?? made;
    }
    if (member.type !== "MethodDefinition") continue;
    if (member.kind === "get" && keyName(member) === name) return member.value.returnType?.typeAnnotation;
    if (member.kind !== "constructor") continue;
    for (const param of member.value.params) {
      if (param.type !== "TSParameterProperty") continue;
      const given = param.parameter.type === "AssignmentPattern" ? param.parameter.left : param.parameter;
      if (given.type === "Identifier" && given.name === name) return annotationOf(given);
    }
  }
  return name === "props" ? owner.superTypeArguments?.params[0] : undefined;
}

function ofCall(source: SourceFile, { callee }: TSESTree.CallExpression, depth: number): TSESTree.TypeNode | undefined {
  if (callee.type === "Identifier") {
    const definition = source.variableOf(callee)?.defs[0]?.node;
    const fn = definition?.type === "VariableDeclarator" ? definition.init : definition;
    if (fn?.type === "TSDeclareFunction") return fn.returnType?.typeAnnotation;
    // The definition of a parameter is the function that has it.
    const isOwn = fn && isFunction(fn) && (definition?.type === "VariableDeclarator" || fn.id?.name === callee.name);
    if (isOwn) return fn.returnType?.typeAnnotation;
    const type = ofExpression(source, callee, depth);
    return type === undefined ? undefined : calledType(source, type);
  }
  if (callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee);
  if (name === undefined) return undefined;
  if (callee.object.type === "ThisExpression") {
    const owner = classOfThis(thisOwner(callee.object));
    const method = owner?.node.body.body.find(
      (member) => member.type === "MethodDefinition" && member.kind === "method" && keyName(member) === name,
    );
    return method?.type === "MethodDefinition" ? method.value.returnType?.typeAnnotation : undefined;
  }
  const object = ofExpression(source, callee.object, depth);
  const result = object === undefined ? undefined : resultType(source, object, name, depth);
  if (result !== undefined || !picking.test(name)) return result;
  const list = ofList(source, callee.object, depth);
  return list === undefined ? undefined : elementType(source, list);
}

type Members = readonly (TSESTree.TypeElement | TSESTree.ClassElement)[];

/** The members that a type of the file lists, by whatever names lead to it. */
function* membersOf(source: SourceFile, type: TSESTree.TypeNode, depth: number): Generator<Members> {
  if (depth > maxDepth) return;
  if (type.type === "TSTypeLiteral") yield type.members;
  else if (type.type === "TSUnionType" || type.type === "TSIntersectionType") {
    for (const each of type.types) yield* membersOf(source, each, depth + 1);
  } else if (type.type === "TSTypeReference") {
    const name = lastOf(type.typeName);
    const [inner] = type.typeArguments?.params ?? [];
    if (wrapping.test(name) && inner !== undefined) yield* membersOf(source, inner, depth + 1);
    else if (type.typeName.type === "Identifier") yield* declaredMembers(source, type.typeName, depth + 1);
  }
}

function* declaredMembers(source: SourceFile, name: TSESTree.Identifier, depth: number): Generator<Members> {
  for (const { node } of source.variableOf(name)?.defs ?? []) {
    if (node.type === "TSTypeAliasDeclaration") yield* membersOf(source, node.typeAnnotation, depth);
    else if (node.type === "ClassDeclaration") yield node.body.body;
    else if (node.type === "TSInterfaceDeclaration") {
      yield node.body.body;
      for (const { expression } of node.extends)
        if (expression.type === "Identifier" && depth < maxDepth) yield* declaredMembers(source, expression, depth + 1);
    }
  }
}

/** What a type of the file has under a name. */
function memberOf(
  source: SourceFile,
  type: TSESTree.TypeNode,
  name: string,
  depth: number,
): Members[number] | undefined {
  for (const members of membersOf(source, type, depth)) {
    const member = members.find((each) => "key" in each && keyName(each) === name);
    if (member !== undefined) return member;
  }
  return undefined;
}

function memberType(
  source: SourceFile,
  type: TSESTree.TypeNode,
  name: string,
  depth: number,
): TSESTree.TypeNode | undefined {
  const member = memberOf(source, type, name, depth);
  if (member === undefined) return partType(source, type, name);
  return member.type === "TSPropertySignature" || member.type === "PropertyDefinition"
    ? annotationOf(member)
    : undefined;
}

function resultType(
  source: SourceFile,
  type: TSESTree.TypeNode,
  name: string,
  depth: number,
): TSESTree.TypeNode | undefined {
  const member = memberOf(source, type, name, depth);
  if (member?.type === "TSMethodSignature") return member.returnType?.typeAnnotation;
  if (member?.type === "MethodDefinition") return member.value.returnType?.typeAnnotation;
  const written = member === undefined ? undefined : annotationOf(member);
  return written === undefined ? undefined : calledType(source, written);
}
