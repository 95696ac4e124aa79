import type { PackageData } from "../resources/facts.ts";
import { addToCatalog } from "./settings-catalog.ts";

/** A family of the user's own: what `acquire` returns, one of `release` frees. Names may hold `*`, as in `*_new`. */
export interface FamilySetting {
  acquire: string | string[];
  release: string | string[];
}

/** A function that registers a deleter for an owner, with the positions of its arguments. */
export interface ManageSetting {
  name: string;
  /** Default 0. */
  pointer?: number;
  /** Default 1. */
  owner?: number;
  /** Default 2. */
  release?: number;
}

/** What is known of the module's memory. */
export interface MemorySetting {
  /** `false`: the memory never grows, so views never detach. Default true. */
  growth?: boolean;
  /** Largest size in bytes. Up to 2 GiB a pointer is never negative. Default 4 GiB. */
  maximum?: number;
}

/** `settings["wasm-leaks"]` of an ESLint or oxlint configuration; every key is optional and adds to the defaults. */
export interface WasmLeaksSettings {
  families?: FamilySetting[];
  /** Names of variables, parameters and fields that hold addresses, as `ptr` or `*Ptr`. */
  pointers?: string[];
  /** Names of variables that hold an exports object or an Emscripten module. */
  modules?: string[];
  /** Import sources whose namespace is such an object. */
  packages?: string[];
  /** Functions that register a deleter like `manage` does. */
  manage?: (string | ManageSetting)[];
  memory?: MemorySetting;
  /** Packages of your own: what `wasm-leaks catalog <package>` wrote, as data or as the path of the file. */
  catalog?: (string | PackageData)[];
  /**
   * Whether `report: "possible"` also reads the files of the project that a file imports, by a relative path or as its
   * tsconfig.json maps it, to see what their functions and classes own. Default true; not in oxlint, whose plugins cannot parse.
   */
  followImports?: boolean;
  /** Prints the lifetime states of the function of this name, `*` for all: to see why something is reported. */
  trace?: string;
}

/** The settings with nothing left out. */
export interface Settings {
  families: { acquire: string; release: string[] }[];
  pointers: string[];
  modules: string[];
  packages: string[];
  manage: Required<ManageSetting>[];
  memory: Required<MemorySetting>;
  followImports: boolean;
  trace: string | undefined;
}

/** Thrown when `settings["wasm-leaks"]` has the wrong shape; the message says where and what belongs there. */
export class SettingsError extends TypeError {
  override name = "SettingsError";
  constructor(path: string, expected: string, got: unknown) {
    super(`settings["wasm-leaks"]${path} must be ${expected}, but it is ${JSON.stringify(got) ?? String(got)}.`);
  }
}

const keys = ["families", "pointers", "modules", "packages", "manage", "memory", "catalog", "followImports", "trace"];
const parsed = new WeakMap<object, Settings>();
/** The same for every file without settings, so that what is made of settings is made once. */
const none = {};

/**
 * Reads and checks the plugin's part of a configuration's `settings`.
 *
 * @throws {@link SettingsError} when a value has the wrong type or a key is unknown.
 */
export function readSettings(settings: Readonly<Record<string, unknown>>): Settings {
  const raw = settings["wasm-leaks"] ?? none;
  if (!isRecord(raw)) throw new SettingsError("", "an object", raw);
  const known = parsed.get(raw);
  if (known !== undefined) return known;
  const unknown = Object.keys(raw).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new SettingsError(`.${unknown}`, `left out (known keys: ${keys.join(", ")})`, raw[unknown]);
  const result: Settings = {
    families: list(raw["families"], ".families").flatMap((family, i) => readFamily(family, `.families[${i}]`)),
    pointers: strings(raw["pointers"], ".pointers"),
    modules: strings(raw["modules"], ".modules"),
    packages: strings(raw["packages"], ".packages"),
    manage: list(raw["manage"], ".manage").map((entry, i) => readManage(entry, `.manage[${i}]`)),
    memory: readMemory(raw["memory"]),
    followImports: flag(raw["followImports"], ".followImports", true),
    trace: raw["trace"] === undefined ? undefined : text(raw["trace"], ".trace"),
  };
  for (const [i, entry] of list(raw["catalog"], ".catalog").entries()) {
    const expected = addToCatalog(entry);
    if (expected !== undefined) throw new SettingsError(`.catalog[${i}]`, expected, entry);
  }
  parsed.set(raw, result);
  return result;
}

function readFamily(value: unknown, path: string): Settings["families"] {
  if (!isRecord(value)) throw new SettingsError(path, "an object { acquire, release }", value);
  const release = oneOrMore(value["release"], `${path}.release`);
  return oneOrMore(value["acquire"], `${path}.acquire`).map((acquire) => ({ acquire, release }));
}

function oneOrMore(value: unknown, path: string): string[] {
  return Array.isArray(value) ? strings(value, path) : [text(value, path)];
}

function readManage(value: unknown, path: string): Required<ManageSetting> {
  if (typeof value === "string") return { name: value, pointer: 0, owner: 1, release: 2 };
  if (!isRecord(value)) throw new SettingsError(path, "a name or an object { name, pointer, owner, release }", value);
  const position = (key: string, fallback: number): number => {
    const at = value[key] ?? fallback;
    if (!Number.isInteger(at) || Number(at) < 0)
      throw new SettingsError(`${path}.${key}`, "an argument position from 0", at);
    return Number(at);
  };
  return {
    name: text(value["name"], `${path}.name`),
    pointer: position("pointer", 0),
    owner: position("owner", 1),
    release: position("release", 2),
  };
}

function readMemory(value: unknown): Required<MemorySetting> {
  if (value === undefined) return { growth: true, maximum: 2 ** 32 };
  if (!isRecord(value)) throw new SettingsError(".memory", "an object { growth, maximum }", value);
  const { maximum = 2 ** 32 } = value;
  const growth = flag(value["growth"], ".memory.growth", true);
  if (typeof maximum !== "number" || !(maximum >= 0))
    throw new SettingsError(".memory.maximum", "a number of bytes", maximum);
  return { growth, maximum };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown, path: string): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new SettingsError(path, "an array", value);
  return value;
}

function strings(value: unknown, path: string): string[] {
  return list(value, path).map((entry, i) => text(entry, `${path}[${i}]`));
}

function flag(value: unknown, path: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value !== "boolean") throw new SettingsError(path, "true or false", value);
  return value;
}

function text(value: unknown, path: string): string {
  if (typeof value !== "string" || value === "") throw new SettingsError(path, "a non-empty string", value);
  return value;
}
