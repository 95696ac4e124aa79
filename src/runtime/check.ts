import type { Pointer, Release } from "./api.ts";

// The texts are short because they ship to users; the development build says more (explain.ts).
function complain(what: string, got: unknown, write: string): never {
  throw new TypeError(`${what} is ${Object(got) === got ? typeof got : String(got)}: ${write}`);
}

/** The wrapper itself, when `owner` is it or a WeakRef of it. */
export function ownerOf(owner: unknown): object {
  const target: unknown = owner instanceof WeakRef ? owner.deref() : owner;
  return target === Object(target) ? (target as object) : complain("owner", target, "pass this");
}

/** Throws a TypeError before anything is registered; returns the wrapper. */
export function checkArguments(pointer: Pointer, owner: unknown, release: Release<never>): object {
  if (!(typeof pointer === "bigint" || Number.isSafeInteger(pointer)) || pointer <= 0) {
    complain("pointer", pointer, "pass an address (>>> 0)");
  }
  const target = ownerOf(owner);
  if (typeof release !== "function" || release === target) {
    complain("release", release === target ? "owner" : release, "pass an export, like _X__destructor");
  }
  return target;
}
