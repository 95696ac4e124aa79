import { session } from "../session.ts";
import { Tracker } from "../tracker/tracker.ts";
import type { TrackerOptions } from "../tracker/tracker.ts";
import { startDiscovery } from "./index.ts";
import type { DiscoveryOptions, RunningDiscovery } from "./index.ts";
import { thinned } from "./recorder.ts";
import { DiscoverySource } from "./source.ts";

/** What {@link attachDiscovery} is told: about the hooks, and about the tracker it makes. */
export interface AttachOptions extends Omit<DiscoveryOptions, "tracker"> {
  readonly tracker?: TrackerOptions;
}

/** Events between two looks at the clock. */
const TICK = 64;

/**
 * Puts the hooks up, if they are not, and makes what they see part of the session's reports. Each time has a tracker of its
 * own: what an earlier one recorded stays in the reports.
 */
export function attachDiscovery(options: AttachOptions = {}): RunningDiscovery {
  const own = session();
  if (own.discovery !== undefined) return own.discovery;
  const tracker = new Tracker({ tick: TICK, sampleEvery: thinned, ...options.tracker });
  const discovery = startDiscovery({ ...options, tracker });
  own.addSource(new DiscoverySource(discovery));
  // What an export returned and `manage` then took is one object, and the registration knows more of it.
  own.runtime.onManaged = (pointer) => {
    for (const slot of [...tracker.records.at(pointer)]) {
      const { how } = tracker.classOf(tracker.records.classId(slot));
      if (how === "export") tracker.borrowed(tracker.records.handle(slot));
    }
  };
  own.discovery = discovery;
  return discovery;
}

/** Takes the hooks out; returns what could not be put back. What was recorded stays in the reports. */
export function detachDiscovery(): string[] {
  const own = session();
  const { discovery } = own;
  if (discovery === undefined) return [];
  own.discovery = undefined;
  own.runtime.onManaged = undefined;
  discovery.tracker.level = "off";
  return discovery.stop();
}
