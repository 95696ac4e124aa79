interface Patch {
  readonly target: object;
  readonly key: PropertyKey;
  readonly before: PropertyDescriptor | undefined;
  readonly after: PropertyDescriptor;
}

function same(a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean {
  return a !== undefined && a.value === b.value && a.get === b.get && a.set === b.set;
}

/**
 * Every property the discovery replaces, so that `restore` puts each one back with the descriptor it had.
 * What somebody else has replaced since is left alone and reported: undoing it would undo their work.
 */
export class Patches {
  readonly #patches: Patch[] = [];

  /** Replaces a property. False when the object refuses, which is no error: the hook is then unavailable. */
  define(target: object, key: PropertyKey, after: PropertyDescriptor): boolean {
    const before = Reflect.getOwnPropertyDescriptor(target, key);
    const wanted = { configurable: true, ...after };
    if (before?.configurable === false) {
      // A frozen property still takes a new value when it is writable.
      if (before.writable !== true || !("value" in after)) return false;
      wanted.configurable = false;
      wanted.enumerable = before.enumerable === true;
      wanted.writable = true;
    }
    if (!Reflect.defineProperty(target, key, wanted)) return false;
    this.#patches.push({ target, key, before, after: wanted });
    return true;
  }

  /** Replaces the value of a property and keeps its attributes. */
  value(target: object, key: PropertyKey, value: unknown): boolean {
    const before = Reflect.getOwnPropertyDescriptor(target, key);
    return this.define(target, key, {
      value,
      writable: before?.writable ?? true,
      enumerable: before?.enumerable ?? false,
      configurable: before?.configurable ?? true,
    });
  }

  /** Puts everything back, newest first; returns the names that could not be put back. */
  restore(): string[] {
    const left: string[] = [];
    for (let patch = this.#patches.pop(); patch !== undefined; patch = this.#patches.pop()) {
      const now = Reflect.getOwnPropertyDescriptor(patch.target, patch.key);
      if (now === undefined) continue;
      if (!same(now, patch.after)) {
        left.push(`${String(patch.key)} was replaced by somebody else`);
        continue;
      }
      const done =
        patch.before === undefined
          ? Reflect.deleteProperty(patch.target, patch.key)
          : Reflect.defineProperty(patch.target, patch.key, patch.before);
      if (!done) left.push(`${String(patch.key)} was frozen by the application`);
    }
    return left;
  }
}
