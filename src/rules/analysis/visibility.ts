import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "./source-file.ts";
import { isClass, isFunction, keyName, memberName, type ClassNode, type FunctionNode } from "./syntax.ts";

/** Whether a name is private by the language, by TypeScript, by convention (`_x`) or by a TSDoc `@internal`/`@private`. */
export function isPrivateName(name: string): boolean {
  return name.startsWith("#") || name.startsWith("_");
}

/** Whether a class member is meant for the class alone. */
export function isPrivateMember(file: SourceFile, member: TSESTree.Node): boolean {
  if ("accessibility" in member && (member.accessibility === "private" || member.accessibility === "protected"))
    return true;
  const name = "key" in member ? keyName(member as { key: TSESTree.Node; computed?: boolean }) : undefined;
  if (name !== undefined && isPrivateName(name)) return true;
  const comment = file.mentions("@") ? file.code.getCommentsBefore(member).at(-1) : undefined;
  return comment !== undefined && /@(?:internal|private|protected)\b/.test(comment.value);
}

/** How a class shows a field to the outside: by its declaration, a parameter property, or its name alone. */
export function isPrivateField(file: SourceFile, owner: ClassNode, name: string): boolean {
  if (isPrivateName(name)) return true;
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition" && keyName(member) === name) return isPrivateMember(file, member);
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    for (const parameter of member.value.params) {
      if (parameter.type !== "TSParameterProperty") continue;
      const inner = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter;
      if (inner.type === "Identifier" && inner.name === name) {
        return parameter.accessibility === "private" || parameter.accessibility === "protected";
      }
    }
  }
  return false;
}

/** Whether other modules can reach a function, class or variable: exported here, or the file is a script. */
export function isExported(file: SourceFile, node: TSESTree.Node): boolean {
  const parent = declarationOf(node)?.parent;
  if (parent?.type === "ExportNamedDeclaration" || parent?.type === "ExportDefaultDeclaration") return true;
  if (node.parent?.type === "AssignmentExpression" && isCommonJsExport(node.parent.left)) return true;
  const name = nameOf(node);
  const variable = name && file.variableOf(name);
  return variable !== undefined && isExportedVariable(variable);
}

export function isExportedVariable(variable: Variable): boolean {
  const declaration = variable.defs[0]?.node.parent;
  if (declaration?.parent?.type === "ExportNamedDeclaration" || declaration?.type === "ExportNamedDeclaration")
    return true;
  return variable.references.some(({ identifier }) => {
    const { parent } = identifier;
    if (parent?.type === "ExportSpecifier" || parent?.type === "ExportDefaultDeclaration") return true;
    if (parent?.type === "AssignmentExpression") return parent.right === identifier && isCommonJsExport(parent.left);
    // module.exports = { name }
    const literal = parent?.type === "Property" ? parent.parent.parent : undefined;
    return literal?.type === "AssignmentExpression" && isCommonJsExport(literal.left);
  });
}

/** `module.exports`, `module.exports.x`, `exports.x`. */
export function isCommonJsExport(node: TSESTree.Node): boolean {
  if (node.type !== "MemberExpression") return false;
  const { object } = node;
  if (object.type === "Identifier")
    return object.name === "exports" || (object.name === "module" && memberName(node) === "exports");
  return isCommonJsExport(object);
}

/** The public method of a class that a function is, if it is one. */
export function publicMethod(file: SourceFile, fn: FunctionNode): TSESTree.MethodDefinition | undefined {
  const method = fn.parent;
  if (method.type !== "MethodDefinition" || method.kind === "constructor") return undefined;
  return isClass(method.parent.parent) && !isPrivateMember(file, method) ? method : undefined;
}

function declarationOf(node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return node;
  if (node.parent?.type === "VariableDeclarator") return node.parent.parent;
  return isFunction(node) || isClass(node) ? node : undefined;
}

function nameOf(node: TSESTree.Node): TSESTree.Node | undefined {
  if ((isFunction(node) || isClass(node)) && node.id && node.type !== "FunctionExpression") return node.id;
  return node.parent?.type === "VariableDeclarator" ? node.parent.id : undefined;
}
