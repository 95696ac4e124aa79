import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "what 'finally' releases after an exception, and a statement that goes with the database here",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        export function a(module, n, use) {
          const p = module._malloc(n);
          try { return use(p); } finally { module._free(p); }
        }
        export function b(module, n, use) {
          let p = 0;
          try { p = module._malloc(n); const found = use(p); return found; } finally { if (p) module._free(p); }
        }
        export function c(module, n, use) {
          const list = [];
          try { const p = module._malloc(n); list.push(p); use(p); } finally { for (const each of list) module._free(each); }
        }
        export async function first(data, wanted) {
          const SQL = await initSqlJs();
          const db = new SQL.Database(data);
          const statement = db.prepare("SELECT 1");
          if (!wanted) { db.close(); return null; }
          statement.free();
          db.close();
          return wanted;
        }
        export class Notes {
          open(SQL) { this.db = new SQL.Database(); this.all = this.db.prepare("SELECT 1"); }
          kept() { const statement = this.db.prepare("SELECT 2"); return statement.step(); }
          close() { this.db.close(); }
        }
      `,
    },
    {
      name: "streams that are read before anything is acquired, and a second object of what is known",
      options: [{ report: "possible" }],
      code: `
        export async function a(stream) { const parts = []; for await (const part of stream) parts.push(part); const p = M._malloc(parts.length); M._free(p); }
        export function b(bim) { const first = bim.Model.load("a"); const second = bim.Model.load("b"); first.delete(); second.delete(); }
        const notes = new Map();
        export function c(id, n) {
          try { const p = M._malloc(n); notes.set(id, { p }); } catch (error) { console.error(error); }
        }
        export function d(id) { M._free(notes.get(id).p); notes.delete(id); }
      `,
    },
    {
      name: "what a finalizer mends, in a test",
      options: [{ report: "possible" }],
      code: `
        import { get_encoding } from "tiktoken";
        it("counts", async () => {
          const encoding = get_encoding("cl100k_base");
          expect(encoding.encode(await text()).length).toBe(2);
          encoding.free();
        });
      `,
    },
    {
      name: "what may throw is no certain report",
      code: `
        import cv from "@techstark/opencv-js";
        export function load(text) { const mat = new cv.Mat(); const size = JSON.parse(text); mat.create(size); mat.delete(); }
      `,
    },
    {
      name: "released in finally, acquired after what may throw, or what is parsed is written here",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export function a(text) { const mat = new cv.Mat(); try { return JSON.parse(text); } finally { mat.delete(); } }
        export function b(text) { const size = JSON.parse(text); const mat = new cv.Mat(); mat.create(size); mat.delete(); }
        export function c() { const mat = new cv.Mat(); const url = new URL("https://example.org"); mat.delete(); return url; }
      `,
    },
    {
      name: "a helper that catches what it throws, and one that rejects later",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        function soft(size) { try { if (size < 0) throw new Error("size"); } catch { return false; } return true; }
        async function later(size) { if (size < 0) throw new Error("size"); }
        export function a(size) { const mat = new cv.Mat(); soft(size); mat.delete(); }
        export function b(size) { const mat = new cv.Mat(); later(size); mat.delete(); }
      `,
    },
    {
      name: "a function of the user's with the name of a platform's, and a check whose answer is read",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        const atob = (text) => text;
        export function a(text) { const mat = new cv.Mat(); const bytes = atob(text); mat.delete(); return bytes; }
        export function b(size) { const mat = new cv.Mat(); const ok = validate(size); mat.delete(); return ok; }
      `,
    },
    {
      name: "what is awaited is what is acquired, in finally, or given away; and assertions that only tell",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export async function a(load) { const mat = await load(() => new cv.Mat()); mat.delete(); }
        export async function b(url) { const mat = new cv.Mat(); try { await fetch(url); } finally { mat.delete(); } }
        export async function c(url, list) { const mat = new cv.Mat(); list.push(mat); await fetch(url); }
        export function d(size) { const mat = new cv.Mat(); console.assert(size > 0); mat.delete(); }
      `,
    },
    {
      name: "given away before anything throws, taken by a wrapper for good, or only reported to a callback",
      options: [{ report: "possible" }],
      code: `
        import init, { parse_text } from "./pkg/text_wasm";
        export function a(data, done) { const inner = parse_text(data); const query = new Query(inner); const found = done(query); return { found, query }; }
        export function b(data, done) {
          const inner = parse_text(data);
          const query = new Query(inner);
          const found = done(query);
          if (found === null) { inner.free(); return null; }
          return query;
        }
        export function c(data, onProgress) { const inner = parse_text(data); onProgress(3); inner.free(); }
        export function d(data, done) {
          const inner = parse_text(data);
          try { return done(new Query(inner)); } finally { inner.free(); }
        }
      `,
    },
    {
      name: "a check that throws where there is nothing, and one that frees before it throws",
      options: [{ report: "possible" }],
      code: `
        export class Model {
          check(failed, error) { M._free(error); if (failed) throw new Error("failed"); }
          open(data) {
            const error = M._malloc(4);
            const model = M._model_create(data, error);
            this.check(model === 0, error);
            const size = M._model_size(model);
            M._model_destroy(model);
            return size;
          }
        }
      `,
    },
    {
      name: "what nobody pinned is collected",
      options: [{ report: "possible" }],
      code: `
        export function fill(exports, n, text) {
          const block = exports.__new(n, 1);
          new Uint8Array(exports.memory.buffer, block, n).set(JSON.parse(text));
          return block;
        }
      `,
    },
    {
      name: "what a package throws where nothing is held, in finally, or in a test; generators that end what they hold",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        const SQL = await initSqlJs();
        export function a(db, sql) { const found = db.exec(sql); const p = Module._malloc(8); Module._free(p); return found; }
        export function b(path, rows) {
          const db = new SQL.Database(path);
          try { db.run(rows); } finally { db.close(); }
        }
        test("runs", () => { const db = new SQL.Database(); db.run(script); db.close(); });
        export function* c(n) {
          const p = Module._malloc(n);
          try { while (Module._next(p)) yield Module._get(p); } finally { Module._free(p); }
        }
        export function* d(n) { const p = Module._malloc(n); const all = read(p); Module._free(p); yield* all; }
      `,
    },
    {
      name: "what works through data without anything of this function's, in a finally, in a test, in this file, or once all is released",
      options: [{ report: "possible" }],
      code: `
        export function a(bytes) {
          const p = Module._malloc(bytes.length);
          try { return Module._decode_frame(p, bytes.length); } finally { Module._free(p); }
        }
        export function b(bytes) { const p = Module._malloc(8); const found = decodeAll(bytes); Module._free(p); return found; }
        export function c(bytes) { const p = Module._malloc(8); Module.writeArrayToMemory(bytes, p); Module._reset(p); Module._free(p); return Module._decode_frame(0, 0); }
        function parse(p) { return Module.HEAPU8[p]; }
        export function d() { const p = Module._malloc(8); const first = parse(p); Module._free(p); return first; }
        test("decodes", () => { const p = Module._malloc(8); Module._decode_frame(p, 8); Module._free(p); });
      `,
    },
    {
      name: "packages whose functions do not fail, whatever they are called; a check that answers",
      options: [{ report: "possible" }],
      code: `
        import initCanvasKit from "canvaskit-wasm";
        const CanvasKit = await initCanvasKit();
        export function a(canvas) { const path = new CanvasKit.Path(); path.transform(1, 0, 0); canvas.drawPath(path, paint); path.delete(); }
        export function b(n, code) { const p = Module._malloc(n); const ok = codes.checkError(Module._work(p)); Module._free(p); return ok; }
      `,
    },
  ],
  invalid: [
    {
      name: "an exception that goes on behind 'finally', and a way that leaves a statement to a database of the object's",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        export function run(module, bytes, use) {
          const p = module._malloc(bytes.length);
          try {
            const q = module._malloc(4);
                      ~~~~~~~~~~~~~~~~~ [path]
            use(p, q);
            module._free(q);
          } finally {
            module._free(p);
          }
        }
        export class Notes {
          constructor(SQL) { this.db = new SQL.Database(); }
          find(tag) {
            const statement = this.db.prepare("SELECT 1");
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            while (statement.step()) if (statement.get()[0] === tag) return tag;
            statement.free();
            return null;
          }
          close() { this.db.close(); }
        }
      `,
    },
    {
      name: "a stream that fails, a second object whose data is wrong, a status that a helper asks for",
      options: [{ report: "possible" }],
      code: `
        export async function a(stream) {
          const p = M._malloc(8);
                    ~~~~~~~~~~~~ [path]
          for await (const part of stream) M.HEAPU8.set(part, p);
          M._free(p);
        }
        export function b(bim, one, two) {
          const first = bim.Model.load(one);
                        ~~~~~~~~~~~~~~~~~~~ [path]
          const second = bim.Model.load(two);
          try { return first.compare(second); } finally { second.delete(); first.delete(); }
        }
        export function c(path) {
          const solver = M._solver_create();
                         ~~~~~~~~~~~~~~~~~~ [path]
          assertOk(() => M._solver_read(solver, path));
          if (path === "") throw new Error("empty");
          M._solver_destroy(solver);
        }
        function assertOk(work) {
          let status;
          try { status = work(); } catch (error) { status = error; }
          if (status !== 0) throw new Error("failed: " + status);
        }
      `,
    },
    {
      name: "what a finalizer mends later, where what is known to throw does",
      options: [{ report: "possible" }],
      code: `
        import { get_encoding } from "tiktoken";
        export function count(text) {
          const encoding = get_encoding("cl100k_base");
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
          const tokens = encoding.encode(text);
          encoding.free();
          return tokens.length;
        }
        export async function sent(text, send) {
          const encoding = get_encoding("cl100k_base");
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
          await send(text);
          encoding.free();
        }
      `,
    },
    {
      name: "native code that works through data, an object that does, a check of a result by another's method",
      options: [{ report: "possible" }],
      code: `
        import { checks } from "./checks.js";
        export function a(bytes) {
          const p = Module._malloc(bytes.length);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          Module.HEAPU8.set(bytes, p);
          const frame = Module._decode_frame(p, bytes.length);
          Module._free(p);
          return frame;
        }
        export function b(n) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          checks.checkError(Module._work(p));
          Module._free(p);
        }
        export function c(source) {
          const converter = new Module.Converter();
                            ~~~~~~~~~~~~~~~~~~~~~~ [path]
          const made = converter.convertText(source);
          converter.delete();
          return made;
        }
      `,
    },
    {
      name: "what older packages throw as a matter of course",
      options: [{ report: "possible" }],
      code: `
        import Olm from "@matrix-org/olm";
        import cv from "@techstark/opencv-js";
        export function open(key, pickled) {
          const account = new Olm.Account();
                          ~~~~~~~~~~~~~~~~~ [path]
          account.unpickle(key, pickled);
          const keys = account.identity_keys();
          account.free();
          return keys;
        }
        export function homography(from, to) {
          const mask = new cv.Mat();
                       ~~~~~~~~~~~~ [path]
          const found = cv.findHomography(from, to, cv.RANSAC, 3, mask);
          mask.delete();
          return found;
        }
      `,
    },
    {
      name: "what a package throws as a matter of course, checks by their name, and generators that are left",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        import { checkStatus } from "./status.js";
        const SQL = await initSqlJs();
        export function a(path, rows) {
          const db = new SQL.Database(path);
                     ~~~~~~~~~~~~~~~~~~~~~~ [path]
          db.run(rows);
          db.close();
        }
        export function b(n) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          checkStatus(Module._work(p));
          Module._free(p);
        }
        export function* c(n) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          while (Module._next(p)) yield Module._get(p);
          Module._free(p);
        }
      `,
    },
    {
      name: "platform functions that throw for what comes from outside",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export function read(image) {
          const mat = cv.imread(image);
                      ~~~~~~~~~~~~~~~~ [path]
          const data = new ImageData(new Uint8ClampedArray(mat.data), mat.cols, mat.rows);
          mat.delete();
          return data;
        }
        export function parse(text) {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [path]
          const size = JSON.parse(text);
          mat.create(size);
          mat.delete();
        }
      `,
    },
    {
      name: "a promise that rejects between acquiring and releasing",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export async function fill(url) {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [path]
          const response = await fetch(url);
          mat.create(response.status);
          mat.delete();
        }
      `,
    },
    {
      name: "made, filled by a call that fails as a matter of course, and only then returned",
      options: [{ report: "possible" }],
      code: `
        import * as Olm from "@matrix-org/olm";
        export function load(key, pickle) {
          const account = new Olm.Account();
                          ~~~~~~~~~~~~~~~~~ [path]
          account.unpickle(key, pickle);
          return account;
        }
        export async function fetched(key, store) {
          const account = new Olm.Account();
                          ~~~~~~~~~~~~~~~~~ [path]
          account.unpickle(key, await store.get());
          return account;
        }
      `,
    },
    {
      name: "a callback of the caller's works with a wrapper of what is released afterwards",
      options: [{ report: "possible" }],
      code: `
        import init, { parse_text } from "./pkg/text_wasm";
        export function ask(data, done) {
          const inner = parse_text(data);
                        ~~~~~~~~~~~~~~~~ [path]
          const query = new Query(inner);
          const found = done(query);
          inner.free();
          return found;
        }
        export async function inline(data, done) {
          const inner = parse_text(data);
                        ~~~~~~~~~~~~~~~~ [path]
          const found = await done(new Query(inner));
          inner.free();
          return found;
        }
      `,
    },
    {
      name: "a helper that ends it by a function nobody knows",
      options: [{ report: "possible" }],
      code: `
        export class Codec {
          decode(frame) {
            const context = this._createContext(frame);
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            this.api.wasmDecodeFrame(context, 3);
            return this._releaseContext(context);
          }
          _createContext(frame) { const context = this.api.wasmCreateContext(); this.api.wasmSetColumns(context, frame.width); return context; }
          _releaseContext(context) { const n = this.api.wasmGetColumns(context); this.api.wasmReleaseContext(context); return n; }
          async init(bytes) { this.api = (await WebAssembly.instantiate(bytes, {})).instance.exports; }
        }
      `,
    },
    {
      name: "a function of the file that throws, and a check whose answer nobody reads",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        import { validate } from "./checks.js";
        function ratio(size) { if (size.width === 0) throw new Error("empty"); return size.height / size.width; }
        export function a(size) {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [path]
          const r = ratio(size);
          mat.delete();
          return r;
        }
        export function b(size) {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [path]
          validate(size);
          mat.delete();
        }
      `,
    },
  ],
});
