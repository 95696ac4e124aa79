import { runRule } from "./support/run-rule.ts";

// What `strict` said wrongly of real code, each beside a near miss that is wrong.

const possible = [{ report: "possible" }];

const draco = `import draco3d from "draco3d";
`;

runRule("require-release", {
  valid: [
    {
      name: "a static method of a wasm-bindgen class that is waited for and gives nothing",
      options: possible,
      code: `import init, { Wallet } from "@own/wallet-wasm";
        export async function restore(json) {
          await init();
          await Wallet.import_json(json);
        }`,
    },
    {
      name: "models and tokenizers of plain JavaScript that are named after those of Python",
      options: possible,
      code: `import { AutoTokenizer, AutoModel, AutoProcessor } from "../src/models.js";
        export async function tokens(id) {
          const tokenizer = await AutoTokenizer.from_pretrained(id);
          const model = await AutoModel.from_pretrained(id);
          const processor = await AutoProcessor.from_pretrained(id);
          return tokenizer(await processor(model));
        }`,
    },
    {
      name: "a promise that rejects gives nothing",
      options: possible,
      code: `import { OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
        export async function keys(machine) {
          try {
            return await machine.getBackupKeys();
          } catch {
            return null;
          }
        }`,
    },
    {
      name: "moving bytes does not throw",
      options: possible,
      code: `export function open(mod, bytes) {
        try {
          const data = mod._malloc(bytes.length);
          mod.HEAPU8.set(bytes, data);
          const result = mod._malloc(24);
          mod._memset(result, 0, 24);
          mod.setValue(result, data, "*");
          mod.HEAPF64[(result >> 3) + 1] = new Date().getTime();
          new Uint8Array(mod.HEAPU8.buffer, result + 8, bytes.length).fill(0).set(bytes);
          mod._free(result);
          mod._free(data);
          mod._opened();
        } catch (error) {
          console.error(error);
        }
      }`,
    },
    {
      name: "what is on the stack goes with the frame",
      options: possible,
      code: `export function fail(Module, text) {
        const message = Module.allocateUTF8OnStack(text);
        Module._Rf_error(message);
      }`,
    },
    {
      name: "the arguments of a runtime are the runtime's",
      options: possible,
      code: `export function start(Module, args) {
        const argv = Module._malloc(4 * args.length);
        args.forEach((arg, i) => Module.setValue(argv + 4 * i, Module.stringToNewUTF8(arg), "*"));
        Module._Rf_initialize_R(args.length, argv);
      }`,
    },
    {
      name: "of what the statement before deleted nothing is made",
      options: possible,
      code: `import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export function dispose(state) {
          CanvasKit.deleteContext(state.handle);
          CanvasKit.MakeWebGLContext(state.handle);
        }`,
    },
    {
      name: "a cell on the stack that is there for all functions",
      options: possible,
      code: `Module.onRuntimeInitialized = () => {
        const cell = stackAlloc(4);
        Module.open = (name) => Module._open(name, cell);
      };
      Module._free(0);`,
    },
    {
      name: "who takes it has it where the call throws, and a function of the file may release it first",
      options: possible,
      code: `import { keep } from "./keep.js";
        import cv from "@techstark/opencv-js";
        ${draco}export async function decode(list) {
          const draco = await draco3d.createDecoderModule();
          try {
            const decoder = keep(new draco.Decoder());
            return decoder.count();
          } catch {
            return 0;
          }
        }
        function fill(mat, list) {
          try {
            if (list.length === 0) throw new Error("empty");
            for (const each of list) mat.push(each);
          } catch (error) {
            mat.delete();
            throw error;
          }
        }
        export function encode(list) {
          const mat = new cv.Mat();
          fill(mat, list);
          mat.delete();
        }`,
    },
    {
      name: "the keys of a map go with it, and what is new is not in it",
      options: possible,
      code: `import { RoomId } from "@matrix-org/matrix-sdk-crypto-wasm";
        export async function load(machine, keys) {
          const byRoom = new Map();
          for (const key of keys) {
            const room = new RoomId(key.room);
            if (!byRoom.has(room)) byRoom.set(room, new Map());
            byRoom.get(room).set(key.session, key);
          }
          await machine.receive(byRoom);
        }`,
    },
    {
      name: "a pair is no handle",
      options: possible,
      code: `import { OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
        export async function verify(machine, userId) {
          const identity = await machine.getIdentity(userId);
          try {
            const [request, message] = await identity.requestVerification();
            await send(message);
            return wrap(request);
          } finally {
            identity.free();
          }
        }`,
    },
    {
      name: "what stands beside it says whose it is",
      options: possible,
      code: `import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        const outlines = new Map();
        function outline(text) {
          const known = outlines.get(text);
          if (known) return { path: known, cached: true };
          const path = new CanvasKit.Path();
          if (text.length > 9) return { path, cached: false };
          outlines.set(text, path);
          return { path, cached: true };
        }
        export function draw(canvas, text, paint) {
          const found = outline(text);
          canvas.drawPath(found.path, paint);
          if (!found.cached) found.path.delete();
        }`,
    },
    {
      name: "a field that is known to be of a class of the file",
      options: possible,
      code: `import { Ecies } from "@matrix-org/matrix-sdk-crypto-wasm";
        class Plain {
          replace(inner) {
            this.inner = inner;
          }
        }
        export class Channel {
          renew() {
            if (this.channel instanceof Plain) {
              const inner = new Ecies();
              this.channel.replace(inner);
            }
          }
        }`,
    },
    {
      name: "a builder that each call gives anew",
      options: possible,
      code: `export async function write(load, rows) {
        const wasm = await load();
        const properties = new wasm.PropertiesBuilder().setSize(1024).setLevel(9).build();
        return wasm.write(rows, properties);
      }`,
    },
  ],
  invalid: [
    {
      name: "the function of the file leaves it alone where it throws",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        function fill(mat, size) {
          try {
            if (size < 0) throw new Error("size");
            mat.create(size);
          } catch (error) {
            console.warn(size);
            throw error;
          }
        }
        export function make(size) {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [path]
          fill(mat, size);
          mat.delete();
        }
      `,
    },
    {
      name: "what stands beside it says something else",
      options: possible,
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        function outline(text) {
          const path = new CanvasKit.Path();
          if (text.length > 9) return { path, long: true };
          return { path, long: false };
        }
        export function draw(canvas, text, paint) {
          const made = outline(text);
                       ~~~~~~~~~~~~~ [path]
          canvas.drawPath(made.path, paint);
          if (!made.long) made.path.delete();
        }
      `,
    },
    {
      name: "what was deleted is something else",
      options: possible,
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export function renew(old, state) {
          CanvasKit.deleteContext(old.handle);
          CanvasKit.MakeWebGLContext(state.handle);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
        }
      `,
    },
    {
      name: "an assignment to something else overwrites nothing",
      options: possible,
      code: `
        export function load(mod, read) {
          try {
            const bytes = mod._malloc(8);
                          ~~~~~~~~~~~~~~ [path]
            read(bytes);
            mod._free(bytes);
          } catch (error) {
            this.lastError = error;
          }
        }
      `,
    },
    {
      name: "the promise has settled, and what comes after it throws",
      options: possible,
      code: `
        ${draco.trim()}
        const module = await draco3d.createDecoderModule();
        export async function decode(bytes) {
          try {
            const decoder = new module.Decoder();
                            ~~~~~~~~~~~~~~~~~~~~ [path]
            await decode(bytes, decoder.ptr);
            module.destroy(decoder);
          } catch {
            return null;
          }
        }
      `,
    },
    {
      name: "another function puts its own stack back",
      options: possible,
      code: `
        Module.onRuntimeInitialized = () => {
          Module.read = () => {
            const stack = stackSave();
            Module._read(stackAlloc(4));
            stackRestore(stack);
          };
          Module.write = () => Module._write(stackAlloc(4));
                                             ~~~~~~~~~~~~~ [unbalanced]
        };
        Module._free(0);
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "an object whose class empties it",
      options: possible,
      code: `class Bytes {
          #at = Module._malloc(8);
          free() {
            Module._free(this.#at);
            this.#at = 0;
          }
        }
        function Statement() {
          this.at = prepare();
        }
        Statement.prototype.free = function () {
          sqlite3_finalize(this.at);
          this.at = NULL;
        };
        export function twice() {
          const bytes = new Bytes();
          bytes.free();
          bytes.free();
        }
        export function each(list) {
          let statement = null;
          try {
            for (const sql of list) {
              statement = new Statement();
              statement.run(sql);
              statement.free();
            }
          } catch (error) {
            if (statement) statement.free();
            throw error;
          }
        }`,
    },
  ],
  invalid: [
    {
      name: "an object whose class frees what it freed before",
      options: possible,
      code: `
        class Bytes {
          #at = Module._malloc(8);
          #size = 8;
          free() {
            Module._free(this.#at);
            this.#size = 0;
          }
        }
        export function twice() {
          const bytes = new Bytes();
          bytes.free();
          bytes.free();
          ~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "an address that is shown as long as it is there",
      options: possible,
      code: `export class Bytes {
        #at;
        #isThere = true;
        constructor(size) {
          this.#at = Module._malloc(size);
        }
        get offset() {
          if (!this.#isThere) throw new Error("freed");
          return this.#at;
        }
        free() {
          Module._free(this.#at);
          this.#isThere = false;
        }
      }`,
    },
  ],
  invalid: [
    {
      name: "an address that nobody asks for first",
      options: possible,
      code: `
        export class Bytes {
          #at;
          constructor(size) {
            if (size === 0) throw new Error("empty");
            this.#at = Module._malloc(size);
          }
          get offset() {
            return this.#at;
                   ~~~~~~~~ [getter]
          }
          free() {
            Module._free(this.#at);
          }
        }
      `,
    },
  ],
});
