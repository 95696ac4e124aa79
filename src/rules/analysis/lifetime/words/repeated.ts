import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction } from "../../syntax.ts";
import { isLoop } from "../loops.ts";
import { functionNameOf } from "../names.ts";

const once =
  /^(?:main|init|initialize|initialise|setup|set[A-Z]?up|start|bootstrap|load[A-Z]?\w*|constructor|get[A-Z]\w*)$/;

/** The place may run many times: it is in a loop, or in a function that nothing says is called once. */
export function runsRepeatedly(node: TSESTree.Node): boolean {
  let child = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (isLoop(at) && child !== ("right" in at ? at.right : undefined)) return true;
    if (!isFunction(at)) continue;
    const isCalledHere = at.parent.type === "CallExpression" && at.parent.callee === at;
    const name = functionNameOf(at);
    if (!isCalledHere && name !== undefined && !once.test(name)) return true;
  }
  return false;
}
