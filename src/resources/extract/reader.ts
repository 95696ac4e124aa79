import type { BindingStyle, Finalizer, KindData } from "../facts.ts";
import type { FactTable } from "./encode.ts";
import { setFact } from "./encode.ts";
import type { GlueCall, GlueFacts } from "./glue.ts";
import { finalizerOf } from "./glue.ts";
import type { Declarations, FunctionDecl, Member, Param, Ty } from "./model.ts";
import type { Held, ResolveOptions, Resolver } from "./resolve.ts";

export interface ExtractOptions extends ResolveOptions {
  readonly style?: BindingStyle;
  /** More import specifiers of the same vocabulary. */
  readonly aliases?: readonly string[];
  /** Methods of hand-written classes that return a handle return a new one, whatever they are called. */
  readonly owns?: boolean;
  /** Pairs of exports are internals of libraries inside the module: leave them out. */
  readonly noFamilies?: boolean;
  /** Builds of the library differ in their classes: what few of them have is told of those alone. */
  readonly differs?: boolean;
}

/** What was read, class by class. */
export interface Found {
  readonly classes: Map<string, { kind: KindData; base?: string | undefined }>;
  readonly plain: Set<string>;
  readonly methods: FactTable;
  readonly statics: FactTable;
  readonly functions: Map<string, string>;
  readonly constructors: Map<string, string>;
  readonly init: Set<string>;
  readonly namespace: Set<string>;
}

/** Asks every declaration of a package what it hands out and what it takes. */
export class Reader {
  readonly #declarations: Declarations;
  readonly #resolver: Resolver;
  readonly #glue: GlueFacts;
  readonly #style: BindingStyle;
  readonly #found: Found = {
    classes: new Map(),
    plain: new Set(),
    methods: new Map(),
    statics: new Map(),
    functions: new Map(),
    constructors: new Map(),
    init: new Set(),
    namespace: new Set(),
  };

  readonly #smart: ReadonlySet<string>;
  readonly #options: ExtractOptions;

  constructor(
    declarations: Declarations,
    resolver: Resolver,
    glue: GlueFacts,
    style: BindingStyle,
    smart: ReadonlySet<string>,
    options: ExtractOptions,
  ) {
    this.#smart = smart;
    this.#options = options;
    this.#declarations = declarations;
    this.#resolver = resolver;
    this.#glue = glue;
    this.#style = style;
  }

  read(): Found {
    const namespaces = new Set([...this.#declarations.types.keys()].filter((name) => this.#isNamespace(name)));
    for (const [name, alias] of this.#declarations.aliases)
      if (this.#resolver.isNamedHandle(name) && alias.type.k === "ref") this.#namedHandles.set(name, alias.type.name);
    // Namespaces first: they say which interfaces can be made by `new`.
    for (const name of namespaces) this.#addNamespace(this.#resolver.membersOf(name));
    for (const [name, type] of this.#declarations.values) this.#addValue(name, type);
    for (const [name, decl] of this.#declarations.types) {
      if (namespaces.has(name)) continue;
      if (this.#resolver.isHandle(name)) this.#addHandle(name);
      else this.#addPlain(name);
      if (decl.kind === "class") this.#addStatics(name, this.#resolver.staticSide(decl));
    }
    for (const declared of this.#declarations.functions) this.#addFunction(declared);
    for (const [name, shape] of this.#namedHandles) {
      this.#found.classes.set(name, { kind: this.#kind(shape, this.#constructible.has(name)) });
      this.#addMembers(shape, name);
    }
    for (const name of this.#glue.finalizers.keys())
      if (!this.#found.classes.has(name) && this.#declarations.types.get(name)?.kind === "class")
        this.#found.classes.set(name, { kind: { finalizer: "always", new: "no" } });
    return this.#found;
  }

  readonly #namedHandles = new Map<string, string>();
  /** Interfaces that are only the type of a namespace's member, as `ShaderFactory`: their methods are statics. */
  readonly #factories = new Set<string>();

  /** What hands out constructors or factories of handles is a namespace, such as `await init()` gives. */
  #isNamespace(name: string): boolean {
    if (this.#declarations.types.get(name)?.kind === "class" || this.#resolver.isHandle(name)) return false;
    return this.#handsOut(this.#resolver.membersOf(name));
  }

  #handsOut(members: readonly Member[]): boolean {
    return members.some(
      (m) =>
        m.kind === "prop" &&
        (this.#resolver.constructs(m.type).size > 0 ||
          (m.type.k === "obj" && m.type.members.some((x) => x.kind === "method" && this.#resolver.held(x.type)))),
    );
  }

  #addNamespace(members: readonly Member[]): void {
    for (const m of members) {
      if (m.kind === "method") this.#addNamed(this.#found.functions, m.name, m.name, m.params, m.type);
      if (m.kind === "prop" || m.kind === "get") this.#addNamespaceMember(m.name, m.type);
    }
  }

  #addNamespaceMember(name: string, type: Ty): void {
    const made = this.#resolver.constructs(type);
    const [first] = made;
    if (first !== undefined && first !== name && !this.#found.classes.has(name) && !this.#resolver.isHandle(name))
      this.#found.classes.set(name, { kind: this.#kind(first, true), base: first });
    this.#addStatics(name, this.#resolver.shape(type));
    if (type.k === "ref") this.#factories.add(type.name);
    if (made.size > 0) for (const c of made) this.#constructible.add(c);
  }

  readonly #constructible = new Set<string>();

  #addHandle(name: string): void {
    this.#found.classes.set(name, { kind: this.#kind(name, this.#isConstructible(name)) });
    this.#addMembers(name);
  }

  #isConstructible(name: string): boolean {
    const decl = this.#declarations.types.get(name);
    if (!decl) return false;
    if (decl.kind !== "class") return this.#constructible.has(name);
    const constructors = this.#resolver.membersOf(name).filter((m) => m.kind === "new");
    if (this.#style === "webidl" && this.#resolver.releasesOf(name).includes("__destroy__")) return true;
    if (this.#style === "wasm-bindgen" || this.#style === "webidl") return constructors.some((m) => !m.hidden);
    return !decl.abstract && constructors.every((m) => !m.hidden);
  }

  #kind(name: string, constructible: boolean): KindData {
    const own = this.#resolver.releasesOf(name);
    const release = own.filter((r) => r !== "__destroy__" || this.#style !== "webidl");
    const finalizer = this.#smart.has(name) ? "always" : this.#finalizer(name);
    return {
      ...(release.length > 0 ? { release } : {}),
      ...(this.#style === "webidl" ? { by: ["destroy"] } : {}),
      ...(finalizer === "none" ? {} : { finalizer }),
      ...(constructible ? {} : { new: "no" as const }),
    };
  }

  /** A class without registration of its own may inherit one. */
  #finalizer(name: string, depth = 0): Finalizer {
    const own = finalizerOf(this.#glue, name);
    const base = this.#declarations.types.get(name)?.bases.find((b) => b.k === "ref" && b.name !== name);
    if (own !== "none" || base?.k !== "ref" || depth > 8) return own;
    return this.#finalizer(base.name, depth + 1);
  }

  #addPlain(name: string): void {
    if (this.#factories.has(name) || this.#namedHandles.has(name)) return;
    const before = countOf(this.#found.methods, name);
    this.#addMembers(name);
    if (countOf(this.#found.methods, name) > before) this.#found.plain.add(name);
  }

  #addMembers(shape: string, name = shape): void {
    const facts = new Map<string, string | undefined>();
    for (const m of this.#resolver.membersOf(shape)) {
      if (m.static || m.hidden || (m.kind !== "method" && m.kind !== "get")) continue;
      const effects = this.#glue.calls.get(`${name}#${m.name}`);
      const fact = m.kind === "get" ? this.#getter(m, name) : this.#fact(m.name, m.params, m.type, effects, name);
      // Overloads that disagree: one of them owning is enough for "maybe".
      facts.set(m.name, facts.has(m.name) ? overload(facts.get(m.name), fact) : fact);
    }
    for (const [method, fact] of facts) setFact(this.#found.methods, method, name, fact ?? "!");
  }

  /** A getter of wasm-bindgen makes a new object each time; any other getter borrows. */
  #getter(m: Member, owner: string): string | undefined {
    const held = this.#resolver.held(m.type);
    if (!held || !this.#isGenerated(owner)) return undefined;
    return write(held, "");
  }

  #addStatics(owner: string, members: readonly Member[]): void {
    const facts = new Map<string, string | undefined>();
    for (const m of members) {
      if (m.kind === "new" && this.#glue.calls.has(`${owner}.new`)) {
        const effects = this.#effects(m.params, this.#glue.calls.get(`${owner}.new`));
        if (effects !== "") this.#found.constructors.set(owner, `$${effects}`);
      }
      if (m.kind !== "method" || m.static || m.hidden) continue;
      const fact = this.#fact(m.name, m.params, m.type, this.#glue.calls.get(`${owner}.${m.name}`), owner);
      facts.set(m.name, facts.has(m.name) ? overload(facts.get(m.name), fact) : fact);
    }
    for (const [method, fact] of facts) if (fact !== undefined) setFact(this.#found.statics, method, owner, fact);
  }

  #addFunction(declared: FunctionDecl): void {
    const name = declared.name;
    const isDefault = this.#declarations.defaultExports.has(name) || name === "default";
    if (this.#isNamespaceType(declared.result)) this.#found.init.add(isDefault ? "default" : name);
    else this.#addNamed(this.#found.functions, name, name, declared.params, declared.result);
  }

  #addValue(name: string, type: Ty): void {
    const exported = this.#declarations.defaultExports.has(name) ? "default" : name;
    if (type.k === "fn") {
      this.#addFunction({ name, params: type.params, result: type.result });
      return;
    }
    const shape = this.#resolver.shape(type);
    const call = shape.find((m) => m.kind === "call");
    if (call && this.#isNamespaceType(call.type)) this.#found.init.add(exported);
    if (this.#isNamespaceType(type)) {
      this.#found.namespace.add(exported);
      this.#addNamespace(shape);
    } else if (shape.length > 0) this.#addNamespaceMember(name, type);
  }

  #isNamespaceType(type: Ty): boolean {
    if (type.k === "ref" && this.#resolver.isHandle(type.name)) return false;
    if (type.k === "typeof" && this.#declarations.defaultExports.has(type.name)) return this.#style === "webidl";
    if (type.k === "union") return type.of.some((part) => this.#isNamespaceType(part));
    if (type.k === "ref" && !this.#declarations.types.has(type.name) && !this.#declarations.aliases.has(type.name))
      return type.args.some((arg) => this.#isNamespaceType(arg));
    return this.#handsOut(this.#resolver.shape(type));
  }

  #addNamed(into: Map<string, string>, name: string, key: string, params: readonly Param[], result: Ty): void {
    const fact = this.#fact(name, params, result, this.#glue.calls.get(key), undefined);
    const known = into.get(name);
    if (fact !== undefined || known !== undefined)
      into.set(name, known === undefined ? (fact ?? "!") : (overload(known, fact) ?? "!"));
  }

  /** What a call does, or undefined when it neither gives nor takes a handle. */
  #fact(
    name: string,
    params: readonly Param[],
    result: Ty,
    glue: GlueCall | undefined,
    owner: string | undefined,
  ): string | undefined {
    // WebIDL glue hands out views of objects that stay where they are: nothing to say of them.
    const held = this.#style === "webidl" ? undefined : this.#resolver.held(result);
    const releases =
      (owner === undefined ? RELEASES : ENDS).test(name) &&
      params.length === 1 &&
      params[0] &&
      this.#resolver.held(params[0].type);
    const effects = releases ? " r0" : this.#effects(params, glue);
    if (held === undefined) return effects === "" ? undefined : `!${effects}`;
    // `clone(): this` of Embind's declarations means the same class.
    if (held.receiver && MAKES.test(name)) return `$${effects}`;
    if (held.receiver || (glue?.fluent && owner !== undefined)) return `this${effects}`;
    return `${write(held, this.#ownership(name, held, owner))}${effects}`;
  }

  #effects(params: readonly Param[], glue: GlueCall | undefined): string {
    if (!glue) return "";
    const elements = glue.takesElements.filter(
      (i) => params[i] !== undefined && this.#resolver.held(params[i].type) !== undefined,
    );
    const takes = [...new Set([...glue.takes, ...elements])].sort((a, b) => a - b);
    return [...takes.map((i) => ` t${String(i)}`), ...(glue.takesReceiver ? [" t"] : [])].join("");
  }

  /** Generated bindings always hand out ownership; what people wrote by hand goes by its name. */
  /** Made by wasm-bindgen, not one of the classes somebody wrote around it. */
  #isGenerated(owner: string | undefined): boolean {
    return this.#style === "wasm-bindgen" && (owner === undefined || this.#resolver.releasesOf(owner).includes("free"));
  }

  #isVector(name: string): boolean {
    const members = new Set(this.#resolver.membersOf(name).map((m) => m.name));
    return members.has("push_back") && members.has("size");
  }

  #ownership(name: string, held: Held, owner: string | undefined): string {
    if (this.#options.owns || this.#isGenerated(owner)) return "";
    // Vectors of Embind copy the element they give.
    if (this.#style === "embind" && name === "get" && owner !== undefined && this.#isVector(owner)) return "";
    if (this.#style === "embind") return /^(?:get|set|add)(?:[A-Z]|$)/.test(name) ? "?" : "";
    if (owner !== undefined && held.classes.has(owner) && !MAKES.test(name)) return "?";
    return /^(?:get|find|set|add|at|on|root|parent|child|first|last|next|previous|current)(?:[A-Z_]|$)/.test(name)
      ? "~"
      : MAKES.test(name)
        ? ""
        : "?";
  }
}

const ENDS = /^_*(?:free|destroy|dispose)(?:[A-Z_]|$)/;
const RELEASES = /^_*(?:delete|free|destroy|dispose|release)(?:[A-Z_]|$)/;

// Verbs with which hand-written classes give a new object.
const MAKES =
  /^(?:new|create|make|copy|clone|dup|duplicate|open|load|parse|prepare|from|to|build|query|walk|compile|alloc|allocate|decode|encode|read|init|spawn|connect|fork|restore)(?:[A-Z_]|$)/;

function write(held: Held, mark: string): string {
  const names = [...held.classes].sort();
  return `${mark}${names.length === 0 ? "-" : names.slice(0, 4).join("|")}${held.elements ? "[]" : ""}`;
}

function overload(a: string | undefined, b: string | undefined): string | undefined {
  if (a === b) return a;
  if (a === undefined || a.startsWith("!")) return maybe(b);
  if (b === undefined || b.startsWith("!")) return maybe(a);
  return maybe(a);
}

function maybe(fact: string | undefined): string | undefined {
  if (fact === undefined || /^[!~?]/.test(fact) || fact.startsWith("this")) return fact;
  return `?${fact}`;
}

function countOf(table: FactTable, owner: string): number {
  let count = 0;
  for (const row of table.values()) if ((row.get(owner) ?? "!") !== "!") count += 1;
  return count;
}
