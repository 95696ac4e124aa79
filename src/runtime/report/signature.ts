import type { Location } from "./model.ts";

/**
 * A hash of class and place: the file, the function and the source line stay the same while lines above are edited,
 * the line number does not and counts only where the source cannot be read.
 */
export function signatureOf(className: string, site: Location | null): string {
  const place = site ? [site.file, site.name, site.text ?? `${site.line}`] : ["no stack"];
  return hash([className, ...place].join("\n"));
}

/** FNV-1a with 53 bits of two halves: enough to tell the leaks of a program apart, and the same everywhere. */
function hash(text: string): string {
  let low = 0x811c_9dc5;
  let high = 0xdead_beef;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x0100_0193);
    high = Math.imul(high ^ code, 0x85eb_ca6b) ^ (high >>> 13);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
