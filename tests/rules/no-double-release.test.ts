import { runRule } from "./support/run-rule.ts";

runRule("no-double-release", {
  valid: [
    {
      name: "a callback that is forgotten by its address, and how a frame is to be disposed of",
      options: [{ report: "possible" }],
      code: `
        export function session(db) {
          const p = Module._sqlite3_malloc(4);
          Module.setCallback(p, db.changed);
          Module._session_run(db.address, p);
          Module.deleteCallback(p);
          Module._sqlite3_free(p);
        }
        export function frame(exports, decoder) {
          const p = exports.decoder_frame(decoder);
          const made = { delay: exports.decoder_frame_delay(p), dispose: exports.decoder_frame_dispose(p) };
          return (exports.decoder_frame_free(p), made);
        }
      `,
    },
    {
      name: "a switch that is passed on to the destroy() of what an object holds",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        export class Panel extends Base {
          destroy(deep: boolean) { super.destroy(deep); this.button.destroy(deep); Module._free(this.pointer); }
          remove(deep = false) { this.list.destroy(deep); this.items.destroy(deep); }
        }
      `,
    },
    {
      name: "requests and queries: a delete that is waited for, gives something, or is told what to delete",
      options: [{ report: "possible" }],
      code: `
        export async function a(session) { await session.delete(); await session.delete(); }
        export function b(query) { const first = query.delete(); const second = query.delete(); return [first, second]; }
        const client = axios.create();
        export function c() { client.delete(); client.delete(); client.delete("/all"); }
      `,
    },
    {
      name: "a field that is made when it is empty: emptied where it is freed, flagged, or never made again",
      options: [{ report: "possible" }],
      code: `
        export class A {
          decode(bytes) { if (!this.p) this.p = this.api._decoder_create(); return this.api._decode(this.p, bytes); }
          free() { if (this.p) { this.api._decoder_free(this.p); this.p = 0; } }
        }
        export class B {
          decode(bytes) { if (!this.p) this.p = this.api._decoder_create(); return this.api._decode(this.p, bytes); }
          free() { if (this.p) { this.api._decoder_free(this.p); this.closed = true; } }
        }
        export class C {
          constructor(api) { this.api = api; this.p = api._decoder_create(); }
          free() { if (this.p) this.api._decoder_free(this.p); }
        }
        export class D {
          decode(bytes) { if (!this.p) throw new Error("closed"); return this.api._decode(this.p, bytes); }
          free() { if (this.p) this.api._decoder_free(this.p); }
        }
        export class F {
          box() { if (!this.b) this.b = new cv.Mat(); return this.b; }
          delete() { if (this.b) this.b.delete(); }
        }
        export class E {
          decode(bytes) { if (!this.p) this.p = this.api._decoder_create(); return this.api._decode(this.p, bytes); }
          free() { if (this.p) { this.api._decoder_free(this.p); this.clear(); } }
        }
      `,
    },
    {
      name: "entries that are taken out here or by a caller, of no map, or all at the end",
      options: [{ report: "possible" }],
      code: `
        export class Clients {
          clients = new Map();
          close(id) { const client = this.clients.get(id); client.delete(); this.clients.delete(id); }
          end(id) { this.clients.get(id)?.delete(); this.forget(id); }
          forget(id) { this.clients.delete(id); }
          stop(id) { this.clients.get(id).delete(); }
          stopAll() { for (const id of this.clients.keys()) this.stop(id); this.clients.clear(); }
          dispose() { for (const id of this.clients.keys()) this.clients.get(id).delete(); }
          leave(id) { this.registry.get(id).delete(); }
        }
      `,
    },
    {
      name: "a method that runs once by a field that the other one asks too",
      options: [{ report: "possible" }],
      code: `
        export class Hash {
          constructor(make) { this.hash = make(); }
          digest(n) {
            if (this.digested) return this.digested;
            this.digested = this.hash.digest(n);
            this.hash.free();
            return this.digested;
          }
          dispose() { if (!this.digested) this.hash.free(); }
        }
      `,
    },
    {
      name: "fields that get a new value on every path, are cleared, flagged, or freed at the end",
      options: [{ report: "possible" }],
      code: `
        export class A { resize(n) { Module._free(this.p); this.p = n === 0 ? 0 : Module._malloc(n); } dispose() { Module._free(this.p); } }
        export class B { pause() { Module._free(this.p); this.p = 0; } dispose() { if (this.p) Module._free(this.p); } }
        export class C { update() { if (this.loaded) { Module._free(this.p); this.loaded = false; } } dispose() { this.update(); } }
        export class D { close() { Module._free(this.p); } dispose() { Module._free(this.p); } }
        export class E { run() { Module._work(this.p); Module._free(this.p); } }
        export class F { update() { if (!this.ready) return; Module._free(this.p); this.ready = false; } dispose() { Module._free(this.p); } }
      `,
    },
    {
      name: "once on every path",
      code: "function f(n) { const p = M._malloc(n); if (n) { M._free(p); return; } M._free(p); }",
    },
    {
      name: "set to 0 in between",
      code: "function f(n) { let p = M._malloc(n); M._free(p); p = 0; if (p) M._free(p); M._free(p); }",
    },
    {
      name: "elements of an array",
      code: "function f(n) { const all = []; for (let i = 0; i < n; i++) all.push(M._malloc(4)); for (const p of all) M._free(p); }",
    },
    { name: "freeing null", code: "function f() { const p = null; M._free(p); M._free(p); }" },
    {
      name: "a clone has a count of its own",
      code: "function f() { const a = new M.Image(); const b = a.clone(); a.delete(); b.delete(); }",
    },
    {
      name: "keys of collections",
      code: "function f(map, set, key) { map.delete(key); map.delete(key); set.delete(key); }",
    },
    {
      name: "a field that a method fills again in between",
      code: "class A { reset() { M._free(this.ptr); this.fill(); M._free(this.ptr); } fill() { this.ptr = M._malloc(4); } }",
    },
    {
      name: "a method that says first that it has released, or calls nothing of others before it does",
      options: [{ report: "possible" }],
      code: `
        export class First {
          constructor(onDispose) { this.onDispose = onDispose; }
          dispose() {
            if (this.onDispose === null) return;
            const callback = this.onDispose;
            this.onDispose = null;
            pool.destroyImage(this.ptr);
            callback();
          }
        }
        export class Cleared {
          constructor(done) { this.done = done; }
          dispose() {
            if (this.gone) return;
            M._free(this.ptr);
            this.ptr = 0;
            this.done();
            this.gone = true;
          }
        }
        export class Own {
          dispose() {
            if (this.gone) return;
            M._free(this.ptr);
            this.report();
            this.gone = true;
          }
          report() { console.log("gone"); }
        }
        export class Before {
          constructor(done) { this.done = done; }
          dispose() {
            if (this.gone) return;
            this.done();
            M._free(this.ptr);
            this.gone = true;
          }
        }
        export class Unguarded {
          constructor(done) { this.done = done; }
          dispose() {
            M._free(this.ptr);
            this.done();
            this.gone = true;
          }
        }
        export class NoMemory {
          constructor(done) { this.done = done; }
          dispose() {
            if (this.gone) return;
            this.texture.dispose();
            this.done();
            this.gone = true;
          }
        }
      `,
    },
    {
      name: "the end of an object that empties its field, marks the object, or is all that looks at it",
      options: [{ report: "possible" }],
      code: `
        export class Emptied {
          open() { this.p = Module._reader_create(); }
          close() { if (!this.p) return; Module._reader_destroy(this.p); this.p = 0; }
          read() { if (!this.p) return; return Module._reader_read(this.p); }
        }
        export class Marked {
          open() { this.p = Module._reader_create(); }
          close() { if (!this.p) return; Module._reader_destroy(this.p); this.isClosed = true; }
          read() { if (!this.p) return; return Module._reader_read(this.p); }
        }
        export class Alone {
          open() { this.p = Module._reader_create(); }
          close() { if (!this.p) return; Module._reader_destroy(this.p); }
          read() { return Module._reader_read(this.p); }
        }
        export class Inherited extends Emptied {
          open() { this.p = Module._reader_create(); }
          close() { if (!this.p) return; Module._reader_destroy(this.p); super.close(); }
          read() { if (!this.p) return; return Module._reader_read(this.p); }
        }
        export class Handle {
          open(lib) { this.p = new lib.Reader(); }
          close() { if (!this.p) return; this.p.delete(); }
          read() { if (!this.p) return; return this.p.read(this.p); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a field that is made when it is empty, and is not emptied where it is freed",
      options: [{ report: "possible" }],
      code: `
        export class Decoder {
          decode(bytes) { if (!this.p) this.p = this.api._decoder_create(); return this.api._decode(this.p, bytes); }
          free() { if (this.p) this.api._decoder_free(this.p); }
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [field]
        }
        export function Old(api) { this.api = api; }
        Old.prototype.decode = function (bytes) {
          if (this.p === null) { this.p = this.api._decoder_create(); }
          return this.api._decode(this.p, bytes);
        };
        Old.prototype.free = function () {
          if (this.p !== null) { this.api._decoder_free(this.p); }
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [field]
        };
      `,
    },
    {
      name: "an entry that stays in its map",
      options: [{ report: "possible" }],
      code: `
        export class Clients {
          clients = new Map();
          open(id) { this.clients.set(id, new Module.Client()); }
          close(id) {
            const client = this.clients.get(id);
            if (client) client.delete();
                        ~~~~~~~~~~~~~~~ [entry]
          }
        }
        const handles = new Map();
        export function drop({ id }) { handles.get(id).free(); }
                                       ~~~~~~~~~~~~~~~~~~~~~~ [entry]
      `,
    },
    {
      name: "a method that runs once by a field of which the other one does not know",
      options: [{ report: "possible" }],
      code: `
        export class Hash {
          constructor(make) { this.hash = make(); }
          digest(n) {
            if (this.digested) return this.digested;
            this.digested = this.hash.digest(n);
            this.hash.free();
            ~~~~~~~~~~~~~~~~ [field]
            return this.digested;
          }
          dispose() { this.hash?.free(); this.hash = undefined; }
        }
      `,
    },
    {
      name: "a field that still holds what a method released, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Block {
          resize(n) {
            Module._free(this.p);
            ~~~~~~~~~~~~~~~~~~~~ [field]
            if (n === 0) return;
            this.p = Module._malloc(n);
          }
          dispose() { Module._free(this.p); }
        }
        export class View {
          update(path) {
            if (this.mat) this.mat.delete();
                          ~~~~~~~~~~~~~~~~~ [field]
            const bytes = this.files.get(path);
            if (bytes === undefined) return false;
            this.mat = Module.decode(bytes);
            return true;
          }
        }
      `,
    },
    {
      name: "an address that the end of the object leaves where its other methods look for one",
      options: [{ report: "possible" }],
      code: `
        function Player(lib) { this.lib = lib; this.p = lib._player_create(1); }
        Player.prototype.destroy = function () {
          if (!this.p) { return; }
          this.lib._player_destroy(this.p);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [field]
        };
        Player.prototype.play = function () {
          if (!this.p) { return false; }
          return this.lib._player_play(this.p);
        };
        export class Reader {
          open() { this.p = Module._reader_create(); }
          close() { if (this.p !== 0) Module._reader_destroy(this.p); }
                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [field]
          read() { if (this.p === 0) throw new Error("closed"); return Module._reader_read(this.p); }
        }
        export const writer = {
          open() { this.p = Module._writer_create(); },
          close() { if (!this.p) return; Module._writer_destroy(this.p); },
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [field]
          write(n) { if (!this.p) return; Module._writer_write(this.p, n); },
        };
      `,
    },
    {
      name: "a callback that may come back before the method says that it has released",
      options: [{ report: "possible" }],
      code: `
        export class Animation {
          constructor(ptr, onDispose) { this.ptr = ptr; this.onDispose = onDispose; }
          dispose() {
            if (this.onDispose === null) return;
            const pool = this.pool;
            pool.destroyImage(this.ptr);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [reentered]
            this.onDispose();
            this.onDispose = null;
          }
        }
        export class Handle {
          constructor(done) { this.done = done; this.inner = new M.Image(); }
          free() {
            if (this.gone) { return; }
            this.inner.delete();
            ~~~~~~~~~~~~~~~~~~~ [reentered]
            this.done?.(this);
            this.gone = true;
          }
        }
      `,
    },
    {
      name: "a callback that is a parameter property",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        export class Animation {
          constructor(private readonly ptr: number, private onDispose: (() => void) | null) {}
          dispose(): void {
            if (!this.onDispose) return;
            M._free(this.ptr);
            ~~~~~~~~~~~~~~~~~ [reentered]
            this.onDispose();
            this.onDispose = null;
          }
        }
      `,
    },
    {
      name: "an address, an object, an outer place",
      code: `
        function f(n) {
          const p = M._malloc(n);
          M._free(p);
          M._free(p);
          ~~~~~~~~~~ [again]
          const h = new M.Image();
          h.delete();
          h.delete();
          ~~~~~~~~~~ [again]
        }
        class A {
          free() {
            M._free(this.ptr);
            M._free(this.ptr);
            ~~~~~~~~~~~~~~~~~ [again]
          }
        }
      `,
    },
    {
      name: "in catch and in finally, through a helper",
      code: `
        function drop(p) { M._free(p); }
        function f(n) {
          const p = M._malloc(n);
          try {
            if (n > 4) throw new Error("big");
          } catch {
            drop(p);
          } finally {
            M._free(p);
            ~~~~~~~~~~ [again]
          }
        }
      `,
    },
    {
      name: "after a call that used it up",
      code: `
        import { SecretsBundle, OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
        export async function f(json) {
          const machine = await OlmMachine.initialize("user", "device");
          const bundle = SecretsBundle.from_json(json);
          await machine.importSecretsBundle(bundle);
          bundle.free();
          ~~~~~~~~~~~~~ [again]
          machine.close();
        }
      `,
    },
    {
      name: "a shared object that every call frees, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        const scratch = new Ammo.btVector3();
        export function cast(world, x) {
          scratch.setValue(x, 0, 0);
          world.cast(scratch);
          Ammo.destroy(scratch);
          ~~~~~~~~~~~~~~~~~~~~~ [outer]
        }
      `,
    },
    {
      name: "something whose making is not seen, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function f(image) {
          image.delete();
          image.delete();
          ~~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});
