import type { TSESTree } from "@typescript-eslint/utils";
import { heapViews } from "../../../resources/conventions.ts";
import type { AcquireName } from "./families.ts";

/** Why a value is an address in linear memory. */
export interface PointerOrigin {
  kind: "pointer";
  /** The call that made it, or the declaration whose brand or configured name says so. */
  node: TSESTree.Node;
  how: "call" | "brand" | "configured";
  /** The acquiring function, the brand or the configured name. */
  name: string;
  /** The names that free it; empty when unknown. */
  release: readonly string[];
  /** `object`: a native object. `memory`: bytes from an allocator. */
  of: "object" | "memory";
}

/** What the recogniser can say about a value. Promises stand for what they resolve to. */
export type WasmValue =
  | { kind: "webassembly" | "result" | "instance" | "memory" | "buffer" }
  | { kind: "exports"; by: "origin" | "use" | "configured" | "name" }
  | { kind: "function"; name: string }
  | { kind: "heap-view"; name: string }
  | { kind: "view"; node: TSESTree.NewExpression | TSESTree.CallExpression }
  | { kind: "export-result"; name: string; node: TSESTree.CallExpression }
  | PointerOrigin;

export const viewConstructors = new Set(
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array DataView".split(
    " ",
  ),
);

/** What a property of a known value is. */
export function propertyOf(object: WasmValue, name: string): WasmValue | undefined {
  switch (object.kind) {
    case "result":
      return name === "instance"
        ? { kind: "instance" }
        : name === "exports"
          ? { kind: "exports", by: "origin" }
          : undefined;
    case "instance":
      return name === "exports" ? { kind: "exports", by: "origin" } : undefined;
    case "exports":
      if (name === "memory" || name === "wasmMemory") return { kind: "memory" };
      if (name === "exports" || name === "asm" || name === "wasmExports") return { kind: "exports", by: object.by };
      if (heapViews.has(name)) return { kind: "heap-view", name };
      // A name alone tells of a function only where it is that of a class, which nothing but a binding offers.
      return object.by === "name" && !/^[A-Z]/.test(name) ? undefined : { kind: "function", name };
    case "memory":
      return name === "buffer" ? { kind: "buffer" } : undefined;
    case "heap-view":
    case "view":
      return name === "buffer" ? { kind: "buffer" } : undefined;
    default:
      return undefined;
  }
}

/** An array over the module's memory, whoever made it. */
export function isHeap(value: WasmValue | undefined): boolean {
  return value?.kind === "heap-view" || value?.kind === "view";
}

export function acquired(node: TSESTree.CallExpression, family: AcquireName): PointerOrigin {
  const memory = /(?:m|c|re)alloc$|^alloc|^stringToNew|_alloc$|^alloc_|^__(?:new|pin)$/i.test(family.name);
  return {
    kind: "pointer",
    node,
    how: "call",
    name: family.name,
    release: family.release,
    of: memory ? "memory" : "object",
  };
}

export function branded(node: TSESTree.Node, name: string): PointerOrigin {
  return { kind: "pointer", node, how: "brand", name, release: [], of: "object" };
}

export function configured(node: TSESTree.Node, name: string): PointerOrigin {
  return { kind: "pointer", node, how: "configured", name, release: [], of: "object" };
}
