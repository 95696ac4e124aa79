import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, memberName, unwrap } from "../../syntax.ts";
import { concernsWasm } from "../../recognise/gate.ts";
import { freesAtOnce } from "../frees.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition } from "../vocabulary.ts";
import { shownByRelease } from "./held-places.ts";
import { releasedElements } from "./released-elements.ts";
import { placeKey } from "./stores.ts";

export interface OwnedCollection {
  readonly acquisition: Acquisition;
  /** Where the file puts something into it. */
  readonly node: TSESTree.CallExpression;
}

/** Collections of which a loop of the file releases each element: what is in them is theirs, wherever it was made. */
export function ownedCollections(file: FileAnalysis): ReadonlyMap<string, OwnedCollection> {
  const owned = new Map<string, OwnedCollection>();
  const released = releasedElements(file).filter(({ release }) => freesAtOnce(release) || concernsWasm(file.source));
  if (released.length === 0) return owned;
  for (const node of file.source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    const fn = enclosingFunction(node);
    if (callee.type !== "MemberExpression" || !isFunction(fn)) continue;
    if (method !== "push" && method !== "set" && method !== "add") continue;
    const key = placeKey(file, callee.object, fn, "entry");
    const end = released.find((each) => each.key === key);
    if (key === undefined || end === undefined || owned.has(key)) continue;
    const acquisition = shownByRelease(file, end.release, end.node, file.source.text(end.place));
    owned.set(key, { acquisition, node });
  }
  return owned;
}
