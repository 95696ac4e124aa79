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
