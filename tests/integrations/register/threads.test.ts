import { describe, expect, it } from "vitest";
import { leaked, runProgram, THING } from "./run-program.ts";

const LEAKY = `${THING}kept.push(new Thing());`;
const FILES = { "worker.mjs": LEAKY, "worker.cjs": LEAKY };

/** Starts a worker, waits for its end and shows its exit code. */
const start = (arguments_: string): string => `
import { Worker } from "node:worker_threads";
const worker = new Worker(${arguments_});
worker.on("message", (message) => console.log("message", message));
worker.on("error", (error) => console.log("error", error.message));
worker.on("exit", (code) => console.log("worker ended with", code));
`;

describe.concurrent("workers have a tracker, and the main thread reports for them", () => {
  for (const [name, arguments_] of [
    ["a file, ES module", `new URL("./worker.mjs", import.meta.url)`],
    ["a file, CommonJS", `"./worker.cjs"`],
    ["execArgv: []", `"./worker.cjs", { execArgv: [] }`],
    ["a string", `${JSON.stringify(LEAKY)}, { eval: true }`],
    ["a string with execArgv: []", `${JSON.stringify(`"use strict";${LEAKY}`)}, { eval: true, execArgv: [] }`],
    ["a worker that calls process.exit", `${JSON.stringify(`${LEAKY}process.exit(0)`)}, { eval: true }`],
  ] as const) {
    it(name, async () => {
      const ended = await runProgram(start(arguments_), { files: FILES });
      expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
      expect(ended.stdout).toBe("worker ended with 0\n");
      expect(ended.code).toBe(23);
    });
  }

  it("one that dies of an error", async () => {
    const ended = await runProgram(start(`${JSON.stringify(`${LEAKY}throw new Error("mine")`)}, { eval: true }`));
    expect(ended.stdout).toBe("error mine\nworker ended with 1\n");
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
    expect(ended.code).toBe(23);
  });

  it("one that is terminated while it waits", async () => {
    const code = `${LEAKY}setInterval(() => {}, 1000); require("node:worker_threads").parentPort.postMessage("up")`;
    const ended = await runProgram(
      `${start(`${JSON.stringify(code)}, { eval: true }`)}worker.once("message", async () => console.log("terminated", await worker.terminate()));`,
    );
    expect(ended.stdout).toContain("terminated 1");
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
  });

  it("one that still runs when the main thread exits", async () => {
    const code = `${LEAKY}setInterval(() => {}, 1000); require("node:worker_threads").parentPort.postMessage("up")`;
    const ended = await runProgram(
      `${start(`${JSON.stringify(code)}, { eval: true }`)}worker.once("message", () => process.exit(0));`,
    );
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
    expect(ended.code).toBe(23);
  });

  it("says when one was too busy to report", async () => {
    const code = `${LEAKY}require("node:worker_threads").parentPort.postMessage("up"); for (;;);`;
    const ended = await runProgram(
      `${start(`${JSON.stringify(code)}, { eval: true }`)}worker.once("message", () => process.exit(0));`,
    );
    expect(ended.report?.notes.join()).toContain("1 worker had no time to report before the end");
  });

  it("says when one was too busy to report before it was terminated", async () => {
    const code = `${LEAKY}require("node:worker_threads").parentPort.postMessage("up"); for (;;);`;
    const ended = await runProgram(
      `${start(`${JSON.stringify(code)}, { eval: true }`)}worker.once("message", () => worker.terminate());`,
    );
    expect(ended.report?.notes.join()).toContain("1 worker had no time to report before the end");
    expect(ended.stdout).toContain("worker ended with 1");
  });

  it("adds what main thread and workers leaked at the same line", async () => {
    const ended = await runProgram(
      `import { Worker, isMainThread } from "node:worker_threads";
       ${LEAKY}
       if (isMainThread) for (let i = 0; i < 2; i++) new Worker(new URL(import.meta.url));`,
    );
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(3);
    expect(ended.report?.findings).toHaveLength(1);
  });
});

describe.concurrent("forks have a tracker, and the parent reports for them", () => {
  const parent = (options: string): string => `
import { fork } from "node:child_process";
const child = fork(new URL("./worker.mjs", import.meta.url), [], ${options});
child.on("message", (message) => console.log("message", message));
child.on("exit", (code) => console.log("child ended with", code));
`;

  for (const options of ["{}", "{ execArgv: [] }", `{ env: {} }`]) {
    it(`fork with ${options}`, async () => {
      const ended = await runProgram(parent(options), { files: FILES });
      expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
      expect(ended.stdout).toBe("child ended with 0\n");
      expect(ended.code).toBe(23);
      expect(ended.stderr.match(/leaked/g)).toHaveLength(1);
    });
  }

  it("a child whose parent is gone reports for itself", async () => {
    const ended = await runProgram(
      `import { fork } from "node:child_process";
       fork(new URL("./late.mjs", import.meta.url), [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
       process.exit(0);`,
      { files: { "late.mjs": `${LEAKY}setTimeout(() => {}, 300);` } },
    );
    expect(ended.stderr).toContain("1 object leaked");
  });
});
