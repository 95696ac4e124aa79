import { runRule } from "./support/run-rule.ts";

// Objects of a class of the file, whose constructor is given the memory that a method of it releases.

const block = `
  class Block {
    constructor(private readonly module: Module, private readonly pointer: number) {}
    dispose(): void { this.module._free?.(this.pointer); }
  }
`;

runRule("require-release", {
  valid: [
    {
      name: "memory that is only lent to the object, or released beside it, and objects that are disposed of or handed out",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        ${block}
        export function a(m: Module, n: number) {
          const p = m._malloc(n);
          const block = new Block(m, p);
          block.fill();
          m._free(p);
        }
        export function b(m: Module, n: number) { const block = new Block(m, m._malloc(n)); try { return block.sum(); } finally { block.dispose(); } }
        export function c(m: Module, n: number) { const p = m._malloc(n); return new Block(m, p); }
        export function d(m: Module, p: number) { const block = new Block(m, p); return block.sum(); }
      `,
    },
  ],
  invalid: [
    {
      name: "an object in JavaScript that is given an address which the function has just made",
      options: [{ report: "possible" }],
      code: `
        class Block {
          constructor(module, pointer) { this.module = module; this.pointer = pointer; }
          dispose() { this.module._free(this.pointer); }
        }
        export function a(m, n) {
          const pointer = m._malloc(n);
          const block = new Block(m, pointer);
                        ~~~~~~~~~~~~~~~~~~~~~ [path]
          if (n > 3) return 0;
          block.dispose();
          return 1;
        }
      `,
    },
    {
      name: "an object that is given what was made for it, by itself or by a helper of the file",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        ${block}
        function make(m: Module, n: number) {
          const pointer = m._malloc(n * 4);
          const view = m.HEAP32.subarray(pointer / 4, pointer / 4 + n);
          return new Block(m, pointer);
        }
        export function a(m: Module, n: number) {
          const block = make(m, n);
                        ~~~~~~~~~~ [path]
          if (n > 3) return 0;
          block.dispose();
          return 1;
        }
        export function b(m: Module, n: number) {
          const block = new Block(m, m._malloc(8));
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (n > 3) return 0;
          block.dispose();
          return 1;
        }
      `,
    },
  ],
});

// Classes that end what they are given by a name that files have, too.

runRule("require-release", {
  valid: [
    {
      name: "a database of the browser",
      options: [{ report: "possible" }],
      code: `
        class Cache {
          constructor(database) { this.database = database; }
          read(key) { return wasm.decode(this.database.get(key)); }
          close() { this.database.close(); }
        }
        export async function read(name, key) {
          const cache = new Cache(await openDatabase(name));
          return cache.read(key);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what is freed",
      options: [{ report: "possible" }],
      code: `
        class Reader {
          constructor(pointer) { this.pointer = pointer; }
          read() { return Module._read(this.pointer); }
          close() { Module._free(this.pointer); }
        }
        export function read(size) {
          const reader = new Reader(Module._malloc(size));
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return reader.read();
        }
      `,
    },
  ],
});
