import { readJson } from "./read-json.ts";

/** A version as its two numbers that matter; what follows them is ignored. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

const known = new Map<string, Version | undefined>();

/**
 * The version of a package that a file gets when it imports it: the one installed nearest to it, else the lowest that
 * the nearest `package.json` asks for. `undefined` where there is no file system or nothing is found.
 */
export function installedVersion(filename: string, name: string): Version | undefined {
  const folder = folderOf(filename);
  return folder === undefined ? undefined : versionAt(folder, name, 0);
}

function versionAt(folder: string, name: string, depth: number): Version | undefined {
  const key = `${folder}\0${name}`;
  if (known.has(key)) return known.get(key);
  const installed = readJson(`${folder}/node_modules/${name}/package.json`)?.["version"];
  const found = (typeof installed === "string" ? parse(installed) : undefined) ?? requested(folder, name);
  const parent = folderOf(folder);
  const version = found ?? (parent === undefined || depth > 40 ? undefined : versionAt(parent, name, depth + 1));
  known.set(key, version);
  return version;
}

/** The folder that a path lies in, with either kind of separator; none for the last one. */
function folderOf(path: string): string | undefined {
  return /^(.+)[/\\][^/\\]*$/.exec(path)?.[1];
}

function requested(folder: string, name: string): Version | undefined {
  const range = rangeAt(folder, name);
  return range === undefined ? undefined : parse(range);
}

/** What the manifest of a folder asks for under a name. */
function rangeAt(folder: string, name: string): string | undefined {
  for (const ranges of dependenciesAt(folder)) {
    const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
    if (typeof range === "string") return range;
  }
  return undefined;
}

function dependenciesAt(folder: string): readonly Readonly<Record<string, unknown>>[] {
  const manifest = readJson(`${folder}/package.json`);
  return ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((field) => {
    const ranges = manifest?.[field];
    return typeof ranges === "object" && ranges !== null ? [ranges as Record<string, unknown>] : [];
  });
}

const built = new Map<string, boolean>();

/** Whether the project takes a package from a folder, as it is there now: `"file:../engine/pkg"`, `"workspace:*"`. */
export function isFromFolder(filename: string, name: string): boolean {
  const folder = folderOf(filename);
  return folder !== undefined && isFromFolderAt(folder, name, 0);
}

function isFromFolderAt(folder: string, name: string, depth: number): boolean {
  const key = `${folder}\0${name}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const range = rangeAt(folder, name);
  const parent = folderOf(folder);
  const isFrom =
    range === undefined
      ? parent !== undefined && depth <= 40 && isFromFolderAt(parent, name, depth + 1)
      : /^(?:file|link|portal|workspace):|^\.{0,2}\//.test(range);
  built.set(key, isFrom);
  return isFrom;
}

const ports = new Map<string, boolean>();

/**
 * Whether the project is, or uses, a port of the package to plain JavaScript, which answers to the same names:
 * `canvaskit-js` for `canvaskit-wasm`.
 */
export function usesPort(filename: string, name: string): boolean {
  const stem = name.replace(/[-.](?:wasm|js)$/, "");
  const folder = folderOf(filename);
  const names = new Set(["-js", ".js", "-polyfill", "-shim", "-mock"].map((end) => `${stem}${end}`));
  names.delete(name);
  return stem !== name && folder !== undefined && usesAt(folder, name, names, 0);
}

function usesAt(folder: string, name: string, ported: ReadonlySet<string>, depth: number): boolean {
  const key = `${folder}\0${name}`;
  const known = ports.get(key);
  if (known !== undefined) return known;
  const own = readJson(`${folder}/package.json`)?.["name"];
  const asked = dependenciesAt(folder).flatMap((ranges) => Object.keys(ranges));
  const parent = folderOf(folder);
  const uses =
    [own, ...asked].some((each) => typeof each === "string" && ported.has(each)) ||
    (parent !== undefined && depth <= 40 && usesAt(parent, name, ported, depth + 1));
  ports.set(key, uses);
  return uses;
}

const homes = new Map<string, string | undefined>();

/** Whether a file is one of the package's own: the nearest `package.json` with a name has that one. */
export function isOwnPackage(filename: string, name: string): boolean {
  const folder = folderOf(filename);
  return folder !== undefined && homeOf(folder, 0) === name;
}

function homeOf(folder: string, depth: number): string | undefined {
  if (homes.has(folder)) return homes.get(folder);
  const name = readJson(`${folder}/package.json`)?.["name"];
  const parent = folderOf(folder);
  const outer = parent === undefined || depth > 40 ? undefined : homeOf(parent, depth + 1);
  const home = typeof name === "string" ? name : outer;
  homes.set(folder, home);
  return home;
}

/** The first version that a version or range names. */
function parse(text: string): Version | undefined {
  const match = /(?:^|[\s^~>=v@])(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2] ?? 0) };
}

/** Whether a version is at least the one given as `"0.27"`. */
export function isAtLeast(version: Version, least: string): boolean {
  const { major, minor } = parse(least) ?? { major: 0, minor: 0 };
  return version.major > major || (version.major === major && version.minor >= minor);
}
