import type { Release } from "./vocabulary.ts";

/** `free(p)`, `mat.delete()`: a second one is an error, where `dispose()` and `close()` often look whether they have run. */
export function freesAtOnce(release: Release | undefined): release is Release {
  if (release?.exact !== true) return false;
  return release.style === "function" || release.name === "free" || release.name === "delete";
}
