import { isApplicationFile, parseStack } from "../tracker/frames.ts";
import { takeStack, type Stacks } from "../tracker/stacks.ts";
import type { Tracker } from "../tracker/tracker.ts";

/** Creations of a class whose stacks are taken whole; what they show sets the depth for later ones. */
const LEARNING = 1000;

interface Depth {
  seen: number;
  /** Frames up to and with the application's deepest so far, and its caller. */
  frames: number;
}

/**
 * Stacks of creations, as short as the class allows: a frame costs a microsecond, and the application is always about as
 * many frames away from one kind of handle.
 */
export class CreationSites {
  readonly #stacks: Stacks;
  readonly #depths: Depth[] = [];
  /** Short stacks that show the application, with their ids. */
  readonly #short = new Map<string, number>();
  /** Depth of the application's frame by id of the whole stack. */
  readonly #known: number[] = [];

  constructor(tracker: Tracker) {
    this.#stacks = tracker.stacks;
  }

  /** The id of the stack of the caller of `below`. */
  capture(classId: number, below: (...args: never[]) => unknown): number {
    const depth = (this.#depths[classId] ??= { seen: 0, frames: 0 });
    if (depth.seen++ >= LEARNING && depth.frames > 0) {
      const text = takeStack(below, depth.frames);
      const id = this.#short.get(text) ?? this.#admit(text);
      if (id !== 0) return id;
    }
    const id = this.#stacks.capture(below);
    const frames = (this.#known[id] ??= depthOf(this.#stacks.text(id)));
    depth.frames = Math.max(depth.frames, frames);
    return id;
  }

  #admit(text: string): number {
    if (depthOf(text) === 0) return 0;
    const id = this.#stacks.intern(text);
    this.#short.set(text, id);
    return id;
  }
}

/** Frames up to the application's and one more; 0 when it is not there. */
function depthOf(stack: string): number {
  const at = parseStack(stack).findIndex((frame) => !frame.async && isApplicationFile(frame.file));
  return at < 0 ? 0 : at + 2;
}
