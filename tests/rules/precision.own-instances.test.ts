import { runRule } from "./support/run-rule.ts";

// Instances that a function or an object has to itself: their memory goes with them. Each beside one that stays.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "an instance that a function makes and drops",
      options: possible,
      code: `
        import load from "./engine.js";
        export async function convert(bytes, name) {
          const engine = await load({ locateFile: () => "engine.wasm" });
          const files = new engine.FileList();
          files.AddFile(name, bytes);
          const result = engine.Convert(files);
          const file = result.GetFile(0);
          files.delete();
          return file.GetContent();
        }
        export async function devices() {
          const module = await createEngineModule();
          const out = module._malloc(4);
          const depth = module._malloc(4);
          if (depth === 0) throw new Error("no memory");
          module._list(out, depth);
          return [1, 2].map((at) => module.HEAP32[(out >> 2) + at]);
        }
        export function sample(compiled) {
          const exports = new WebAssembly.Instance(compiled).exports;
          const p = exports.malloc(8);
          if (p === 0) return 0;
          return exports.render(p);
        }
      `,
    },
    {
      name: "an instance that only the result of a function has, where there is no result",
      options: possible,
      code: `
        export async function open(bytes) {
          const module = await createEngineModule();
          const p = module._malloc(4);
          const q = module._malloc(8);
          if (q === 0) throw new Error("no memory");
          return { module, p, q };
        }
      `,
    },
    {
      name: "an instance that an object makes anew for every run",
      options: possible,
      code: `
        import load from "./engine.js";
        export class Loader {
          async parse(bytes) {
            await this.initialize();
            const file = this.engine.File.fromBytes(bytes);
            this.read(file);
            return file.name;
          }
          read(file) {
            const list = new this.engine.List();
            list.push(file.count);
            if (list.isEmpty()) list.delete();
          }
          async initialize() {
            this.engine = await load({ wasmBinary: this.bytes });
          }
        }
      `,
    },
    {
      name: "a function that the file runs once, where it starts",
      options: possible,
      code: `
        import load from "@techstark/opencv-js";
        const cv = await load();
        main().catch(console.error);
        async function main() {
          const mat = new cv.Mat();
          console.log(mat.rows);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an instance that somebody else has as well",
      options: possible,
      code: `
        import load from "./engine.js";
        import initSqlJs from "sql.js";
        let shared;
        export async function kept(bytes) {
          const module = await createEngineModule();
          shared = module;
          const p = module._malloc(4);
                    ~~~~~~~~~~~~~~~~~ [path]
          if (bytes === 0) return 0;
          module._free(p);
        }
        export async function later(bytes) {
          const module = await createEngineModule();
          const p = module._malloc(4);
                    ~~~~~~~~~~~~~~~~~ [path]
          setInterval(() => module._tick(), 8);
          if (bytes === 0) return 0;
          module._free(p);
        }
        export async function query(bytes) {
          const SQL = await initSqlJs({ locateFile: (name) => name });
          const database = new SQL.Database(bytes);
                           ~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (bytes.length > 8) database.close();
        }
        export async function known(bytes) {
          const module = await getModule();
          const p = module._malloc(4);
                    ~~~~~~~~~~~~~~~~~ [path]
          if (bytes === 0) return 0;
          module._free(p);
        }
      `,
    },
    {
      name: "an instance that an object makes once",
      options: possible,
      code: `
        import load from "./engine.js";
        export class Loader {
          parse(n) {
            const p = this.engine._malloc(n);
                      ~~~~~~~~~~~~~~~~~~~~~~ [path]
            if (n > 8) return;
            this.engine._free(p);
          }
          async start() {
            await this.initialize();
            const p = this.engine._malloc(8);
                      ~~~~~~~~~~~~~~~~~~~~~~ [path]
            if (this.isOdd) return;
            this.engine._free(p);
          }
          async initialize() {
            if (this.engine) return;
            this.engine = await load({ wasmBinary: this.bytes });
          }
        }
      `,
    },
    {
      name: "a function that is asked again, or by others",
      options: possible,
      code: `
        import load from "@techstark/opencv-js";
        const cv = await load();
        again();
        again();
        function again() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          console.log(mat.rows);
        }
        start();
        export function start() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          console.log(mat.rows);
        }
      `,
    },
  ],
});

runRule("no-stale-view", {
  valid: [
    {
      name: "questions between the view and its use",
      options: possible,
      code: `
        export async function read(bytes, player, n) {
          const { exports } = (await WebAssembly.instantiate(bytes)).instance;
          const view = new Float32Array(exports.memory.buffer, 64, n);
          exports.getTick();
          exports.version_ptr();
          exports.player_get_state_ptr(player);
          exports.player_state_size(player);
          return view[0];
        }
      `,
    },
  ],
  invalid: [
    {
      name: "questions that are given what is to be made",
      options: possible,
      code: `
        export async function read(bytes, n) {
          const { exports } = (await WebAssembly.instantiate(bytes)).instance;
          const view = new Float32Array(exports.memory.buffer, 64, n);
          exports.get_frame(n);
          return view[0];
                 ~~~~ [used]
        }
      `,
    },
  ],
});

runRule("no-lost-registration", {
  valid: [],
  invalid: [
    {
      name: "the token is what is undone by",
      code: `
        const registry = new FinalizationRegistry((release) => release());
        export function open(worker, proxy) {
          const release = () => worker.terminate();
          registry.register(proxy, release);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [noToken]
          return () => {
            registry.unregister(release);
            release();
          };
        }
      `,
    },
  ],
});
