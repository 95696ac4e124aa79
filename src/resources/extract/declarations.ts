import type { TSESTree } from "@typescript-eslint/utils";
import type { Declarations, Member, Param, Ty, TypeDecl } from "./model.ts";
import { OTHER } from "./model.ts";

type Node = TSESTree.Node;

export function emptyDeclarations(): Declarations {
  return {
    types: new Map(),
    aliases: new Map(),
    values: new Map(),
    functions: [],
    exported: new Set(),
    defaultExports: new Set(),
  };
}

/** Adds the declarations of one file, nested namespaces and `declare module` blocks included. */
export function addDeclarations(into: Declarations, program: TSESTree.Program): void {
  for (const statement of program.body) addStatement(into, statement);
}

function addStatement(into: Declarations, node: Node): void {
  switch (node.type) {
    case "ExportNamedDeclaration":
      if (node.declaration) {
        addStatement(into, node.declaration);
        for (const name of declaredNames(node.declaration)) into.exported.add(name);
      }
      for (const specifier of node.specifiers) {
        const exported = nameOf(specifier.exported);
        const local = nameOf(specifier.local);
        if (exported === "default") into.defaultExports.add(local);
        else into.exported.add(exported);
        if (exported !== local && exported !== "default")
          into.aliases.set(exported, { generics: [], type: { k: "ref", name: local, args: [] } });
      }
      return;
    case "ExportDefaultDeclaration":
      if (node.declaration.type === "Identifier") into.defaultExports.add(node.declaration.name);
      else {
        const names = declaredNames(node.declaration);
        into.defaultExports.add(names[0] ?? "default");
        addStatement(into, node.declaration);
      }
      return;
    case "TSExportAssignment":
      if (node.expression.type === "Identifier") into.defaultExports.add(node.expression.name);
      return;
    case "TSModuleDeclaration":
      if (node.body?.type === "TSModuleBlock") for (const inner of node.body.body) addStatement(into, inner);
      return;
    case "ClassDeclaration":
      if (node.id) mergeType(into, classOf(node, node.id.name));
      return;
    case "TSInterfaceDeclaration":
      mergeType(into, {
        name: node.id.name,
        kind: "type",
        generics: genericsOf(node.typeParameters),
        bases: node.extends.map((base) => reference(base.expression, base.typeArguments)),
        members: membersOf(node.body.body),
        abstract: false,
      });
      return;
    case "TSTypeAliasDeclaration": {
      const type = typeOf(node.typeAnnotation);
      const generics = genericsOf(node.typeParameters);
      if (type.k === "obj")
        mergeType(into, {
          name: node.id.name,
          kind: "type",
          generics,
          bases: [],
          members: [...type.members],
          abstract: false,
        });
      else into.aliases.set(node.id.name, { generics, type });
      return;
    }
    case "TSDeclareFunction":
    case "FunctionDeclaration":
      into.functions.push({
        name: node.id?.name ?? "default",
        params: paramsOf(node.params),
        result: typeOf(node.returnType?.typeAnnotation),
      });
      return;
    case "VariableDeclaration":
      for (const declarator of node.declarations)
        if (declarator.id.type === "Identifier")
          addValue(into, declarator.id.name, typeOf(declarator.id.typeAnnotation?.typeAnnotation));
      return;
    default:
  }
}

/** `const Resvg: { new (): { free(): void } }` is a class in all but name. */
function addValue(into: Declarations, name: string, type: Ty): void {
  let named = type;
  if (type.k === "obj") {
    const self: Ty = { k: "ref", name, args: [] };
    const members = type.members.map((m) => {
      if (m.kind !== "new" || m.type.k !== "obj") return m;
      const inner = m.type.members;
      mergeType(into, { name, kind: "type", generics: [], bases: [], members: [...inner], abstract: false });
      return { ...m, type: self };
    });
    named = { k: "obj", members };
  }
  into.values.set(name, named);
}

function mergeType(into: Declarations, next: TypeDecl): void {
  const known = into.types.get(next.name);
  if (!known) {
    into.types.set(next.name, next);
    return;
  }
  const has = new Set(known.members.map((m) => `${m.kind} ${String(m.static)} ${m.name}`));
  known.members.push(...next.members.filter((m) => !has.has(`${m.kind} ${String(m.static)} ${m.name}`)));
  if (known.bases.length === 0) known.bases.push(...next.bases);
}

function classOf(node: TSESTree.ClassDeclaration, name: string): TypeDecl {
  const bases = [
    ...(node.superClass ? [reference(node.superClass, node.superTypeArguments)] : []),
    ...node.implements.map((base) => reference(base.expression, base.typeArguments)),
  ];
  return {
    name,
    kind: "class",
    generics: genericsOf(node.typeParameters),
    bases,
    members: membersOf(node.body.body),
    abstract: node.abstract,
  };
}

function membersOf(nodes: readonly Node[]): Member[] {
  const members: Member[] = [];
  for (const node of nodes) {
    const member = memberOf(node);
    if (member) members.push(member);
  }
  return members;
}

function memberOf(node: Node): Member | undefined {
  switch (node.type) {
    case "TSMethodSignature": {
      const name = keyOf(node);
      const kind = node.kind === "get" ? "get" : "method";
      if (name === undefined || node.kind === "set") return undefined;
      return member(name, kind, paramsOf(node.params), typeOf(node.returnType?.typeAnnotation));
    }
    case "TSPropertySignature": {
      const name = keyOf(node);
      return name === undefined ? undefined : propertyMember(name, typeOf(node.typeAnnotation?.typeAnnotation));
    }
    case "TSConstructSignatureDeclaration":
      return member("new", "new", paramsOf(node.params), typeOf(node.returnType?.typeAnnotation));
    case "TSCallSignatureDeclaration":
      return member("call", "call", paramsOf(node.params), typeOf(node.returnType?.typeAnnotation));
    case "MethodDefinition":
    case "TSAbstractMethodDefinition": {
      const name = keyOf(node);
      if (name === undefined || node.kind === "set") return undefined;
      const hidden = node.accessibility === "private" || node.key.type === "PrivateIdentifier";
      const type = typeOf(node.value.returnType?.typeAnnotation);
      const params = paramsOf(node.value.params);
      if (node.kind === "constructor") return { ...member("new", "new", params, OTHER), hidden };
      return { ...member(name, node.kind === "get" ? "get" : "method", params, type), static: node.static, hidden };
    }
    case "PropertyDefinition":
    case "TSAbstractPropertyDefinition": {
      const name = keyOf(node);
      if (name === undefined) return undefined;
      const made = propertyMember(name, typeOf(node.typeAnnotation?.typeAnnotation));
      return { ...made, static: node.static, hidden: node.accessibility === "private" };
    }
    default:
      return undefined;
  }
}

function propertyMember(name: string, type: Ty): Member {
  return type.k === "fn" ? member(name, "method", type.params, type.result) : member(name, "prop", [], type);
}

function member(name: string, kind: Member["kind"], params: readonly Param[], type: Ty): Member {
  return { name, kind, static: false, hidden: false, params, type };
}

/** `[Symbol.dispose]` is kept under that spelling. */
function keyOf(node: { readonly key: Node; readonly computed: boolean }): string | undefined {
  const key = node.key;
  if (key.type === "Identifier" && !node.computed) return key.name;
  if (key.type === "Literal") return String(key.value);
  if (key.type === "MemberExpression" && key.property.type === "Identifier") return `[Symbol.${key.property.name}]`;
  return undefined;
}

function genericsOf(node: TSESTree.TSTypeParameterDeclaration | undefined): string[] {
  return node ? node.params.map((p) => p.name.name) : [];
}

function paramsOf(nodes: readonly Node[]): Param[] {
  return nodes.map((node) => {
    const at =
      node.type === "TSParameterProperty" ? node.parameter : node.type === "AssignmentPattern" ? node.left : node;
    const annotation = "typeAnnotation" in at ? at.typeAnnotation : undefined;
    const type = typeOf(annotation && "typeAnnotation" in annotation ? annotation.typeAnnotation : undefined);
    if (at.type === "Identifier") return { name: at.name, type, optional: at.optional };
    return { name: "", type, optional: at.type === "RestElement" };
  });
}

function typeOf(node: Node | undefined | null): Ty {
  if (!node) return OTHER;
  switch (node.type) {
    case "TSTypeReference":
      return reference(node.typeName, node.typeArguments);
    case "TSImportType":
      return node.qualifier ? reference(node.qualifier, node.typeArguments) : OTHER;
    case "TSUnionType":
      return { k: "union", of: node.types.map(typeOf) };
    case "TSIntersectionType":
      return { k: "inter", of: node.types.map(typeOf) };
    case "TSArrayType":
      return { k: "array", of: typeOf(node.elementType) };
    case "TSTupleType": {
      const of = node.elementTypes.map(typeOf);
      return { k: "array", of: { k: "union", of } };
    }
    case "TSNamedTupleMember":
      return typeOf(node.elementType);
    case "TSTypeOperator":
      return typeOf(node.typeAnnotation);
    case "TSOptionalType":
    case "TSRestType":
      return typeOf(node.typeAnnotation);
    case "TSFunctionType":
    case "TSConstructorType":
      return {
        k: node.type === "TSFunctionType" ? "fn" : "ctor",
        params: paramsOf(node.params),
        result: typeOf(node.returnType?.typeAnnotation),
        generics: genericsOf(node.typeParameters),
      };
    case "TSTypeLiteral":
      return { k: "obj", members: membersOf(node.members) };
    case "TSThisType":
      return { k: "this" };
    case "TSTypeQuery":
      if (node.exprName.type === "TSImportType") return typeOf(node.exprName);
      return { k: "typeof", name: lastName(node.exprName) };
    case "TSIndexedAccessType": {
      const index = node.indexType;
      if (index.type !== "TSLiteralType" || index.literal.type !== "Literal") return OTHER;
      return { k: "member", of: typeOf(node.objectType), name: String(index.literal.value) };
    }
    case "TSNumberKeyword":
    case "TSBigIntKeyword":
    case "TSStringKeyword":
    case "TSBooleanKeyword":
    case "TSVoidKeyword":
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSNeverKeyword":
    case "TSLiteralType":
    case "TSTypePredicate":
      return { k: "prim" };
    default:
      return OTHER;
  }
}

function reference(name: Node, args: TSESTree.TSTypeParameterInstantiation | null | undefined): Ty {
  return { k: "ref", name: lastName(name), args: args ? args.params.map(typeOf) : [] };
}

function lastName(node: Node): string {
  if (node.type === "Identifier") return node.name;
  if (node.type === "TSQualifiedName") return node.right.name;
  if (node.type === "MemberExpression" && node.property.type === "Identifier") return node.property.name;
  return "";
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === "Identifier" ? node.name : node.value;
}

function declaredNames(node: Node): string[] {
  if (node.type === "VariableDeclaration")
    return node.declarations.flatMap((d) => (d.id.type === "Identifier" ? [d.id.name] : []));
  if ("id" in node && node.id && node.id.type === "Identifier") return [node.id.name];
  return [];
}
