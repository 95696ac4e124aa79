import type { Pointer, Release } from "./api.ts";
import { checkArguments, ownerOf } from "./check.ts";

/**
 * The checks of the lean build with room to explain: the same TypeErrors for the same input, naming the same argument.
 */
export function explainArguments(pointer: Pointer, owner: unknown, release: Release<never>): object {
  try {
    return checkArguments(pointer, owner, release);
  } catch (error) {
    throw explained("manage", error, hint(pointer, owner, release));
  }
}

export function explainOwner(owner: unknown): object {
  try {
    return ownerOf(owner);
  } catch (error) {
    throw explained("release", error, "Write release(this) in the wrapper, or release(wrapper) outside.");
  }
}

function explained(caller: string, error: unknown, more: string): TypeError {
  return new TypeError(`wasm-leaks ${caller}(): ${(error as Error).message}. ${more}`);
}

function hint(pointer: unknown, owner: unknown, release: unknown): string {
  if (typeof pointer === "object" || typeof pointer === "function") {
    return "The order is manage(pointer, owner, release): the address comes first.";
  }
  if (pointer === 0 || pointer === 0n) {
    return "A null pointer means that the allocation failed: test for it and throw, before you register anything.";
  }
  if (typeof pointer === "number" && pointer < 0 && Number.isInteger(pointer)) {
    return "Wasm returns addresses above 2 GiB as negative numbers: write manage(pointer >>> 0, owner, release).";
  }
  if (typeof pointer !== "bigint" && !Number.isSafeInteger(pointer)) {
    return "Is the export that returns the address called, and is its result kept as it is?";
  }
  if (owner instanceof WeakRef && owner.deref() === undefined) {
    return "The wrapper behind this WeakRef has been collected already: register in its constructor, with `this`.";
  }
  if (owner === null || (typeof owner !== "object" && typeof owner !== "function")) {
    return "The owner is the JS object whose death shall release the pointer: write manage(pointer, this, release).";
  }
  return typeof release === "function" || release === owner
    ? "Owner and deleter must be different objects: a deleter that is its own owner is never collected."
    : "Pass the export that frees it as it is: manage(pointer, this, exports._MyClass__destructor).";
}
