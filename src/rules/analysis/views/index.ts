import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import { sourcesOf } from "../sources.ts";
import { isInside } from "../syntax.ts";
import { usesAfterGrowth } from "./flow.ts";
import { usesAfterFree } from "./freed.ts";
import { isFixedMemory } from "./growth.ts";
import { keptInCollections } from "./collected.ts";
import { keptInObjects, keptInVariables, receivers } from "./kept.ts";
import { keptInPrototypes } from "./prototypes.ts";
import { refilledVariables } from "./refilled.ts";
import { readUnrefreshed } from "./unrefreshed.ts";
import { ViewWords } from "./words.ts";

/** A view of linear memory that is used when it may show nothing any more. */
export interface StaleView {
  node: TSESTree.Node;
  how:
    "used" | "suspended" | "freed" | "receiver" | "module" | "closure" | "field" | "outside" | "stored" | "unrefreshed";
  /** The view as the code writes it. */
  name: string;
  /** Where the view is made. */
  made: TSESTree.Node;
  /** What detaches it. */
  by: TSESTree.Node;
  certain: boolean;
}

/** What is wrong with one use, and not with the view. */
const ofUses: ReadonlySet<StaleView["how"]> = new Set(["receiver", "freed", "unrefreshed"]);

/** Every use of a stale view in the file, in source order; of several that one view has, the surest or the first. */
export function staleViewsOf(recognition: Recognition): StaleView[] {
  if (!recognition.values.mayHaveViews) return [];
  const words = new ViewWords(recognition);
  const found: StaleView[] = usesAfterFree(words);
  if (!isFixedMemory(recognition)) {
    found.push(...usesAfterGrowth(words), ...receivers(words), ...keptInVariables(words), ...keptInObjects(words));
    found.push(...keptInPrototypes(words), ...refilledVariables(words), ...keptInCollections(words));
    found.push(...readUnrefreshed(words));
  }
  const byView = new Map<TSESTree.Node, StaleView>();
  for (const stale of found.sort(byPlace)) {
    const key = ofUses.has(stale.how) ? stale.node : stale.made;
    const known = byView.get(key);
    const isBetter = stale.certain === known?.certain ? known.how === "closure" : stale.certain;
    if (known === undefined || isBetter) byView.set(key, stale);
  }
  const seen = new Set<TSESTree.Node>();
  const kept = [...byView.values()];
  // The use that goes wrong tells more than that there is one.
  const isTold = ({ how, made, certain }: StaleView): boolean =>
    how === "closure" &&
    kept.some(
      (other) => other.how === "receiver" && (other.certain || !certain) && originOf(recognition, other) === made,
    );
  // A view that goes stale anyway is made anew where it is used, behind what grows.
  const isOfStale = ({ how, node }: StaleView): boolean =>
    how === "receiver" && kept.some(({ made }) => made !== node && isInside(node, made));
  return kept
    .filter((stale) => !isTold(stale) && !isOfStale(stale))
    .sort(byPlace)
    .filter(({ node }) => !seen.has(node) && seen.add(node));
}

/** The expression that fills the variable which a report is about. */
function originOf({ file }: Recognition, { node }: StaleView): TSESTree.Node | undefined {
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const [source] = variable ? sourcesOf(variable) : [];
  return source?.kind === "expression" ? source.node : undefined;
}

function byPlace(one: StaleView, other: StaleView): number {
  return one.node.range[0] - other.node.range[0] || Number(other.certain) - Number(one.certain);
}
