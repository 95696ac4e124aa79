import type * as Fs from "node:fs";
import type * as Path from "node:path";
import { isKnownSpecifier } from "../../../resources/catalog.ts";
import { isGenerated } from "../recognise/generated.ts";
import { mentionsWasm } from "../recognise/gate.ts";
import { SourceFile } from "../source-file.ts";
import { aliased } from "./aliases.ts";
import type { Reader } from "./reader.ts";

/** How far files are followed: one that the file imports, and one that this one imports. */
const maxHops = 2;
/** Longer ones are bundles and data. */
const maxLength = 300_000;
/** A re-exporting index is short. */
const maxIndex = 20_000;
/** Characters of parsed files that are kept: some tens of thousands of lines. */
const maxKept = 2_000_000;

const endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
const ofScript = /\.([cm]?)js(x?)$/;
const isRelative = /^\.{1,2}(?:\/|$)/;
const reexport = /\bexport\b[^;'"]*\bfrom\s*["']/;
const fromModule = /(?:\bfrom\s*|\b(?:require|import)\s*\(\s*)["']([^"'\n]+)["']/g;
/** `toArray(vector)`: nothing in it need speak of wasm. */
const readsVector = /\.size\(\)[^]*\.(?:get|at)\(/;
const releasing = /\.(?:delete|free|dispose)\(\)|\.destroy\(/;

interface Kept {
  readonly stamp: string;
  readonly parser: object;
  /** `undefined` for a file that has nothing to do with native memory, or does not parse. */
  readonly code: SourceFile["code"] | undefined;
  /** By the steps that led there, which decide how much further it looks. */
  readonly files: Map<number, SourceFile>;
}

/** Files that were read, the last used last; an editor lints for hours, so what has changed is read again. */
const kept = new Map<string, Kept>();
let keptLength = 0;

/** What a file was told of one beside it, and the state of the disk that it was told by. */
interface Answer {
  readonly found: SourceFile | undefined;
  readonly stamp: string | undefined;
}

const asked = new WeakMap<SourceFile, Map<string, Answer>>();

/**
 * The file of the project that a specifier names, relative or mapped by the project's tsconfig.json, where it may have to do with native memory; `undefined` where
 * the host shows no file system or no parser.
 */
export function neighbourOf(source: SourceFile, specifier: string): SourceFile | undefined {
  if (source.reader === undefined || source.hops >= maxHops) return undefined;
  let known = asked.get(source);
  if (known === undefined) asked.set(source, (known = new Map<string, Answer>()));
  let answer = known.get(specifier);
  if (answer === undefined) known.set(specifier, (answer = find(source, specifier)));
  return answer.found;
}

function find(source: SourceFile, specifier: string): Answer {
  const disk = diskOf(source);
  const at = disk && placeOf(disk, source, specifier);
  return { found: at && load(disk.fs, source, at.name, at.stamp), stamp: at?.stamp };
}

interface Disk {
  readonly fs: typeof Fs;
  readonly path: typeof Path;
}

function diskOf({ filename }: Pick<SourceFile, "filename">): Disk | undefined {
  const modules = typeof process === "undefined" ? undefined : process.getBuiltinModule;
  if (modules === undefined) return undefined;
  const [fs, path] = [modules("node:fs"), modules("node:path")];
  return path.isAbsolute(filename) ? { fs, path } : undefined;
}

function placeOf({ fs, path }: Disk, { filename }: Pick<SourceFile, "filename">, specifier: string): Place | undefined {
  const asked = specifier.replace(/(?!^)[?#].*$/, "");
  if (isRelative.test(asked)) return fileAt(fs, path, path.resolve(path.dirname(filename), asked));
  if (/^(?:[a-z]+:|\/|$)/.test(asked) || isKnownSpecifier(asked)) return undefined;
  for (const base of aliased(path, filename, asked)) {
    const place = fileAt(fs, path, base);
    if (place !== undefined) return place;
  }
  return undefined;
}

interface Place {
  readonly name: string;
  readonly stamp: string;
}

function fileAt(fs: typeof Fs, path: typeof Path, base: string): Place | undefined {
  // `./native.js` may be written as `native.ts`.
  const script = ofScript.exec(base);
  const stem = base.slice(0, script?.index);
  const named = script === null ? [] : [base, `${stem}.${script[1] ?? ""}ts`, `${stem}.tsx`];
  const all = [
    base,
    ...named,
    ...endings.map((each) => base + each),
    ...endings.map((each) => path.join(base, `index${each}`)),
  ];
  for (const name of all) {
    if (!/\.[cm]?[jt]sx?$/.test(name) || /\.d\.[cm]?ts$/.test(name)) continue;
    const stat = statOf(fs, name);
    if (stat?.isFile() === true)
      return stat.size > maxLength ? undefined : { name, stamp: `${stat.mtimeMs} ${stat.size}` };
  }
  return undefined;
}

/** A file in the place of a folder, or a folder that may not be read, is an error in spite of the option. */
function statOf(fs: typeof Fs, name: string): ReturnType<typeof Fs.statSync> | undefined {
  try {
    return fs.statSync(name, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function load(fs: typeof Fs, source: SourceFile, name: string, stamp: string): SourceFile | undefined {
  const { reader, settings } = source;
  if (reader === undefined) return undefined;
  let known = kept.get(name);
  if (known?.stamp !== stamp || known.parser !== reader.parser) {
    if (known !== undefined) keptLength -= known.code?.text.length ?? 0;
    known = { stamp, parser: reader.parser, code: read(fs, reader, name), files: new Map() };
    keptLength += known.code?.text.length ?? 0;
  }
  kept.delete(name);
  kept.set(name, known);
  for (const [oldest, { code }] of kept) {
    if (keptLength <= maxKept || oldest === name) break;
    kept.delete(oldest);
    keptLength -= code?.text.length ?? 0;
  }
  if (known.code === undefined) return undefined;
  const hops = source.hops + 1;
  let file = known.files.get(hops);
  if (file?.settings !== settings || !isCurrent(file)) {
    file = new SourceFile(known.code, settings, name, reader, hops);
    known.files.set(hops, file);
  }
  return isGenerated(file) || file.isTooDeep ? undefined : file;
}

/** What a file said may rest on others that have changed since. */
function isCurrent(file: SourceFile): boolean {
  const disk = diskOf(file);
  return [...(asked.get(file) ?? [])].every(
    ([specifier, { stamp }]) => disk !== undefined && placeOf(disk, file, specifier)?.stamp === stamp,
  );
}

function read(fs: typeof Fs, reader: Reader, name: string): SourceFile["code"] | undefined {
  let text: string;
  try {
    text = fs.readFileSync(name, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
  return mayConcern(text) ? reader.read(text, name) : undefined;
}

/** The text of the file of the project that a specifier names, whatever it is about, and the path of that file. */
export function textOf(filename: string, specifier: string): { text: string; name: string } | undefined {
  const disk = diskOf({ filename });
  const at = disk && placeOf(disk, { filename }, specifier);
  try {
    return at && { text: disk.fs.readFileSync(at.name, "utf8"), name: at.name };
  } catch {
    return undefined;
  }
}

/** By its text alone: most files that a file imports have nothing to do with wasm, and are not parsed. */
function mayConcern(text: string): boolean {
  if (mentionsWasm(text) || releasing.test(text)) return true;
  if (text.length < maxIndex && (reexport.test(text) || readsVector.test(text))) return true;
  return [...text.matchAll(fromModule)].some(([, from]) => from !== undefined && isKnownSpecifier(from));
}
