import { Random } from "../random.ts";

/** A program whose `run(c)` makes wrappers, suspends and probes their pointers; `c` chooses at its branches. */
export interface SuspensionProgram {
  seed: number;
  code: string;
}

const head = `import { manage } from "wasm-leaks/runtime";
class Image {
  #p = next();
  constructor() { manage(this.#p, this, free); }
  get pointer() { return this.#p; }
  keep() {}
}
`;

export function generateSuspensions(seed: number): SuspensionProgram {
  const random = new Random(seed);
  const isGenerator = random.chance(0.2);
  const suspend = (): string => (isGenerator ? "yield tick();" : "await tick();");
  let names = 0;
  const pointers: string[] = [];
  const wrappers: string[] = [];

  const statement = (depth: number): string => {
    const name = `x${names++}`;
    switch (random.below(depth > 1 ? 10 : 12)) {
      case 0:
      case 1:
        pointers.push(name);
        return `const ${name} = new Image().pointer;`;
      case 2:
        pointers.push(name);
        return `const { pointer: ${name} } = new Image();`;
      case 3:
        pointers.push(`${name}p`);
        wrappers.push(name);
        return `const ${name} = new Image(); const ${name}p = ${name}.pointer;`;
      case 4:
      case 5:
        return suspend();
      case 6:
      case 7:
        return pointers.length > 0 ? `probe(${random.pick(pointers)});` : "probe(0);";
      case 8:
        return wrappers.length > 0 ? `${random.pick(wrappers)}.keep();` : "probe(0);";
      case 9:
        return wrappers.length > 0 && random.chance(0.3) ? `hold(${random.pick(wrappers)});` : "probe(0);";
      case 10:
        return `if (c) {\n${block(depth + 1)}\n}`;
      default:
        return `for (let i = 0; i < 2; i++) {\n${block(depth + 1)}\n}`;
    }
  };

  const block = (depth: number): string => {
    const outer = [pointers.length, wrappers.length] as const;
    const lines = Array.from({ length: 2 + random.below(depth === 0 ? 6 : 3) }, () => statement(depth));
    if (depth > 0) {
      pointers.length = outer[0];
      wrappers.length = outer[1];
    }
    return lines.join("\n");
  };

  const body = block(0);
  return { seed, code: `${head}export ${isGenerator ? "function* " : "async function "}run(c) {\n${body}\n}\n` };
}
