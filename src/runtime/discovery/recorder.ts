import { NOWHERE, State } from "../tracker/records.ts";
import type { Handle } from "../tracker/records.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { CreationSites } from "./creation-sites.ts";
import type { HandleType } from "./types.ts";

/** How a handle came to be: decides who owns it and how sure that is. */
export const Birth = { registered: 0, constructed: 1, cloned: 2, returned: 3, acquired: 4 } as const;
export type Birth = (typeof Birth)[keyof typeof Birth];

/** Records that share class, birth, stack and state; what the ownership rules work on. */
export interface RecordGroup {
  readonly type: HandleType;
  readonly birth: Birth;
  /** `live`, `pending`, or `collected`. */
  readonly state: State;
  /** Frames, one per line; empty when the stack was not taken. */
  readonly stack: string;
  readonly stackId: number;
  readonly count: number;
  /** A few of the pointers, for the heap's answer. */
  readonly pointers: readonly number[];
  /** Milliseconds after the tracker's start. */
  readonly oldest: number;
  readonly newest: number;
}

type OpenGroup = { -readonly [Key in keyof RecordGroup]: RecordGroup[Key] } & { pointers: number[] };

function widen(group: OpenGroup, from: number, to: number): void {
  group.oldest = Math.min(group.oldest, from);
  group.newest = Math.max(group.newest, to);
}

type Caller = (...args: never[]) => unknown;

/**
 * Of which objects a stack is taken after the first thousand of a class: one stack costs as much as 20 handles.
 */
export function thinned(created: number): number {
  return created < 4_000 ? 16 : created < 16_000 ? 64 : created < 64_000 ? 256 : 1024;
}

const BIRTHS = 8;

/** What the hooks tell, written into the tracker's records. */
export class Recorder {
  readonly tracker: Tracker;
  readonly #sites: CreationSites;
  readonly #rows: { readonly type: HandleType; readonly birth: Birth }[] = [];
  /** Called with the id of a stack that was just taken. */
  onStack: ((stack: number) => void) | undefined;
  /** From class and birth to the tracker's class, plus one. */
  readonly #classes: number[] = [];
  /** From a stack to the class, plus one, of what was made there and released. */
  readonly #released: (number | undefined)[] = [];
  /** Stacks that returned a second handle on a live object. */
  readonly lending: Set<number> = new Set();

  constructor(tracker: Tracker) {
    this.tracker = tracker;
    this.#sites = new CreationSites(tracker);
  }

  /**
   * A handle came to be; `below` is our function whose caller's stack is taken.
   *
   * @param group - of {@link Recorder.newGroup}: in which space of addresses {@link Recorder.at} finds it again
   */
  open(type: HandleType, birth: Birth, pointer: number, below: Caller, group: number = NOWHERE): Handle {
    const classId = (this.#classes[type.id * BIRTHS + birth] ?? this.#define(type, birth)) - 1;
    const { tracker } = this;
    const stack = tracker.wantsStack(classId) ? this.#sites.capture(classId, below) : 0;
    if (stack !== 0) this.onStack?.(stack);
    return tracker.created(classId, pointer, stack, group);
  }

  /** A space of addresses: one of a module, of a class, of a registry. */
  newGroup(): number {
    return this.tracker.newGroup();
  }

  /** The newest open handle of a group at an address; 0 for none. */
  at(group: number, pointer: number): Handle {
    const { records } = this.tracker;
    const slot = records.newestOf(group, pointer);
    return slot === 0 ? 0 : records.handle(slot);
  }

  /** Puts an open handle that belongs to no group into one. False when it has another address, or a group already. */
  join(handle: Handle, group: number, pointer: number): boolean {
    const { records } = this.tracker;
    const slot = records.slot(handle);
    if (records.pointer(slot) !== pointer || records.group(slot) !== NOWHERE) return false;
    records.setGroup(slot, group);
    return true;
  }

  groupOf(handle: Handle): number {
    return this.tracker.records.group(this.tracker.records.slot(handle));
  }

  released(handle: Handle): void {
    const { records } = this.tracker;
    const slot = records.slot(handle);
    if (!this.tracker.releasedSlot(slot)) return;
    const stack = records.stack(slot);
    if (stack !== 0) this.#released[stack] = records.classId(slot) + 1;
  }

  /** Stacks whose objects the application has released, with their class. */
  releasedStacks(): ReadonlyMap<string, HandleType> {
    const stacks = new Map<string, HandleType>();
    for (const [stack, classId] of this.#released.entries()) {
      const type = classId === undefined ? undefined : this.#rows[classId - 1]?.type;
      if (type !== undefined) stacks.set(this.tracker.stacks.text(stack), type);
    }
    return stacks;
  }

  failed(handle: Handle, error: unknown): void {
    this.tracker.failed(handle, error);
  }

  collected(handle: Handle): void {
    this.tracker.collected(handle);
  }

  /** The module freed it by itself. */
  taken(handle: Handle): void {
    this.tracker.taken(handle);
  }

  pending(handle: Handle): void {
    this.tracker.pending(handle);
  }

  /** A second handle on an object that has one: whoever returned it lends, before and after. */
  alias(handle: Handle): void {
    const slot = this.tracker.records.slot(handle);
    this.lending.add(this.tracker.records.stack(slot));
    this.tracker.borrowed(handle);
  }

  isOpen(handle: Handle): boolean {
    const state = this.tracker.state(handle);
    return state === State.live || state === State.pending;
  }

  isAlias(handle: Handle): boolean {
    return this.tracker.state(handle) === State.borrowed;
  }

  pointerOf(handle: Handle): number {
    return this.tracker.records.pointer(this.tracker.records.slot(handle));
  }

  stackOf(handle: Handle): string {
    return this.tracker.stacks.text(this.tracker.records.stack(this.tracker.records.slot(handle)));
  }

  /** Everything of ours that matters to a verdict, from an epoch of the tracker on. */
  groups(since = 0): RecordGroup[] {
    const { records, stacks } = this.tracker;
    const groups = new Map<string, OpenGroup>();
    const groupOf = (classId: number, stack: number, state: State): OpenGroup | undefined => {
      const row = this.#rows[classId];
      if (row === undefined) return undefined;
      const key = `${String(classId)} ${String(stack)} ${String(state)}`;
      let group = groups.get(key);
      if (group === undefined) {
        group = {
          ...row,
          state,
          stack: stacks.text(stack),
          stackId: stack,
          count: 0,
          pointers: [],
          oldest: Infinity,
          newest: 0,
        };
        groups.set(key, group);
      }
      return group;
    };
    for (const sum of records.sums(since)) {
      const group = groupOf(sum.classId, sum.stack, sum.state);
      if (group === undefined) continue;
      group.count += sum.count;
      widen(group, sum.oldest, sum.newest);
      group.pointers.push(...sum.slots.map((slot) => records.pointer(slot)));
    }
    for (const misuse of this.tracker.misuses()) {
      if ((misuse.kind !== "freed-by-gc" && misuse.kind !== "failed") || misuse.epoch < since) continue;
      const group = groupOf(misuse.classId, misuse.stack, State.collected);
      if (group === undefined) continue;
      group.count += misuse.count;
      widen(group, misuse.first, misuse.last);
      group.pointers.push(misuse.pointer);
    }
    return [...groups.values()];
  }

  #define(type: HandleType, birth: Birth): number {
    const classId = this.tracker.defineClass(type);
    this.#rows[classId] = { type, birth };
    this.#classes[type.id * BIRTHS + birth] = classId + 1;
    return classId + 1;
  }
}
