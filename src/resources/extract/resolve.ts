import type { Declarations, Member, Ty, TypeDecl } from "./model.ts";
import { OTHER } from "./model.ts";

/** Zero-argument methods that end an object, the one to recommend first. `close` and the like are named by overrides. */
const DESTRUCTORS = [
  "delete",
  "free",
  "dispose",
  "destroy",
  "__destroy__",
  "release",
  "[Symbol.dispose]",
  "[Symbol.asyncDispose]",
];

const THROUGH = new Set([
  "Promise",
  "PromiseLike",
  "Awaited",
  "Readonly",
  "Partial",
  "NonNullable",
  "Required",
  "Awaitable",
]);
const CONTAINERS = new Set([
  ...["Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable", "AsyncIterable", "IterableIterator", "Generator"],
  ...["AsyncGenerator", "Iterator", "AsyncIterableIterator", "AsyncIterator", "Map", "ReadonlyMap", "Record"],
]);
// Names of the platform that have such a method without owning wasm memory.
const PLATFORM = new Set([
  "FSNode",
  "FSStream",
  "ErrnoError",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "URLSearchParams",
  "Headers",
  "FormData",
  "Disposable",
  "AsyncDisposable",
]);

export interface ResolveOptions {
  /** More method names that end an object, in front of the usual ones. */
  readonly destructors?: readonly string[];
  /** Names the usual destructors are left out of, because they mean something else here. */
  readonly notDestructors?: readonly string[];
  /** Classes that are handles whatever their members. */
  readonly handles?: readonly string[];
  /** Destructors the types hide, by class; `*` for every class. */
  readonly hidden?: Readonly<Record<string, readonly string[]>>;
  /** Classes that are none. */
  readonly plain?: readonly string[];
  /** Every class with a constructor is a handle, as WebIDL glue has it. */
  readonly allClasses?: boolean;
}

/** What a type holds: classes of handles, one or many of them. */
export interface Held {
  readonly classes: ReadonlySet<string>;
  readonly elements: boolean;
  readonly receiver: boolean;
}

type Env = ReadonlyMap<string, Ty>;
const NO_ENV: Env = new Map();

/** Answers, for the declarations of one package, which types are handles. */
export class Resolver {
  readonly #declarations: Declarations;
  readonly #options: ResolveOptions;
  readonly #destructors: readonly string[];
  readonly #members = new Map<string, readonly Member[]>();
  readonly #handles = new Map<string, boolean>();

  constructor(declarations: Declarations, options: ResolveOptions = {}) {
    this.#declarations = declarations;
    this.#options = options;
    const without = new Set(options.notDestructors);
    this.#destructors = [...(options.destructors ?? []), ...DESTRUCTORS].filter((name) => !without.has(name));
  }

  /** Own and inherited members, with the arguments of generic bases put in. */
  membersOf(name: string): readonly Member[] {
    const known = this.#members.get(name);
    if (known) return known;
    const decl = this.#declarations.types.get(name);
    if (!decl) return [];
    this.#members.set(name, decl.members);
    const all = [...decl.members];
    const has = new Set(all.map(keyOf));
    for (const base of decl.bases)
      for (const inherited of this.shape(base)) {
        if (inherited.kind === "new" && decl.kind === "class" && has.has("new")) continue;
        if (!has.has(keyOf(inherited)) || inherited.kind === "method") all.push(inherited);
      }
    this.#members.set(name, all);
    return all;
  }

  /** The members a value of this type has. */
  shape(type: Ty, env: Env = NO_ENV, depth = 0): readonly Member[] {
    if (depth > 8) return [];
    switch (type.k) {
      case "obj":
        return type.members.map((m) => substituted(m, env));
      case "inter":
        return type.of.flatMap((part) => this.shape(part, env, depth + 1));
      case "ref": {
        const bound = env.get(type.name);
        if (bound) return this.shape(bound, NO_ENV, depth + 1);
        if (THROUGH.has(type.name)) return type.args[0] ? this.shape(type.args[0], env, depth + 1) : [];
        const decl = this.#declarations.types.get(type.name);
        if (decl) {
          const inner = bind(decl.generics, type.args, env);
          const members =
            decl.kind === "class"
              ? this.membersOf(type.name).filter((m) => !m.static && m.kind !== "new")
              : this.membersOf(type.name);
          return inner.size === 0 ? members : members.map((m) => substituted(m, inner));
        }
        const alias = this.#declarations.aliases.get(type.name);
        return alias ? this.shape(alias.type, bind(alias.generics, type.args, env), depth + 1) : [];
      }
      case "typeof": {
        const decl = this.#declarations.types.get(type.name);
        if (decl?.kind === "class") return this.staticSide(decl);
        const value = this.#declarations.values.get(type.name);
        return value ? this.shape(value, env, depth + 1) : [];
      }
      default:
        return [];
    }
  }

  /** A class seen as a value: its statics and its constructors. */
  staticSide(decl: TypeDecl): Member[] {
    const self: Ty = { k: "ref", name: decl.name, args: [] };
    return this.membersOf(decl.name).flatMap((m): Member[] => {
      if (m.kind === "new") return decl.abstract || m.hidden ? [] : [{ ...m, type: self }];
      return m.static ? [{ ...m, static: false }] : [];
    });
  }

  /** Names of the methods that end an object of this class, the one to recommend first. */
  releasesOf(name: string): readonly string[] {
    const hidden = this.#options.hidden?.[name] ?? (this.#isClass(name) ? this.#options.hidden?.["*"] : undefined);
    if (hidden) return hidden;
    const members = this.membersOf(name);
    const found = this.#destructors.filter((d) =>
      members.some(
        (m) => m.name === d && m.kind === "method" && !m.static && !m.hidden && m.params.every((p) => p.optional),
      ),
    );
    return found.includes("delete") && members.some((m) => m.name === "deleteLater")
      ? [...found, "deleteLater"]
      : found;
  }

  #isClass(name: string): boolean {
    return this.#declarations.types.get(name)?.kind === "class";
  }

  isHandle(name: string): boolean {
    const known = this.#handles.get(name);
    if (known !== undefined) return known;
    this.#handles.set(name, false);
    const made = this.#decide(name);
    this.#handles.set(name, made);
    return made;
  }

  #decide(name: string): boolean {
    if (this.#options.plain?.includes(name)) return false;
    if (this.#options.handles?.includes(name)) return true;
    const decl = this.#declarations.types.get(name);
    if (!decl || PLATFORM.has(name)) return false;
    if (this.#options.allClasses && decl.kind === "class") return true;
    if (this.releasesOf(name).length === 0) return false;
    return !decl.bases.some((base) => base.k === "ref" && (base.name === "Map" || base.name === "Set"));
  }

  /** Which handles a value of this type is or holds; undefined when none. */
  held(type: Ty, env: Env = NO_ENV, depth = 0): Held | undefined {
    if (depth > 8) return undefined;
    switch (type.k) {
      case "this":
        return { classes: new Set(), elements: false, receiver: true };
      case "ref":
        return this.#heldByReference(type, env, depth);
      case "union":
      case "inter":
        return merge(type.of.map((part) => this.held(part, env, depth + 1)));
      case "array": {
        const inner = this.held(type.of, env, depth + 1);
        return inner && { ...inner, elements: true };
      }
      case "obj":
        return type.members.some((m) => m.kind === "method" && this.#destructors.includes(m.name))
          ? { classes: new Set(), elements: false, receiver: false }
          : undefined;
      case "member": {
        const found = this.shape(type.of, env).find((m) => m.name === type.name);
        return found && found.kind !== "method" ? this.held(found.type, env, depth + 1) : undefined;
      }
      default:
        return undefined;
    }
  }

  #heldByReference(type: Ty & { k: "ref" }, env: Env, depth: number): Held | undefined {
    const bound = env.get(type.name);
    if (bound) return bound.k === "ref" && bound.name === type.name ? undefined : this.held(bound, NO_ENV, depth + 1);
    if (THROUGH.has(type.name) && type.args[0]) return this.held(type.args[0], env, depth + 1);
    if (CONTAINERS.has(type.name) && !this.#declarations.types.has(type.name)) {
      const inner = merge(type.args.map((arg) => this.held(arg, env, depth + 1)));
      return inner && { ...inner, elements: true };
    }
    if (type.name === "InstanceType" && type.args[0]?.k === "typeof")
      return this.held({ k: "ref", name: type.args[0].name, args: [] }, env, depth + 1);
    if (type.name === "ReturnType" && type.args[0]?.k === "typeof") {
      const callee = type.args[0].name;
      const declared = this.#declarations.functions.find((f) => f.name === callee);
      return declared && this.held(declared.result, NO_ENV, depth + 1);
    }
    if (this.isHandle(type.name) || this.isNamedHandle(type.name))
      return { classes: new Set([type.name]), elements: false, receiver: false };
    const alias = this.#declarations.aliases.get(type.name);
    return alias ? this.held(alias.type, bind(alias.generics, type.args, env), depth + 1) : undefined;
  }

  /** `type Shader = EmbindObject<"Shader">`: the alias is the class, the generic behind it only its shape. */
  isNamedHandle(name: string): boolean {
    const target = this.#declarations.aliases.get(name);
    return (
      target?.type.k === "ref" &&
      target.type.args.length > 0 &&
      target.type.args.every((arg) => arg.k === "prim") &&
      this.isHandle(target.type.name)
    );
  }

  /** The handle classes that `new` on a value of this type makes. */
  constructs(type: Ty): ReadonlySet<string> {
    if (type.k === "ctor") return this.held(type.result)?.classes ?? new Set();
    const made = new Set<string>();
    for (const m of this.shape(type))
      if (m.kind === "new") for (const c of this.held(m.type)?.classes ?? []) made.add(c);
    return made;
  }
}

function keyOf(member: Member): string {
  return member.kind === "new" ? "new" : `${String(member.static)} ${member.name}`;
}

function bind(names: readonly string[], args: readonly Ty[], env: Env): Env {
  return new Map(names.map((name, i) => [name, substitute(args[i] ?? OTHER, env)]));
}

function substituted(member: Member, env: Env): Member {
  return env.size === 0 ? member : { ...member, type: substitute(member.type, env) };
}

function substitute(type: Ty, env: Env): Ty {
  switch (type.k) {
    case "ref":
      return env.get(type.name) ?? { ...type, args: type.args.map((arg) => substitute(arg, env)) };
    case "union":
    case "inter":
      return { k: type.k, of: type.of.map((part) => substitute(part, env)) };
    case "array":
      return { k: "array", of: substitute(type.of, env) };
    case "fn":
    case "ctor":
      return { ...type, result: substitute(type.result, env) };
    default:
      return type;
  }
}

function merge(parts: readonly (Held | undefined)[]): Held | undefined {
  const found = parts.filter((part) => part !== undefined);
  if (found.length === 0) return undefined;
  return {
    classes: new Set(found.flatMap((part) => [...part.classes])),
    elements: found.every((part) => part.elements),
    receiver: found.some((part) => part.receiver),
  };
}
