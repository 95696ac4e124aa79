import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "a factory with a name of JavaScript, one that makes nothing",
      options: [{ report: "possible" }],
      code: `
        import { Widget } from "widgets";
        export function a() { const widget = Widget.fromName("x"); return widget.show(); }
        export function b(bytes) { Widget.from_rows(bytes); return Widget.size; }
      `,
    },
    {
      name: "a factory with a name of Rust, of a file of the project's",
      options: [{ report: "possible" }],
      code: `
        import { Key } from "./keys.js";
        export function a(rows) { const key = Key.from_rows(rows); return key.id; }
      `,
    },
    {
      name: "a factory with a name of Rust, of Node",
      options: [{ report: "possible" }],
      code: `
        import { Table } from "node:table";
        export function a(rows) { const table = Table.from_rows(rows); return table.length; }
      `,
    },
    {
      name: "an older web-tree-sitter, whose module is the class: deleted, lent, only named as a type",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        await Parser.init();
        export function a(text) { const parser = new Parser(); try { return parser.getTimeoutMicros(); } finally { parser.delete(); } }
        export function b() { return new Parser(); }
        export async function c(path) { return Parser.Language.load(path); }
        const shared = new Parser();
        export function d(language) { shared.setLanguage(language); }
      `,
    },
    {
      name: "a newer web-tree-sitter under the class' old name, and a module of one's own",
      options: [{ report: "possible" }],
      code: `
        import { Parser as TreeSitter } from "web-tree-sitter";
        import Parser from "./parser.js";
        const Reader = require("reader");
        export function a() { const parser = new Parser(); return parser.read(); }
        export function b() { const reader = new Reader(); return reader.read(); }
        export function c() { return TreeSitter.init(); }
      `,
    },
    {
      name: "modules that are loaded later: what is freed, kept and given back",
      options: [{ report: "possible" }],
      code: `
        export async function a(path) {
          const { Parser } = await import("web-tree-sitter");
          const parser = new Parser();
          try { return parser.getTimeoutMicros(); } finally { parser.delete(); }
        }
        export const b = () => import("canvaskit-wasm").then(({ default: init }) => init());
        export function c() { return import("@dimforge/rapier3d-compat").then((rapier) => new rapier.World({ x: 0, y: 0, z: 0 })); }
      `,
    },
    {
      name: "classes of a wasm-bindgen package: freed, given back, kept, no class",
      options: [{ report: "possible" }],
      code: `
        import init, { Scheduler, SchedulerError, run_all } from "scheduler-wasm";
        await init();
        export function a() { const one = new Scheduler(); try { return one.next(); } finally { one.free(); } }
        export function b() { return Scheduler.new(); }
        export function c() { Scheduler.parse_all((each) => each); return run_all(); }
        export function d() { throw new SchedulerError("x"); }
        const shared = new Scheduler();
        export function e() { return shared.next(); }
      `,
    },
    {
      name: "a default import that is started, of the project's own code or of no wasm at all",
      options: [{ report: "possible" }],
      code: `
        import initStore, { Store } from "./store.js";
        import translate, { Locale } from "translations";
        initStore();
        await translate();
        export function a() { const store = new Store(); return store.size; }
        export function b() { const locale = new Locale("de"); return locale.name; }
      `,
    },
    {
      name: "a plugin of a bundler, a class of one's own in a folder for wasm, a wasm package without any sign of wasm-bindgen",
      options: [{ report: "possible" }],
      code: `
        import wasm, { Options } from "vite-plugin-wasm";
        import { Runner } from "./wasm/runner.js";
        import { Reader } from "reader-wasm";
        export default { plugins: [wasm()] };
        export function a() { const options = new Options(); return options.name; }
        export function b() { const runner = new Runner(); return runner.name; }
        export function c() { const reader = new Reader(); return reader.read(); }
      `,
    },
    {
      name: "what a method of such a class gives and is no object of Rust's, or is freed; a class of the project's own",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { Engine } from "engine-wasm";
        import { Reader } from "./reader.js";
        export function a(engine: Engine, text: string) { const n = engine.parse(text); return n.toFixed(); }
        export function b(engine: Engine, text: string) {
          const found = engine.search(text);
          try { return found.to_js(); } finally { found.free(); }
        }
        export function c(reader: Reader, text: string) { return reader.read(text).to_js(); }
      `,
    },
    {
      name: "another class of the module that is no wrapper's like the one that is freed",
      options: [{ report: "possible" }],
      code: `
        import { RawBody, Vector, RawError } from "./raw.js";
        import { RawText } from "./text.js";
        export class Body {
          constructor() { this.raw = new RawBody(); this.at = new Vector(); this.text = new RawText(); }
          free() { this.raw.free(); }
        }
      `,
    },
    {
      name: "OpenCV as an addon of Node's, whose objects the collector frees",
      options: [{ report: "possible" }],
      code: `
        const cv = require("opencv4nodejs"); // not wasm
        export function rows() { const m = new cv.Mat(3, 3, cv.CV_8U); return m.rows; }
      `,
    },
    {
      name: "aligned memory that the module's own free gives back, a query that is awaited",
      options: [{ report: "possible" }],
      code: `
        export async function run({ aligned_alloc, pv_process, pv_free }, frames) { // wasm
          const cell = await aligned_alloc(4, 4);
          try { return await pv_process(frames, cell); } finally { await pv_free(cell); }
        }
        export class Rows {
          async remove() { const rows = await this.db.prepare("a"); await rows.delete(); }
          async read() { const rows = await this.db.prepare("b"); return rows.all(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a factory of a package with a name of Rust",
      options: [{ report: "possible" }],
      code: `
        import { RsaPublicKey } from "@keys/rsa";
        export function check(der, hash, signature) {
          const key = RsaPublicKey.from_public_key_der(der);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return key.verify_unprefixed(hash, signature);
        }
      `,
    },
    {
      name: "the module of an older web-tree-sitter is the class of parsers, and no finalizer mends it",
      code: `
        import Parser from "web-tree-sitter";
        export function count(language, text) {
          const parser = new Parser();
                         ~~~~~~~~~~~~ [never]
          parser.setLanguage(language);
          const tree = parser.parse(text);
                       ~~~~~~~~~~~~~~~~~~ [never]
          return tree.rootNode.childCount;
        }
      `,
    },
    {
      name: "a module that is loaded later, and the default of one",
      options: [{ report: "possible" }],
      code: `
        export async function count(text) {
          const { Mat } = await import("@techstark/opencv-js");
          const mat = new Mat(text);
                      ~~~~~~~~~~~~~ [never]
          return mat.rows;
        }
        export function step() {
          return import("manifold-3d").then(async ({ default: init }) => {
            const { Manifold } = await init();
            const box = new Manifold({});
                        ~~~~~~~~~~~~~~~~ [never]
            return box.volume();
          });
        }
      `,
    },
    {
      name: "a worker's stand-in, of which another result is freed",
      options: [{ report: "possible" }],
      code: `
        export class Store { // wasm
          async one() { const statement = await this.db.prepare("a"); try { return await statement.get(); } finally { await statement.free(); } }
          async all() {
            const statement = await this.db.prepare("b");
                                    ~~~~~~~~~~~~~~~~~~~~ [never]
            return await statement.all();
          }
        }
      `,
    },
    {
      name: "aligned memory, a vector of web-ifc that came through a field",
      options: [{ report: "possible" }],
      code: `
        export async function start({ aligned_alloc, pv_start, pv_free }, key) { // wasm
          const cell = await aligned_alloc(4, 4);
                             ~~~~~~~~~~~~~~~~~~~ [never]
          const other = await aligned_alloc(4, 8);
          try { return await pv_start(key, cell, other); } finally { await pv_free(other); }
        }
        export class Types {
          count(ifcType) {
            const lines = this.state.api.GetLineIDsWithType(0, ifcType);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return lines.size();
          }
        }
      `,
    },
    {
      name: "a module that is started as those of wasm-bindgen are",
      options: [{ report: "possible" }],
      code: `
        import init, { Scheduler } from "scheduler";
        export async function train(items) {
          await init();
          const scheduler = new Scheduler();
                            ~~~~~~~~~~~~~~~ [never]
          return scheduler.train(items);
        }
      `,
    },
    {
      name: "a package that wasm-pack built, one that calls itself wasm, one that is loaded late",
      options: [{ report: "possible" }],
      code: `
        import { World } from "../pkg/life.js";
        import { Delta } from "delta-wasm";
        export function tick() {
          const world = new World();
                        ~~~~~~~~~~~ [never]
          return world.cells();
        }
        export function length(text) {
          const delta = Delta.from_str(text);
                        ~~~~~~~~~~~~~~~~~~~~ [never]
          return delta.base_len();
        }
        export async function late(text) {
          const { Parser } = await import("parser-wasm");
          return new Parser(text).tree_length();
                 ~~~~~~~~~~~~~~~~ [never]
        }
      `,
    },
    {
      name: "what a method of a class of a wasm package gives, by methods with Rust's names",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { Engine, Input } from "engine-wasm";
        let engine: Engine | undefined;
        export function a(text: string) {
          return engine!.analyze(text).to_js();
                 ~~~~~~~~~~~~~~~~~~~~~ [never]
        }
        export function b(given: Engine, text: string) {
          const found = given.search(text);
                        ~~~~~~~~~~~~~~~~~~ [never]
          return found.first_line();
        }
      `,
    },
    {
      name: "a homography, and the transpose of a kernel",
      options: [{ report: "possible" }],
      code: `
        import cv from "opencv-ts";
        export function warp(from, to, image, out, n) {
          const h = cv.findHomography(from, to);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const kernel = cv.getGaussianKernel(n, 1);
          cv.multiply(kernel, kernel.t(), out);
                              ~~~~~~~~~~ [temporary]
          cv.warpPerspective(image, out, h, out.size());
          kernel.delete();
        }
      `,
    },
    {
      name: "OpenCV by the names people give its namespace",
      options: [{ report: "possible" }],
      code: `
        import { opencv } from "./opencv-helper.js";
        export function determinant(values) {
          const matrix = opencv.matFromArray(3, 3, opencv.CV_64F, values);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return opencv.determinant(matrix);
        }
      `,
    },
  ],
});
