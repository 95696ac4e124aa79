import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { packageOf, type PackageFacts } from "../../../src/resources/catalog.ts";
import { possibleLeaks } from "../support/possible-leaks.ts";

const use = (name: string, made: string): string => `export function ${name}(a) { const x = new ${made}(a); x.foo(); }`;

/** How a module that carries its classes is reached. */
const direct: Record<string, (specifier: string, name: string) => string> = {
  "named": (from, name) => `import { ${name} } from "${from}"; ${use("f", name)}`,
  "renamed": (from, name) => `import { ${name} as Own } from "${from}"; ${use("f", "Own")}`,
  "namespace": (from, name) => `import * as M from "${from}"; ${use("f", `M.${name}`)}`,
  "equals": (from, name) => `import M = require("${from}"); ${use("f", `M.${name}`)}`,
  "awaited": (from, name) =>
    `export async function f(a) { const M = await import("${from}"); const x = new M.${name}(a); x.foo(); }`,
  "awaited, destructured": (from, name) =>
    `export async function f(a) { const { ${name} } = await import("${from}"); const x = new ${name}(a); x.foo(); }`,
  "then": (from, name) =>
    `export function f(a) { return import("${from}").then((M) => { const x = new M.${name}(a); x.foo(); }); }`,
  "then, destructured": (from, name) =>
    `export function f(a) { return import("${from}").then(({ ${name} }) => { const x = new ${name}(a); x.foo(); }); }`,
  "then, one member": (from, name) =>
    `export async function f(a) { const Own = await import("${from}").then((M) => M.${name}); const x = new Own(a); x.foo(); }`,
  "filled later": (from, name) =>
    `let M; export async function start() { M = await import("${from}"); } ${use("f", `M.${name}`)}`,
  "filled later, destructured": (from, name) =>
    `let ${name}; export async function start() { ({ ${name} } = await import("${from}")); } ${use("f", name)}`,
  "field": (from, name) =>
    `export class A { async start() { this.M = await import("${from}"); } f(a) { const x = new this.M.${name}(a); x.foo(); } }`,
  "type of the module": (from, name) => `let M: typeof import("${from}"); ${use("f", `M.${name}`)}`,
  "type of a parameter": (from, name) =>
    `import type * as T from "${from}"; export function f(M: typeof T, a: unknown) { const x = new M.${name}(a); x.foo(); }`,
  "type of a value": (from, name) =>
    `import type { ${name} } from "${from}"; export function f(make: () => ${name}) { const x: ${name} = make(); x.foo(); }`,
};

/** How a module that a function of the package makes is reached. */
const started: Record<string, (specifier: string, name: string) => string> = {
  "default import": (from, name) =>
    `import init from "${from}"; export async function f(a) { const M = await init(); const x = new M.${name}(a); x.foo(); }`,
  "default of all": (from, name) =>
    `import * as all from "${from}"; export async function f(a) { const M = await all.default(); const x = new M.${name}(a); x.foo(); }`,
  "required": (from, name) =>
    `const init = require("${from}"); export async function f(a) { const M = await init(); const x = new M.${name}(a); x.foo(); }`,
  "required and called": (from, name) =>
    `require("${from}")().then((M) => { function f(a) { const x = new M.${name}(a); x.foo(); } f(1); });`,
  "default of import()": (from, name) =>
    `export async function f(a) { const M = await (await import("${from}")).default(); const x = new M.${name}(a); x.foo(); }`,
  "renamed default of import()": (from, name) =>
    `export async function f(a) { const { default: init } = await import("${from}"); const M = await init(); const x = new M.${name}(a); x.foo(); }`,
  "filled later": (from, name) =>
    `import init from "${from}"; let M; export async function start() { M = await init(); } ${use("f", `M.${name}`)}`,
  "type of what it resolves to": (from, name) =>
    `import type init from "${from}"; let M: Awaited<ReturnType<typeof init>>; ${use("f", `M.${name}`)}`,
};

const listed: readonly PackageFacts[] = readdirSync(new URL("../../../src/resources/catalog/", import.meta.url))
  .filter((file) => file.endsWith(".json") && !file.startsWith("_"))
  .map((file) => packageOf(file.slice(0, -5).replace(/^(\w[\w.-]*?)__/, "@$1/")) ?? packageOf(file.slice(0, -5)))
  .filter((of) => of !== undefined);

/** A class that a plain `new` makes and that has to be released. */
function classOf(of: PackageFacts): string | undefined {
  return [...of.classNames()].find((name) => {
    const made = of.class(name);
    return (
      made?.isHandle === true &&
      !made.constructsPromise &&
      possibleLeaks(direct["named"]?.(of.name, name) ?? "").length === 1
    );
  });
}

// One package in four tells as much; the long run takes them all.
const taken = process.env["WASM_LEAKS_FULL"] === undefined ? listed.filter((_of, index) => index % 4 === 0) : listed;

const packages = taken.flatMap((of) => {
  const name = classOf(of);
  return name === undefined ? [] : [{ from: of.name, name, isStarted: of.init.includes("default") }];
});

describe("a class of a package is known however the package is imported", () => {
  it("takes most packages of the catalog", () => {
    expect(packages.length).toBeGreaterThan(taken.length * 0.6);
    expect(packages.filter(({ isStarted }) => isStarted).length).toBeGreaterThan(taken.length * 0.02);
  });

  it.each(Object.entries(direct))("%s", (_form, write) => {
    expect(packages.filter(({ from, name }) => possibleLeaks(write(from, name)).length !== 1)).toEqual([]);
  });

  it.each(Object.entries(started))("made by a function: %s", (_form, write) => {
    const made = packages.filter(({ isStarted }) => isStarted);
    expect(made.filter(({ from, name }) => possibleLeaks(write(from, name)).length !== 1)).toEqual([]);
  });
});
