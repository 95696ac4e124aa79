import type { TSESTree } from "@typescript-eslint/utils";
import { unwrap } from "../syntax.ts";
import type { Run } from "./run.ts";
import { LIVE, NONE, type State } from "./state.ts";
import type { CallNode } from "./vocabulary.ts";

/** `const [keep, clean] = collector()` owes nothing until `keep` was called or given to somebody. */
export function fillCollectors(run: Run, state: State, node: CallNode): void {
  for (const part of [node.callee, ...node.arguments]) {
    const cleaner = part.type === "Identifier" ? cleanerBeside(run, part) : undefined;
    const held = cleaner === undefined ? undefined : state.value(cleaner);
    for (const id of held?.ids ?? []) if (state.bits(id) === NONE) state.setBits(id, LIVE);
  }
}

/** The place of a collector's cleaning half, seen from the half that takes things in. */
function cleanerBeside(run: Run, keeper: TSESTree.Identifier): string | undefined {
  const definition = run.file.source.variableOf(keeper)?.defs[0];
  const declarator = definition?.node;
  if (declarator?.type !== "VariableDeclarator" || declarator.id.type !== "ArrayPattern") return undefined;
  const [first, second] = declarator.id.elements;
  if (first !== definition?.name || second?.type !== "Identifier" || declarator.init === null) return undefined;
  const made = unwrap(declarator.init);
  if (made.type !== "CallExpression" || run.file.vocabulary.acquisition(made)?.part !== "1") return undefined;
  return run.file.places.of(second);
}
