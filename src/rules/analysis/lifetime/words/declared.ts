import type { TSESTree } from "@typescript-eslint/utils";
import { brandOfDeclaration, brandOfResult, brandOfType } from "../../recognise/brands.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { isFunction, keyName, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { Acquisition, ArgumentEffect, CallNode } from "../vocabulary.ts";

/** What the brand of a parameter says that its function does with the argument: `Owned<T>` takes it, `Borrowed<T>` gives it back. */
export function parameterBrand(source: SourceFile, name: TSESTree.Node): "takes" | "borrows" | undefined {
  return isBranded(source) ? effectOf(brandOfDeclaration(source, name)) : undefined;
}

/** What a function takes over from its caller, it has to release or hand on. */
export function takenParameter(source: SourceFile, name: TSESTree.Identifier): Acquisition {
  const text = `\`${name.name}\` is declared as owned, so the function takes it over from its caller`;
  return owned(source, "taken", text);
}

/** A call whose result is declared as owned, by the function's signature or by the variable that gets it. */
export function declaredAcquisition(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type === "NewExpression" || !isBranded(source)) return undefined;
  const at = node.parent.type === "AwaitExpression" ? node.parent : node;
  const holder = at.parent?.type === "VariableDeclarator" && at.parent.init === at ? at.parent.id : undefined;
  const brand =
    (holder === undefined ? undefined : brandOfDeclaration(source, holder)) ?? resultBrand(source, node.callee);
  if (brand !== "Owned") return undefined;
  return owned(source, "annotation", `the result of \`${source.text(unwrap(node.callee))}\` is declared as owned`);
}

/** What the signature of a function without a body in this file says of an argument. */
export function declaredEffect(source: SourceFile, node: CallNode, index: number): ArgumentEffect | undefined {
  if (!isBranded(source)) return undefined;
  const parameter = signatureOf(source, node.callee)?.params[index];
  return parameter === undefined ? undefined : parameterBrand(source, nameOf(parameter));
}

/** The name of a parameter, without its default value and without `private`. */
export function nameOf(parameter: TSESTree.Parameter): TSESTree.Node {
  if (parameter.type === "TSParameterProperty") return nameOf(parameter.parameter);
  return parameter.type === "AssignmentPattern" ? parameter.left : parameter;
}

// Other libraries call types of theirs `Owned` too.
const native = /wasm|WebAssembly|malloc|HEAP|_free|ccall|cwrap|[eE]mscripten|\.exports\b/;

function owned(source: SourceFile, kind: Acquisition["evidence"]["kind"], text: string): Acquisition {
  return {
    kind: "pointer",
    family: "owned",
    release: "",
    releases: [],
    certainty: source.matches(native) ? "certain" : "possible",
    evidence: { kind, text },
    finalizer: "none",
    lent: "unknown",
    nullable: true,
  };
}

function effectOf(brand: string | undefined): "takes" | "borrows" | undefined {
  return brand === "Owned" ? "takes" : brand === "Borrowed" ? "borrows" : undefined;
}

function isBranded(source: SourceFile): boolean {
  return source.mentions("Owned") || source.mentions("Borrowed");
}

type Signature =
  | FunctionNode
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression
  | TSESTree.TSMethodSignature
  | TSESTree.TSFunctionType;

function resultBrand(source: SourceFile, callee: TSESTree.Node): string | undefined {
  const signature = signatureOf(source, callee);
  if (signature === undefined) return undefined;
  if (isFunction(signature)) return brandOfResult(source, signature);
  return signature.returnType === undefined ? undefined : brandOfType(signature.returnType.typeAnnotation);
}

/** What a callee is declared as in this file: a function, or a member of the interface that its object has by its declaration. */
function signatureOf(source: SourceFile, callee: TSESTree.Node): Signature | undefined {
  const node = unwrap(callee);
  if (node.type === "Identifier") {
    const variable = source.variableOf(node);
    const declared = variable?.defs.map((definition): TSESTree.Node => definition.node) ?? [];
    for (const each of declared) if (each.type === "TSDeclareFunction" || isFunction(each)) return each;
    const type = variable === undefined ? undefined : typeOf(variable);
    if (type?.type === "TSFunctionType") return type;
    const [only, more] = variable === undefined ? [] : sourcesOf(variable);
    const made = only?.kind === "expression" && only.path.length === 0 && more === undefined ? only.node : undefined;
    return made !== undefined && isFunction(made) ? made : undefined;
  }
  const name = node.type === "MemberExpression" ? memberName(node) : undefined;
  if (node.type !== "MemberExpression" || name === undefined) return undefined;
  const object = unwrap(node.object);
  const variable = object.type === "Identifier" ? source.variableOf(object) : undefined;
  const type = variable === undefined ? fieldType(source, object) : typeOf(variable);
  return type === undefined ? undefined : memberOf(source, type, name);
}

/** The type written beside a variable, or in the assertion that it is made with. */
function typeOf(variable: Variable): TSESTree.TypeNode | undefined {
  for (const identifier of variable.identifiers) {
    if ("typeAnnotation" in identifier && identifier.typeAnnotation?.type === "TSTypeAnnotation")
      return identifier.typeAnnotation.typeAnnotation;
  }
  const made = variable.defs[0]?.node;
  const init = made?.type === "VariableDeclarator" ? made.init : null;
  return init?.type === "TSAsExpression" || init?.type === "TSSatisfiesExpression" ? init.typeAnnotation : undefined;
}

function fieldType(source: SourceFile, object: TSESTree.Node): TSESTree.TypeNode | undefined {
  if (object.type !== "MemberExpression" || unwrap(object.object).type !== "ThisExpression") return undefined;
  const name = memberName(object);
  const field = source.nodes("PropertyDefinition").find((each) => keyName(each) === name);
  return field?.typeAnnotation?.typeAnnotation;
}

function memberOf(source: SourceFile, type: TSESTree.TypeNode, name: string): Signature | undefined {
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return undefined;
  const named = type.typeName.name;
  const body = [
    ...source.nodes("TSInterfaceDeclaration").flatMap(({ id, body }) => (id.name === named ? body.body : [])),
    ...source
      .nodes("TSTypeAliasDeclaration")
      .flatMap(({ id, typeAnnotation }) =>
        id.name === named && typeAnnotation.type === "TSTypeLiteral" ? typeAnnotation.members : [],
      ),
  ];
  for (const member of body) {
    if ((member.type !== "TSMethodSignature" && member.type !== "TSPropertySignature") || keyName(member) !== name)
      continue;
    if (member.type === "TSMethodSignature") return member;
    const written = member.typeAnnotation?.typeAnnotation;
    return written?.type === "TSFunctionType" ? written : undefined;
  }
  return undefined;
}
