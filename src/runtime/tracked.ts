import type { ManageOptions, Pointer, Registration, Release, Runtime } from "./api.ts";
import { collector, macrotask } from "./collector.ts";
import { classOf } from "./class-name.ts";
import { countOwner } from "./counted.ts";
import { explainArguments, explainOwner } from "./explain.ts";
import { HeldObjects } from "./held.ts";
import { Owned } from "./owned.ts";
import { State, type Handle } from "./tracker/records.ts";
import type { Tracker } from "./tracker/tracker.ts";

/**
 * What the registry holds. The owner holds the registration too, so that {@link TrackedRuntime.findRetained} can let
 * go of it here and see whether anybody but the deleter reaches the owner.
 */
interface Shell {
  readonly handle: Handle;
  entry: TrackedEntry | undefined;
}

/** The runtime of development: the contract of the lean one, and a record of every registration. */
export interface TrackedRuntime extends Runtime {
  readonly held: HeldObjects;
  /** Told of every pointer before it is registered: who saw it made elsewhere knows then whose it is. */
  onManaged: ((pointer: number) => void) | undefined;
  /** Handles of owners that nothing but their own registration keeps alive. */
  readonly retained: ReadonlySet<Handle>;
  /**
   * Looks for owners that only their own deleter reaches. Collects garbage; call it when finalizers have run.
   * An owner that dies between its two collections is taken for one, and is then not released.
   */
  findRetained(): Promise<void>;
}

type TrackedEntry = Registration & { readonly releaseFunction: Release<never> | undefined; settle(how: How): void };
type Below = (...parameters: never[]) => unknown;
type How = "released" | "disposed" | "collected";

/** From the deleter of one owner of several to the function that they share. */
const originals = new WeakMap<Release<never>, Release<never>>();

function counted(pointer: Pointer, release: Release<never>): Release<never> {
  const own = countOwner(pointer, release);
  originals.set(own, release);
  return own;
}

function originalOf(release: Release<never> | undefined): Release<never> | undefined {
  return release && (originals.get(release) ?? release);
}

/** Whether `using` takes the owner itself. */
function isDisposable(owner: object): boolean {
  const { dispose } = Symbol as { dispose?: symbol };
  try {
    return dispose !== undefined && dispose in owner;
  } catch {
    // A Proxy may throw whatever it likes.
    return false;
  }
}

export function createTrackedRuntime(tracker: Tracker): TrackedRuntime {
  const registry = new FinalizationRegistry<Shell>((shell) => shell.entry?.settle("collected"));
  const types = new Map<string, number>();
  const byPrototype = new WeakMap<object, number>();
  /** By row of the tracker, so that equal addresses can be compared without a Map keyed by them. */
  const shells: (Shell | undefined)[] = [];
  const retained = new Set<Handle>();
  const held = new HeldObjects(tracker);
  let token = { live: 0 };
  let made = 0;

  class Entry implements TrackedEntry {
    readonly #pointer: Pointer;
    readonly #shared: ManageOptions["shared"];
    readonly #token: { live: number };
    readonly #handle: Handle;
    #release: Release<never> | undefined;
    #owned: WeakRef<OwnedEntries> | undefined;

    constructor(pointer: Pointer, owner: object, release: Release<never>, options: ManageOptions) {
      if ((made++ & 63) === 0) token = { live: 0 };
      const type = options.name === undefined && options.singleton !== true ? typeOf(owner) : typeNamed(owner, options);
      const stack = tracker.wantsStack(type) ? tracker.stacks.capture(manage) : 0;
      if (tracker.records.newestAt(Number(pointer)) !== 0) compare(Number(pointer), release, options, stack);
      this.#pointer = pointer;
      this.#shared = options.shared;
      this.#token = token;
      this.#release = options.shared === true ? counted(pointer, release) : release;
      this.#handle = tracker.created(type, pointer, stack, 0, options.bytes ?? 0);
      this.#join(owner);
      const shell = { handle: this.#handle, entry: this };
      const slot = tracker.records.slot(this.#handle);
      if (slot !== 0) shells[slot] = shell;
      token.live++;
      registry.register(owner, shell, token);
    }

    static releaseAll(owner: object): void {
      const owned = Owned.get(owner) as Entry | OwnedEntries | undefined;
      if (owned instanceof Entry) owned.#finish(release);
      else for (const entry of [...(owned?.entries ?? [])].reverse()) entry.#finish(release);
    }

    get releaseFunction(): Release<never> | undefined {
      return this.#release;
    }

    release(): void {
      this.#finish(this.release);
    }

    [Symbol.dispose](): void {
      this.settle("disposed");
    }

    settle(how: How): void {
      const release = this.#release;
      if (!release) return;
      this.#release = undefined;
      this.#owned?.deref()?.entries.delete(this);
      const slot = tracker.records.slot(this.#handle);
      if (slot !== 0) shells[slot] = undefined;
      if (--this.#token.live === 0) registry.unregister(this.#token);
      try {
        release(this.#pointer as never);
      } catch (error) {
        tracker.failed(this.#handle, error);
        console.error("wasm-leaks: release threw", this.#pointer, error);
        return;
      }
      if (how === "collected") tracker.collected(this.#handle);
      else tracker.released(this.#handle);
    }

    #finish(below: Below): void {
      if (this.#release) this.settle("released");
      else if (tracker.state(this.#handle) === State.released) {
        tracker.misuse("double-release", this.#handle, tracker.stacks.capture(below));
      }
    }

    /** Whether two owners of one address are a mistake: not when both say that they share it. */
    sharesWith(release: Release<never>, shared: ManageOptions["shared"]): boolean {
      // Only the same function proves the same memory: two modules have equal addresses.
      return originalOf(this.#release) !== release || (shared !== undefined && this.#shared !== undefined);
    }

    #join(owner: object): void {
      const owned = Owned.get(owner) as Entry | OwnedEntries | undefined;
      if (owned === undefined || (owned instanceof Entry && !owned.#release)) return Owned.set(owner, this);
      const several = owned instanceof Entry ? new OwnedEntries(owned) : owned;
      if (owned instanceof Entry) {
        owned.#owned = several.ref;
        Owned.set(owner, several);
      }
      several.entries.add(this);
      this.#owned = several.ref;
    }
  }

  /** The registrations of an owner of several. Only the owner keeps it, so that one of them never keeps another. */
  class OwnedEntries {
    readonly entries: Set<Entry>;
    readonly ref: WeakRef<OwnedEntries> = new WeakRef(this);
    constructor(first: Entry) {
      this.entries = new Set([first]);
    }
  }

  function compare(pointer: number, release: Release<never>, options: ManageOptions, stack: number): void {
    for (const slot of tracker.records.at(pointer)) {
      const other = shells[slot]?.entry;
      if (!(other instanceof Entry) || other.sharesWith(release, options.shared)) continue;
      tracker.misuse("duplicate", tracker.records.handle(slot), stack || tracker.stacks.capture(manage));
    }
  }

  /** The class of an owner, found once for each prototype: it takes property descriptors to find. */
  function typeOf(owner: object): number {
    const prototype = Object.getPrototypeOf(owner) as object | null;
    const known = prototype && byPrototype.get(prototype);
    if (known !== undefined && known !== null) return known;
    const type = typeNamed(owner, {});
    if (prototype) byPrototype.set(prototype, type);
    return type;
  }

  function typeNamed(owner: object, options: ManageOptions): number {
    return typeCalled(options.name ?? classOf(owner), options.singleton === true, isDisposable(owner));
  }

  function typeCalled(name: string, singleton: boolean, disposable: boolean): number {
    const key = `${name} ${singleton} ${disposable}`;
    let type = types.get(key);
    if (type === undefined) {
      const releases = disposable ? ["release(owner)", "[Symbol.dispose]"] : ["release(owner)"];
      type = tracker.defineClass({ name, how: "manage", releases, singleton });
      types.set(key, type);
    }
    return type;
  }

  function manage(pointer: Pointer, owner: object, release: Release<never>, options: ManageOptions = {}): Registration {
    const target = explainArguments(pointer, owner, release);
    tracked.onManaged?.(Number(pointer));
    return new Entry(pointer, target, release, options);
  }

  function release(owner: object): void {
    Entry.releaseAll(explainOwner(owner));
  }

  /** Registrations whose deleter serves them alone: one that serves several owners captures none of them. */
  function suspects(): Shell[] {
    const users = new Map<unknown, number>();
    const open = shells.filter((shell) => shell?.entry !== undefined) as Shell[];
    for (const shell of open) {
      const used = shell.entry?.releaseFunction;
      users.set(used, (users.get(used) ?? 0) + 1);
    }
    return open.filter((shell) => users.get(shell.entry?.releaseFunction) === 1);
  }

  async function findRetained(): Promise<void> {
    const gc = collector();
    if (!gc) return;
    // A second look: what a background compilation or an unfinished cycle of the collector holds is let go by then.
    for (let look = 0; look < 2; look++) await lookForRetained(gc);
  }

  // Everything that touches an entry is in a function of its own: what stays in a register of a waiting one is alive.
  async function lookForRetained(gc: () => void): Promise<void> {
    const asked = suspects();
    if (asked.length === 0) return;
    const entries = asked.map((shell) => new WeakRef(shell.entry as TrackedEntry));
    await macrotask();
    gc();
    await macrotask();
    letGo(asked);
    // Twice: the first may only end a cycle that had marked them before.
    gc();
    gc();
    for (const [index, shell] of asked.entries()) {
      shell.entry = entries[index]?.deref();
      if (!shell.entry && tracker.state(shell.handle) === State.live) retained.add(shell.handle);
    }
  }

  function letGo(asked: readonly Shell[]): void {
    for (const shell of asked) shell.entry = undefined;
  }

  function hold(value: unknown): number {
    return held.hold(value, hold);
  }
  function deref(id: number): unknown {
    return held.deref(id, deref);
  }
  function drop(id: number): void {
    held.drop(id, drop);
  }

  const tracked: TrackedRuntime = {
    manage: manage as Runtime["manage"],
    release,
    hold,
    deref,
    drop,
    imports: { env: { decref: drop } },
    held,
    onManaged: undefined,
    retained,
    findRetained,
  };
  return tracked;
}
