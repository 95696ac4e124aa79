import type { HeapKind } from "../types.ts";

/** What a function of an allocator does with memory. */
export type SiteRole = "acquire" | "release" | "resize";

/** How a function was recognised, best evidence first. */
export const EVIDENCE = ["option", "name", "fingerprint", "export", "glue", "probe"] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** One function of the allocator, and which of its parameters mean what. */
export interface AllocatorSite {
  /** Index in the module's function index space. */
  readonly function: number;
  readonly role: SiteRole;
  /** Number of parameters. */
  readonly parameters: number;
  /** The name the function goes by in reports: `malloc`, `__rust_realloc` ... */
  readonly name: string;
  readonly found: Evidence;
  /** Parameter holding the size in bytes (`acquire`, `resize`); absent when the size is unknown. */
  readonly size?: number;
  /** Parameter to multiply the size with (`calloc`). */
  readonly count?: number;
  /** Parameter holding the address (`release`, `resize`). */
  readonly pointer?: number;
}

/** The allocator of one module. */
export interface Allocator {
  readonly kind: HeapKind;
  readonly sites: readonly AllocatorSite[];
  /** The evidence that named the first acquiring function. */
  readonly found: Evidence | undefined;
  /**
   * `inner`: the functions every allocation goes through; `boundary`: only exported entry points,
   * so allocations the module makes for itself are not seen.
   */
  readonly coverage: "inner" | "boundary" | "none";
  /** The module has no function that changes the size of a block where it is, recognised or not. */
  readonly fixedSizes?: boolean;
  /** Reasons in words, for `inspect` and for the notice when nothing was found. */
  readonly notes: readonly string[];
}

/** Names or indices the user gives; every list may hold export names, names of the name section, or indices. */
export interface AllocatorOption {
  readonly acquire?: readonly SiteOption[];
  readonly release?: readonly SiteOption[];
  readonly resize?: readonly SiteOption[];
}

/** A function by name or index, with the parameters that differ from the first (or only) one. */
export type SiteOption =
  | string
  | number
  | {
      readonly function: string | number;
      readonly size?: number;
      readonly count?: number;
      readonly pointer?: number;
    };
