import { runRule } from "./support/run-rule.ts";

// What looks like a release or an allocator and is none: queries, component models, arenas; each beside what stays a report.

runRule("require-release", {
  valid: [
    {
      name: "queries that delete rows",
      code: `export async function f(db, table, id) {
        await db("users").where({ id }).delete();
        const rows = await db("users").where({ id }).first();
        const all = table("users");
        if (rows.old) await all.delete();
        else await all.update(rows);
        table.find(id).hint(1).delete();
        table.find(id).hint(2).update(rows);
        return [table.build().delete().from("users"), table.build().insert(rows).into("users")];
      }`,
    },
    {
      name: "memory that a component takes over",
      code: `export function f(instance, words) {
        const realloc = instance.exports["cabi_realloc"];
        const list = realloc(0, 0, 4, words.length * 8);
        instance.exports.run(list, words.length);
        const other = instance.exports.cabi_realloc(0, 0, 1, 8);
        instance.exports.take(other, 8);
      }`,
    },
    {
      name: "an arena that is given back as a whole",
      code: `export class Policy {
        parse(text) {
          const at = this.wasm.instance.exports.rules_malloc(text.length);
          if (!this.wasm.instance.exports.rules_parse(at)) throw new Error("no");
          return text.length;
        }
        again() { this.wasm.instance.exports.rules_heap_ptr_set(this.start); this.wasm.instance.exports.rules_free(0); }
      }`,
    },
    {
      name: "functions of a compiler's module, a code that says how it went, files on a disk",
      code: `export function f(binaryen, info, body) {
        const module = binaryen.parse("");
        module.removeFunction(info.name);
        module.addFunction(info.name, info.params, info.results, [], body);
        return info.name;
      }
      export class Encoder {
        constructor(instance) {
          const out = instance.exports.lib_alloc_word();
          const result = instance.exports.lib_encoder_new(0, out);
          if (result !== 0) throw new Error("no encoder: " + result);
          this.at = new DataView(instance.exports.memory.buffer).getUint32(out, true);
          instance.exports.lib_free_word(out);
        }
        free(instance) { instance.exports.lib_encoder_free(this.at); }
      }`,
    },
    {
      name: "an allocator that is written in JavaScript",
      code: `export class Pool {
        malloc(size) { const at = this.top; this.top += size; return at; }
        free(at) { this.freed.push(at); }
        grow(at, size) { if (size < 8) return at; this.free(at); return [this.malloc(size) + 8, size]; }
      }`,
    },
    {
      name: "files of a class that was handed over",
      code: `export class Disk {
        constructor(File) { this.File = File; }
        remove(path) { const file = new this.File(path); if (file.exists) file.delete(); }
        size(path) { return new this.File(path).size; }
      }`,
    },
    {
      name: "the callee's answer, an object of one's own malloc, what is expected to throw, what is called for its effect",
      code: `export class Cards {
        malloc(size) { const ptr = this.M._malloc(size); return { ptr, size, dispose: () => this.free({ ptr }) }; }
        free(block) { this.M._free(block.ptr); }
        copy(data) { const block = this.malloc(data.length); this.M.HEAPU8.set(data, block.ptr); return block; }
        insert(slot, data) {
          const ptr = this.M._malloc(data.length);
          if (!slot.insert(ptr, data.length)) { this.M._free(ptr); throw new Error("no"); }
          this.slot = slot;
        }
      }
      test("no face", () => {
        const face = shapes.face(1);
        shapes.face(face, 2);
        face.delete();
        expect(() => { shapes.face(-1).run(); }).toThrow("no");
        expect(() => shapes.face(-2)).not.toBeNull;
      });`,
    },
  ],
  invalid: [
    {
      name: "an object that is deleted elsewhere",
      code: `
        export function f(make, on) {
          const one = make.thing(1);
          one.delete();
          const two = make.thing(2);
                      ~~~~~~~~~~~~~ [never]
          return on(two.size);
        }
      `,
    },
    {
      name: "memory of an allocator of that name",
      code: `
        export function f(instance, words) {
          const list = instance.exports.realloc(0, words.length * 8);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          if (!list) throw new Error("no");
          return words.length;
        }
      `,
    },
    {
      name: "an allocator whose memory is given back one by one",
      code: `
        export function f(instance, text) {
          const at = instance.exports.rules_malloc(text.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (text === "") return 0;
          instance.exports.rules_free(at);
          return 1;
        }
      `,
    },
    {
      name: "a function in the module's table, an address that is not 0, an answer that frees on both ways",
      code: `
        export function f(M, run) {
          const fn = M.addFunction(run, "vi");
                     ~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (run.length === 0) return 0;
          M.removeFunction(fn);
          return 1;
        }
        export function g(instance) {
          const at = instance.exports.lib_encoder_new(0);
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (at === 0) throw new Error("no encoder");
          if (instance.exports.lib_busy()) return;
          instance.exports.lib_encoder_free(at);
        }
        export function h(M, slot, data) {
          const ptr = M._malloc(data.length);
                      ~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (!slot.insert(data)) { M._free(ptr); throw new Error("no"); }
          if (data.length > 8) return 0;
          M._free(ptr);
          return 1;
        }
      `,
    },
    {
      name: "what is not expected to throw",
      code: `
        test("faces", () => {
          const face = shapes.face(1);
          face.delete();
          expect(() => {
            const other = shapes.face(2);
                          ~~~~~~~~~~~~~~ [never]
            other.run();
          }).toBe(1);
        });
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "a query and what a test asserts",
      code: `export function f(make, test, expect) {
        const table = make.table("users");
        table.delete().where({ id: 1 });
        table.insert({ id: 2 });
      }
      test("a deleted list is empty", () => {
        const list = new M.List();
        list.delete();
        expect(list.size).toBe(0);
        expect(() => list.push(1)).toThrow();
      });`,
    },
    {
      name: "a release once something else is done",
      code: `export async function f(M, done) {
        const backup = new M.Backup();
        done.finally(() => M.destroy(backup));
        while (backup.next()) await done;
      }`,
    },
    {
      name: "what a test does on, unless what is possible is asked for",
      code: `it("takes a new one after that", () => {
        const list = new M.List();
        list.delete();
        list.inject(1);
      });`,
    },
  ],
  invalid: [
    {
      name: "the same outside of a test, and an address in a test",
      code: `
        export function f() {
          const list = new M.List();
          list.delete();
          list.push(1);
          ~~~~~~~~~~~~ [plain]
        }
        it("frees", () => {
          const at = M._malloc(8);
          M._free(at);
          M._read(at);
                  ~~ [plain]
        });
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "what a test tries",
      code: `test("deletes twice", () => {
        const list = new M.List();
        list.delete();
        list.delete();
      });`,
    },
  ],
  invalid: [
    {
      name: "the same elsewhere",
      code: `
        export function f() {
          const list = new M.List();
          list.delete();
          list.delete();
          ~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});
