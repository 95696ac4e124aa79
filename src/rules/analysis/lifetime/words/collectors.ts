import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode, Release } from "../vocabulary.ts";

const collecting = /gc$|scope|collector|pool|arena|tracker|garbage/i;
const cleaning = /^(?:gc|cleanup|cleanUp|clean|dispose|release|free|freeAll|collect|deleteAll)$/;

/** `const [r, gc] = localGC()`: a collector whose second part releases all it was given. */
export function collectorAcquisition(source: SourceFile, node: CallNode): Acquisition | undefined {
  const clean = cleanerOf(node);
  if (clean === undefined || node.type !== "CallExpression") return undefined;
  const name = source.text(unwrap(node.callee));
  if (!collecting.test(name)) return undefined;
  return {
    kind: "handle",
    family: "collector",
    release: `${clean.name}()`,
    releases: [],
    certainty: "certain",
    evidence: { kind: "binding", text: `\`${clean.name}()\` releases everything that \`${name}\` collects` },
    finalizer: "none",
    lent: "stays",
    name,
    part: "1",
  };
}

/** The call of a collector's second part. */
export function collectorRelease(source: SourceFile, node: TSESTree.CallExpression): Release | undefined {
  if (node.callee.type !== "Identifier" || node.arguments.length > 0) return undefined;
  const definition = source.variableOf(node.callee)?.defs[0]?.node;
  if (definition?.type !== "VariableDeclarator" || definition.init === null) return undefined;
  const made = unwrap(definition.init);
  if (made.type !== "CallExpression" || collectorAcquisition(source, made) === undefined) return undefined;
  return { target: node.callee, style: "function", name: node.callee.name, exact: false };
}

function cleanerOf(node: CallNode): TSESTree.Identifier | undefined {
  const { parent } = node;
  if (parent.type !== "VariableDeclarator" || parent.id.type !== "ArrayPattern" || parent.id.elements.length !== 2)
    return undefined;
  const [, second] = parent.id.elements;
  return second?.type === "Identifier" && cleaning.test(second.name) ? second : undefined;
}
