import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { runProgram } from "./run-program.ts";

const packages = createRequire(new URL("../../real-packages/package.json", import.meta.url));

it("a real package: what automerge's documents hold", async () => {
  const automerge = JSON.stringify(pathToFileURL(packages.resolve("@automerge/automerge")).href);
  const ended = await runProgram(`
    import Automerge from ${automerge};
    await new Promise((resolve) => setTimeout(resolve, 60));
    globalThis.kept = Automerge.from({ a: 1 });
    await new Promise((resolve) => setTimeout(resolve, 60));`);
  expect(ended.code, ended.stderr).toBe(23);
  // Each document keeps the four constructors of its data types.
  expect(ended.report?.notes.join("\n")).toMatch(
    /wasm-bindgen holds 4 JS objects \(4 function\): 0 from its start, 4 for/,
  );
});
