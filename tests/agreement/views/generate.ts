import { Random } from "../random.ts";

/** A program over a growing memory: `run(c)` probes its views, on ways that the conditions `c` choose. */
export interface ViewProgram {
  seed: number;
  code: string;
  conditions: number;
}

const head = "const { exports } = new WebAssembly.Instance(module);\nconst { memory } = exports;\n";
const helpers = "function enlarge() { exports.malloc(1); }\nfunction rest() { return 1; }\n";

export function generateViews(seed: number): ViewProgram {
  const random = new Random(seed);
  let conditions = 0;
  let names = 0;

  const fresh = (): string =>
    random.pick(["new Uint8Array(memory.buffer)", "new DataView(memory.buffer)", "new Int32Array(memory.buffer)"]);
  const grow = (): string => random.pick(["exports.malloc(8);", "enlarge();", "memory.grow(1);"]);

  const block = (views: readonly string[], depth: number): string => {
    const own = [...views];
    const lines: string[] = [];
    const count = 2 + random.below(4);
    for (let i = 0; i < count; i++) lines.push(statement(own, depth));
    return lines.join("\n");
  };

  const statement = (views: string[], depth: number): string => {
    const view = views.length > 0 ? random.pick(views) : undefined;
    switch (random.below(depth > 2 ? 9 : 15)) {
      case 0:
      case 1: {
        const name = `v${names++}`;
        const text = `let ${name} = ${fresh()};`;
        views.push(name);
        return text;
      }
      case 2:
        return grow();
      case 3:
      case 4:
      case 5:
        return view ? `probe(${view});` : "rest();";
      case 6:
        return view ? `${view} = ${fresh()};` : "rest();";
      case 7:
        return view
          ? `if (${view}.buffer !== memory.buffer) ${view} = new Uint8Array(memory.buffer);`
          : "exports.free(8);";
      case 8:
        return random.pick(["rest();", "exports.free(8);", `probe(new Uint8Array(memory.buffer).slice());`]);
      case 9:
      case 10: {
        const test = `c[${conditions++}]`;
        const end = random.chance(0.3) ? "\nreturn;" : "";
        const otherwise = random.chance(0.5) ? ` else {\n${block(views, depth + 1)}\n}` : "";
        return `if (${test}) {\n${block(views, depth + 1)}${end}\n}${otherwise}`;
      }
      case 11:
        return `for (let i = 0; i < 2; i++) {\n${block(views, depth + 1)}\n}`;
      case 12:
        return `for (const item of [1, 2]) {\n${block(views, depth + 1)}\n${random.chance(0.3) ? `if (c[${conditions++}]) break;` : ""}\n}`;
      case 13:
        return view ? `c[${conditions++}] ? ${random.pick(["enlarge()", "rest()"])} : probe(${view});` : grow();
      default:
        return `switch (c[${conditions++}]) {\ncase true: {\n${block(views, depth + 1)}\n}\n${random.chance(0.5) ? "break;\n" : ""}default: {\n${block(views, depth + 1)}\n}\n}`;
    }
  };

  const body = block([], 0);
  return { seed, conditions, code: `${head}${helpers}export function run(c) {\n${body}\n}\n` };
}
