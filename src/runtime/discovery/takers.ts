import type { CallFact } from "../../resources/catalog.ts";
import type { Discovery } from "./context.ts";
import { classFactsOf } from "./facts.ts";
import { isObject } from "./stamp.ts";
import type { HandleType } from "./types.ts";
import { wrapEverywhere } from "./wrap.ts";

/** Wraps the methods that take ownership of an argument, as the catalog has it: what they took is no leak. */
export function watchTakers(context: Discovery, type: HandleType, prototype: object): void {
  const facts = type.package === undefined ? undefined : classFactsOf(type.package, type.name);
  if (facts === undefined) return;
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const takes = keptBy(facts.method(key));
    if (takes.length === 0) continue;
    wrapEverywhere(context, prototype, key, (real) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        const result: unknown = real.apply(this, args);
        takeArguments(context, takes, args);
        return result;
      };
    });
  }
}

/** Arguments that are the callee's to release from then on, whether it may still be used or not. */
export function keptBy(fact: CallFact | undefined): readonly number[] {
  return fact === undefined ? [] : [...fact.takes, ...fact.holds];
}

/** Marks the handles among the taken arguments. */
export function takeArguments(context: Discovery, takes: readonly number[], args: readonly unknown[]): void {
  if (!context.active) return;
  for (const at of takes) {
    const taken = args[at];
    if (isObject(taken)) context.records.taken(context.stamp.read(taken));
  }
}
