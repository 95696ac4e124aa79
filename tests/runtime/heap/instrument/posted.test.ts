import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { install, type Installation } from "../../../../src/runtime/heap/install.ts";
import { webAssembly, type EngineInstance, type EngineModule } from "../../../../src/runtime/heap/webassembly.ts";
import { wat } from "../wat.ts";

/** A module whose start function allocates. */
const STARTED = wat(`(module (memory 1) (global $next (mut i32) (i32.const 64))
  (func $malloc (export "malloc") (param i32) (result i32)
    (global.set $next (i32.add (global.get $next) (local.get 0))) (global.get $next))
  (func (export "free") (param i32))
  (func $init (drop (call $malloc (i32.const 100))))
  (start $init))`);

let installation: Installation | undefined;
afterEach(() => installation?.uninstall());

/** What a thread without hooks gets from the first allocation of a module that was posted to it. */
async function inThread(module: unknown): Promise<unknown> {
  const code = `const { parentPort, workerData } = require("node:worker_threads");
    const { exports } = new WebAssembly.Instance(workerData, {});
    parentPort.postMessage(exports.malloc(8));`;
  const worker = new Worker(code, { eval: true, workerData: module, execArgv: [] });
  return await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

describe("a module with a start function", () => {
  it.each(["compile", "instantiate", "Module"])(
    "of `%s` is initialised in every thread, and recorded here",
    async (way) => {
      installation = install({ onNotice: () => undefined });
      const made = way === "instantiate" ? await webAssembly.instantiate(STARTED, {}) : undefined;
      const module: EngineModule =
        (made as { module: EngineModule } | undefined)?.module ??
        (way === "Module" ? new webAssembly.Module(STARTED) : await webAssembly.compile(STARTED));
      const here = [
        new webAssembly.Instance(module, {}),
        (await webAssembly.instantiate(module, {})) as EngineInstance,
        ...(made === undefined ? [] : [(made as { instance: EngineInstance }).instance]),
      ];
      for (const { exports } of here) expect((exports["malloc"] as (size: number) => number)(8)).toBe(172);
      expect(installation.instances.map(({ recorder }) => recorder.ledger.totals().liveBytes)).toEqual(
        here.map(() => 108),
      );
      expect(await inThread(module)).toBe(172);
    },
  );
});
