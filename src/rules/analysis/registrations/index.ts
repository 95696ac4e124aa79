import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import { lostRegistries } from "./registries.ts";
import { repeatedRegistrations } from "./repeated.ts";
import { releasesWithoutUnregister, tokenless } from "./unregister.ts";

/** A registration that never fires, fires twice or cannot be undone. */
export interface Loss {
  node: TSESTree.Node;
  how: "local" | "inline" | "module" | "field" | "noToken" | "noUnregister" | "twice";
  /** What the message names: the registry, the method or the target. */
  name: string;
  /** The other end: the registration that is lost or repeated, the `unregister` that finds nothing. */
  other: TSESTree.Node;
  /** Text that mends it, put in place of `node`'s or before its end. */
  repair?: { kind: "addToken" | "addUnregister"; at: number; text: string };
}

/** Every loss in the file, in source order. */
export function lossesOf(recognition: Recognition): Loss[] {
  if (recognition.registrations.length === 0) return [];
  return [
    ...lostRegistries(recognition),
    ...tokenless(recognition),
    ...releasesWithoutUnregister(recognition),
    ...repeatedRegistrations(recognition),
  ].sort((a, b) => a.node.range[0] - b.node.range[0]);
}
