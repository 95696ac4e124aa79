import { runRule } from "./support/run-rule.ts";

// What `recommended` said too surely of code that nobody here had seen, each beside a near miss that is certain.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "native code that reads may free as well, where nothing here ever does",
      code: `export function mesh(instance, bytes) {
        const at = instance.exports.malloc(bytes.length);
        new Uint8Array(instance.exports.memory.buffer).set(bytes, at);
        return instance.exports.mesh_decode(at, bytes.length); // free(at) is C's
      }
      export const text = (M, n) => M._parse(M._malloc(n));`,
    },
    {
      name: "a cast that is called keeps the address",
      options: possible,
      code: `export function open(codec) {
        const at = reinterpret_cast(malloc(4));
        codec.read(at);
        free(at);
      }`,
    },
    {
      name: "memory of a stack goes with its frame",
      options: possible,
      code: `import { malloc, free, stack } from "./memory.js";
        export function size(codec) {
          const at = stack.malloc(4);
          codec.read(at);
          stack.free(4);
          const other = malloc(4);
          codec.read(other);
          free(other);
        }`,
    },
    {
      name: "classes of wasm-bindgen may have a finalizer, where the file frees nothing",
      code: `import { Address, ViewKey } from "./wasm";
        export const shown = (key) => {
          const address = Address.from_private_key(key);
          const view = ViewKey.from_private_key(key);
          return address.to_string() + view.to_string();
        };`,
    },
    {
      name: "the function that fulfils a promise, under a longer name",
      options: possible,
      code: `import init, { Renderer } from "./pkg/map.js";
        let appResolve;
        export const app = new Promise((resolve) => { appResolve = resolve; });
        export async function start(canvas) {
          await init();
          const made = Renderer.create(canvas);
          appResolve(made);
        }`,
    },
    {
      name: "data that a mesh of recast frees with itself",
      options: possible,
      code: `import { NavMesh, UnsignedCharArray } from "@recast-navigation/core";
        export function fill(mesh, bytes) {
          const navMesh = new NavMesh();
          try {
            const data = new UnsignedCharArray();
            data.copy(bytes);
            navMesh.initSolo(data);
            return navMesh.getMaxTiles();
          } finally {
            navMesh.destroy();
          }
        }`,
    },
    {
      name: "the ranges that tree-sitter's parser frees",
      code: `import { C } from "./binding.js";
        export function parse(parser, ranges, length) {
          const at = C._calloc(ranges.length, 24);
          C._ts_parser_parse_wasm(parser, 0, 0, at, ranges.length);
          return C.getValue(parser, "i32");
        }
        export function edit() {
          const at = C._malloc(4);
          C._ts_node_edit(at);
          C._free(at);
        }`,
    },
    {
      name: "vtk.js makes its objects of JavaScript",
      options: possible,
      code: `import vtkCellArray from "@kitware/vtk.js/Common/Core/CellArray";
        export function read(data, lines) {
          const cells = vtkCellArray.newInstance();
          if (lines) data.setLines(cells);
          else cells.delete();
          return data;
        }`,
    },
  ],
  invalid: [
    {
      name: "a factory of another name",
      options: possible,
      code: `
        import vtkCellArray from "@kitware/vtk.js/Common/Core/CellArray";
        export function read(data, lines) {
          const cells = vtkCellArray.newCells();
                        ~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (lines) data.setLines(cells);
          else cells.delete();
          return data;
        }
      `,
    },
    {
      name: "the same, in a file that frees what it has",
      code: `
        import { Address, ViewKey } from "./wasm";
        export const shown = (key) => {
          const address = Address.from_private_key(key);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const view = ViewKey.from_private_key(key);
          const text = address.to_string() + view.to_string();
          view.free();
          return text;
        };
      `,
    },
    {
      name: "a function that only resolves a name",
      options: possible,
      code: `
        import init, { Renderer } from "./pkg/map.js";
        import { resolveName } from "./names.js";
        export async function start(canvas) {
          await init();
          const made = Renderer.create(canvas);
                       ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return resolveName(made).length;
        }
      `,
    },
    {
      name: "data that no mesh is given",
      code: `
        import { UnsignedCharArray } from "@recast-navigation/core";
        export function sum(bytes) {
          const data = new UnsignedCharArray();
                       ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          data.copy(bytes);
          return data.size;
        }
      `,
    },
    {
      name: "another function of tree-sitter's only reads",
      code: `
        import { C } from "./binding.js";
        export function edit(text) {
          const at = C._malloc(4);
                     ~~~~~~~~~~~~ [never]
          C._ts_tree_edit_wasm(at);
          return C.getValue(text, "i32");
        }
        export function parse(parser) {
          const at = C._malloc(4);
          C._ts_node_edit(at);
          C._free(at);
        }
      `,
    },
    {
      name: "a list that is called stacked is no stack",
      code: `
        export function size(M, codec) {
          const at = M.stacked.malloc(4);
                     ~~~~~~~~~~~~~~~~~~~ [path]
          if (codec.read(at)) return 0;
          M.stacked.free(at);
          return 1;
        }
      `,
    },
    {
      name: "the same, possible",
      options: possible,
      code: `
        export function mesh(instance, bytes) {
          const at = instance.exports.malloc(bytes.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          new Uint8Array(instance.exports.memory.buffer).set(bytes, at);
          return instance.exports.mesh_decode(at, bytes.length);
        }
      `,
    },
    {
      name: "the glue copies what is at the address, and native code has not seen it",
      code: `
        export function text(M, bytes) {
          const at = M._malloc(bytes.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          M.HEAPU8.set(bytes, at);
          return M.UTF8ToString(at);
        }
      `,
    },
    {
      name: "the file frees elsewhere",
      code: `
        export function mesh(M, bytes) {
          const at = M._malloc(bytes.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          M.HEAPU8.set(bytes, at);
          return M._mesh_decode(at, bytes.length);
        }
        export function count(M, bytes) {
          const at = M._malloc(bytes.length);
          const count = M._count(at);
          M._free(at);
          return count;
        }
      `,
    },
  ],
});

runRule("require-manage", {
  valid: [
    {
      name: "the one object of a class that nobody else can make",
      code: `import Ammo from "ammojs3";
        class Physics {
          init() { this.transform = new Ammo.btTransform(); }
        }
        export const physics = new Physics();`,
    },
    {
      name: "a class that hands out its one object",
      language: "ts",
      code: `import Ammo from "ammojs3";
        export class Physics {
          static #instance: Physics | undefined;
          private constructor() { this.transform = new Ammo.btTransform(); }
          static instance() { return (Physics.#instance ??= new Physics()); }
        }`,
    },
    {
      name: "released by the name of a getter",
      code: `import Ammo from "ammojs3";
        export class Body {
          get shape() {
            if (!this._shape) { this._shape = new Ammo.btBoxShape(this.size); }
            return this._shape;
          }
          dispose() { Ammo.destroy(this.shape); }
        }`,
    },
    {
      name: "released out of what was given it",
      options: possible,
      code: `import Ammo from "ammojs3";
        export class Body {
          init(size, info) {
            this._shape = new Ammo.btBoxShape(size);
            this._body = makeBody(this._shape);
          }
          destroy() { Ammo.destroy(this._body.getCollisionShape()); Ammo.destroy(this._body); }
        }`,
    },
    {
      name: "an allocator that the file writes itself",
      options: possible,
      code: `class Heap {
          constructor(memory) { this.memory = memory; }
          alloc(n) { const at = this.memory.u32[0]; this.memory.u32[0] += n; return at; }
        }
        export class Field {
          constructor(heap, n) {
            this.heap = heap;
            heap.memory.buffer;
            this.result = heap.alloc(n);
          }
        }`,
    },
  ],
  invalid: [
    {
      name: "two objects of the class",
      code: `
        import Ammo from "ammojs3";
        class Physics {
          constructor() {
            this.transform = new Ammo.btTransform();
                             ~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
        }
        export const physics = new Physics();
        export const other = new Physics();
      `,
    },
    {
      name: "a getter of something else is released",
      code: `
        import Ammo from "ammojs3";
        export class Body {
          get shape() {
            if (!this._shape) { this._shape = new Ammo.btBoxShape(this.size); }
                                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
            return this._shape;
          }
          get body() { return this.owner.body; }
          dispose() { Ammo.destroy(this.body); }
        }
      `,
    },
    {
      name: "another part is released out of it",
      code: `
        import Ammo from "ammojs3";
        export class Body {
          init(size) {
            this._shape = new Ammo.btBoxShape(size);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
            this._body = makeBody(this._shape);
          }
          destroy() { Ammo.destroy(this._body.getMotionState()); Ammo.destroy(this._body); }
        }
      `,
    },
    {
      name: "the same name, of a module",
      options: possible,
      code: `
        export class Field {
          constructor(instance, n) {
            this.result = instance.exports.alloc(n);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          alloc(n) { return n; }
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "a test that goes on with what it deleted",
      options: possible,
      code: `import { Log } from "./log.js";
        let log = new Log();
        it("empties itself", () => {
          log.add("a");
          log.delete();
          log.add("b");
          expect(log.rows).toEqual(["b"]);
        });`,
    },
  ],
  invalid: [
    {
      name: "outside of a test",
      options: possible,
      code: `
        import { Log } from "./log.js";
        let log = new Log();
        export function empty() {
          log.add("a");
          log.delete();
          log.add("b");
          ~~~~~~~~~~~~ [plain]
        }
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "an object that the file gives a memory of its own",
      options: possible,
      code: `export class Field {
        constructor(heap, n) {
          heap.memory = new WebAssembly.Memory({ initial: n });
          this.bytes = heap.memory.buffer;
          this.result = heap.alloc(n);
        }
      }`,
    },
    {
      name: "what the field gets is given back as well",
      options: possible,
      code: `export class Scratch {
        #address = 0;
        grow(M, n) {
          if (this.#address !== 0) M._free(this.#address);
          return (this.#address = M._malloc(n));
        }
      }`,
    },
  ],
  invalid: [
    {
      name: "a module that was made elsewhere",
      options: possible,
      code: `
        export class Field {
          constructor(heap, n) {
            this.result = heap.alloc(n);
            ~~~~~~~~~~~ [field]
            heap.memory.buffer;
          }
        }
      `,
    },
    {
      name: "no field has it",
      options: possible,
      code: `
        export class Scratch {
          grow(M, n) {
            let address;
            return (address = M._malloc(n));
                    ~~~~~~~~~~~~~~~~~~~~~~ [return]
          }
        }
      `,
    },
  ],
});
