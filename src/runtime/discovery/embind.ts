import type { AnyFunction, Discovery } from "./context.ts";
import { packageOf, parseStack } from "../tracker/frames.ts";
import { isConstruction } from "./creation.ts";
import { Birth } from "./recorder.ts";
import { watchReleases } from "./releases.ts";
import { takeStack } from "../tracker/stacks.ts";
import { noticeLate } from "./late.ts";
import { watchTakers } from "./takers.ts";
import { createStamp, isObject } from "./stamp.ts";
import { NameSource } from "./types.ts";
import type { HandleType } from "./types.ts";
import { EMBIND_RELEASE_METHODS } from "./words.ts";
import { wrapEverywhere } from "./wrap.ts";

/** What is known of one Embind class. */
interface EmbindClass {
  readonly type: HandleType;
  /** Addresses of its objects: the first handle of each is the one that owns. */
  readonly group: number;
  shape: Shape | undefined;
}

/** Names of the fields of the private record: Closure renames them, so they are learnt from the first handle. */
interface Shape {
  readonly record: string;
  readonly pointer: string;
}

type Fields = Record<string, unknown>;

/**
 * Sees every Embind handle, raw pointers too: the glue makes each one by `Object.create(prototype, {$$: ...})`.
 * A handle that `clone` makes owes a `delete` of its own; any other handle on a live address is an alias, and what returns
 * aliases lends.
 */
export function watchEmbind(context: Discovery): void {
  const create = Object.create as AnyFunction;
  const classes: EmbindClass[] = [];
  const classStamp = createStamp();

  /** Prototypes of classes whose module was instantiated under our eyes. */
  const classPrototypes = new WeakSet<object>();

  /** Of the handle before: most are followed by another of their class. */
  let lastPrototype: object | null = null;
  let last: EmbindClass | undefined;

  /** Above 0 while a `clone` runs: what it makes at a live address shares that object's count. */
  let cloning = 0;

  function hooked(this: unknown, prototype: object | null, descriptors?: PropertyDescriptorMap): unknown {
    if (descriptors === undefined) return create(prototype) as unknown;
    const handle = create(prototype, descriptors) as object;
    if (prototype !== null && context.active) {
      if (prototype !== lastPrototype) {
        const number = classStamp.read(prototype);
        last = number === 0 ? admit(prototype, handle, descriptors) : classes[number - 1];
        lastPrototype = last === undefined ? null : prototype;
      }
      const known = last;
      if (known !== undefined) opened(known, handle, descriptors);
    }
    return handle;
  }

  function admit(prototype: object, handle: object, descriptors: PropertyDescriptorMap): EmbindClass | undefined {
    const like = prototype as { delete?: unknown; isDeleted?: unknown };
    if (Object.hasOwn(descriptors, "constructor")) {
      classPrototypes.add(handle);
      return undefined;
    }
    if (typeof like.delete !== "function" || typeof like.isDeleted !== "function") return undefined;
    const type = context.types.of(prototype, "embind");
    type.how = "embind";
    const glue = parseStack(takeStack(hooked, 4))[0]?.file ?? "";
    type.package ??= packageOf(glue);
    const isLate = !classPrototypes.has(prototype) && !context.glueFiles.has(glue);
    if (context.instances === 0 || isLate) noticeLate(context);
    const known: EmbindClass = { type, group: context.records.newGroup(), shape: undefined };
    classes.push(known);
    classStamp.write(prototype, classes.length);
    watchReleases(context, prototype, EMBIND_RELEASE_METHODS, (target) => {
      release(target);
    });
    watchPending(prototype);
    watchTakers(context, type, prototype);
    return known;
  }

  function opened(known: EmbindClass, handle: object, descriptors: PropertyDescriptorMap): void {
    known.shape ??= learnShape(descriptors);
    const { shape } = known;
    const record = shape && (descriptors[shape.record]?.value as Fields | undefined);
    // The prototype of a derived class is made the same way.
    if (record === undefined && Object.hasOwn(descriptors, "constructor")) {
      classPrototypes.add(handle);
      return;
    }
    const pointer = shape === undefined || record === undefined ? 0 : Number(record[shape.pointer]);
    if (record !== undefined && known.type.nameSource < NameSource.binding)
      context.types.rename(known.type, boundName(record), NameSource.binding);
    const { records } = context;
    const before = records.at(known.group, pointer);
    const isClone = before !== 0 && cloning > 0;
    const isNew = before === 0;
    const id = records.open(
      known.type,
      isClone ? Birth.cloned : Birth.returned,
      pointer,
      hooked,
      isNew ? known.group : undefined,
    );
    context.stamp.write(handle, id);
    if (isNew || isClone) return;
    if (isConstruction(records.stackOf(id), known.type.name)) {
      // A constructor never returns a live address: the earlier object was freed inside the module.
      records.taken(before);
      records.join(id, known.group, pointer);
    } else {
      records.join(id, known.group, pointer);
      records.alias(id);
    }
  }

  /** Yoga frees through whichever handle it has: the release counts for the first record at the address as well. */
  function release(target: object): void {
    const id = context.stamp.read(target);
    if (id === 0) return;
    const { records } = context;
    if (records.isAlias(id)) records.released(records.at(records.groupOf(id), records.pointerOf(id)));
    else records.released(id);
  }

  function watchPending(prototype: object): void {
    for (let at: object | null = prototype; at !== null && at !== Object.prototype;) {
      wrapEverywhere(context, at, "deleteLater", (method) => {
        return function (this: object): unknown {
          const result = method.call(this) as unknown;
          if (context.active) context.records.pending(context.stamp.read(this));
          return result;
        };
      });
      wrapEverywhere(context, at, "clone", (method) => {
        return function (this: unknown, ...args: unknown[]): unknown {
          cloning++;
          try {
            return method.apply(this, args) as unknown;
          } finally {
            cloning--;
          }
        };
      });
      at = Object.getPrototypeOf(at) as object | null;
    }
  }

  Object.defineProperty(hooked, "name", { value: "create", configurable: true });
  if (!context.patches.value(Object, "create", hooked)) {
    context.notice(
      "Object.create is frozen, so Embind handles are not seen. Start the tracker before the code that freezes globals, " +
        "or run without --frozen-intrinsics.",
    );
  }
}

/** Finds the fields by their shape: the record is the one value, the pointer its first number, the count a box. */
function learnShape(descriptors: PropertyDescriptorMap): Shape | undefined {
  for (const key of Object.keys(descriptors)) {
    const record = descriptors[key]?.value as unknown;
    if (typeof record !== "object" || record === null) continue;
    const fields = Object.entries(record as Fields);
    const pointer = fields.find(([, value]) => typeof value === "number")?.[0];
    const counted = fields.some(
      ([, value]) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, "value") && Object.keys(value).length === 1,
    );
    if (pointer !== undefined && counted) return { record: key, pointer };
  }
  return undefined;
}

/** The class name of the type record: `Paint` for `Paint*`, `const Image&`. */
function boundName(record: Fields): string {
  for (const value of Object.values(record)) {
    const name = isObject(value) ? (value as { name?: unknown }).name : undefined;
    if (typeof name === "string") return name.replace(/\bconst\b|[*&\s]/g, "");
  }
  return "";
}
