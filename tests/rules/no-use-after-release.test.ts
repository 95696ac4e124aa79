import { runRule } from "./support/run-rule.ts";

runRule("no-use-after-release", {
  valid: [
    {
      name: "a test that calls what has to fail, in a helper that catches it",
      options: [{ report: "possible" }],
      code: `
        function fails(work) {
          let threw = false;
          try { work(); } catch (error) { threw = true; }
          assert.ok(threw);
        }
        test("a deleted matrix", () => {
          const dead = new cv.Mat();
          dead.delete();
          const calls = [["rows", () => dead.rows()], ["size", () => dead.size()]];
          for (const [, call] of calls) fails(call);
        });
      `,
    },
    {
      name: "an address that is printed, or is the key of a table that is written",
      options: [{ report: "possible" }],
      code: `
        const sizes = {};
        export function release(M, p) {
          M._free(p);
          console.log(p);
          sizes[p] = 0;
          delete sizes[p];
        }
      `,
    },
    {
      name: "a typed array of a typed array is a copy",
      options: [{ report: "possible" }],
      code: `
        export function subarray(M, n) {
          const p = M._malloc(n);
          M._fill(p, n);
          const bytes = new Uint8Array(M.HEAPU8.subarray(p, p + n));
          M._free(p);
          return base64(bytes);
        }
        export function viewed(M, n) {
          const p = M._malloc(n);
          M._fill(p, n);
          const view = new Uint8Array(M.HEAPU8.buffer, p, n);
          const bytes = new Uint8Array(view);
          M._free(p);
          return { text: base64(bytes), numbers: show(new Float32Array(bytes)) };
        }
      `,
    },
    {
      name: "a chain that is awaited, or that has nothing to do with what is released",
      options: [{ report: "possible" }],
      code: `
        export async function a(text) {
          const p = Module._malloc(text.length);
          try { const result = Module._transform(p); return await result.then((r) => Module.UTF8ToString(r)); } finally { Module._free(p); }
        }
        export function b(n, start) {
          const p = Module._malloc(n);
          try { const size = Module._size(p); return start(size).then((r) => r.text()); } finally { Module._free(p); }
        }
        export function c(n, start) {
          const p = Module._malloc(n);
          return start(n).then(() => Module._show(p)).finally(() => Module._free(p));
        }
      `,
    },
    {
      name: "the number of what was released is a key",
      code: `
        const open = {};
        export function close(Module, statement) {
          Module._sqlite3_finalize(statement);
          delete open[statement];
        }
        export function drop(p) { Module._free(p); delete open[p]; }
      `,
    },
    {
      name: "generators that own their statement, that nobody frees under, or that are run before",
      language: "ts",
      code: `
        import type { Database, Statement } from "sql.js";
        function* rows(statement: Statement) {
          try {
            while (statement.step()) yield statement.get();
          } finally {
            statement.free();
          }
        }
        function* numbers(statement: Statement) { yield 1; yield 2; }
        export const all = (db: Database, sql: string) => rows(db.prepare(sql));
        export function count(db: Database, sql: string) {
          const statement = db.prepare(sql);
          try {
            return numbers(statement);
          } finally {
            statement.free();
          }
        }
        export function eager(db: Database, sql: string) {
          const statement = db.prepare(sql);
          try {
            return [...rows(statement)];
          } finally {
            console.log(sql);
          }
        }
      `,
    },
    {
      name: "callbacks that are done when they return, or awaited",
      code: `
        import initSqlJs from "sql.js";
        const SQL = await initSqlJs();
        function withDatabase(bytes, use) {
          const db = new SQL.Database(bytes);
          try {
            return use(db);
          } finally {
            db.close();
          }
        }
        async function awaited(bytes, use) {
          const db = new SQL.Database(bytes);
          try {
            return await use(db);
          } finally {
            db.close();
          }
        }
        export const names = (bytes) => withDatabase(bytes, (db) => db.exec("SELECT 1"));
        export const first = (bytes) => withDatabase(bytes, async (db) => { const found = db.exec("SELECT 1"); await store(found); });
        export const later = (bytes) => awaited(bytes, async (db) => { await ready(); return db.exec("SELECT 1"); });
      `,
    },
    { name: "used before", code: "function f(n) { const p = M._malloc(n); M._fill(p); M._free(p); }" },
    {
      name: "a new value under the old name",
      code: "function f(n) { let p = M._malloc(n); M._free(p); p = M._malloc(n); M._fill(p); M._free(p); }",
    },
    {
      name: "released on the other path",
      code: "function f(n) { const p = M._malloc(n); if (n) { M._free(p); return; } M._fill(p); M._free(p); }",
    },
    {
      name: "the promise is awaited",
      code: "async function f() { const d = new M.Decoder(); try { return await d.runAsync(); } finally { d.delete(); } }",
    },
    {
      name: "names of other things",
      code: "function f(doc, map, key) { doc.delete(key); doc.get(key); map.delete(key); map.get(key); }",
    },
    {
      name: "one variable for all elements",
      code: "function f(list) { for (const h of list) { h.draw(); h.delete(); } }",
    },
    {
      name: "objects of JavaScript with a method of that name, and what only JavaScript is given",
      code: `
        export function a(take) { const block = take(8); block.free(); Slots.add(block); }
      `,
    },
    {
      name: "of the module: given a new value, not a constant, logged",
      code: `
        import * as wasm from "./pkg/geometry_wasm.js";
        export function a(text) { let point = parse(text); point.free(); point = parse(text); wasm.Shape.at(point); }
        export function b(point) { point.free(); wasm.Shape.at(point); }
        export function c(text) { const point = parse(text); point.free(); log(point); }
        export function d(text) { const point = parse(text); wasm.Shape.at(point); point.free(); }
      `,
    },
    {
      name: "kept in a field, and released only when it fails, or by the object, or the field is emptied",
      options: [{ report: "possible" }],
      code: `
        export class OnFailure {
          #p;
          constructor(n) {
            const p = M._malloc(n);
            let done = false;
            try { M._fill(p); this.#p = p; done = true; } finally { if (!done) M._free(p); }
          }
          free() { M._free(this.#p); }
        }
        export class Rethrown {
          #p;
          constructor(n) {
            const p = M._malloc(n);
            this.#p = p;
            try { M._fill(p); } catch (error) { M._free(p); throw error; }
          }
          free() { M._free(this.#p); }
        }
        export class Emptied {
          #p = 0;
          run(n) {
            const p = M._malloc(n);
            this.#p = p;
            try { M._fill(p); } finally { M._free(p); this.#p = 0; }
          }
        }
        export class Copied {
          constructor(n) {
            const p = M._malloc(n);
            try { this.first = M.HEAPU8[p]; this.copy = M.HEAPU8.slice(p, p + n); } finally { M._free(p); }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an address that is written at",
      code: `
        export function release(M) {
          const p = M._malloc(8);
          M._free(p);
          M.HEAPU8[p] = 0;
          ~~~~~~~~~~~ [plain]
        }
      `,
    },
    {
      name: "a typed array of a buffer is a view",
      options: [{ report: "possible" }],
      code: `
        export function viewed(M, n) {
          const p = M._malloc(n);
          M._fill(p, n);
          const view = new Uint8Array(M.HEAPU8.buffer, p, n);
          M._free(p);
          return base64(view);
                        ~~~~ [plain]
        }
      `,
    },
    {
      name: "a chain that is returned out of a try, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function transform(text) {
          const p = Module._malloc(text.length);
          try {
            const result = Module._transform(p);
            if (result instanceof Promise) return result.then((r) => Module.UTF8ToString(r));
                                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [promise]
            return Module.UTF8ToString(result);
          } finally {
            Module._free(p);
          }
        }
        export function show(n, start) {
          const p = Module._malloc(n);
          try {
            return start(n).then(() => Module._show(p));
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [promise]
          } finally {
            Module._free(p);
          }
        }
      `,
    },
    {
      name: "a generator that begins after its statement is freed, directly and as a callback",
      language: "ts",
      code: `
        import type { Statement } from "sql.js";
        function* rows(statement: Statement) {
          while (statement.step()) yield statement.get();
        }
        export function all(db: import("sql.js").Database, sql: string) {
          const statement = db.prepare(sql);
          try {
            return rows(statement);
            ~~~~~~~~~~~~~~~~~~~~~~~ [generator]
          } finally {
            statement.free();
          }
        }
        function withStatement<T>(db: import("sql.js").Database, sql: string, use: (statement: Statement) => T): T {
          const statement = db.prepare(sql);
          try {
            return use(statement);
            ~~~~~~~~~~~~~~~~~~~~~~ [generator]
          } finally {
            statement.free();
          }
        }
        export const lazily = (db: import("sql.js").Database) => withStatement(db, "SELECT 1", rows);
      `,
    },
    {
      name: "a callback that goes on with it after an await",
      code: `
        import initSqlJs from "sql.js";
        const SQL = await initSqlJs();
        function withDatabase(bytes, use) {
          const db = new SQL.Database(bytes);
          try {
            return use(db);
            ~~~~~~~~~~~~~~~ [promise]
          } finally {
            db.close();
          }
        }
        export const names = (bytes) => withDatabase(bytes, async (db) => { await ready(); return db.exec("SELECT 1"); });
      `,
    },
    {
      name: "kept in a field by a constructor that releases it on the way out",
      code: `
        export class Picture {
          #p;
          constructor(n) {
            const p = M._malloc(n);
            try {
              M._fill(p);
              this.#p = p;
              ~~~~~~~~~~~ [kept]
            } finally {
              M._free(p);
            }
          }
          draw() { M._draw(this.#p); }
        }
      `,
    },
    {
      name: "kept in an object of a field; by a method, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Picture {
          constructor(n) {
            const p = M._malloc(n);
            try { this.state = { p, n }; } finally { M._free(p); }
                  ~~~~~~~~~~~~~~~~~~~~~ [kept]
          }
          fill(n) {
            const q = M._malloc(n);
            this.q = q;
            ~~~~~~~~~~ [kept]
            M._fill(q);
            M._free(q);
          }
        }
      `,
    },
    {
      name: "an object of the module that a function of another file made",
      code: `
        import { parse } from "./parse.js";
        import * as wasm from "./pkg/geometry_wasm.js";
        export function f(text) {
          const point = parse(text);
          const first = wasm.Shape.at(point);
          point.free();
          return first ?? wasm.Shape.near(point);
                                          ~~~~~ [plain]
        }
      `,
    },
    {
      name: "an address and an object",
      code: `
        function f(n) {
          const p = M._malloc(n);
          M._free(p);
          M._fill(p);
                  ~ [plain]
          const h = new M.Image();
          h.delete();
          h.draw();
          ~~~~~~~~ [plain]
        }
      `,
    },
    {
      name: "through an alias, a helper, a member",
      code: `
        function drop(p) { M._free(p); }
        function f(n) {
          const p = M._malloc(n);
          const q = p;
          drop(q);
          M.HEAPU8[p] = 1;
          ~~~~~~~~~~~ [plain]
        }
        class A {
          free() {
            M._free(this.ptr);
            M._clear(this.ptr);
                     ~~~~~~~~ [plain]
          }
        }
      `,
    },
    {
      name: "a promise that outlives finally, and what using declares",
      code: `
        function f() {
          const d = new M.Decoder();
          try {
            return d.runAsync();
            ~~~~~~~~~~~~~~~~~~~~ [promise]
          } finally {
            d.delete();
          }
        }
      `,
    },
    {
      name: "returned from under its using declaration",
      language: "ts",
      code: `
        function other() { const h = new M.Image(); h.delete(); }
        function f() {
          using image = new M.Image();
          return image;
          ~~~~~~~~~~~~~ [using]
        }
      `,
    },
    {
      name: "on one path, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function f(n) {
          for (const doc of n) {
            doc.delete();
            doc.draw();
            ~~~~~~~~~~ [plain]
          }
        }
      `,
    },
  ],
});
