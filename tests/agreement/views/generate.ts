import { Random } from "../random.ts";

/** A program over a growing memory. It probes its views; `c()` and `n()` draw a condition and a number of rounds anew each time. */
export interface ViewProgram {
  seed: number;
  code: string;
  /** `local`: views in variables, where the rule is exact. The others leave room between certain and possible. */
  form: "local" | "field" | "closure";
}

const head = `const { exports } = new WebAssembly.Instance(module);
const { memory } = exports;
function enlarge() { exports.malloc(1); }
function rest() { return 1; }
function show(view) { probe(view); }
`;

export function generateViews(seed: number): ViewProgram {
  const random = new Random(seed);
  const form = random.pick(["local", "local", "local", "field", "closure"] as const);
  const writer = new Writer(random);
  const body = form === "local" ? writer.local() : form === "field" ? writer.field() : writer.closure();
  return { seed, form, code: `${head}${body}` };
}

/** What statements may mention at their place. */
interface Names {
  /** Expressions that are views; those of `fixed` get no new value. */
  views: string[];
  fixed: string[];
  /** Functions and methods that may be called, as `f0()`. */
  calls: string[];
}

class Writer {
  readonly #random: Random;
  /** Statements that may still be written: small programs can be run in all their ways. */
  #left = 12;
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  local(): string {
    return `export function run() {\n${this.#block({ views: [], fixed: [], calls: [] }, 0)}\n}\n`;
  }

  /** A view in a field, which methods read and fill. */
  field(): string {
    const random = this.#random;
    const once = random.chance(0.5);
    const guard = `if (this.view.buffer !== memory.buffer) this.view = ${this.#fresh()};`;
    const isGuarded = !once && random.chance(0.25);
    const methods: string[] = [];
    for (let i = 0; i < 2 + random.below(2); i++) {
      this.#left = 5;
      const names: Names = {
        views: once || isGuarded ? [] : ["this.view"],
        fixed: once && !isGuarded ? ["this.view"] : [],
        calls: Array.from({ length: i }, (_, k) => `this.m${k}()`),
      };
      const body = this.#block(names, 1);
      const own = isGuarded ? `${guard}\nprobe(this.view);` : random.chance(0.6) ? "probe(this.view);" : "";
      methods.push(`m${i}() {\n${random.chance(0.5) ? `${own}\n${body}` : `${body}\n${own}`}\n}`);
    }
    const filled = random.chance(0.5)
      ? `view = ${this.#fresh()};`
      : `constructor() {\nthis.view = ${this.#fresh()};\n${random.chance(0.2) ? this.#grow() : ""}\n}`;
    return `class Box {\n${filled}\n${methods.join("\n")}\n}\n${driver("new Box()", methods.length)}`;
  }

  /** A view in the variable of a function whose result closes over it. */
  closure(): string {
    const random = this.#random;
    const methods = Array.from({ length: 1 + random.below(3) }, (_, i) => {
      this.#left = 5;
      return `m${i}() {\n${this.#block({ views: [], fixed: ["view"], calls: [] }, 1)}\n}`;
    });
    const before = random.chance(0.3) ? this.#grow() : "";
    const after = random.chance(0.2) ? this.#grow() : "";
    return `function make() {\n${before}\nconst view = ${this.#fresh()};\n${after}\nreturn {\n${methods.join(",\n")}\n};\n}\n${driver("make()", methods.length)}`;
  }

  #fresh(): string {
    return this.#random.pick([
      "new Uint8Array(memory.buffer)",
      "new DataView(memory.buffer)",
      "new Int32Array(memory.buffer)",
    ]);
  }

  #grow(): string {
    return this.#random.pick(["exports.malloc(8);", "enlarge();", "memory.grow(1);"]);
  }

  #block(names: Names, depth: number): string {
    const own = { views: [...names.views], fixed: [...names.fixed], calls: [...names.calls] };
    const count = 2 + this.#random.below(4);
    const lines = Array.from({ length: count }, () => (this.#left-- > 0 ? this.#statement(own, depth) : ""));
    // Functions that nobody calls show nothing at run time.
    for (const call of own.calls.slice(names.calls.length)) lines.push(`${call};`);
    return lines.join("\n");
  }

  #statement(names: Names, depth: number): string {
    const random = this.#random;
    const read = [...names.views, ...names.fixed];
    const view = read.length > 0 ? random.pick(read) : undefined;
    const free = names.views.length > 0 ? random.pick(names.views) : undefined;
    switch (random.below(depth > 2 ? 11 : 18)) {
      case 0:
      case 1: {
        const name = `v${this.#names++}`;
        const alias = random.chance(0.3) ? view : undefined;
        names.views.push(name);
        // A closure or method that only gives a view another name uses nothing.
        const use = alias !== undefined && names.fixed.includes(alias) ? ` probe(${name});` : "";
        return `let ${name} = ${alias ?? this.#fresh()};${use}`;
      }
      case 2:
        return this.#grow();
      case 3:
      case 4:
      case 5:
        return view ? `probe(${view});` : "rest();";
      case 6:
        return free ? `${free} = ${this.#fresh()};` : "rest();";
      case 7: {
        // In a field it would vouch for every method of the class.
        const isField = free?.startsWith("this.") === true;
        return free && !isField
          ? `if (${free}.buffer !== memory.buffer) ${free} = ${this.#fresh()};`
          : "exports.free(8);";
      }
      case 8:
        return random.pick(["rest();", "exports.free(8);", "probe(new Uint8Array(memory.buffer).slice());"]);
      case 9:
        return names.calls.length > 0 ? `${random.pick(names.calls)};` : this.#grow();
      case 10:
        return view ? `show(${view});` : "rest();";
      case 11:
      case 12: {
        const end = random.chance(0.3) ? "\nreturn;" : "";
        const otherwise = random.chance(0.5) ? ` else {\n${this.#block(names, depth + 1)}\n}` : "";
        return `if (c()) {\n${this.#block(names, depth + 1)}${end}\n}${otherwise}`;
      }
      case 13:
        return `for (let i = n(); i > 0; i--) {\n${this.#block(names, depth + 1)}\n}`;
      case 14:
        return `for (const item of Array(n())) {\n${this.#block(names, depth + 1)}\n${random.chance(0.3) ? "if (c()) break;" : ""}\n}`;
      case 15:
        return view ? `c() ? ${random.pick(["enlarge()", "rest()"])} : probe(${view});` : this.#grow();
      case 16: {
        const name = `f${this.#names++}`;
        // Fields that closures fill are a named limit.
        const inner = {
          ...names,
          views: names.views.filter((each) => !each.startsWith("this.")),
          fixed: [...names.fixed, ...names.views.filter((each) => each.startsWith("this."))],
        };
        const text = `const ${name} = () => {\n${this.#block(inner, depth + 1)}\n};`;
        names.calls.push(`${name}()`);
        return text;
      }
      default: {
        const first = this.#block(names, depth + 1);
        const stop = random.chance(0.5) ? "break;\n" : "";
        return `switch (c()) {\ncase true: {\n${first}\n}\n${stop}default: {\n${this.#block(names, depth + 1)}\n}\n}`;
      }
    }
  }
}

/** Calls the methods in any order, three times. */
function driver(made: string, methods: number): string {
  const calls = Array.from({ length: methods }, (_, i) => `if (k === ${i}) box.m${i}();`).join(" ");
  return `export function run() {\nconst box = ${made};\nfor (let i = 0; i < 3; i++) {\nconst k = among(${methods});\n${calls}\n}\n}\n`;
}
