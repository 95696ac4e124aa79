import { runRule } from "./support/run-rule.ts";

// What the rules said wrongly of right code: each form beside a near miss that is a bug.

const possible = [{ report: "possible" }];

runRule("require-manage", {
  valid: [
    {
      name: "a list of what is to be ended, the object's own or another's",
      options: possible,
      code: `export class Query {
          constructor(body) {
            this.from = new Jolt.Vec3();
            this.turn = new Jolt.Quat();
            this.toDispose.push(this.from, this.turn);
            this.disposables = body.data.toDispose;
            this.to = new Jolt.Vec3();
            this.disposables.push(this.to);
          }
          dispose() { this.toDispose.forEach((each) => Jolt.destroy(each)); }
        }`,
    },
    {
      name: "the one object of a script, made where it starts or when the page is there",
      options: possible,
      code: `class Decoder {
          constructor(port) { port.onmessage = (event) => this.setup(event.data); }
          setup(size) { this.input = Module._malloc(size); }
        }
        new Decoder(self);
        class Page {
          constructor() { this.frame = new cv.Mat(); }
        }
        window.addEventListener("load", () => new Page().run());`,
    },
  ],
  invalid: [
    {
      name: "a list of something else, and objects that a click makes",
      code: `export class Query {
          constructor() {
            this.from = new Jolt.Vec3();
                        ~~~~~~~~~~~~~~~ [unmanaged]
            this.points.push(this.from);
          }
        }
        class Page {
          constructor() { this.frame = new cv.Mat(); }
                                       ~~~~~~~~~~~~ [unmanaged]
        }
        button.addEventListener("click", () => new Page().run());`,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "an object around the address that \`using\` ends, through helpers of the class",
      options: possible,
      code: `export class Hash {
          #exports = instance.exports;
          #malloc = (size) => {
            const at = this.#exports.malloc(size);
            return { at, [Symbol.dispose]: () => this.#exports.free(at) };
          };
          #copy = (bytes) => {
            const made = this.#malloc(bytes.length);
            new Uint8Array(this.#exports.memory.buffer).set(bytes, made.at);
            return made;
          };
          hash(bytes) {
            using input = this.#copy(bytes);
            return this.#exports.hash(input.at, bytes.length);
          }
        }`,
    },
    {
      name: "an argument says that the call has failed",
      code: `export function open(rate) {
          const error = Module._malloc(4);
          const resampler = Module._speex_resampler_init(1, rate, error);
          if (Module.getValue(error, "i32") !== 0) { Module._free(error); throw new Error("init"); }
          Module._free(error);
          Module._speex_resampler_destroy(resampler);
        }`,
    },
    {
      name: "a parser of the project's own by its type, in a file about tree-sitter",
      options: possible,
      language: "ts",
      code: `import type { Node } from "web-tree-sitter";
        import { TemplateParser } from "./template-parser.js";
        export class Reader {
          private parser: TemplateParser | null = null;
          read(text: string): Node {
            if (!this.parser) this.parser = new TemplateParser();
            const tree = this.parser.parse(text);
            return find(tree.rootNode);
          }
        }
        export function read(parser: TemplateParser, text: string): Node { return find(parser.parse(text).rootNode); }`,
    },
    {
      name: "functions of C that only compute, and an assertion of a test",
      options: possible,
      code: `export function sign(bytes) {
          const p = Module._malloc(bytes.length);
          Module._secp256k1_ecdsa_sign(p, bytes.length);
          Module._free(p);
        }`,
    },
    {
      name: "statements of a database that is closed",
      code: `export function test(sql) {
          const db = new sql.Database();
          const first = db.prepare("INSERT INTO cells VALUES (?)");
          first.run([1]);
          first.free();
          const second = db.prepare("SELECT * FROM cells");
          second.step();
          db.close();
        }`,
    },
    {
      name: "an old package whose functions take the image by value",
      code: `import * as photon from "@silvia-odwyer/photon";
        export function show(canvas, context) {
          const image = photon.open_image(canvas, context);
          photon.grayscale(image);
          photon.putImageData(canvas, context, image);
        }`,
    },
  ],
  invalid: [
    {
      name: "statements of a database that stays open",
      code: `export function fill(db) {
          const first = db.prepare("INSERT INTO cells VALUES (?)");
          first.run([1]);
          first.free();
          const second = db.prepare("SELECT * FROM cells");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          second.step();
        }`,
    },
    {
      name: "another test of what was read, an image nobody takes, and native code that works through data",
      options: possible,
      code: `import * as photon from "@silvia-odwyer/photon";
        export function open(rate, depth) {
          const resampler = Module._speex_resampler_init(1, rate, 0);
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (Module.getValue(depth, "i32") !== 0) throw new Error("init");
          Module._speex_resampler_destroy(resampler);
        }
        export function gray(canvas, context) {
          const image = photon.open_image(canvas, context);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          photon.grayscale(image);
        }
        export function render(bytes) {
          const p = Module._malloc(bytes.length);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          Module._graph_render(p, bytes.length);
          Module._free(p);
        }`,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "another entry of a map, a number that the program chose, the key of a table",
      options: possible,
      code: `export class Pages {
          load(index) {
            const open = new Map();
            const page = Module._FPDF_LoadPage(this.file, index);
            open.set(index, page);
            const dead = open.get(this.oldest(index));
            Module._FPDF_ClosePage(dead);
            return Module._FPDF_GetPageRotation(page);
          }
        }
        const slot = 1;
        export function fill(wasm, text) {
          wasm.release_slot(slot);
          send(text);
          wasm.register_slot(slot);
        }
        export class Statement {
          end() {
            sqlite3_finalize(this.pointer);
            delete this.database.statements[this.pointer];
          }
        }`,
    },
  ],
  invalid: [
    {
      name: "the same entry",
      options: possible,
      code: `export function load(file, index) {
          const open = new Map();
          const page = Module._FPDF_LoadPage(file, index);
          open.set(index, page);
          Module._FPDF_ClosePage(open.get(index));
          return Module._FPDF_GetPageRotation(page);
                                              ~~~~ [plain]
        }`,
    },
    {
      name: "the status of a decoder that is gone",
      code: `import draco3d from "draco3d";
        const draco = await draco3d.createDecoderModule({});
        export function decode(buffer) {
          const decoder = new draco.Decoder();
          const mesh = new draco.Mesh();
          const status = decoder.DecodeBufferToMesh(buffer, mesh);
          draco.destroy(decoder);
          draco.destroy(mesh);
          if (!status.ok()) throw new Error("no mesh");
               ~~~~~~~~~~~ [needed]
        }`,
    },
  ],
});

runRule("no-mismatched-release", {
  valid: [
    {
      name: "what undoes an init, before the struct itself is freed",
      options: possible,
      code: `export function solve(slu) {
          const stat = slu._malloc(64);
          slu._StatInit(stat);
          slu._solve(stat);
          slu._StatFree(stat);
          slu._free(stat);
        }`,
    },
  ],
  invalid: [
    {
      name: "the same of a struct that nobody frees",
      code: `export function solve(slu) {
          const stat = slu._malloc(64);
          slu._StatInit(stat);
          slu._StatFree(stat);
          ~~~~~~~~~~~~~~~~~~~ [mismatch]
        }`,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "a global of a worker",
      code: `self.frame = instance._av_frame_alloc();
        self.onmessage = ({ data }) => {
          instance.HEAPU8.set(data, 0);
          instance._decode(self.frame);
        };`,
    },
  ],
  invalid: [
    {
      name: "a global of a page",
      code: `window.frame = instance._av_frame_alloc();
~~~~~~~~~~~~ [global]
        window.onmessage = ({ data }) => {
          instance.HEAPU8.set(data, 0);
          instance._decode(window.frame);
        };`,
    },
  ],
});
