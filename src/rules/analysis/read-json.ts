/** A JSON object from a file; `undefined` where there is no file system, no such file, or something else in it. */
export function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  const fs = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:fs");
  if (fs === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(fs.readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
