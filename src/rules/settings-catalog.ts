import { readFileSync } from "node:fs";
import path from "node:path";
import { provide } from "../resources/catalog.ts";
import type { PackageData } from "../resources/facts.ts";

const TABLES = ["kinds", "classes"] as const;

/**
 * Adds what `wasm-leaks catalog` wrote about a user's own package to the catalog of this process.
 *
 * @param entry - the data, or the path of the file that holds it, from the working directory
 * @returns what is wrong with it, for a message that starts with the setting's name
 */
export function addToCatalog(entry: unknown): string | undefined {
  let data = entry;
  if (typeof entry === "string") {
    try {
      data = JSON.parse(readFileSync(path.resolve(entry), "utf8"));
    } catch (error) {
      return `a readable JSON file (${error instanceof Error ? error.message : String(error)})`;
    }
  }
  if (!isPackageData(data)) return "the path or the content of a file that `wasm-leaks catalog` wrote";
  provide(data);
  return undefined;
}

function isPackageData(value: unknown): value is PackageData {
  if (typeof value !== "object" || value === null) return false;
  const data = value as Partial<Record<keyof PackageData, unknown>>;
  if (typeof data.package !== "string" || !Array.isArray(data.specifiers)) return false;
  return TABLES.every((table) => typeof data[table] === "object" && data[table] !== null);
}
