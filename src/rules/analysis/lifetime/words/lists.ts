import type { TSESTree } from "@typescript-eslint/utils";
import type { CallFact, ClassFacts } from "../../../../resources/catalog.ts";
import type { SourceFile } from "../../source-file.ts";
import { isFunction, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { ofKind } from "./of-kind.ts";

const iterating = /^(?:map|forEach|filter|some|every|flatMap|reduce)$/;
const ending = /^(?:free|delete|dispose|destroy|close|release|\[Symbol)/;

/**
 * `for (const lint of linter.lint(text)) show(lint.message())`: a list of objects that the caller owns, each of which is
 * read and then dropped. Whoever hands the list or one of them on may release them there.
 */
export function listAcquisition(
  source: SourceFile,
  { fact, made, name }: { fact: CallFact; made: ClassFacts; name: string },
  node: CallNode,
): Acquisition | undefined {
  if ((fact.result !== "owned" && fact.result !== "maybe") || !made.isHandle) return undefined;
  if (!isListOnlyRead(source, made, resultOf(node))) return undefined;
  const text = `\`${name}\` of ${made.package.name} returns a list of new \`${made.name}\``;
  const found = ofKind(made, node, "possible", text, source);
  return { ...found, release: `\`${found.release}\` of each element`.replaceAll("`", "") };
}

function resultOf(node: TSESTree.Node): TSESTree.Node {
  let at = node;
  while (at.parent && (at.parent.type === "AwaitExpression" || /^TS|^Chain/.test(at.parent.type))) at = at.parent;
  return at;
}

function isListOnlyRead(source: SourceFile, made: ClassFacts, list: TSESTree.Node): boolean {
  const { parent } = list;
  if (parent?.type === "VariableDeclarator" && parent.init === list && parent.id.type === "Identifier") {
    const reads = source.variableOf(parent.id)?.references.filter(({ init }) => init !== true) ?? [];
    const uses = reads.map(({ identifier }) => useOf(source, made, resultOf(identifier)));
    return uses.includes("elements") && !uses.includes("other");
  }
  return useOf(source, made, list) === "elements";
}

/** What becomes of the list: its elements are read and dropped, it is only asked about, or something else. */
function useOf(source: SourceFile, made: ClassFacts, list: TSESTree.Node): "elements" | "asked" | "other" {
  const { parent } = list;
  const isDropped = (place: TSESTree.Node): boolean => isOnlyRead(source, made, place);
  switch (parent?.type) {
    case "IfStatement":
    case "UnaryExpression":
      return "asked";
    case "ForOfStatement": {
      const declared = parent.left.type === "VariableDeclaration" ? parent.left.declarations[0]?.id : undefined;
      return parent.right === list && declared !== undefined && isDropped(declared) ? "elements" : "other";
    }
    case "MemberExpression": {
      if (parent.object !== list) return "other";
      if (parent.computed) return isElementRead(made, parent) ? "elements" : "other";
      const name = memberName(parent) ?? "";
      if (name === "length") return "asked";
      const call = parent.parent;
      const [callback] = call.type === "CallExpression" && call.callee === parent ? call.arguments : [];
      if (!iterating.test(name) || callback === undefined || !isFunction(callback)) return "other";
      return isReadBy(callback, name, isDropped) ? "elements" : "other";
    }
    default:
      return "other";
  }
}

function isReadBy(callback: FunctionNode, method: string, isDropped: (place: TSESTree.Node) => boolean): boolean {
  // What passes a filter goes on.
  if (method === "filter") return false;
  const element = callback.params[method === "reduce" ? 1 : 0];
  return element !== undefined && isDropped(element);
}

/** `list[0].text()` */
function isElementRead(made: ClassFacts, element: TSESTree.MemberExpression): boolean {
  const at = resultOf(element);
  return at.parent?.type === "MemberExpression" && at.parent.object === at && isRead(made, at.parent);
}

/** A name of which the code reads members, and a pattern that takes them out: nobody gets the object itself. */
function isOnlyRead(source: SourceFile, made: ClassFacts, place: TSESTree.Node): boolean {
  if (place.type === "ObjectPattern") return place.properties.every(({ type }) => type === "Property");
  if (place.type !== "Identifier") return false;
  const reads = source.variableOf(place)?.references.filter(({ init }) => init !== true) ?? [];
  return (
    reads.length > 0 &&
    reads.every(({ identifier }) => {
      const at = resultOf(identifier);
      const { parent } = at;
      return parent?.type === "MemberExpression" && parent.object === at && isRead(made, parent);
    })
  );
}

/** The member is no release, and its object is not used up by it. */
function isRead(made: ClassFacts, member: TSESTree.MemberExpression): boolean {
  const name = memberName(member);
  if (name === undefined || ending.test(name) || made.releaseMethods.includes(name)) return false;
  const { parent } = member;
  if (parent.type === "AssignmentExpression" && parent.left === member) return false;
  const fact = made.method(name);
  return fact?.takesReceiver !== true && fact?.result !== "receiver" && unwrap(member.object).type !== "ThisExpression";
}
