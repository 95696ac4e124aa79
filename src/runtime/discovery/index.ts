import type { Discovery } from "./context.ts";
import { watchBindgen } from "./bindgen.ts";
import { watchEmbind } from "./embind.ts";
import { dressInstance, ExportWatch, unwrapInTables } from "./exports.ts";
import { watchInstantiation } from "./instantiate.ts";
import { ModuleWatch } from "./module.ts";
import { hasEarlierInstance } from "./earlier.ts";
import { noticeLate } from "./late.ts";
import { factsOf } from "./facts.ts";
import { HeapBlocks } from "./blocks.ts";
import { HeldWatch } from "./held.ts";
import type { HeldObjects } from "./held.ts";
import { judge } from "./ownership.ts";
import type { Circumstances } from "./circumstances.ts";
import type { DiscoveredFinding } from "./ownership.ts";
import { Patches } from "./patches.ts";
import { watchRegistries } from "./registry.ts";
import { createStamp, HandleStamp } from "./stamp.ts";
import { Tracker } from "../tracker/tracker.ts";
import { Recorder } from "./recorder.ts";
import { watchTransformed } from "./transform.ts";
import { HandleTypes } from "./types.ts";

export type { HeldObjects } from "./held.ts";
export type { Circumstances } from "./circumstances.ts";
export type { DiscoveredFinding } from "./ownership.ts";

/** How the discovery works. */
export interface DiscoveryOptions {
  /** Where the records go; a new tracker unless given. */
  readonly tracker?: Tracker;
  /** What the ownership rules may ask beside the records, such as the text of a source. */
  readonly about?: Pick<Partial<Circumstances>, "sourceAt" | "isBlock">;
  /** Nothing can have been loaded before: spares the look for modules that were. */
  readonly first?: boolean;
  /** Takes what the user must know: a hook that is not available, a module that came too early. */
  readonly onNotice?: (text: string) => void;
}

/** A discovery that runs. */
export interface RunningDiscovery {
  readonly context: Discovery;
  readonly tracker: Tracker;
  /** What the user must know: a hook that is not available, a module that came too early. */
  readonly notices: readonly string[];
  /** Findings over all records of an epoch of the tracker and later, by default since the start. */
  findings(since?: number): DiscoveredFinding[];
  /** JS objects that wasm keeps alive. */
  held(): HeldObjects[];
  /** Puts every global back as it was; returns what could not be put back. Records stay readable. */
  stop(): string[];
}

let running: RunningDiscovery | undefined;

/**
 * Puts the hooks up; call it before any glue is loaded. A second call returns the running discovery.
 */
export function startDiscovery(options: DiscoveryOptions = {}): RunningDiscovery {
  if (running !== undefined) return running;
  const types = new HandleTypes();
  const said: string[] = [];
  const tracker = options.tracker ?? new Tracker();
  const records = new Recorder(tracker);
  const context: Discovery = {
    records,
    types,
    patches: new Patches(),
    stamp: new HandleStamp(),
    watchedPrototypes: createStamp(),
    wrappers: new WeakSet(),
    wasmPackages: new Set(),
    active: true,
    settling: false,
    glueFiles: new Set(),
    instances: 0,
    onInstance: [],
    onUnseenRegistration: [],
    notice(text) {
      if (said.includes(text)) return;
      said.push(text);
      options.onNotice?.(text);
    },
  };
  if (options.first !== true && hasEarlierInstance() === true) noticeLate(context);
  const exports = new ExportWatch(context);
  const modules = new ModuleWatch(context, exports);
  const blocks = new HeapBlocks(context);
  watchRegistries(context);
  watchEmbind(context);
  watchBindgen(context);
  const held = new HeldWatch(context, modules);
  modules.start();
  watchTransformed(context);
  unwrapInTables(context, exports);
  watchInstantiation(
    context,
    (instance) => dressInstance(instance, exports),
    (imports) => imports,
  );
  const started: RunningDiscovery = {
    context,
    tracker,
    notices: said,
    findings(since) {
      const now = tracker.time();
      return judge(records.groups(since), {
        releasedStacks: records.releasedStacks(),
        lendingStacks: [...records.lending].map((id) => tracker.stacks.text(id)),
        facts: factsOf,
        isBlock: blocks.question(),
        glueFiles: context.glueFiles,
        wasmPackages: context.wasmPackages,
        ...options.about,
        now,
      });
    },
    held: () => held.objects(),
    stop() {
      context.active = false;
      running = undefined;
      return context.patches.restore();
    },
  };
  running = started;
  return started;
}
