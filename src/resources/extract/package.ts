import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

/** What a package folder publishes that is worth reading. */
export interface PackageFiles {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Declaration files, entries first, then what they import. */
  readonly declarations: readonly string[];
  readonly scripts: readonly string[];
  readonly modules: readonly string[];
  /** Base names of the glue files, without extension, lower case. */
  readonly glue: readonly string[];
}

const MAX_SCRIPT_BYTES = 6_000_000;
const MAX_SCRIPTS = 40;
const GENERIC_NAMES = /^(?:index|main|wasm|module|bundle|lib|worker|web|node|release|debug|test|demo|example)$/;

/**
 * Lists a package's files.
 *
 * @param folder - the folder with its package.json
 * @param only - declaration files to start from, relative to the folder, instead of those package.json names
 * @throws Error when the folder has no readable package.json
 */
export function readPackage(folder: string, only?: readonly string[]): PackageFiles {
  const manifest = readManifest(folder);
  const files = listFiles(folder);
  const declared = files.filter((file) => /\.d\.[mc]?ts$/.test(file));
  const entries = (only ?? [...typeEntries(manifest)])
    .map((entry) => entryFile(folder, entry))
    .filter((f) => f !== undefined);
  const reached = entries.length > 0 ? follow(entries) : [];
  const scripts = files.filter(
    (file) => /\.[mc]?js$/.test(file) && !/\basm\b/.test(file) && statSync(file).size <= MAX_SCRIPT_BYTES,
  );
  const modules = files.filter((file) => file.endsWith(".wasm"));
  return {
    name: text(manifest["name"]),
    version: text(manifest["version"]),
    license: text(manifest["license"]),
    declarations: reached.length > 0 ? reached : declared,
    scripts: firstOfEachName(folder, scripts),
    modules,
    glue: glueNames(modules),
  };
}

function readManifest(folder: string): Record<string, unknown> {
  const file = join(folder, "package.json");
  if (!existsSync(file)) throw new Error(`${file} not found: name a package that is installed, or the folder of one.`);
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof parsed !== "object" || parsed === null) throw new Error(`${file} holds no object.`);
  return parsed as Record<string, unknown>;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Every path under a `types` key of `exports`, `types` and `typings` themselves, and what lies beside the scripts. */
function typeEntries(manifest: Record<string, unknown>): Set<string> {
  const found = new Set<string>();
  for (const key of ["types", "typings"]) if (typeof manifest[key] === "string") found.add(manifest[key]);
  const visit = (value: unknown, key: string): void => {
    if (typeof value === "string") {
      if (key.startsWith("types") || /\.d\.[mc]?ts$/.test(value)) found.add(value);
      else if (/\.[mc]?js$/.test(value)) found.add(value.replace(/\.([mc]?)js$/, ".d.$1ts"));
    } else if (typeof value === "object" && value !== null)
      for (const [inner, next] of Object.entries(value)) visit(next, inner.startsWith(".") ? "" : inner);
  };
  visit(manifest["exports"], "");
  for (const key of ["main", "module", "browser"])
    if (typeof manifest[key] === "string") found.add(manifest[key].replace(/\.([mc]?)js$/, "") + ".d.ts");
  if (found.size === 0) found.add("index.d.ts");
  return new Set([...found].filter((path) => !path.includes("*")));
}

function entryFile(folder: string, entry: string): string | undefined {
  const full = resolve(folder, entry);
  for (const path of [full, `${full}.d.ts`, join(full, "index.d.ts"), full.replace(/\.d\.[mc]ts$/, ".d.ts")])
    if (/\.d\.[mc]?ts$/.test(path) && existsSync(path)) return path;
  return undefined;
}

/** Files that the entries import by relative path, breadth first. */
function follow(entries: readonly string[]): string[] {
  const seen = new Set(entries);
  for (const file of seen) {
    const source = readFileSync(file, "utf8");
    for (const match of source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\bpath=|require\()["']([^"':]*)["']/g)) {
      if (!/^\.|\.d\.[mc]?ts$/.test(match[1] ?? "")) continue;
      const bare = resolve(dirname(file), match[1] ?? "").replace(/(?:\.d)?\.[mc]?[jt]s$/, "");
      const next = [".d.ts", ".d.mts", ".d.cts", `${sep}index.d.ts`]
        .map((end) => bare + end)
        .find((path) => existsSync(path));
      if (next !== undefined) seen.add(next);
    }
  }
  return [...seen];
}

function listFiles(folder: string): string[] {
  const found: string[] = [];
  const visit = (at: string, depth: number): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (depth < 8) visit(path, depth + 1);
      } else found.push(path);
    }
  };
  visit(folder, 0);
  return found.sort((a, b) => a.split(sep).length - b.split(sep).length || (a < b ? -1 : 1));
}

/** Builds for node, web and bundlers hold the same classes: the first script of each name is enough. */
function firstOfEachName(folder: string, files: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const file of files) {
    const generic = GENERIC_NAMES.test(basename(file).replace(/\.[^.]*$/, ""));
    const key = generic ? relative(folder, file) : basename(file).replace(/\.[mc]?js$/, "");
    if (!first.has(key)) first.set(key, file);
  }
  return [...first.values()].slice(0, MAX_SCRIPTS);
}

function glueNames(modules: readonly string[]): string[] {
  const names = new Set<string>();
  for (const file of modules) {
    const base = basename(file, ".wasm").toLowerCase();
    const stem = base.replace(/_bg$/, "");
    if (!GENERIC_NAMES.test(stem) && /[a-z]{3}/.test(stem)) names.add(stem);
    if (stem !== base && !GENERIC_NAMES.test(stem)) names.add(base);
  }
  return [...names].sort();
}
