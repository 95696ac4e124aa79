import type { Frame } from "../tracker/frames.ts";
import type { HandleType } from "./types.ts";

/** What the rules need to know beside the records. */
export interface Circumstances {
  /** Milliseconds after the tracker's start. */
  readonly now: number;
  /** Stacks whose objects were released, with their class. */
  readonly releasedStacks: ReadonlyMap<string, HandleType>;
  /** Stacks that returned a second handle on a live object. */
  readonly lendingStacks: readonly string[];
  /** Scripts that instantiated a module: their frames are glue. */
  readonly glueFiles: ReadonlySet<string>;
  /** Packages that brought wasm. */
  readonly wasmPackages: ReadonlySet<string>;
  /** Facts of the catalog about a package. */
  readonly facts?: (name: string) => PackageFacts | undefined;
  /** The text of a source from a place on, for names that minified code lost. */
  readonly sourceAt?: (frame: Frame) => string | undefined;
  /** False when a walk that the allocator's own totals confirm says that no block starts there. */
  readonly isBlock?: (pointer: number) => boolean | undefined;
}

/** What the rules ask the catalog about a package: data, no code of the package's own. */
export interface PackageFacts {
  /** One instance is meant to stay. */
  isSingleton(class_: string): boolean;
  /** The method's or function's result is the caller's to release. */
  owns(class_: string, method: string, result: string): boolean;
  /** The method's result belongs to another object. */
  lends(class_: string, method: string): boolean;
  /** The function gives its caller an address that the caller has to release. */
  handsOut(name: string): boolean;
  /** Functions of the package that release what one of its functions gave; none when the catalog names none. */
  releasesOf(name: string): readonly string[];
  /** Class of what a method or function returns; undefined when it may be one of several. */
  resultOf(method: string): string | undefined;
}

/** What the catalog says of a package; undefined when it does not know it. */
export function facts(about: Circumstances, from: string | undefined): PackageFacts | undefined {
  return from === undefined ? undefined : about.facts?.(from);
}
