/**
 * Look-up in the catalog: what a package's classes, methods and functions do to ownership.
 *
 * Nothing is read until a package is asked for; each package is one JSON file beside this module. Where there is no
 * file system (browsers), hand the data over with {@link provide}.
 */
import type { BindingStyle, CallFact, FamilyData, Finalizer, KindData, MethodData, PackageData } from "./facts.ts";
import { parseFact } from "./facts.ts";
import { glueNames, packageFiles, variableNames as variableFiles } from "./catalog/index.ts";

export type { BindingStyle, CallFact, FamilyData, Finalizer, PackageData } from "./facts.ts";

/** One class of a package. */
export interface ClassFacts {
  readonly name: string;
  readonly package: PackageFacts;
  /** It has to be released: a destructor exists, as a method or as a function of the module. */
  readonly isHandle: boolean;
  /** Methods that end the object, the one to recommend first. */
  readonly releaseMethods: readonly string[];
  /** Functions of the module that end the object given to them, as `Module.destroy(x)`. */
  readonly releaseFunctions: readonly string[];
  /** What the garbage collector mends, late, when nobody releases. */
  readonly finalizer: Finalizer;
  /** The package's first version that has the finalizer, where older ones are still in use. */
  readonly finalizerSince: string | undefined;
  /** What `new` gives and does with its arguments. */
  readonly construct: CallFact;
  /** `new` returns a promise of the object. */
  readonly constructsPromise: boolean;
  /** What a method of an instance does; undefined when nothing is known of it. */
  method(name: string): CallFact | undefined;
  /** What a static method does. */
  staticMethod(name: string): CallFact | undefined;
}

/** Everything known of one package. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  /** The first version that is made of wasm, where older ones are in use. */
  readonly since: string | undefined;
  readonly style: BindingStyle;
  readonly specifiers: readonly string[];
  /** Exports that return the namespace when called (`default`: `const M = await init()`). */
  readonly init: readonly string[];
  /** Exports that carry the namespace as they are. */
  readonly namespace: readonly string[];
  /** The class that the module itself is, in some version: `import Parser from "web-tree-sitter"` before 0.25. */
  readonly main: ClassFacts | undefined;
  readonly families: readonly FamilyData[];
  readonly collectors: ReadonlySet<string>;
  readonly singletons: ReadonlySet<string>;
  /** The method that the glue also sets as `[Symbol.dispose]` of every class, though the types leave it out. */
  readonly untypedDispose: string | undefined;
  /** What people call the namespace: `CanvasKit`, `cv`. */
  readonly variables: readonly string[];
  classNames(): Iterable<string>;
  class(name: string): ClassFacts | undefined;
  /** A function of the namespace or a named export. */
  function(name: string): CallFact | undefined;
  /** What a method does whatever its class; undefined when the classes of the package disagree. */
  anyMethod(name: string): CallFact | undefined;
  /** Every name that releases something: methods and functions. */
  releaseNames(): ReadonlySet<string>;
}

const loaded = new Map<string, PackageFacts | undefined>();
const provided = new Map<string, PackageFacts>();

/** Adds a package's data: in browsers, in tests, and for packages a user described with `wasm-leaks catalog`. */
export function provide(data: PackageData): PackageFacts {
  const facts = factsOf(data);
  for (const specifier of data.specifiers) provided.set(specifier, facts);
  return facts;
}

/** The catalog's specifier for an import: sub-paths, `npm:` and CDN addresses with a version are understood. */
export function normalizeSpecifier(specifier: string): string {
  const cdn = /^(?:npm:|(?:https?:)?\/\/[^/]+\/(?:npm\/|v\d+\/)?)((?:@[\w.-]+\/)?[\w.-]+)(?:@[^/]*)?(\/.*)?$/.exec(
    specifier,
  );
  return cdn ? `${cdn[1] ?? ""}${cdn[2] ?? ""}` : specifier;
}

/** Everything known of the package an import names, or undefined. Relative paths match by the glue's file name. */
export function packageOf(specifier: string): PackageFacts | undefined {
  const file = fileOf(normalizeSpecifier(specifier));
  return typeof file === "string" ? load(file) : file;
}

/** Whether {@link packageOf} would find something; reads no file. */
export function isKnownSpecifier(specifier: string): boolean {
  return fileOf(normalizeSpecifier(specifier)) !== undefined;
}

/** A package by its own name. */
export function packageByName(name: string): PackageFacts | undefined {
  return packageOf(name);
}

/** The package whose namespace people usually call so: `CanvasKit`, `cv`, `oc`. Weak evidence: it is only a name. */
export function packageOfVariable(name: string): PackageFacts | undefined {
  const file = own(variableFiles, name);
  return file === undefined ? undefined : load(file);
}

/** All names by which {@link packageOfVariable} finds a package. */
export function variableNames(): readonly string[] {
  return Object.keys(variableFiles);
}

let classFiles: ReadonlyMap<string, string> | undefined;

/** The one package that has a class of this name, if the name is one that nobody would choose by chance: `gp_Pnt`, `HTJ2KDecoder`. */
export function packageOfClass(name: string): PackageFacts | undefined {
  if (classFiles === undefined) {
    const made = new Map<string, string>();
    for (const [file, names] of Object.entries(readJson("_classes") as Record<string, string>))
      for (const className of names.split(" ")) made.set(className, file);
    classFiles = made;
  }
  const file = classFiles.get(name) ?? classFiles.get(name.replace(/_\d+$/, ""));
  return file === undefined ? undefined : load(file);
}

/**
 * Methods that give a second object to release, whatever the package: among the methods of the catalog's handles,
 * `clone` does so in 13 packages of 14, `copy` in 7 of 7, `fork` in 3 of 3.
 */
export const copyMethods: ReadonlySet<string> = new Set(["clone", "copy", "fork"]);

// `./opencv.ts` is somebody's own module; `../vendor/opencv.js` and `./opencv_wasm.js` are the published glue.
const GLUE_NAME = /wasm|_bg$|^draco_|^tesseract-core/i;
const COPIED_FILE =
  /(?:^|[\\/])(?:vendor|libs?|third[-_]?party|external|public|static|assets|dist|pkg|wasm|build|bin)[\\/](?:.*[\\/])?[^\\/]+\.[mc]?js(?:[?#].*)?$/i;
const BUILT_FOLDER = /(?:^|[\\/])(?:vendor|third[-_]?party|dist|pkg|build)[\\/]/i;
const WASM_FOLDER = /(?:^|[\\/])(?:wasm|pkg)[\\/]/i;
// `web-ifc-api`, `tree-sitter`: names of two words that a module of one's own rarely has.
const OWN_NAME = /\w[-_.]\w/;

function isCopy(base: string, specifier: string): boolean {
  if (GLUE_NAME.test(base) || COPIED_FILE.test(specifier)) return true;
  return OWN_NAME.test(base) && (/\.[mc]?js$/.test(specifier) || BUILT_FOLDER.test(specifier));
}

function fileOf(specifier: string): string | PackageFacts | undefined {
  const direct = provided.get(specifier) ?? own(packageFiles, specifier);
  if (direct !== undefined) return direct;
  if (/^[./]|^\w:[\\/]|^[@~#]\//.test(specifier)) {
    const base = /([^/\\]+?)(?:\.(?:m|c)?[jt]sx?)?$/.exec(specifier.replace(/(?!^)[?#].*$/, ""))?.[1];
    if (base === undefined) return undefined;
    const copied = isCopy(base, specifier) ? own(glueNames, base.toLowerCase()) : undefined;
    if (copied !== undefined) return copied;
    // `wasm/core/kaspa` is what wasm-pack made of the crate that the package has as `kaspa_wasm`.
    const isBuilt = WASM_FOLDER.test(specifier) && !/\.[mc]?tsx?$/.test(specifier);
    return isBuilt ? own(glueNames, `${base.toLowerCase().replaceAll("-", "_")}_wasm`) : undefined;
  }
  const root = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
  return root === undefined || root === specifier ? undefined : (provided.get(root) ?? own(packageFiles, root));
}

function load(file: string): PackageFacts | undefined {
  if (loaded.has(file)) return loaded.get(file);
  const data = readJson(file) as Partial<PackageData>;
  const facts = isPackageData(data) ? factsOf(data) : undefined;
  loaded.set(file, facts);
  return facts;
}

function isPackageData(data: Partial<PackageData>): data is PackageData {
  return data.package !== undefined && data.classes !== undefined;
}

/** A file of the catalog; an empty object where there is no file system or the file is gone. */
function readJson(file: string): object {
  const fs = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:fs");
  if (fs === undefined) return {};
  try {
    return JSON.parse(fs.readFileSync(new URL(`./catalog/${file}.json`, import.meta.url), "utf8")) as object;
  } catch {
    return {};
  }
}

const OWNED: CallFact = parseFact("$", "");
const NO_HANDLE: CallFact = parseFact("!");

function factsOf(data: PackageData): PackageFacts {
  const kindOf = new Map<string, string>();
  for (const [kind, names] of Object.entries(data.classes))
    for (const name of names.split(" ")) if (name !== "") kindOf.set(name, kind);
  const byName = new Map<string, ClassFacts>();
  let releases: Set<string> | undefined;

  // `gp_Pnt_3` is the third constructor of `gp_Pnt`.
  const plainName = (name: string): string => (data.overloads ? name.replace(/_\d+$/, "") : name);
  const matched = (name: string): string | undefined =>
    Object.entries(data.patterns ?? {}).find(([, pattern]) => new RegExp(pattern).test(plainName(name)))?.[0];
  const pick = (entry: MethodData | undefined, name: string): string | undefined => {
    if (entry === undefined || typeof entry === "string") return entry;
    for (let at: string | undefined = name; at !== undefined; at = data.bases?.[at])
      for (const [fact, classes] of Object.entries(entry))
        if (fact !== "*" && ` ${classes} `.includes(` ${at} `)) return fact;
    return entry["*"];
  };
  const lookUp = (table: PackageData["methods"], name: string, method: string): CallFact | undefined => {
    const text = pick(own(table, method) ?? own(table, plainName(method)), plainName(name));
    return text === undefined ? undefined : parseFact(text, name);
  };

  const facts: PackageFacts = {
    name: data.package,
    version: data.version,
    since: data.since,
    style: data.style,
    specifiers: data.specifiers,
    init: data.init ?? [],
    namespace: data.namespace ?? [],
    get main() {
      return data.main === undefined ? undefined : facts.class(data.main);
    },
    families: data.families ?? [],
    collectors: new Set(data.collectors),
    singletons: new Set(data.singletons),
    untypedDispose: data.untypedDispose,
    variables: data.variables ?? [],
    classNames: () => kindOf.keys(),
    class(name) {
      const known = byName.get(name);
      if (known) return known;
      const letter = kindOf.get(name) ?? kindOf.get(plainName(name)) ?? matched(name);
      if (letter === undefined) return undefined;
      const kind: KindData = data.kinds[letter] ?? { new: "no" };
      const construct = own(data.constructors, name);
      const made: ClassFacts = {
        name,
        package: facts,
        isHandle: (kind.release?.length ?? 0) + (kind.by?.length ?? 0) > 0,
        releaseMethods: kind.release ?? [],
        releaseFunctions: kind.by ?? [],
        finalizer: kind.finalizer ?? "none",
        finalizerSince: kind.finalizerSince,
        construct: constructed(kind, name, construct),
        constructsPromise: kind.new === "promise",
        method: (method) => lookUp(data.methods, name, method),
        staticMethod: (method) => lookUp(data.statics, name, method) ?? implemented(made, method),
      };
      byName.set(name, made);
      return made;
    },
    function(name) {
      const text = own(data.functions, name) ?? own(data.functions, plainName(name));
      return text === undefined ? undefined : parseFact(text);
    },
    anyMethod(name) {
      const entry = own(data.methods, name) ?? own(data.methods, plainName(name));
      if (entry === undefined) return undefined;
      return typeof entry === "string" ? parseFact(entry) : agreed(Object.entries(entry));
    },
    releaseNames() {
      releases ??= new Set(Object.values(data.kinds).flatMap((kind) => [...(kind.release ?? []), ...(kind.by ?? [])]));
      return releases;
    },
  };
  return facts;
}

function constructed(kind: KindData, name: string, effects: string | undefined): CallFact {
  if (effects !== undefined) return parseFact(effects, name);
  if (kind.new === "no" || (kind.release === undefined && kind.by === undefined)) return NO_HANDLE;
  return { ...OWNED, result: kind.new === "maybe" ? "maybe" : "owned", classes: [name] };
}

/** Embind: `Callback.implement({ … })` makes a native object that calls back into JavaScript. */
function implemented(
  { name, isHandle, releaseMethods, releaseFunctions }: ClassFacts,
  method: string,
): CallFact | undefined {
  const isNative = isHandle && (releaseMethods.includes("delete") || releaseFunctions.length > 0);
  return method === "implement" && isNative ? parseFact("$", name) : undefined;
}

/** One fact for a name whose class is unknown: only what all classes agree on. */
function agreed(entries: readonly (readonly [string, string])[]): CallFact | undefined {
  const all = entries.map(([fact, classes]) => parseFact(fact === "*" ? classes : fact));
  const [first] = all;
  if (first === undefined) return undefined;
  const same = all.every((f) => f.result === first.result && f.elements === first.elements && f.raw === first.raw);
  const takes = all.every((f) => f.takesReceiver === first.takesReceiver && String(f.takes) === String(first.takes));
  if (!same || !takes) return undefined;
  return { ...first, classes: [...new Set(all.flatMap((f) => f.classes))] };
}

// A method may be called "constructor" or "toString": own properties only.
function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
