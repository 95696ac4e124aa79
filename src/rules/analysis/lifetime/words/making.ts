import type { TSESTree } from "@typescript-eslint/utils";
import { lastName, unwrap } from "../../syntax.ts";

const making =
  /^(?:[mM]ake|[cC]reate|[nN]ew|[bB]uild|[fF]rom|[lL]oad|[pP]arse|[cC]lone|[cC]opy|[oO]pen|[aA]lloc|[gG]enerate|[dD]ecode|[cC]ompile|[iI]nstantiate)(?=$|[^a-z])/;

/** By its name the call makes what it gives: `ParagraphBuilder.Make(style)`, `builder.build()`. */
export function isMaking({ callee }: TSESTree.CallExpression): boolean {
  const called = unwrap(callee);
  const name = lastName(called);
  return name !== undefined && isMakingName(name);
}

export function isMakingName(name: string): boolean {
  return making.test(name);
}
