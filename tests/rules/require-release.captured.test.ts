import { runRule } from "./support/run-rule.ts";

const start = 'import { getQuickJS } from "quickjs-emscripten";\nconst QuickJS = await getQuickJS();\n';

const loaded = `let lib; export async function load(bytes) { lib = (await WebAssembly.instantiate(bytes)).instance.exports; }`;

runRule("require-release", {
  valid: [
    {
      name: "ended where something fails, and handed on, kept or ended elsewhere otherwise",
      options: [{ report: "possible" }],
      code: `
        export async function a(database, sql) {
          const connection = await database.connect("wasm");
          try { return await connection.query(sql); } catch (error) { await connection.close(); throw error; } finally { await connection.close(); }
        }
        export async function b(database, sql) {
          const connection = await database.connect("wasm");
          try { await connection.query(sql); } catch (error) { await connection.close(); throw error; }
          return connection;
        }
        export async function c(database, sql) {
          const connection = await database.connect("wasm");
          try { await connection.query(sql); } catch (error) { await connection.close(); throw error; }
          return { next: () => connection.query(sql) };
        }
        export async function d(database, sql) {
          const connection = await database.connect("wasm");
          try { await connection.query(sql); } catch (error) { await connection.close(); }
          return true;
        }
      `,
    },
    {
      name: "what only a callback releases is no certain report",
      code: `export function run(n, work) { const p = Module._malloc(n); return work(p).then((r) => { Module._free(p); return r; }); }`,
    },
    {
      name: "released on every way through the callback, or asked whether it is there",
      options: [{ report: "possible" }],
      code: `
        export function a(n, later) {
          const p = Module._malloc(n);
          later((ok) => {
            if (!ok) { Module._free(p); return; }
            Module._use(p);
            Module._free(p);
          });
        }
        export function b(n, later) {
          const p = Module._malloc(n);
          later(() => { if (!p) return; Module._use(p); Module._free(p); });
        }
        export function c(n, later) {
          const p = Module._malloc(n);
          later((ok) => { try { if (!ok) return; Module._use(p); } finally { Module._free(p); } });
        }
        export function d(n, later) {
          const p = Module._malloc(n);
          later((ok) => { if (!ok) { giveUp(p); return; } Module._free(p); });
        }
      `,
    },
    {
      name: "handlers that may run many times, lists of cleanups, and promises whose failure is handled",
      options: [{ report: "possible" }],
      code: `
        export function a(n, button) {
          const p = Module._malloc(n);
          button.addEventListener("click", (event) => { if (event.shiftKey) return; Module._free(p); });
        }
        export function b(n, work) { const p = Module._malloc(n); return work(n).then((r) => { Module._free(p); return r; }, fail); }
        export function c(n, work) { const p = Module._malloc(n); return work(n).finally(() => Module._free(p)); }
        export function d(n, work) {
          const p = Module._malloc(n);
          return work(n).then((r) => { Module._free(p); return r; }).catch((error) => { Module._free(p); throw error; });
        }
        export function e(n, work) { const p = Module._malloc(n); keep(p); return work(n).then(() => Module._free(p)); }
        export function f(n, ready) { const p = Module._malloc(n); return ready.then(() => Module._free(p)); }
      `,
    },
    {
      name: "a failure after which another function, a caller or the next start releases it",
      options: [{ report: "possible" }],
      code: `${loaded}
        export class Closed {
          begin() { this.p = lib.pack_create(); }
          finish() { if (lib.pack_end(this.p) < 0) return null; lib.pack_destroy(this.p); this.p = 0; }
          close() { lib.pack_destroy(this.p); this.p = 0; }
        }
        export class Begun {
          begin() { if (this.p) return; this.p = lib.pack_create(); }
          finish() { if (lib.pack_end(this.p) < 0) return null; lib.pack_destroy(this.p); this.p = 0; }
        }
        export class Asked {
          begin() { this.p = lib.pack_create(); }
          next() { const item = lib.pack_next(this.p); if (!item) return null; lib.pack_destroy(this.p); this.p = 0; }
        }
        export class Empty {
          begin() { this.p = lib.pack_create(); }
          finish() { if (this.p === 0) return null; lib.pack_end(this.p); lib.pack_destroy(this.p); this.p = 0; }
        }
        export class Reset {
          begin() { this.p = lib.pack_create(); }
          finish() { if (lib.pack_end(this.p) < 0) return this.reset(); lib.pack_destroy(this.p); this.p = 0; }
          reset() { lib.pack_destroy(this.p); this.p = 0; }
        }
        let shared = 0;
        export function begin() { shared = lib.pack_create(); return shared; }
        export function finish() { if (lib.pack_end(shared) < 0) return null; lib.pack_destroy(shared); shared = 0; }
      `,
    },
  ],
  invalid: [
    {
      name: "behind a function inside that has many ways to find nothing, and one that finds something",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export function scan(image, limit) {
          const data = image.data;
          const find = (from) => {
            let first = -1, last = -1;
            for (let y = from; y < limit; y++) {
              let has = false;
              for (let x = 0; x < 9; x++) if (data[y + x] > 0) { has = true; break; }
              if (has) { first = y; break; }
            }
            if (first === -1) return null;
            let gap = 0;
            for (let y = first; y < limit; y++) {
              let has = false;
              for (let x = 0; x < 9; x++) if (data[y + x] > 0) { has = true; break; }
              if (!has) { gap++; if (gap > 5) { last = y; break; } } else gap = 0;
            }
            if (last === -1) last = limit;
            return { first, last };
          };
          const line = find(0);
          if (line) {
            const contours = new cv.MatVector();
            for (let i = 0; i < contours.size(); i++) {
              const box = cv.boundingRect(contours.get(i));
                                          ~~~~~~~~~~~~~~~ [temporary]
              if (box.width > 2) limit = box.width;
            }
            contours.delete();
          }
        }
      `,
    },
    {
      name: "ended only where something fails",
      options: [{ report: "possible" }],
      code: `
        export async function query(database, sql) {
          const connection = await database.connect("wasm");
                                   ~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          let table;
          try {
            table = await connection.query(sql);
          } catch (error) {
            await connection.close();
            throw error;
          }
          return table;
        }
      `,
    },
    {
      name: "a callback that leaves before the release",
      options: [{ report: "possible" }],
      code: `${start}
        export function a(n, later) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          later((error, result) => {
            if (error) { report(error); return; }
            Module._use(p, result);
            Module._free(p);
          });
        }
        export function b(code, render) {
          const vm = QuickJS.newContext();
                     ~~~~~~~~~~~~~~~~~~~~ [path]
          return new Promise((resolve) => {
            render(vm, (answer) => {
              if (answer === undefined) { resolve(undefined); return; }
              render(vm, () => { resolve(answer); vm.dispose(); });
            });
          });
        }
      `,
    },
    {
      name: "a function that leaves what another one has made where the work on it fails",
      options: [{ report: "possible" }],
      code: `${loaded}
        let coder = null;
        export function init() { coder = lib.coder_init(3); }
                                         ~~~~~~~~~~~~~~~~~ [path]
        export function flush() {
          const n = lib.coder_flush(coder);
          if (n < 0) { console.error("flush"); return null; }
          lib.coder_free(coder);
          coder = null;
          return n;
        }
        export class Packer {
          begin() { this.state = lib.pack_create(); }
                                 ~~~~~~~~~~~~~~~~~ [path]
          finish() {
            if (!lib.pack_end(this.state)) throw new Error("pack");
            lib.pack_destroy(this.state);
            this.state = 0;
          }
        }
      `,
    },
    {
      name: "a promise that rejects before the callback",
      options: [{ report: "possible" }],
      code: `
        export function run(n, work) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          return work(p).then((result) => { Module._free(p); return result; });
        }
      `,
    },
  ],
});
