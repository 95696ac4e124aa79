import { runRule } from "./support/run-rule.ts";

// What a call gives, and what releases it, in forms that are easily taken for a leak; each beside what stays a report.

runRule("require-release", {
  valid: [
    {
      name: "addresses in a typed array that is made of a list",
      options: [{ report: "possible" }],
      code: `
        export class Params {
          allocate(args) {
            this.list = Uint32Array.from(args.map((text) => Module._malloc(text.length + 1)).concat([0]));
            this.other = Array.from(args, (text) => Module._malloc(text.length + 1));
          }
          deallocate() {
            this.list.forEach((p) => Module._free(p));
            this.other.forEach((p) => Module._free(p));
          }
        }
        export function run(args) {
          const list = Uint32Array.from(args, (text) => Module._malloc(text.length));
          Module._use(list[0]);
          list.forEach((p) => Module._free(p));
        }
      `,
    },
    {
      name: "what a helper of the file hands to a function of another one, which may keep it",
      code: `import cv from "@techstark/opencv-js";
        import { wrap } from "some-library";
        function wrapAll(list) { return list.map((mat) => wrap(mat)); }
        function wrapEach(list) { const made = []; for (const mat of list) made.push(wrap(mat)); return made; }
        function wrapOne(mat) { return wrap(mat); }
        function make(n) { const list = []; for (let i = 0; i < n; i++) list.push(new cv.Mat()); return list; }
        export function all(n) { const list = make(n); return wrapAll(list); }
        export function each(n) { const list = make(n); return wrapEach(list); }
        export function one() { const mat = new cv.Mat(); return wrapOne(mat); }`,
    },
    {
      name: "a list of a status and what was made",
      code: `export class World {
        constructor(phys) {
          this.phys = phys;
          this.view = new Float32Array(this.phys.HEAPU8.buffer, 0, 3);
          this.world = this.phys.PH_World_Create()[1];
        }
        add(body) { body.data = this.phys.PH_Body_Create()[1]; }
        lines(shape) {
          const made = this.phys.PH_Body_CreateLines(shape);
          if (made[0] !== 0) return [];
          const lines = this.phys.PH_Lines_Get(made[1]);
          this.phys.PH_Lines_Release(made[1]);
          return lines;
        }
        pair() {
          const [status, body] = this.phys.PH_Body_Create();
          if (status === 0) this.phys.PH_Body_Release(body);
        }
        end(body) { this.phys.PH_Body_Release(body.data); this.phys.PH_World_Release(this.world); }
      }`,
    },
    {
      name: "a result that comes out through memory",
      code: `export class Parser {
        constructor(instance, C, buffer) {
          instance.exports.ps_parser_new();
          this[0] = C.getValue(buffer, "i32");
          instance.exports.ps_tree_copy(this[0]);
          this[1] = C.HEAP32[buffer >> 2];
        }
        delete(instance) { instance.exports.ps_parser_delete(this[0]); instance.exports.ps_tree_delete(this[1]); }
      }`,
    },
    {
      name: "a private setter that keeps the address unless it has it already",
      code: `export class Bitmap {
        #p = 0;
        #size = 0;
        constructor(module, n) { this.module = module; if (n) this.#set(module._bitmap_create(n)); }
        changed() { this.#size = -1; }
        dispose() { this.#set(0); }
        #set(next) {
          const old = this.#p;
          if (old !== next) {
            if (old) this.module._bitmap_free(old);
            this.#p = next;
            if (next) this.changed();
          }
        }
      }`,
    },
    {
      name: "a class with methods in snake case, whose objects have a finalizer",
      code: `export function f(theWasm, form) { form.set("key", new theWasm.PrivateKey().to_string()); }`,
    },
    {
      name: "queries and documents that are deleted",
      code: `export function f(em, repo, Book) {
        const all = em.createQuery(Book);
        all.delete();
        check(all.text());
        const some = em.createQuery(Book);
        check(some.insert({}).text());
        const doc = repo.part("a");
        doc.on("delete", check);
        doc.delete();
        check(repo.part("b").text());
      }`,
    },
  ],
  invalid: [
    {
      name: "what a helper of the file only looks at, and in strict what another file may keep",
      options: [{ report: "possible" }],
      code: `import cv from "@techstark/opencv-js";
        import { draw } from "some-library";
        function log(mat) { console.log(mat.rows); }
        function show(mat) { draw(mat); }
        export function looked() { const mat = new cv.Mat(); log(mat); }
                                               ~~~~~~~~~~~~ [never]
        export function drawn() { const mat = new cv.Mat(); show(mat); }
                                              ~~~~~~~~~~~~ [never]`,
    },
    {
      name: "a result that nothing takes, with no memory read after it",
      code: `
        export function f(instance) {
          instance.exports.ps_parser_new();
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          console.log("made");
        }
        export function g(instance, p) { instance.exports.ps_parser_delete(p); }
      `,
    },
    {
      name: "a class with methods in the case of C++",
      options: [{ report: "possible" }],
      code: `
        export function f(theWasm, form) { form.set("key", new theWasm.PrivateKey().toText()); }
                                                           ~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
      `,
    },
    {
      name: "another result of the same maker is deleted, and asked nothing more",
      code: `
        export function f(wasm, text) {
          const a = wasm.parse(text);
          const n = a.count();
          a.delete();
          const b = wasm.parse(n);
                    ~~~~~~~~~~~~~ [never]
          return b.count();
        }
      `,
    },
  ],
});

runRule("no-mismatched-release", {
  valid: [
    {
      name: "an allocator of which nothing shows a release of its own",
      code: `export function f(lib, mod) {
        const a = mod.libFr_malloc();
        mod._run(a);
        lib.free(a);
      }`,
    },
  ],
  invalid: [
    {
      name: "the file shows the release that goes with it",
      code: `
        export function f(mod, b) {
          const a = mod._lib_malloc(8);
          mod._run(a);
          mod._free(a);
          ~~~~~~~~~~~~ [mismatch]
          mod._lib_free(b);
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "asked whether there was one",
      code: `export function f(wasm, bytes) {
        let key;
        try { key = new wasm.Key(bytes); } catch { return false; } finally { if (key) key.delete(); }
        return Boolean(key);
      }`,
    },
    {
      name: "an address as the key of a map",
      code: `export class Doc {
        dispose(wasm, all) {
          wasm._doc_free(this.p);
          if (all.has(this.p)) all.delete(this.p);
          this.p = 0;
        }
      }`,
    },
  ],
  invalid: [
    {
      name: "given to a function that reads it",
      code: `
        export function f(wasm, bytes) {
          const key = new wasm.Key(bytes);
          key.delete();
          return wasm.check(key);
                            ~~~ [plain]
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "every kind of failure throws",
      code: `export function f(C, text, Kind) {
        const source = C._malloc(8);
        const made = C._query(source);
        if (!made) {
          C._free(source);
          switch (C.code()) {
            case Kind.Syntax: throw new Error("syntax");
            case Kind.Name: throw new Error("name");
            case Kind.Field: { throw new Error("field"); }
          }
        }
        C._free(source);
        return made;
      }`,
    },
  ],
  invalid: [
    {
      name: "one kind goes on",
      code: `
        export function f(C, text, Kind) {
          const source = C._malloc(8);
          const made = C._query(source);
          if (!made) {
            C._free(source);
            switch (C.code()) {
              case Kind.Syntax: throw new Error("syntax");
              case Kind.Name: break;
            }
          }
          C._free(source);
          ~~~~~~~~~~~~~~~ [again]
          return made;
        }
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "a view whose address is freed",
      code: `export function make(lib, n) {
        const p = lib._malloc(n * 8);
        return new Float64Array(lib.HEAPF64.buffer, p, n);
      }
      export function end(lib, view) { lib._free(view.byteOffset); }`,
    },
  ],
  invalid: [
    {
      name: "a view that nobody frees",
      code: `
        export function make(lib, n) {
          const p = lib._malloc(n * 8);
          return new Float64Array(lib.HEAPF64.buffer, p, n);
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [view]
        }
      `,
    },
  ],
});
