import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isInside, keyName, memberName } from "../syntax.ts";
import type { Run } from "./run.ts";

const ending = /free|delete|destroy|dispose|release|close|clean|unpin|end$/i;
/**
 * `function declarationsOf({ tree, uri }) { visit(tree.rootNode); }`: what the pattern names is asked for its members and lent
 * to calls that only borrow, and nothing else.
 */
export function onlyLooksAt(run: Run, pattern: TSESTree.ObjectPattern): boolean {
  const { source, vocabulary } = run.file;
  // `{ ...rest }` and patterns in patterns are followed by nobody.
  const isFlat = pattern.properties.every(
    (each) => each.type === "Property" && (each.value.type === "Identifier" || isDefaulted(each.value)),
  );
  if (!isFlat) return false;
  const held = pattern.properties.filter((each) => each.type === "Property" && !isText(pattern, each));
  const variables = (source.code.scopeManager?.getDeclaredVariables(run.fn) ?? []).filter((variable) =>
    variable.identifiers.some((name) => held.some((each) => isInside(name, each))),
  );
  return variables.every((variable: Variable) =>
    variable.references.every((reference) => {
      if (reference.init === true) return true;
      const { identifier } = reference;
      if (reference.isWrite() || enclosingFunction(identifier) !== run.fn) return false;
      const { parent } = identifier;
      if (parent?.type === "MemberExpression" && parent.object === identifier) {
        const call = parent.parent;
        const isCalled = call.type === "CallExpression" && call.callee === parent;
        return !(isCalled && (vocabulary.release(call) !== undefined || ending.test(memberName(parent) ?? "")));
      }
      if (parent?.type !== "CallExpression" || parent.callee === identifier) return isTest(identifier);
      const index = parent.arguments.findIndex((each) => each === identifier);
      return vocabulary.release(parent) === undefined && vocabulary.argument(parent, index) === "borrows";
    }),
  );
}

/** `{ tree, uri }: { tree: Tree; uri: string | null }`: what is a text or a truth value holds nothing. */
function isText({ typeAnnotation }: TSESTree.ObjectPattern, property: TSESTree.Property): boolean {
  const type = typeAnnotation?.typeAnnotation;
  if (type?.type !== "TSTypeLiteral") return false;
  const name = keyName(property);
  return type.members.some((member) => {
    if (member.type !== "TSPropertySignature" || keyName(member) !== name) return false;
    const declared = member.typeAnnotation?.typeAnnotation;
    const parts = declared?.type === "TSUnionType" ? declared.types : declared === undefined ? [] : [declared];
    return parts.length > 0 && parts.every(({ type }) => /^TS(?:String|Boolean|Null|Undefined)Keyword$/.test(type));
  });
}

function isDefaulted(node: TSESTree.Node): boolean {
  return node.type === "AssignmentPattern" && node.left.type === "Identifier";
}

/** `if (tree)`, `tree === undefined`, `!tree` */
function isTest({ parent }: TSESTree.Node): boolean {
  return (
    parent?.type === "IfStatement" ||
    parent?.type === "BinaryExpression" ||
    (parent?.type === "UnaryExpression" && parent.operator === "!")
  );
}
