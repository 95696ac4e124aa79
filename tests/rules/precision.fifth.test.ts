import { runRule } from "./support/run-rule.ts";

// As in `precision.fourth.test.ts`: each form that was wrongly reported beside a near miss that is a bug.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "a variable that is declared again after what it held was freed",
      options: possible,
      code: `
        import { Buffer as Block } from "./wasm.js";
        export function load(wasm, files) {
          var buffer = new Block(wasm, 8);
          wasm.parse(buffer.address());
          buffer.free();
          var buffer = reader.readAsText(files[1]);
          return split(buffer);
        }
      `,
    },
    {
      name: "what has no release has nothing to release",
      options: possible,
      code: `
        import ManifoldModule from "manifold-3d";
        const wasm = await ManifoldModule();
        export function mirror(solid) {
          const mesh = solid.makeMesh();
          try {
            return Array.from(mesh.triVerts);
          } finally {
            if (typeof mesh.delete === "function") mesh.delete();
          }
        }
        export function flip(solid) {
          const mesh = solid.makeMesh();
          const corners = Array.from(mesh.triVerts);
          if ("delete" in mesh) mesh.delete();
          return corners;
        }
        export function turn(solid) {
          const mesh = solid.makeMesh();
          const corners = Array.from(mesh.triVerts);
          if (typeof mesh.delete === "undefined") return corners;
          mesh.delete();
          return corners;
        }
      `,
    },
    {
      name: "what closes a file is told by what it is given",
      options: possible,
      code: `export class Zip {
        read(index) {
          const file = this.lib.fopenIndex(this.zip, index, 0);
          if (file === 0) throw new Error("open");
          try {
            return this.lib.HEAPU8.length + this.lib.fread(file, 8);
          } finally {
            this.lib.fclose(file);
          }
        }
      }`,
    },
    {
      name: "a C function without a result acquires nothing",
      options: possible,
      code: `export function add(module, id) {
        module.ccall("new_map", null, ["string"], [id]);
        module.ccall("free_map", null, ["string"], [id]);
      }`,
    },
    {
      name: "what comes of a block keeps it, where it is freed only if nothing came of it",
      options: possible,
      code: `export class Zip {
        source(content) {
          const buffer = this.lib._malloc(content.byteLength);
          this.lib.HEAPU8.set(content, buffer);
          const source = this.lib._from_buffer(this.zip, buffer, content.byteLength, 1);
          if (source === 0) {
            this.lib._free(buffer);
            throw new Error("source");
          }
          return source;
        }
      }`,
    },
    {
      name: "a helper that gives back the temporary that it fills",
      options: possible,
      language: "ts",
      code: `
        import Ammo from "ammo.js";
        import { toVector, scratch } from "./vectors.ts";
        export function place(body: Ammo.btRigidBody, at: number[]) {
          const position: Ammo.btVector3 = toVector(at, scratch.tmpPosition);
          body.getWorldTransform().setOrigin(position);
        }
      `,
    },
    {
      name: "an entry that a setter is given before it leaves its map",
      options: possible,
      language: "ts",
      code: `
        import { Cells } from "../core/pkg/core_wasm";
        export class Waiting {
          private waiting = new Map<string, Cells>();
          add(id: string, cells: Cells) {
            const label = labels.get(id);
            if (!label) this.waiting.set(id, cells);
            else label.updateCells(cells);
          }
          ready(id: string, label: Label) {
            const cells = this.waiting.get(id);
            if (cells) {
              label.updateCells(cells);
              this.waiting.delete(id);
            }
          }
        }
      `,
    },
    {
      name: "a namespace that is only called `module`",
      options: possible,
      code: `
        // Runs in a page that also has wasm.
        export async function engine(module) {
          const interpreter = new module.Interpreter();
          await interpreter.init();
          return interpreter;
        }
      `,
    },
    {
      name: "objects of a pool, whose methods work on them and give them back",
      options: possible,
      code: `
        import Ammo from "ammo.js";
        import { pool } from "./pool.js";
        export function turn(body, euler, axis) {
          const q = pool.quaternion().setFromEuler(euler);
          body.setRotation(q);
          q.free();
          const v = pool.vector().fromArray(axis).multiplyScalar(2);
          const plain = pool.vector();
          body.push(v, plain);
          v.free();
          plain.free();
        }
        Object.assign(Ammo.btTransform.prototype, {
          spin(n) { return this.set(n, n); },
          turned(n) {
            const t = pool.transform().spin(n);
            this.mul(t);
            t.free();
            return this;
          },
          whole() {
            const t = pool.transform();
            this.mul(t);
            t.free();
          },
        });
      `,
    },
    {
      name: "what a method of the file gives back after another made it",
      options: possible,
      code: `
        import opencascade from "opencascade.js";
        export class Vector {
          constructor(wrapped) { this.wrapped = wrapped; }
          crossed(other) { return new Vector(this.wrapped.Crossed(other.wrapped)); }
          normalize() { this.wrapped.Normalize(); return this; }
          delete() { this.wrapped.delete(); }
        }
        export class Plane {
          constructor(x, z) {
            this.x = x.normalize();
            this.y = z.crossed(this.x).normalize();
          }
          delete() {
            this.x.delete();
            this.y.delete();
          }
        }
      `,
    },
    {
      name: "a method of one's own that is called `malloc` and gives nothing",
      code: `
        import Ammo from "ammo.js";
        export function Land() { this.data = null; }
        Object.assign(Land.prototype, {
          update() { if (this.data) this.malloc(); },
          malloc() { this.pointer = this.pointer || Ammo._malloc(8); Ammo.HEAPU8.set(this.data, this.pointer); },
          clear() { Ammo._free(this.pointer); },
        });
      `,
    },
  ],
  invalid: [
    {
      name: "of what is made from an object, nothing says that it is the same one",
      options: possible,
      code: `
        import Ammo from "ammo.js";
        import { pool } from "./pool.js";
        export function turn(body, m) {
          const q = pool.matrix().toQuaternion();
                    ~~~~~~~~~~~~~ [temporary]
          body.setRotation(q);
          q.free();
          const whole = pool.matrix();
          body.set(whole);
          whole.free();
        }
      `,
    },
    {
      name: "what a test for a release leaves behind on another way, or where it is of something else",
      options: possible,
      code: `
        import ManifoldModule from "manifold-3d";
        const wasm = await ManifoldModule();
        export function mirror(solid) {
          const mesh = solid.makeMesh();
                       ~~~~~~~~~~~~~~~~ [path]
          if (mesh.empty) return [];
          const corners = Array.from(mesh.triVerts);
          if (typeof mesh.delete === "function") mesh.delete();
          return corners;
        }
        export function flip(solid, other) {
          const mesh = solid.makeMesh();
                       ~~~~~~~~~~~~~~~~ [path]
          const corners = Array.from(mesh.triVerts);
          if (typeof other.delete === "function") mesh.delete();
          return corners;
        }
      `,
    },
    {
      name: "a block that is freed only where a status says that it failed",
      options: possible,
      code: `export class Zip {
        run(content) {
          const buffer = this.lib._malloc(content.byteLength);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          this.lib.HEAPU8.set(content, buffer);
          const status = this.lib._run(this.zip, buffer, content.byteLength);
          if (status !== 0) {
            this.lib._free(buffer);
            throw new Error("run");
          }
          return status;
        }
      }`,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "one object a round, of more classes than paths are told apart",
      options: possible,
      code: `
        import draco3d from "draco3d";
        export function decode(decoder, attributes, kinds, draco = draco3d.module) {
          const found = {};
          for (const name in kinds) {
            const attribute = decoder.GetAttribute(name);
            let data = null;
            switch (kinds[name]) {
              case Float32Array: data = new draco.DracoFloat32Array(); decoder.GetFloats(attribute, data); break;
              case Int8Array: data = new draco.DracoInt8Array(); decoder.GetBytes(attribute, data); break;
              case Int16Array: data = new draco.DracoInt16Array(); decoder.GetShorts(attribute, data); break;
              case Int32Array: data = new draco.DracoInt32Array(); break;
              case Uint8Array: data = new draco.DracoUInt8Array(); break;
              case Uint16Array: data = new draco.DracoUInt16Array(); break;
              case Uint32Array: data = new draco.DracoUInt32Array(); break;
              default: throw new Error("kind");
            }
            const list = new kinds[name](3);
            for (let i = 0; i < 3; ++i) list[i] = data.GetValue(i);
            found[name] = list;
            draco.destroy(data);
          }
          return found;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a block of an earlier round that is still held",
      code: `export function run(module, n) {
        let p = 0;
        for (let i = 0; i < n; i++) {
          if (i !== 3) p = module._malloc(8);
          console.log(i);
          module._free(p);
          ~~~~~~~~~~~~~~~ [again]
        }
      }`,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "a helper that is told whose memory it frees",
      options: possible,
      code: `
        import * as ffi from "./ffi.js";
        export class Canvas {
          constructor(module) { this.module = module; }
          load(data) {
            const [p, length] = ffi.allocBytes(this.module, data);
            this.module._load_scene(p, length);
            ffi.free(this.module, p, length);
            return this.module._scene_count();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the address that it was given is used afterwards",
      options: possible,
      code: `
        import * as ffi from "./ffi.js";
        export class Canvas {
          constructor(module) { this.module = module; }
          load(data) {
            const p = this.module._malloc(data.length);
            ffi.free(this.module, p, data.length);
            return this.module._load_scene(p, data.length);
                                           ~ [plain]
          }
        }
      `,
    },
  ],
});

runRule("no-mismatched-release", {
  valid: [
    {
      name: "a library's own `free` beside objects that have a release of their own",
      code: `export function run(module, n) {
        const p = module._malloc(n);
        const status = module._lib_engine_init(p, n);
        module._lib_free(p);
        if (status !== 0) throw new Error("init");
        return () => module._lib_engine_delete(status);
      }`,
    },
  ],
  invalid: [
    {
      name: "a `free` for what the library makes",
      code: `export function run(module, n) {
        const p = module._malloc(n);
        const image = module._lib_create(n);
        module._lib_free(p);
        ~~~~~~~~~~~~~~~~~~~ [mismatch]
        module._lib_free(image);
      }`,
    },
  ],
});

runRule("no-stale-view", {
  valid: [
    {
      name: "a helper that allocates and makes the view anew in a variable around it",
      language: "ts",
      code: `
        const lib: { info: (b: Uint8Array) => number } = { info: null! };
        function init(factory: Factory) {
          const { _malloc, _free, memory, _info } = factory;
          let heap: Uint8Array;
          const many = (lengths: number[]): number[] => {
            const start = _malloc(lengths.reduce((a, b) => a + b));
            heap = new Uint8Array(memory.buffer);
            return [start, start + lengths[0]];
          };
          lib.info = (blob: Uint8Array) => {
            let [first, second] = many([blob.length, 8]);
            heap.set(blob, first);
            _info(first, second);
            heap = new Uint8Array(memory.buffer);
            if (heap.byteLength < first + 100) {
              _free(first);
              [first, second] = many([blob.length, 50]);
              heap.set(blob, first);
            }
            _free(first);
            return second;
          };
        }
        export const decode = (blob: Uint8Array) => lib.info(blob);
      `,
    },
  ],
  invalid: [
    {
      name: "one that only allocates",
      code: `
        export function init({ _malloc, _free, memory, _info }) {
          let heap;
          const many = (length) => {
            const start = _malloc(length);
            return [start, start + length];
          };
          return (blob) => {
            heap = new Uint8Array(memory.buffer);
            const [first, second] = many(blob.length);
            heap.set(blob, first);
            ~~~~ [used]
            _free(first);
            return second;
          };
        }
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "the caller is shown what the object keeps in its own list or map",
      options: possible,
      code: `export class Names {
        #known = new Map();
        #all = [];
        constructor(module) { this.module = module; }
        literal(text) {
          let p = this.#known.get(text);
          if (!p) {
            p = this.module._malloc(text.length);
            this.#known.set(text, p);
          }
          return p;
        }
        block(n) {
          const p = this.module._malloc(n);
          this.#all.push(p);
          return p;
        }
        name(id) { return this.literal(String(id)); }
      }`,
    },
  ],
  invalid: [
    {
      name: "nobody keeps it",
      options: possible,
      code: `export class Names {
        constructor(module) { this.module = module; }
        block(n) {
          const p = this.module._malloc(n);
          console.log(p);
          return p;
                 ~ [return]
        }
      }`,
    },
  ],
});
