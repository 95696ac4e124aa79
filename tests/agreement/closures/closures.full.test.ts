import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare, programsFrom } from "./agree.ts";
import { node, type Engine } from "./engine.ts";
import { generate } from "./generate.ts";
import { limits } from "./limits.ts";

const node24 = process.env["WASM_LEAKS_NODE24"];
const hasSpiderMonkey = spawnSync("js102", ["--version"]).error === undefined;

const engines: Engine[] = [
  node,
  ...(node24 ? [{ name: "node 24", command: node24, args: ["--expose-gc"] }] : []),
  ...(hasSpiderMonkey ? [{ name: "SpiderMonkey", command: "js102", args: [] }] : []),
];

const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);

describe(`no-deleter-capture agrees with every engine at hand, from seed ${start}`, () => {
  it.each(engines)("$name, 2,500 programs", (engine) => {
    const { disagreements, retained, collected, limited } = compare(engine, programsFrom(start, 2500, generate));
    expect(disagreements).toEqual([]);
    expect(Math.min(retained, collected)).toBeGreaterThan(800);
    const allowed = engine.name === "SpiderMonkey" ? limits.map(({ name }) => name) : [];
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(limited)));
  });

  it("lists every limit on the rule's page", () => {
    const page = readFileSync(new URL("../../../docs/rules/no-deleter-capture.md", import.meta.url), "utf8");
    for (const { name } of limits) expect(page.toLowerCase()).toContain(name.toLowerCase());
  });
});
