import type { TSESTree } from "@typescript-eslint/utils";
import { lastName } from "../../syntax.ts";
import type { Known } from "./known.ts";

const making = /^(?:Px|b2|bt)?(?:create|make|set|register|init|getDefault\w*(?:Desc|Settings)$)/i;
const calledBack = /(?:Allocator|Callback|Listener|Dispatcher)(?:Impl|JS)?$/;

/**
 * `Px.CreateFoundation(version, allocator, errorCallback)`: what C++ calls back later it keeps, where the function makes or
 * sets up something; `world.contactTest(body, callback)` is done with it when it returns.
 */
export function isCalledBack(callee: TSESTree.Node, argument: Known | undefined): boolean {
  return argument?.kind === "instance" && calledBack.test(argument.of.name) && making.test(lastName(callee) ?? "");
}
