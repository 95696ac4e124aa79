import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Scripts of all kinds and components in a folder and below it, without declarations; none where there is no such folder. */
export function filesOf(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
