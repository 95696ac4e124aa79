/**
 * The vocabulary of ownership that rules and runtime share, and its compact form in the catalog files.
 *
 * A fact is written as one short string: what the call gives back, then what it does with its arguments.
 * `"Image"` an owned Image · `"~Canvas"` a borrowed one · `"?Path"` maybe owned · `"this"` the receiver itself ·
 * `"$"` the class the method was called on · `"Mat|Rect"` one of several · `"Node[]"` a container of owned elements ·
 * `"-"` an owned object of unknown class · `"!"` no handle · `"@"` an owned number, such as an address.
 * Then, separated by blanks: `t1` takes argument 1, `h1` holds it, `r1` releases it, `t` takes the receiver.
 */

/** Who has to release what a call returned. `maybe`: the published types cannot say. */
export type Ownership = "owned" | "maybe" | "borrowed" | "receiver" | "none";

/** What a call does to ownership. Indexes count arguments from 0. */
export interface CallFact {
  readonly result: Ownership;
  /** Classes the result may belong to; empty when it is a number or unknown. */
  readonly classes: readonly string[];
  /** The result is a container, and its elements are what is owned. */
  readonly elements: boolean;
  /** The result is a number: an address or an id. */
  readonly raw: boolean;
  /** Arguments whose ownership moves to the callee: later use is a use after free. */
  readonly takes: readonly number[];
  /** Arguments the callee keeps: later use is fine, a release before the callee's own end is not. */
  readonly holds: readonly number[];
  /** Arguments the callee releases. */
  readonly releases: readonly number[];
  /** The receiver is used up by the call. */
  readonly takesReceiver: boolean;
}

const CALL = /^([~?])?([\w$.|@!-]*)(\[\])?$/;

/** Reads one fact; `owner` stands for `$`. An unreadable fact says nothing, so it reads as "no handle". */
export function parseFact(text: string, owner?: string): CallFact {
  const [head = "", ...effects] = text.split(" ");
  const match = CALL.exec(head);
  const names = match?.[2] ?? "!";
  const at = (letter: string): number[] =>
    effects.filter((e) => e[0] === letter && /^.\d+$/.test(e)).map((e) => Number(e.slice(1)));
  let result: Ownership = "owned";
  if (names === "!" || names === "") result = "none";
  else if (names === "this") result = "receiver";
  else if (match?.[1] === "~") result = "borrowed";
  else if (match?.[1] === "?") result = "maybe";
  const raw = names === "@";
  const classes =
    result === "none" || result === "receiver" || raw
      ? []
      : names.split("|").map((name) => (name === "$" ? (owner ?? "") : name));
  return {
    result,
    classes: classes.filter((name) => name !== "" && name !== "-"),
    elements: match?.[3] !== undefined,
    raw,
    takes: at("t"),
    holds: at("h"),
    releases: at("r"),
    takesReceiver: effects.includes("t"),
  };
}

/** How a package binds wasm to JavaScript; decides what is true of its handles in general. */
export type BindingStyle = "embind" | "wasm-bindgen" | "webidl" | "assemblyscript" | "raw" | "classes";

/** `none`: a forgotten object leaks for good. `results`: only what methods return is mended. `always`: the GC mends late. */
export type Finalizer = "none" | "results" | "always";

/** What all classes of one kind have in common. */
export interface KindData {
  /** Methods of the object that end it, the one to recommend first. Absent: nobody releases it by hand. */
  readonly release?: readonly string[];
  /** Functions of the module that end it when given the object, as `Module.destroy(x)`. */
  readonly by?: readonly string[];
  readonly finalizer?: Finalizer;
  /** The package's first version that has the finalizer, as `0.27`. */
  readonly finalizerSince?: string;
  /**
   * What `new` gives: owned by default, `no` when the class has no public constructor, `promise` when it returns one: a
   * `new` that nobody awaits comes from a version that owned nothing.
   */
  readonly new?: "owned" | "maybe" | "no" | "promise";
}

/** An acquire with its releases, for functions that hand out numbers. */
export interface FamilyData {
  readonly acquire: readonly string[];
  readonly release: readonly string[];
  /** The argument of the release that is the resource, 0 by default. */
  readonly argument?: number;
}

/** One method name: the same fact for every class, or facts with the classes they hold for (`*` = all others). */
export type MethodData = string | Readonly<Record<string, string>>;

/** One package, as stored in `catalog/<file>.json`. */
export interface PackageData {
  readonly package: string;
  readonly version: string;
  readonly license: string;
  readonly style: BindingStyle;
  /** The first version that is this package at all, as `1.0`: older ones are plain JavaScript. */
  readonly since?: string;
  /** Import specifiers that give the same vocabulary: the package, its sub-paths, forks under another name. */
  readonly specifiers: readonly string[];
  /** Base names of glue files people copy into their project, without extension. */
  readonly glue?: readonly string[];
  /** Exports that return the namespace: `default` for `const CanvasKit = await init()`. */
  readonly init?: readonly string[];
  /** Exports that are the namespace or carry it as a member, `Module` or `default`. */
  readonly namespace?: readonly string[];
  /** The class that the module itself is, in versions older than the `finalizerSince` of its kind: `new (require("x"))()`. */
  readonly main?: string;
  /** Kind by letter. */
  readonly kinds: Readonly<Record<string, KindData>>;
  /** Names of the classes of each kind, separated by blanks; `-` lists classes that own nothing but return handles. */
  readonly classes: Readonly<Record<string, string>>;
  /** `A B` pairs: class and the class it extends, where the base is a handle too. */
  readonly bases?: Readonly<Record<string, string>>;
  /** What a constructor does with its arguments. */
  readonly constructors?: Readonly<Record<string, string>>;
  readonly methods?: Readonly<Record<string, MethodData>>;
  readonly statics?: Readonly<Record<string, MethodData>>;
  readonly functions?: Readonly<Record<string, string>>;
  readonly families?: readonly FamilyData[];
  /** Functions and methods that release what is registered in them or made inside their callback. */
  readonly collectors?: readonly string[];
  /** Names of objects the package makes once and keeps: never owned by the caller. */
  readonly singletons?: readonly string[];
  /** The method that the glue also sets as `[Symbol.dispose]` of every class, though the types leave it out. */
  readonly untypedDispose?: string;
  /** Names of overloads end in a number that means nothing: `gp_Pnt_3`, `Edge_1`. */
  readonly overloads?: boolean;
  /** A kind for classes that are not listed, by a regular expression on the name. */
  readonly patterns?: Readonly<Record<string, string>>;
  /** What people call the namespace: `CanvasKit`, `cv`. Evidence where the import is out of sight. */
  readonly variables?: readonly string[];
}
