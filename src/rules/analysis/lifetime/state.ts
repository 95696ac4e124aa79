import type { TSESTree } from "@typescript-eslint/utils";
import { joinBoxes, type Box } from "./box.ts";
import { hashBits, hashBox, hashEntry, hashFact, hashText, mix, sameBox, sameMap, sameValue } from "./hashes.ts";
import { joinValues, renameIds, unknown, isPlain, type Value } from "./value.ts";

export type { Box } from "./box.ts";

/** What is known of a resource on a path; joins are unions, so exactly one bit means sure. */
export const LIVE = 1;
export const RELEASED = 2;
/** Owned by somebody else: returned, stored, taken, declared with `using`. */
export const ESCAPED = 4;
/** Null, or not acquired on this path. */
export const NONE = 8;

export interface Fact {
  readonly holds: boolean;
  readonly names: readonly string[];
}

/** The decisions a path took, newest first. */
export interface Trail {
  readonly test: TSESTree.Node;
  readonly taken: boolean;
  readonly before: Trail | undefined;
}

/** One path's knowledge. Copies share their maps until one of them writes. */
export class State {
  #env: Map<string, Value>;
  #bits: Map<number, number>;
  #boxes: Map<number, Box>;
  #facts: Map<string, Fact>;
  #open: Set<string>;
  #released: ReadonlyMap<number, TSESTree.Node>;
  #owned = 0;
  /** The node that threw without saying so, on paths that leave through an implicit exception. */
  implicit: TSESTree.Node | undefined;
  trail: Trail | undefined;
  /** What joining paths forgot: places by their name, resources as `#id`, conditions as `?` and each name they read. */
  #blur: ReadonlySet<string> = nothing;
  /** How many tests came out one way or the other only because joining had forgotten what they ask. */
  #guesses = 0;
  /** Kept up to date by every write: of all that is known, and of the resources alone. */
  #hash = 0;
  #bitsHash = 0;

  constructor(from?: State) {
    this.#env = from === undefined ? new Map() : from.#env;
    this.#bits = from === undefined ? new Map() : from.#bits;
    this.#boxes = from === undefined ? new Map() : from.#boxes;
    this.#facts = from === undefined ? new Map() : from.#facts;
    this.#open = from === undefined ? new Set() : from.#open;
    this.#released = from === undefined ? new Map() : from.#released;
    this.implicit = from?.implicit;
    this.trail = from?.trail;
    if (from === undefined) return;
    this.#blur = from.#blur;
    this.#guesses = from.#guesses;
    this.#hash = from.#hash;
    this.#bitsHash = from.#bitsHash;
    // The maps are shared from here on: both sides copy before they write.
    from.#owned = 0;
  }

  copy(): State {
    return new State(this);
  }

  /** Goes on as another state does. */
  become(other: State): void {
    this.#env = other.#env;
    this.#bits = other.#bits;
    this.#boxes = other.#boxes;
    this.#facts = other.#facts;
    this.#open = other.#open;
    this.#released = other.#released;
    this.#owned = 0;
    other.#owned = 0;
    this.implicit = other.implicit;
    this.trail = other.trail;
    this.#blur = other.#blur;
    this.#guesses = other.#guesses;
    this.#hash = other.#hash;
    this.#bitsHash = other.#bitsHash;
  }

  /** The same path, left by an exception that no `throw` statement announces. */
  thrownAt(node: TSESTree.Node): State {
    const thrown = new State(this);
    thrown.implicit = node;
    return thrown;
  }

  /** A run may take this path: no exception that nobody announced, and one guess picks among the paths that were joined. */
  get isSure(): boolean {
    return this.implicit === undefined && this.#guesses < 2;
  }

  /** A test came out one way that is not known: a guess where joining is why it is not. */
  ask(...what: readonly string[]): void {
    if (this.#blur.size > 0 && what.some((each) => this.#blur.has(each))) this.#guesses++;
  }

  /** What is found on this path from here on is possible at most. */
  doubt(): void {
    this.#guesses = 2;
  }

  #sharpen(what: string): void {
    if (this.#blur.has(what)) this.#blur = new Set([...this.#blur].filter((each) => each !== what));
  }

  /** How much is known: what a copy costs, in names; resources and facts are cheaper. */
  get size(): number {
    return this.#env.size + ((this.#bits.size + this.#facts.size) >> 2);
  }

  value(key: string): Value | undefined {
    return this.#env.get(key);
  }

  entries(): Iterable<[string, Value]> {
    return this.#env;
  }

  set(key: string, value: Value): void {
    if (this.#blur.size > 0) this.#sharpen(key);
    const old = this.#env.get(key);
    if (old === value) return;
    if (isPlain(value)) this.delete(key);
    else this.#put(key, old, value);
  }

  delete(key: string): void {
    const old = this.#env.get(key);
    if (old === undefined) return;
    this.#hash ^= hashEntry(key, old);
    this.#ownEnv().delete(key);
  }

  #put(key: string, old: Value | undefined, value: Value): void {
    this.#hash ^= hashEntry(key, old) ^ hashEntry(key, value);
    this.#ownEnv().set(key, value);
  }

  /** Forgets members of a place: `v3.` for every path that starts at variable 3. */
  forgetMembers(prefix: string): void {
    for (const key of this.#env.keys()) if (key.startsWith(prefix)) this.delete(key);
  }

  bits(id: number): number {
    return this.#bits.get(id) ?? 0;
  }

  allBits(): Iterable<[number, number]> {
    return this.#bits;
  }

  setBits(id: number, bits: number): void {
    const old = this.#bits.get(id);
    if (old === bits) return;
    if (this.#blur.size > 0) this.#sharpen(`#${id}`);
    if ((this.#owned & 2) === 0) {
      this.#bits = new Map(this.#bits);
      this.#owned |= 2;
    }
    this.#bitsHash ^= hashBits(id, old ?? 0) ^ hashBits(id, bits);
    this.#bits.set(id, bits);
  }

  /** The call that released a resource on this path. */
  releasedAt(id: number): TSESTree.Node | undefined {
    return this.#released.get(id);
  }

  setReleasedAt(id: number, node: TSESTree.Node): void {
    this.#released = new Map(this.#released).set(id, node);
  }

  box(id: number): Box | undefined {
    return this.#boxes.get(id);
  }

  setBox(id: number, box: Box): void {
    if ((this.#owned & 4) === 0) {
      this.#boxes = new Map(this.#boxes);
      this.#owned |= 4;
    }
    this.#hash ^= hashBox(id, this.#boxes.get(id)) ^ hashBox(id, box);
    this.#boxes.set(id, box);
  }

  fact(text: string): boolean | undefined {
    return this.#facts.get(text)?.holds;
  }

  facts(): Iterable<[string, Fact]> {
    return this.#facts;
  }

  setFact(text: string, fact: Fact): void {
    this.#hash ^= hashFact(text, this.#facts.get(text)) ^ hashFact(text, fact);
    this.#ownFacts().set(text, fact);
  }

  /** A name changed: what was concluded from it no longer holds. Or conditions of a kind no longer do. */
  forgetFacts(of: string | ((text: string) => boolean)): void {
    for (const [text, { names }] of this.#facts) {
      if (typeof of === "string" ? names.includes(of) : of(text)) this.#forgetFact(text);
    }
  }

  #forgetFact(text: string): void {
    this.#hash ^= hashFact(text, this.#facts.get(text));
    this.#ownFacts().delete(text);
  }

  /** Variables that a closure somebody else keeps can read: what is bound to them later is handed over as well. */
  isOpen(key: string): boolean {
    return this.#open.has(key);
  }

  openVariable(key: string): void {
    if (this.#open.has(key)) return;
    if ((this.#owned & 16) === 0) {
      this.#open = new Set(this.#open);
      this.#owned |= 16;
    }
    this.#open.add(key);
    this.#hash ^= mix(hashText(key), 7);
  }

  /** The newest instance of a site becomes one of the older ones, wherever it is held. */
  age(id: number, older: number): void {
    for (const [key, value] of this.#env) {
      if (value.ids.includes(id)) this.#put(key, value, renameIds(value, id, older));
    }
    for (const [boxId, box] of this.#boxes) {
      const holds = box.elements.ids.includes(id) || [...box.props.values()].some(({ ids }) => ids.includes(id));
      if (!holds) continue;
      const props = new Map([...box.props].map(([name, value]) => [name, renameIds(value, id, older)]));
      this.setBox(boxId, { ...box, props, elements: renameIds(box.elements, id, older) });
    }
    this.setBits(older, this.bits(older) | this.bits(id));
  }

  /** Some variable still reaches the container, through others as well. */
  holdsBox(id: number): boolean {
    return this.#reach().boxes.has(id);
  }

  /** Every resource that some variable still reaches, through containers as well. */
  reachable(): Set<number> {
    return this.#reach().ids;
  }

  #reach(): { ids: Set<number>; boxes: Set<number> } {
    const ids = new Set<number>();
    const boxes = new Set<number>();
    const visit = (value: Value): void => {
      for (const id of value.ids) ids.add(id);
      for (const boxId of value.boxes) {
        if (boxes.has(boxId)) continue;
        boxes.add(boxId);
        const box = this.#boxes.get(boxId);
        if (box === undefined) continue;
        visit(box.elements);
        for (const inner of box.props.values()) visit(inner);
      }
    };
    for (const value of this.#env.values()) visit(value);
    return { ids, boxes };
  }

  /** Equal for states that behave alike from here on; not the other way round. */
  get hash(): number {
    return this.#hash ^ this.resourceHash;
  }

  /** The part of {@link hash} that must agree before two states may be joined without loss that matters. */
  get resourceHash(): number {
    return this.implicit === undefined ? this.#bitsHash : ~this.#bitsHash;
  }

  equals(other: State): boolean {
    return (
      this.#hash === other.#hash &&
      this.sameResources(other) &&
      sameMap(this.#env, other.#env, sameValue) &&
      sameMap(this.#facts, other.#facts, (a, b) => a.holds === b.holds) &&
      sameMap(this.#boxes, other.#boxes, sameBox) &&
      (this.#open === other.#open ||
        (this.#open.size === other.#open.size && [...this.#open].every((key) => other.#open.has(key))))
    );
  }

  sameResources(other: State): boolean {
    if (this.#bitsHash !== other.#bitsHash || (this.implicit === undefined) !== (other.implicit === undefined))
      return false;
    if (this.#bits === other.#bits) return true;
    for (const [id, bits] of this.#bits) if (bits !== other.bits(id)) return false;
    for (const [id, bits] of other.#bits) if (bits !== this.bits(id)) return false;
    return true;
  }

  /** This state or the other: knowledge both share. */
  join(other: State): State {
    const joined = new State(this);
    const blur = new Set([...this.#blur, ...other.#blur]);
    for (const [id, bits] of other.#bits) joined.setBits(id, (this.bits(id) || NONE) | bits);
    for (const [id, bits] of this.#bits) if (!other.#bits.has(id)) joined.setBits(id, bits | NONE);
    for (const [id, bits] of joined.#bits) if (this.bits(id) !== other.bits(id) && bits !== NONE) blur.add(`#${id}`);
    for (const key of new Set([...this.#env.keys(), ...other.#env.keys()])) {
      const [mine = unknown, theirs = unknown] = [this.#env.get(key), other.#env.get(key)];
      const value = joinValues(mine, theirs);
      const isSame = mine.ids.length === theirs.ids.length && mine.ids.every((id, i) => id === theirs.ids[i]);
      joined.set(key, isSame ? value : { ...value, maybe: true });
      if (!isSame || mine.truth !== theirs.truth) blur.add(key);
    }
    if (other.#released !== this.#released) joined.#released = new Map([...other.#released, ...this.#released]);
    for (const [id, box] of other.#boxes) {
      const mine = this.#boxes.get(id);
      if (mine === undefined) joined.setBox(id, box);
      else if (mine !== box) joined.setBox(id, joinBoxes(mine, box));
    }
    for (const [text, { holds, names }] of this.#facts) {
      if (other.fact(text) === holds) continue;
      joined.#forgetFact(text);
      for (const name of names) blur.add(`?${name}`);
    }
    for (const [text, { names }] of other.#facts) {
      if (this.fact(text) === undefined) for (const name of names) blur.add(`?${name}`);
    }
    joined.#blur = blur;
    const [fewer, more] = [this.#guesses, other.#guesses].sort((a, b) => a - b);
    // What both ways leave the same, the one that runs take leaves.
    joined.#guesses = Math.min(more ?? 0, Math.max(fewer ?? 0, 1));
    for (const key of other.#open) joined.openVariable(key);
    joined.implicit = this.implicit ?? other.implicit;
    return joined;
  }

  #ownEnv(): Map<string, Value> {
    if ((this.#owned & 1) === 0) {
      this.#env = new Map(this.#env);
      this.#owned |= 1;
    }
    return this.#env;
  }

  #ownFacts(): Map<string, Fact> {
    if ((this.#owned & 8) === 0) {
      this.#facts = new Map(this.#facts);
      this.#owned |= 8;
    }
    return this.#facts;
  }
}

const nothing: ReadonlySet<string> = new Set();
