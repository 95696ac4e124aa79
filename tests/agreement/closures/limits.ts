import type { Engine } from "./engine.ts";
import type { Program } from "./generate.ts";

/** A known difference between the rule and one engine; the rule's page lists it under the same name. */
export interface Limit {
  name: string;
  applies(engine: Engine, program: Program): boolean;
}

const isSpiderMonkey = (engine: Engine): boolean => engine.name === "SpiderMonkey";

export const limits: readonly Limit[] = [
  {
    name: "generators in SpiderMonkey",
    applies: (engine, program) => isSpiderMonkey(engine) && program.host === "generator",
  },
  {
    name: "field initialisers in SpiderMonkey",
    applies: (engine, program) => isSpiderMonkey(engine) && program.host === "field",
  },
  {
    name: "sloppy arguments in SpiderMonkey",
    applies: (engine, program) =>
      isSpiderMonkey(engine) && program.sourceType === "script" && program.code.includes("arguments"),
  },
];
