/**
 * The tracker core: what exists, where it was made, what became of it. It holds no reference to any object of the
 * program, so that nothing it does decides whether something is collected.
 *
 * How discovery and `manage` feed it:
 * ```ts
 * const type = tracker.defineClass({ name: "Paint", how: "embind", releases: ["delete"], package: "canvaskit-wasm" });
 * const stack = tracker.wantsStack(type) ? tracker.stacks.capture(hook) : 0;
 * const handle = tracker.created(type, pointer, stack);   // keep the number on the object (a private field)
 * tracker.released(handle);                                // or collected, failed, pending, borrowed, taken
 * ```
 * The object given to `defineClass` is kept: change its `name` when a better one turns up. Handles are numbers that never
 * come back; one that was retired long ago is ignored.
 */
import { Records, State, type Handle } from "./records.ts";
import { Stacks } from "./stacks.ts";
import { Timeline, type Moment } from "./timeline.ts";

/** Who saw an object first. */
export type Origin = "manage" | "hold" | "registry" | "embind" | "bindgen" | "module" | "export" | "transform";

/** A class of handles, or a family of pointers. The tracker reads it when it reports, so it may still change. */
export interface TrackedClass {
  name: string;
  how: Origin;
  /** Names of what releases it, such as `delete`; empty: managed by the garbage collector, never a finding. */
  releases: readonly string[];
  /** Package whose code defines it. */
  package?: string | undefined;
  /** Made once for the life of the program: never a finding. */
  singleton?: boolean | undefined;
}

/** Something that was done wrong, as opposed to left undone. */
export type MisuseKind = "double-release" | "use-after-release" | "duplicate" | "failed" | "freed-by-gc" | "retained";

/** The same thing at the same place, counted. */
export interface Misuse {
  readonly kind: MisuseKind;
  readonly classId: number;
  /** Where the object was made. */
  readonly stack: number;
  /** Where it was misused; 0 when nobody's code did it. */
  readonly at: number;
  readonly epoch: number;
  /** Milliseconds since the start. */
  readonly first: number;
  last: number;
  count: number;
  bytes: number;
  /** Text of the first error, for `failed`. */
  readonly message: string;
  /** An address of one of them. */
  readonly pointer: number;
}

export type Level = "off" | "sample" | "full";

export interface TrackerOptions {
  /**
   * `full`: every object, a stack for the first `fullStacks` of each class, then for one of `sampleEvery`.
   * `sample`: every object, a stack for one of `sampleEvery`. `off`: nothing.
   */
  readonly level?: Level;
  /** 1,000 unless told; `Infinity` takes every stack. */
  readonly fullStacks?: number;
  /** 16 unless told; may depend on how many of the class there were. */
  readonly sampleEvery?: number | ((created: number) => number);
  /** Milliseconds, growing. */
  readonly now?: () => number;
  /**
   * Events between two looks at the clock after the first thousand, 1 unless told: a loop of handles asks far more often than
   * it matters.
   */
  readonly tick?: number;
}

/** Events whose time is taken one by one: most programs have no more. */
const TIMED = 1000;

interface ClassRow {
  readonly info: TrackedClass;
  created: number;
  stacks: number;
  /** Below this many created, no stack is wanted. */
  next: number;
}

export class Tracker {
  /** Called at every misuse. */
  onMisuse: (() => void) | undefined;
  readonly records: Records = new Records();
  readonly stacks: Stacks = new Stacks();
  readonly totals: { created: number; released: number; collected: number; failed: number } = {
    created: 0,
    released: 0,
    collected: 0,
    failed: 0,
  };
  readonly #fullStacks: number;
  readonly #sampleEvery: (created: number) => number;
  readonly #now: () => number;
  readonly #start: number;
  readonly #tick: number;
  #level: Level;
  #untilTick = 0;
  #timed = 0;
  #time = 0;
  readonly #classes: ClassRow[] = [];
  readonly #misuses = new Map<string, Misuse>();
  readonly #timeline = new Timeline();
  #epoch = 0;
  #lastGroup = 0;

  constructor(options: TrackerOptions = {}) {
    const { sampleEvery = 16 } = options;
    this.#level = options.level ?? "full";
    this.#fullStacks = options.fullStacks ?? 1000;
    this.#sampleEvery = typeof sampleEvery === "number" ? (): number => sampleEvery : sampleEvery;
    this.#tick = options.tick ?? 1;
    this.#now = options.now ?? ((): number => performance.now());
    this.#start = this.#now();
  }

  get level(): Level {
    return this.#level;
  }

  set level(level: Level) {
    this.#level = level;
    for (const row of this.#classes) row.next = 0;
  }

  /** Milliseconds since the tracker was made. */
  time(): number {
    return Math.round(this.#now() - this.#start);
  }

  defineClass(info: TrackedClass): number {
    this.#classes.push({ info, created: 0, stacks: 0, next: 0 });
    return this.#classes.length - 1;
  }

  classOf(classId: number): TrackedClass {
    return (this.#classes[classId] as ClassRow).info;
  }

  /** Every class, with its counts. */
  *classes(): Generator<readonly [TrackedClass, { readonly created: number; readonly stacks: number }]> {
    for (const row of this.#classes) yield [row.info, row];
  }

  /** How many of a class were made, and how many of those have a stack. */
  countsOf(classId: number): { readonly created: number; readonly stacks: number } {
    return this.#classes[classId] as ClassRow;
  }

  /** Whether the next object of a class is one whose stack is worth its price. Ask once for each object. */
  wantsStack(classId: number): boolean {
    const row = this.#classes[classId] as ClassRow;
    const { created } = row;
    if (created < row.next || this.#level === "off") return false;
    const every = this.#sampleEvery(created);
    if (!(this.#level === "full" && created < this.#fullStacks) && created % every !== 0) {
      row.next = every === Infinity ? Infinity : Math.ceil(created / every) * every;
      return false;
    }
    row.stacks++;
    return true;
  }

  /** A number that nobody else uses. */
  newGroup(): number {
    return ++this.#lastGroup;
  }

  /**
   * @param pointer - address; 0 when it is not known
   * @param stack - id of {@link Tracker.stacks}, 0 for none
   * @param group - what belongs together: one finding for `manage`, one space of addresses for discovery; 0 for none
   * @param bytes - what it owns, 0 when not known
   */
  created(classId: number, pointer: number | bigint, stack: number, group = 0, bytes = 0): Handle {
    if (this.#level === "off") return 0;
    (this.#classes[classId] as ClassRow).created++;
    this.totals.created++;
    const due = this.#isDue();
    const address = typeof pointer === "number" ? pointer : Number(pointer);
    const handle = this.records.add(classId, address, stack, group, bytes, this.#epoch, this.#time);
    if (due) this.#timeline.note(this.#time, this.records.live, this.records.liveBytes);
    return handle;
  }

  /** Released by hand. False when it was not open any more: call {@link Tracker.misuse} if that is an error. */
  released(handle: Handle): boolean {
    return this.releasedSlot(this.records.slot(handle));
  }

  /** {@link Tracker.released} for a row of {@link Tracker.records}. */
  releasedSlot(slot: number): boolean {
    const moved = this.#moveSlot(slot, State.released);
    if (moved) this.totals.released++;
    return moved;
  }

  /** The owner died and its deleter ran: mended by luck, a finding. */
  collected(handle: Handle): boolean {
    if (!this.#move(handle, State.collected)) return false;
    this.totals.collected++;
    this.misuse("freed-by-gc", handle);
    return true;
  }

  /** The deleter threw: nobody knows what is left. */
  failed(handle: Handle, error: unknown): boolean {
    if (!this.#move(handle, State.failed)) return false;
    this.totals.failed++;
    this.misuse("failed", handle, 0, describe(error));
    return true;
  }

  /** Its release is on its way: no finding, and no obligation met yet. */
  pending(handle: Handle): boolean {
    return this.#move(handle, State.pending);
  }

  /** It turned out to belong to another: no finding. */
  borrowed(handle: Handle): boolean {
    return this.#move(handle, State.borrowed);
  }

  /** Native code owns it now: no finding. */
  taken(handle: Handle): boolean {
    return this.#move(handle, State.taken);
  }

  /** `State.free` for a handle whose row has been used again. */
  state(handle: Handle): State {
    return this.records.state(this.records.slot(handle));
  }

  /**
   * Counts something done wrong to the object of a handle.
   *
   * @param at - id of the stack that did it
   */
  misuse(kind: MisuseKind, handle: Handle, at = 0, message = ""): void {
    const slot = this.records.slot(handle);
    if (slot === 0) return;
    const { records } = this;
    const [classId, stack, epoch] = [records.classId(slot), records.stack(slot), records.epoch(slot)];
    const key = `${kind} ${classId} ${stack} ${at} ${epoch}`;
    let known = this.#misuses.get(key);
    if (!known) {
      const first = this.time();
      known = {
        kind,
        classId,
        stack,
        at,
        epoch,
        first,
        last: 0,
        count: 0,
        bytes: 0,
        message,
        pointer: records.pointer(slot),
      };
      this.#misuses.set(key, known);
    }
    known.count++;
    known.bytes += records.bytes(slot);
    known.last = this.time();
    this.onMisuse?.();
  }

  misuses(): Iterable<Misuse> {
    return this.#misuses.values();
  }

  /** Starts a new epoch and returns it: what is created from now on carries at least this number. */
  checkpoint(): number {
    return ++this.#epoch;
  }

  timeline(): readonly Moment[] {
    return this.#timeline.moments(this.time(), this.records.live, this.records.liveBytes);
  }

  #move(handle: Handle, state: State): boolean {
    return this.#moveSlot(this.records.slot(handle), state);
  }

  #moveSlot(slot: number, state: State): boolean {
    if (slot === 0 || !this.records.move(slot, state)) return false;
    if (this.#isDue()) this.#timeline.note(this.#time, this.records.live, this.records.liveBytes);
    return true;
  }

  /** Counts an event; true when it is one that reads the clock. */
  #isDue(): boolean {
    if (--this.#untilTick > 0) return false;
    if (this.#timed < TIMED) this.#timed++;
    else this.#untilTick = this.#tick;
    this.#time = this.time();
    return true;
  }
}

/** The text of an error, whatever was thrown. */
function describe(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "an object that cannot be shown";
  }
}
