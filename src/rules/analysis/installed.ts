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
  return nearest(
    known,
    filename,
    (folder) => versionAt(folder, name),
    (folder) => `${folder}\0${name}`,
  );
}

function versionAt(folder: string, name: string): Version | undefined {
  const installed = readJson(`${folder}/node_modules/${name}/package.json`)?.["version"];
  return (typeof installed === "string" ? parse(installed) : undefined) ?? requested(folder, name);
}

const maxFolders = 42;

/** What the nearest folder at or above a file's tells; remembered for each folder on the way, under a key that includes it. */
function nearest<Told>(
  known: Map<string, Told | undefined>,
  filename: string,
  look: (folder: string) => Told | undefined,
  keyOf = (folder: string): string => folder,
): Told | undefined {
  const passed: string[] = [];
  let found: Told | undefined;
  for (let at = folderOf(filename); at !== undefined && passed.length < maxFolders; at = folderOf(at)) {
    const key = keyOf(at);
    if (known.has(key)) {
      found = known.get(key);
      break;
    }
    passed.push(key);
    found = look(at);
    if (found !== undefined) break;
  }
  for (const key of passed) known.set(key, found);
  return found;
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

const built = new Map<string, boolean | undefined>();

/** Whether the project takes a package from a folder, as it is there now: `"file:../engine/pkg"`, `"workspace:*"`. */
export function isFromFolder(filename: string, name: string): boolean {
  const look = (folder: string): boolean | undefined => {
    const range = rangeAt(folder, name);
    return range === undefined ? undefined : /^(?:file|link|portal|workspace):|^\.{0,2}\//.test(range);
  };
  return nearest(built, filename, look, (folder) => `${folder}\0${name}`) === true;
}

const ports = new Map<string, true | undefined>();

/**
 * Whether the project is, or uses, a port of the package to plain JavaScript, which answers to the same names:
 * `canvaskit-js` for `canvaskit-wasm`.
 */
export function usesPort(filename: string, name: string): boolean {
  const stem = name.replace(/[-.](?:wasm|js)$/, "");
  if (stem === name) return false;
  const ported = new Set(["-js", ".js", "-polyfill", "-shim", "-mock"].map((end) => `${stem}${end}`));
  ported.delete(name);
  const look = (folder: string): true | undefined => {
    const own = readJson(`${folder}/package.json`)?.["name"];
    const asked = dependenciesAt(folder).flatMap((ranges) => Object.keys(ranges));
    return [own, ...asked].some((each) => typeof each === "string" && ported.has(each)) || undefined;
  };
  return nearest(ports, filename, look, (folder) => `${folder}\0${name}`) === true;
}

const homes = new Map<string, string | undefined>();

/** Whether a file is one of the package's own: the nearest `package.json` with a name has that one. */
export function isOwnPackage(filename: string, name: string): boolean {
  const look = (folder: string): string | undefined => {
    const own = readJson(`${folder}/package.json`)?.["name"];
    return typeof own === "string" ? own : undefined;
  };
  return nearest(homes, filename, look) === name;
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
