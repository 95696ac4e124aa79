import type { EngineInstance } from "../heap/webassembly.ts";
import type { Patches } from "./patches.ts";
import type { Recorder } from "./recorder.ts";
import type { Stamp } from "./stamp.ts";
import type { HandleTypes } from "./types.ts";

/** What the hooks share. */
export interface Discovery {
  readonly records: Recorder;
  readonly types: HandleTypes;
  readonly patches: Patches;
  /** From a handle to its record. */
  readonly stamp: Stamp;
  /** Marks prototypes whose release methods are wrapped, and the wrappers. */
  readonly watchedPrototypes: Stamp;
  readonly wrappers: WeakSet<object>;
  /** Packages that instantiated a module. */
  readonly wasmPackages: Set<string>;
  /** False after `stop`: a hook that could not be taken out lets everything pass. */
  active: boolean;
  /** True while the collection before the verdict runs. */
  settling: boolean;
  /** Scripts that instantiated a module: their frames are glue, wherever they lie. */
  readonly glueFiles: Set<string>;
  /** Number of instantiations seen. */
  instances: number;
  /** Says something once; the text holds what to do about it. */
  notice(text: string): void;
  /** Called when a registry that is older than the hooks takes an object with an address. */
  readonly onUnseenRegistration: ((target: object) => void)[];
  /** Called when a module was instantiated, so that late hooks look again. */
  readonly onInstance: ((instance: EngineInstance) => void)[];
}

/** A function of unknown shape, as the hooks meet them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyFunction = (this: any, ...args: any[]) => any;
