import type { PackageData } from "../facts.ts";

const LONG = new Set(["methods", "statics", "functions", "constructors", "classes", "kinds"]);

/** JSON with one line per field, and per entry of the long tables: small on disk and readable as a diff. */
export function writeData(data: PackageData | Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(data as Record<string, unknown>).map(([key, value]) => {
    if (!LONG.has(key) || typeof value !== "object" || value === null)
      return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    const rows = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    return `${JSON.stringify(key)}:{\n${rows.join(",\n")}\n}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
