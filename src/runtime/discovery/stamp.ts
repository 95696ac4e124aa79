import { Given } from "./given.ts";

/**
 * A whole number from 0 kept on an object without a property, a Map or a WeakMap: a private field put on somebody else's
 * object. Invisible to the application, works on class instances and prototypes alike, and costs a tenth of `WeakMap.set`.
 */
export interface Stamp {
  /** The number on the object, 0 when there is none. */
  read(target: object): number;
  write(target: object, value: number): void;
}

/** Makes a stamp of its own: two stamps on one object do not meet. For handles, {@link HandleStamp} is faster. */
export function createStamp(): Stamp {
  let refused: WeakMap<object, number> | undefined;
  class Field extends Given {
    #value: number;
    constructor(target: object, value: number) {
      super(target);
      this.#value = value;
    }
    static read(target: object): number {
      return #value in target ? target.#value : (refused?.get(target) ?? 0);
    }
    static write(target: object, value: number): void {
      if (#value in target) target.#value = value;
      else new Field(target, value);
    }
  }
  return {
    read: (target) => Field.read(target),
    write(target, value) {
      try {
        Field.write(target, value);
      } catch {
        // Newer engines refuse private fields on objects that are not extensible.
        (refused ??= new WeakMap()).set(target, value);
      }
    },
  };
}

const HALF = 2 ** 24;
const LOW = HALF - 1;

/** At the top of a module: a class made more than once shares its inline caches, and each has another private name. */
class HandleField extends Given {
  #owner: HandleStamp;
  // Two small integers: a field that starts small and then holds a large number changes the shape of every object.
  #low: number;
  #high: number;
  constructor(target: object, owner: HandleStamp, value: number) {
    super(target);
    this.#owner = owner;
    this.#low = value & LOW;
    this.#high = Math.floor(value / HALF);
  }
  static read(target: object, owner: HandleStamp): number {
    return #owner in target && target.#owner === owner ? target.#high * HALF + target.#low : 0;
  }
  static write(target: object, owner: HandleStamp, value: number): void {
    if (#owner in target) {
      target.#owner = owner;
      target.#low = value & LOW;
      target.#high = Math.floor(value / HALF);
    } else new HandleField(target, owner, value);
  }
}

/** The stamp of handles: one for each discovery, and what an earlier one wrote is not read. */
export class HandleStamp implements Stamp {
  #refused: WeakMap<object, number> | undefined;

  read(target: object): number {
    return HandleField.read(target, this) || (this.#refused === undefined ? 0 : (this.#refused.get(target) ?? 0));
  }

  write(target: object, value: number): void {
    try {
      HandleField.write(target, this, value);
    } catch {
      (this.#refused ??= new WeakMap()).set(target, value);
    }
  }
}

/** True for what can carry a stamp. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
