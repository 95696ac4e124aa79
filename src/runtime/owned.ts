/** Returns its argument, so that a subclass adds its private field to an object that exists already. */
const Given = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

const frozen = new WeakMap<object, unknown>();

/**
 * One value kept on the owner itself: a private field costs a fraction of a WeakMap entry and dies with the
 * owner. Engines may refuse new private fields on a frozen object; those go to a WeakMap.
 */
export class Owned extends Given {
  #value: unknown;

  private constructor(owner: object, value: unknown) {
    super(owner);
    this.#value = value;
  }

  static get(owner: object): unknown {
    return #value in owner ? owner.#value : frozen.get(owner);
  }

  static set(owner: object, value: unknown): void {
    if (#value in owner) owner.#value = value;
    else if (Object.isExtensible(owner)) new Owned(owner, value);
    else frozen.set(owner, value);
  }
}
