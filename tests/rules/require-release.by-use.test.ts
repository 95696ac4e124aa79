import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "an object that calls back and is deleted, keys of a JavaScript map, a method of the file's own",
      options: [{ report: "possible" }],
      code: `
        export function a(M, tree) { const v = M.Visitor.implement({ enter() {} }); try { tree.accept(v); } finally { v.delete(); } }
        export function b(map, HEAPU8) { return [...map.keys()].length + map.keys.size; }
        export function c(shape, Interface) { return Interface.implement({ draw() {} }) + shape.implement(); }
      `,
    },
    {
      name: "parts of an object in JavaScript, and parts that are named and deleted",
      options: [{ report: "possible" }],
      code: `
        export class Layer { constructor(wasm) { this.paint = wasm.makePaint(); } delete() { this.paint.delete(); } }
        export function a(wasm) { const layer = new Layer(wasm); layer.paint.setColor(1); layer.paint.delete(); layer.delete(); }
        export function b(wasm, n) {
          const output = wasm.calculate(n);
          const flange = output.flange;
          const density = flange.density;
          flange.delete();
          output.delete();
          return density;
        }
      `,
    },
    {
      name: "vectors and statements that are released or given back, a class of the file with such a method",
      options: [{ report: "possible" }],
      code: `
        class Queue { push_back(x) { this.last = x; } }
        const ns = { Queue };
        export function a(M, xs) { const v = new M.VectorDouble(); try { for (const x of xs) v.push_back(x); return M.sum(v); } finally { v.delete(); } }
        export function b(M) { const v = new M.VectorDouble(); v.push_back(1); return v; }
        export function c(db) { const s = db.prepare("select 1"); try { s.step(); return s.getAsObject(); } finally { s.free(); } }
      `,
    },
    {
      name: "a statement of another library, which is finalized or has no steps",
      options: [{ report: "possible" }],
      code: `
        export function a(db) { const s = db.prepare("select 1"); const has = s.step(); s.finalize(); return has; }
        export function b(db) { const s = db.prepare("select 2"); return s.get(1); }
      `,
    },
    {
      name: "a cache that disposes, holds plain text, or is given what another one has",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { LRUCache } from "lru-cache";
        import type { Mat } from "@techstark/opencv-js";
        import { parser, other } from "./images.js";
        const images = new LRUCache<string, Mat>({ max: 10, dispose: (image) => image.delete() });
        const texts = new LRUCache<string, string>({ max: 10 });
        const lent = new LRUCache<string, Mat>({ max: 10 });
        export function update(path: string, text: string) {
          images.set(path, parser.decodeImage(text));
          texts.set(path, parser.renderText(text));
          lent.set(path, other.get(path));
        }
      `,
    },
    {
      name: "motion states that are destroyed with their bodies, or of bodies that stay",
      options: [{ report: "possible" }],
      code: `
        export function add(shape, transform, mass, inertia) {
          const state = new Ammo.btDefaultMotionState(transform);
          const info = new Ammo.btRigidBodyConstructionInfo(mass, state, shape, inertia);
          const body = new Ammo.btRigidBody(info);
          Ammo.destroy(info);
          bodies.push(body);
        }
        export function remove(body) { Ammo.destroy(body.getMotionState()); Ammo.destroy(body); }
      `,
    },
    {
      name: "a queue of the file's own",
      options: [{ report: "possible" }],
      code: `
        class Queue { push_back(x) { this.last = x; } }
        const ns = { Queue };
        export function a(x) { const q = new ns.Queue(); q.push_back(x); return q.last; }
      `,
    },
    {
      name: "results of QuickJS that are disposed of, unwrapped, given back or kept",
      options: [{ report: "possible" }],
      code: `
        import { quickjs, vm, keep } from "./quickjs.js";
        export function a(code) { const r = vm.evalCode(code); if (r.error) { r.error.dispose(); return; } r.value.dispose(); }
        export function b(code) { const r = vm.evalCode(code); const h = vm.unwrapResult(r); const n = vm.dump(h); h.dispose(); return n; }
        export function c(code) { const r = vm.evalCode(code); return r; }
        export function d(code) { const r = vm.evalCode(code); if (r.error) return; return r.value; }
        export function e(code) { const r = vm.evalCode(code); keep(r.value); }
        export function f(code) { const r = vm.evalCode(code); return r.value.consume(vm.dump); }
        export function g(code) { const r = vm.evalCode(code); const h = r.value; h.dispose(); }
        export function i(code) { const r = vm.evalCode(code); if (!r.error) fail(); const e = vm.dump(r.error); r.error.dispose(); return e; }
        export function h(code) { const { value } = vm.evalCode(code); value.dispose(); }
      `,
    },
    {
      name: "a result of the same name where nothing speaks of QuickJS",
      options: [{ report: "possible" }],
      code: `
        import { vm } from "./wasm-vm.js";
        export function a(code) { const r = vm.evalCode(code); return vm.dump(r.value); }
      `,
    },
    {
      name: "an address in the list of a call that something else is given too",
      options: [{ report: "possible" }],
      code: `
        export function a(M, data) {
          const p = M._malloc(data.length);
          const list = [p];
          return M.ccall("process", "number", ["number"], list).then((r) => {
            if (r < 0) throw new Error("x");
            M._free(p);
            return r;
          });
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an object that calls back, the keys of a map of C++, and a part that is deleted by another read of it",
      options: [{ report: "possible" }],
      code: `
        export function a(M, tree) {
          const v = M.Visitor.implement({ enter() {} });
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          tree.accept(v);
          tree.delete();
        }
        export function b(catalog) {
          const n = catalog.keys().size();
                    ~~~~~~~~~~~~~~ [temporary]
          return n;
        }
        export function c(wasm, n) {
          const output = wasm.calculate(n);
          const found = { density: output.flange.density, pressure: output.flange.pressure };
                                   ~~~~~~~~~~~~~ [temporary]
          output.flange.delete();
          output.delete();
          return found;
        }
      `,
    },
    {
      name: "a statement of sql.js that is used in a chain",
      options: [{ report: "possible" }],
      code: `
        export default class Exporter {
          constructor({ template, sql }) { this.db = new sql.Database(); this.db.run(template); }
          update(query, row) {
            this.db.prepare(query).getAsObject(row);
            ~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          }
        }
      `,
    },
    {
      name: "an address that a stateless function of libsodium is given",
      options: [{ report: "possible" }],
      code: `
        export function open(Module, bytes, m, n) {
          const c = Module._malloc(bytes.length);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          Module.HEAPU8.set(bytes, c);
          return Module._crypto_box_open(m, c, bytes.length, 0, n);
        }
      `,
    },
    {
      name: "bytes that a helper copies",
      options: [{ report: "possible" }],
      code: `
        import init from "rhino3dm";
        const rhino = await init();
        function save(name, bytes) { show(name, new Blob([bytes], { type: "application/octet-stream" })); }
        export function download(doc) {
          const options = new rhino.File3dmWriteOptions();
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          save("model.3dm", doc.toByteArray(options));
        }
      `,
    },
    {
      name: "a cache of images by its declared type, which drops the oldest",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { LRUCache } from "lru-cache";
        import type { Mat } from "@techstark/opencv-js";
        import { decodeImage } from "./images.js";
        const images = new LRUCache<string, Mat>({ max: 10 });
        export function update(path: string, bytes: Uint8Array) {
          const image = decodeImage(bytes);
          images.set(path, image);
          ~~~~~~~~~~~~~~~~~~~~~~~ [entry]
        }
      `,
    },
    {
      name: "motion states of bodies that are destroyed",
      options: [{ report: "possible" }],
      code: `
        export function add(shape, transform, mass, inertia) {
          const state = new Ammo.btDefaultMotionState(transform);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const info = new Ammo.btRigidBodyConstructionInfo(mass, state, shape, inertia);
          const body = new Ammo.btRigidBody(info);
          Ammo.destroy(info);
          world.addRigidBody(body);
          bodies.push(body);
        }
        export function remove(body) { world.removeRigidBody(body); Ammo.destroy(body); }
      `,
    },
    {
      name: "aligned memory by an allocator that a class keeps in a field",
      options: [{ report: "possible" }],
      code: `
        export class Engine {
          async process(pcm) {
            const input = await this._alignedAlloc(2, pcm.length * 2);
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            const status = await this._process(this._object, input, pcm.length);
            if (status !== 0) throw new Error("failed");
            await this._pvFree(input);
          }
        } // wasm
      `,
    },
    {
      name: "a vector that is filled, a statement that is read",
      options: [{ report: "possible" }],
      code: `
        export function sum(M, xs) {
          const v = new M.VectorDouble();
                    ~~~~~~~~~~~~~~~~~~~~ [never]
          for (const x of xs) v.push_back(x);
          const total = M.sum(v);
          return total;
        }
        export function rows(db, sql) {
          const statement = db.prepare(sql);
                            ~~~~~~~~~~~~~~~ [never]
          const rows = [];
          while (statement.step()) rows.push(statement.getAsObject());
          return rows;
        }
        export function has(db, sql) {
          const statement = db.prepare(sql);
                            ~~~~~~~~~~~~~~~ [never]
          return statement.step();
        }
      `,
    },
    {
      name: "the value of a script that is only read, or not even that",
      options: [{ report: "possible" }],
      code: `
        import { quickjs, vm } from "./quickjs.js";
        export function read(code) {
          const result = vm.evalCode(code);
                         ~~~~~~~~~~~~~~~~~ [never]
          if (result.error) { result.error.dispose(); return undefined; }
          return vm.dump(result.value);
        }
        export function check(code) {
          const result = vm.evalCode(code);
                         ~~~~~~~~~~~~~~~~~ [never]
          if (result.error) { const e = vm.dump(result.error); result.error.dispose(); throw e; }
        }
      `,
    },
    {
      name: "an image that is made of one that a method of the package gave",
      options: [{ report: "possible" }],
      code: `
        export function thumbnail(vips, bytes) {
          const image = vips.Image.newFromBuffer(bytes);
          const small = image.thumbnailImage(200);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const out = small.writeToBuffer(".png");
          image.delete();
          return out;
        }
      `,
    },
    {
      name: "a callback that throws before it frees what the call was given in a list",
      options: [{ report: "possible" }],
      code: `
        export function a(M, data) {
          const p = M._malloc(data.length);
                    ~~~~~~~~~~~~~~~~~~~~~~ [path]
          M.HEAPU8.set(data, p);
          return M.ccall("process", "number", ["number"], [p], { async: true }).then((r) => {
            if (r < 0) throw new Error("x");
            M._free(p);
            return r;
          });
        }
      `,
    },
    {
      name: "an entry of a collection whose class comes from a folder that wasm-pack writes",
      options: [{ report: "possible" }],
      code: `
        import { Document } from "../pkg/engine";
        const docs = new Map();
        export function open(uri, text) { if (docs.has(uri)) return; docs.set(uri, new Document(text)); }
        export function close(uri) {
          docs.delete(uri);
          ~~~~~~~~~~~~~~~~ [dropped]
        }
      `,
    },
  ],
});
