import type { Leak } from "./result.ts";

/** A known loss that is not to be reported; all conditions given must hold. */
export interface Suppression {
  /** Why it is left out, for whoever reads the list next year. */
  readonly reason: string;
  readonly verdict?: Leak["verdict"];
  /** Usable bytes of the first block: one number, or the lowest and highest. */
  readonly size?: number | readonly [number, number];
  /** Part of the allocation site's text, or a pattern for it. Needs hooks. */
  readonly site?: string | RegExp;
}

/** Whether `rule` leaves `leak` out. A rule without conditions matches nothing: it would hide everything. */
export function isSuppressed(leak: Leak, { verdict, size, site }: Suppression): boolean {
  if (verdict === undefined && size === undefined && site === undefined) return false;
  if (verdict !== undefined && leak.verdict !== verdict) return false;
  if (size !== undefined) {
    const [low, high] = typeof size === "number" ? [size, size] : size;
    if (leak.size < low || leak.size > high) return false;
  }
  if (site === undefined) return true;
  if (leak.site === undefined) return false;
  // A new pattern each time: one with the flag g would remember where it stopped.
  return typeof site === "string"
    ? leak.site.includes(site)
    : new RegExp(site.source, site.flags.replace("g", "")).test(leak.site);
}
