import { Random } from "../random.ts";

/** A program that acquires handles and releases them in `finally`; `run(c)` goes the ways that `c` chooses. */
export interface UsingProgram {
  seed: number;
  code: string;
  conditions: number;
}

const head = `class Handle {
  #pointer = exports._Handle__constructor();
  free() { exports._Handle__destructor(this.#pointer); }
  [Symbol.dispose]() { this.free(); }
  use(other) { exports.use(this.#pointer); return other; }
}
`;

export function generateUsing(seed: number): UsingProgram {
  const random = new Random(seed);
  let conditions = 0;
  let names = 0;
  let steps = 0;

  const act = (handles: readonly string[]): string => {
    const handle = handles.length > 0 ? random.pick(handles) : undefined;
    switch (random.below(7)) {
      case 0:
        return `if (c[${conditions++}]) throw new Error("${steps++}");`;
      case 1:
        return `if (c[${conditions++}]) return ${steps++};`;
      case 2:
      case 3:
        return `step(${steps++});`;
      case 4:
        return handle ? `const r${names++} = ${handle}.use(${steps++});` : `step(${steps++});`;
      default:
        return handle ? `${handle}.use();` : `step(${steps++});`;
    }
  };
  const acts = (handles: readonly string[], most: number): string[] =>
    Array.from({ length: random.below(most + 1) }, () => act(handles));

  const guarded = (name: string): string =>
    random.pick([`${name}?.free();`, `if (${name}) ${name}.free();`, `${name} && ${name}.free();`]);

  const piece = (outer: readonly string[], depth: number): string[] => {
    const count = 1 + random.below(3);
    const own = Array.from({ length: count }, () => `h${names++}`);
    const isInside = own.map(() => random.chance(0.4));
    const before = own.map((name, i) => (isInside[i] ? `let ${name};` : `const ${name} = new Handle();`));
    if (random.chance(0.2)) before.push(act([...outer]));
    const made = own.flatMap((name, i) => (isInside[i] ? [`${name} = new Handle();`, ...acts([name], 1)] : []));
    const inner = depth < 2 && random.chance(0.35) ? piece([...outer, ...own], depth + 1) : [];
    const body = [...made, ...acts([...outer, ...own], 3), ...(inner.length > 0 ? ["{", ...inner, "}"] : [])];
    const handler = random.chance(0.3) ? ` catch (error) {\nstep(${steps++});\n${act(outer)}\n}` : "";
    // What is made inside the `try` may not exist yet when its `finally` runs.
    const end = own.map((name, i) => (isInside[i] || random.chance(0.5) ? guarded(name) : `${name}.free();`));
    if (random.chance(0.7)) end.reverse();
    if (random.chance(0.2)) end.unshift(`step(${steps++});`);
    if (random.chance(0.15)) end.push(`step(${steps++});`);
    return [...before, `try {\n${body.join("\n")}\n}${handler} finally {\n${end.join("\n")}\n}`, ...acts(outer, 1)];
  };

  const body = piece([], 0);
  return { seed, conditions, code: `${head}export function run(c) {\n${body.join("\n")}\n}\n` };
}
