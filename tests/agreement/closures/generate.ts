import { Random } from "../random.ts";

/** A program with one registration whose target is dropped; `run(p)` makes it. */
export interface Program {
  seed: number;
  code: string;
  /** Where the registration stands. */
  host: "constructor" | "function" | "generator" | "field" | "other";
  sourceType: "module" | "script";
}

/** What is visible where a statement stands. */
interface Place {
  /** How the target is written here; `undefined` where only an alias reaches it. */
  target: string | undefined;
  /** Names that hold the target, and whether they may be assigned. */
  aliases: { name: string; writable: boolean }[];
  /** `arguments` here is the host's, with the target in it. */
  hasArguments: boolean;
  isAsync: boolean;
  depth: number;
}

/** Makes the program of a seed: siblings, blocks, loops, aliases, binds, defaults, fields, factories, eval and more. */
export function generate(seed: number): Program {
  return new Generator(seed).program();
}

class Generator {
  readonly #random: Random;
  readonly #seed: number;
  #names = 0;
  #helpers: string[] = [];
  #byRegistry = false;
  #sloppy = false;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new Random(seed);
  }

  program(): Program {
    this.#byRegistry = this.#random.chance(0.3);
    this.#sloppy = this.#random.chance(0.15);
    const { code: host, kind } = this.#host();
    const top = this.#sloppy
      ? "function manage(p, owner, release) { keep(p, owner, release); }"
      : 'import { manage } from "wasm-leaks/runtime";';
    const registry = this.#byRegistry ? "const registry = new FinalizationRegistry((value) => use(value));" : "";
    const factory = "function outerFactory(p) { return () => free(p); }";
    const wrapper = "class W { constructor(p) { this.p = p; } free() { free(this.p); } draw() {} }";
    return {
      seed: this.#seed,
      code: [top, registry, factory, wrapper, ...this.#helpers, host].filter(Boolean).join("\n"),
      host: kind,
      sourceType: this.#sloppy ? "script" : "module",
    };
  }

  #host(): { code: string; kind: Program["host"] } {
    const kind = this.#random.below(14);
    const kinds: Program["host"][] = ["constructor", "constructor", "constructor", "function", "function"];
    const named = kind === 7 ? "generator" : kind === 8 ? "field" : (kinds[kind] ?? "other");
    return { code: this.#hostOf(kind), kind: named };
  }

  #hostOf(kind: number): string {
    const inside = (target: string | undefined, more: Partial<Place> = {}): Place => ({
      target,
      aliases: [],
      hasArguments: false,
      isAsync: false,
      depth: 0,
      ...more,
    });
    switch (kind) {
      case 0:
      case 1: {
        const fields = this.#random.chance(0.4) ? `  ${this.#field()}\n` : "";
        return `class Image {\n${fields}  constructor(p) {\n${this.#body(inside("this"))}\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { new Image(p); }`;
      }
      case 2:
        return `class Image extends W {\n  constructor(p) {\n    super(p);\n${this.#body(inside("this"))}\n  }\n}\nfunction run(p) { new Image(p); }`;
      case 3:
        return `function attach(w, p) {\n${this.#body(inside("w", { aliases: [{ name: "w", writable: true }], hasArguments: true }))}\n}\nfunction run(p) { attach(new W(p), p); }`;
      case 4:
        return `function make(p) {\n  const w = new W(p);\n${this.#body(inside("w"))}\n  return w;\n}\nfunction run(p) { make(p); }`;
      case 5:
        return `class Image {\n  static create(p) {\n    const w = new Image();\n${this.#body(inside("w"))}\n    return w;\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { Image.create(p); }`;
      case 6:
        return `class Image {\n  async open(p) {\n${this.#body(inside("this", { isAsync: true }))}\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { return new Image().open(p); }`;
      case 7:
        return `function* steps(w, p) {\n${this.#body(inside("w", { hasArguments: true }))}\n  yield 1;\n}\nfunction run(p) { for (const _ of steps(new W(p), p)); }`;
      case 8: {
        const { held } = this.#held(inside("this"), "this.p");
        return `class Image {\n  p = 8;\n  ${this.#random.chance(0.5) ? this.#field() : ""}\n  registered = ${this.#registerCall("this", held)};\n  free() {}\n  draw() {}\n}\nfunction run(p) { new Image(p); }`;
      }
      case 10:
        return `class Image {\n  #release;\n  constructor(p) {\n    this.#release = ${this.#random.pick(["() => free(p)", "() => this.free()", "free", "outerFactory(p)"])};\n    ${this.#statement(inside("this"))}\n    manage(8, this, this.#release);\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { new Image(p); }`;
      case 11: {
        const uses = this.#random.pick(["", "use(() => this);", "use(() => p);", "use(p);"]);
        const word = this.#random.pick(["", "static "]);
        return `class Image {\n  ${word}#make(p) { ${uses} return () => free(p); }\n  constructor(p) {\n    ${this.#statement(inside("this"))}\n    manage(8, this, ${word ? "Image" : "this"}.#make(p));\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { new Image(p); }`;
      }
      case 12:
        return `class Image {\n  p = 8;\n  get handle() {\n    const p = this.p;\n${this.#body(inside("this"))}\n    return p;\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { new Image().handle; }`;
      case 13:
        return `function run(p) { nest(p); }\nfunction nest(p) {\n  const w = new W(p);\n  function inner() {\n${this.#body({ ...inside("w"), depth: 1 })}\n  }\n  ${this.#statement({ ...inside("w"), depth: 1 })}\n  inner();\n}`;
      case 9:
        return `const tools = { wrap(w, p) {\n${this.#body(inside("w", { hasArguments: true }))}\n}, get value() { return 1; } };\nfunction run(p) { tools.wrap(new W(p), p); }`;
      default:
        return `class Image {\n  attach(p) {\n${this.#body(inside("this"))}\n  }\n  free() {}\n  draw() {}\n}\nfunction run(p) { new Image().attach(p); }`;
    }
  }

  /** Statements before and after the one that registers, some of them around it. */
  #body(place: Place): string {
    const statements: string[] = [];
    const before = this.#random.below(3);
    for (let i = 0; i < before; i++) statements.push(this.#statement(place));
    statements.push(this.#registration(place));
    const after = this.#random.below(3);
    for (let i = 0; i < after; i++) statements.push(this.#statement(place));
    return statements.join("\n");
  }

  #registration(place: Place): string {
    const inner = { ...place, depth: place.depth + 1, aliases: [...place.aliases] };
    if (place.depth < 2) {
      switch (this.#random.below(10)) {
        case 0:
          return `{\n${this.#body(inner)}\n}`;
        case 1:
          return `for (const item of [p]) {\n${this.#body(inner)}\n}`;
        case 2:
          return `for (let i = 0; i < 1; i++) {\n${this.#body(inner)}\n}`;
        case 3:
          return `try {\n${this.#body(inner)}\n} catch (error) {\n  throw error;\n}`;
        case 4:
          return `(() => {\n${this.#body({ ...inner, isAsync: false })}\n})();`;
        case 5:
          if (place.isAsync) return `await null;\n${this.#body(inner)}`;
          return `switch (1) {\n  default: {\n${this.#body(inner)}\n  }\n}`;
        case 6: {
          const target = this.#reach(place);
          const name = this.#name("t");
          return `((${name}) => {\n${this.#body({ target: name, aliases: [], hasArguments: false, isAsync: false, depth: 2 })}\n})(${target});`;
        }
        default:
      }
    }
    const { held, setup } = this.#held(place, "p");
    return `${setup}${this.#registerCall(this.#reach(place), held)};`;
  }

  #registerCall(target: string, held: string): string {
    if (this.#byRegistry) return `registry.register(${target}, ${held})`;
    return `manage(8, ${this.#random.chance(0.5) ? `new WeakRef(${target})` : target}, ${held})`;
  }

  /** What the registration keeps, and statements that must come before it. */
  #held(place: Place, pointer: string): { held: string; setup: string } {
    const target = this.#reach(place);
    const plain = pointer === "p" ? "p" : "8";
    const simple = (held: string, setup = ""): { held: string; setup: string } => ({ held, setup });
    const name = this.#name("d");
    if (this.#byRegistry && this.#random.chance(0.4)) {
      return simple(
        this.#random.pick([
          plain,
          `{ p: ${plain} }`,
          `{ p: ${plain}, owner: ${target} }`,
          `[${plain}, ${target}]`,
          `{ run: () => free(${plain}) }`,
          `{ run() { free(${plain}); } }`,
          `new Set([${target}])`,
          `Object.freeze({ owner: ${target} })`,
          `new WeakRef(${target})`,
        ]),
      );
    }
    const inField = pointer !== "p";
    switch (this.#random.below(inField ? 9 : 17)) {
      case 0:
      case 1:
        return simple(`() => free(${plain})`);
      case 2:
        return simple("() => {}");
      case 3:
        return simple(`() => free(${target})`);
      case 4:
        return simple(`function () { free(${plain}); }`);
      case 5:
        return simple(`free.bind(null, ${plain})`);
      case 6:
        return simple(`outerFactory(${plain})`);
      case 7:
        return simple(`${target}.draw.bind(${this.#random.pick([target, "null"])})`);
      case 8:
        return simple(this.#random.chance(0.5) ? "free" : `(() => () => free(${plain}))()`);
      case 9:
        return simple(name, `const ${name} = () => free(p);\n`);
      case 10:
        return simple(name, `function ${name}() { free(p); }\n`);
      case 11: {
        const uses = this.#random.chance(0.5);
        this.#helpers.push(
          `function ${name}(w, p) {\n  ${uses ? "use(() => w.draw());" : "w.draw();"}\n  return () => free(p);\n}`,
        );
        return simple(`${name}(${target}, p)`);
      }
      case 12: {
        const asyncWord = this.#random.chance(0.5) ? "async " : "";
        return simple(`${asyncWord}() => { await_(p); }`.replace("await_", "free"));
      }
      case 13:
        return simple(`p > 0 ? () => free(p) : () => free(${this.#random.pick(["p", target])})`);
      case 14:
        return simple(`class { static free() { free(p); } }`);
      case 15:
        return simple(
          name,
          `const ${name} = () => free(p);\n${this.#random.chance(0.5) ? `${name}.owner = ${target};\n` : ""}`,
        );
      default:
        return simple(`function* () { yield free(p); }`);
    }
  }

  #field(): string {
    return this.#random.pick([
      "onClick = () => this.draw();",
      "cache = new Map();",
      "toNumber = () => 8;",
      "#secret = 1;",
      "static { use(() => this); }",
      "static shared = () => this;",
      "get size() { return this.p; }",
    ]);
  }

  #statement(place: Place): string {
    const target = place.target;
    const name = this.#name("v");
    const alias = place.aliases.length > 0 ? this.#random.pick(place.aliases) : undefined;
    const reach = alias && this.#random.chance(0.5) ? alias.name : (target ?? alias?.name ?? "p");
    switch (this.#random.below(27)) {
      case 0:
      case 1: {
        const writable = this.#random.chance(0.5);
        place.aliases.push({ name, writable });
        return `${writable ? this.#random.pick(["let", "var"]) : "const"} ${name} = ${this.#reach(place, name)};`;
      }
      case 2:
      case 3:
        return `use(() => ${reach}.draw());`;
      case 4:
        return `const ${name} = () => ${reach};`;
      case 5:
        return alias ? `function ${name}() { return ${alias.name}; }` : `use(() => p);`;
      case 6:
        return `{ use(() => ${reach}); }`;
      case 7:
        return alias ? `use({ method() { return ${alias.name}.p; } });` : `use({ method() { return p; } });`;
      case 8:
        return alias
          ? `use(class { static m() { return ${alias.name}; } });`
          : `use(class { static m() { return p; } });`;
      case 9:
        return `use((value = () => ${reach}) => value);`;
      case 10:
        return `use(() => free(p));`;
      case 11:
        return `use(function () { return this; });`;
      case 12:
        return `use(${reach});`;
      case 13:
        return `{ const ${name} = ${this.#reach(place)}; use(() => ${name}); }`;
      case 14:
        return `{ const ${name} = ${this.#reach(place)}; use(${name}); }`;
      case 15:
        return this.#random.pick([`eval("1");`, `(0, eval)("1");`, `use(() => eval("1"));`]);
      case 16:
        return place.hasArguments
          ? this.#random.pick([`use(() => arguments.length);`, `use(arguments.length);`])
          : `use(1);`;
      case 17:
        return alias?.writable && alias.name !== place.target ? `${alias.name} = null;` : `use(2);`;
      case 18:
        return alias?.writable && alias.name !== place.target ? `use(() => { ${alias.name} = null; });` : `use(3);`;
      case 19:
        return `for (const ${name} of [1]) use(() => ${this.#random.pick([name, reach])});`;
      case 21:
        place.aliases.push({ name, writable: false });
        return this.#random.pick([
          `const [${name}] = [${this.#reach(place, name)}];`,
          `const { a: ${name} } = { a: ${this.#reach(place, name)}, b: p };`,
        ]);
      case 22:
        place.aliases.push({ name, writable: true });
        return `let ${name}; ${name} = ${this.#reach(place, name)};`;
      case 23:
        return alias ? `use(class { field = () => ${alias.name}; });` : "use(class { field = () => p; });";
      case 24:
        return target === "this" ? `use(() => super.toString());` : `use(() => () => ${reach});`;
      case 25:
        return alias ? `use({ get value() { return ${alias.name}; } });` : `label: { use(() => p); }`;
      case 26:
        return alias ? `use(class { static { use(${alias.name}); } });` : `use(class { static { use(p); } });`;
      case 20:
        return `Promise.resolve().then(() => ${this.#random.pick([reach, "p"])});`;
      default:
        return `const ${name} = { owner: ${this.#reach(place)} }; ${this.#random.pick([`use(() => ${name});`, `use(${name});`])}`;
    }
  }

  #reach(place: Place, except?: string): string {
    if (place.target !== undefined) return place.target;
    return place.aliases.find(({ name }) => name !== except)?.name ?? "p";
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }
}
