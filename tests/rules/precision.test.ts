import { runRule } from "./support/run-rule.ts";

// Right code that looks wrong, each beside a near miss that is wrong.

const opencascade = `import initOpenCascade from "replicad-opencascadejs";
const oc = await initOpenCascade();
`;

runRule("require-release", {
  valid: [
    {
      name: "a collector owes nothing before it was given anything",
      code: `import { makeScope } from "./wasm.js";
      export function tangent(edges) {
        const [keep, clean] = makeScope();
        if (edges.length === 0) throw new Error("no edge");
        const start = keep(edges.at(-1).tangentAt(1));
        draw(start);
        clean();
      }`,
    },
    {
      name: "objects held by smart pointer are mended by a finalizer",
      code: `${opencascade}export const isLinear = () => new oc.Law_Linear().IsNull();`,
    },
    {
      name: "a method of another class that happens to have the same name",
      code: `import Plane from "@toolkit/plane";
        import Image from "@toolkit/image";
        import wasm from "./wasm.js";
        export function cut(data) {
          const plane = Plane.newInstance();
          const image = Image.newInstance();
          image.setData(data);
          wasm.cut(plane);
          plane.delete();
        }`,
    },
    {
      name: "an error and a class of the file's own are no objects of the module",
      code: `Module.Shape = class Shape {};
        export function check(status, blob) {
          const image = new Module.Image(blob);
          image.delete();
          const shape = new Module.Shape();
          if (status !== shape.status) throw new Module.ShapeError(status);
        } // of an Embind module`,
    },
    {
      name: "a builder of wasm-bindgen is used up by its last call",
      code: `export async function encode(load, rows) {
        const wasm = await load();
        const properties = new wasm.WriterPropertiesBuilder().setCompression(1).build();
        return wasm.write(rows, properties);
      }
      export function print(wasm, list, options) {
        const printer = new wasm.Printer(options);
        try {
          for (const each of list) printer.print(each);
          return printer.finish();
        } catch (error) {
          printer.free();
          throw error;
        }
      }`,
    },
    {
      name: "the address under another type",
      code: `import { toPtr } from "./wasm-types.js";
        export const allocate = (module, bytes) => toPtr(module._malloc(bytes));
        export function text(module, bytes) {
          const pointer = BigInt(module._malloc(bytes.length));
          module.HEAPU8.set(bytes, Number(pointer));
          return pointer;
        }`,
    },
    {
      name: "an object of a binding is no array and no number",
      code: `${opencascade}export function shapeOf(kind, list) {
        let shape = new oc.gp_Pnt(0, 0, kind);
        if (Array.isArray(shape)) shape = merge(list);
        if (typeof shape === "number") shape = undefined;
        if (shape instanceof Error) shape = null;
        return shape;
      }`,
    },
    {
      name: "a function takes every element of the list it is given",
      code: `import Ammo from "ammo.js";
        class World {
          merge(shapes) {
            const all = new Ammo.btCompoundShape();
            shapes.forEach((shape) => {
              all.addChildShape(this.identity, shape);
            });
            return all;
          }
          build(count) {
            const shapes = [];
            for (let i = 0; i < count; i++) shapes.push(new Ammo.btSphereShape(i));
            return this.merge(shapes);
          }
        }
        export default World;`,
    },
    {
      name: "what the callee answers decides who releases it",
      code: `${opencascade}export function point(unwrap) {
        const raw = new oc.gp_Pnt(0, 0, 1);
        const [value, isKnown] = unwrap(raw);
        if (isKnown) raw.delete();
        return value;
      }`,
    },
    {
      name: "written into native memory",
      options: [{ report: "possible" }],
      code: `export function fill(module, view, at, n) {
        const rows = module._malloc(n);
        module.HEAPU32.set([n, rows], at >> 2);
        const columns = module._malloc(n);
        module.setValue(at + 8, columns, "*");
        const names = module._malloc(n);
        view.setUint32(at + 12, names, true);
      }`,
    },
    {
      name: "a function that native code calls from now on",
      options: [{ report: "possible" }],
      code: `export async function start(factory, log) {
        const module = await factory();
        module._set_log_handler(module.addFunction(log, "vi"));
        return { stop: (handler) => module.removeFunction(handler) };
      }`,
    },
    {
      name: "the program itself, in the callback that gets the module",
      code: `import Box2D from "box2d-wasm";
        Box2D().then(({ b2Vec2, b2World }) => {
          const world = new b2World(new b2Vec2(0, 10));
          world.Step(1 / 60, 1, 1);
        });`,
    },
    {
      name: "every round of a loop puts its parts into a list that is returned",
      options: [{ report: "possible" }],
      code: `import { Language, Parser, Query } from "web-tree-sitter";
        export async function load(kinds, sources) {
          const loaded = {};
          for (const kind of kinds) {
            let query;
            switch (kind) {
              case "js":
                query = new Query(await Language.load("js"), sources.js);
                break;
              case "ts":
                query = new Query(await Language.load("ts"), sources.ts);
                break;
              default:
                continue;
            }
            loaded[kind] = { parser: new Parser(), query };
          }
          return loaded;
        }`,
    },
    {
      name: "an exception that passes through finally, and a cleanup that a list holds",
      options: [{ report: "possible" }],
      code: `import "./wasm.js";
        export function run(module, bytes, use) {
          const cleanups = [];
          try {
            const p = module._malloc(bytes.length);
            cleanups.push(() => module._free(p));
            use(p);
            const q = module._malloc(4);
            module._fill(q);
            module._free(q);
          } finally {
            while (cleanups.length > 0) cleanups.pop()();
          }
        }`,
    },
    {
      name: "a code that says how it went",
      options: [{ report: "possible" }],
      code: `const { exports } = (await WebAssembly.instantiate(bytes)).instance;
        export function open(name, db) {
          check(exports.sql_open(name, db));
          if (exports.sql_create_function(db, name) !== 0) throw new Error(name);
        }
        export const close = (p) => exports.sql_free(p);`,
    },
    {
      name: "a native object is made of the memory, or told to keep it",
      options: [{ report: "possible" }],
      code: `export function imageOf(module, pixels) {
          const p = module._malloc(pixels.length);
          module.HEAPU8.set(pixels, p);
          return module._image_create(p, pixels.length);
        }
        export function register(module, name, bytes) {
          const p = module._malloc(bytes.length);
          module.HEAPU8.set(bytes, p);
          module.ccall("web_register_file", null, ["string", "number"], [name, p]);
        }`,
    },
    {
      name: "a bucket that is spread into a release, and a callback's collector",
      options: [{ report: "possible" }],
      code: `import { Freeables } from "./wasm-memory.js";
        ${opencascade}
        export function length(gc) {
          const bucket = [];
          try {
            const p = new oc.gp_Pnt(0, 0, 1);
            bucket.push(p);
            return p.Distance(bucket[0]);
          } finally {
            Freeables.freeAll(...bucket);
          }
        }
        export const reach = (scope) => scope((keep) => keep(new oc.gp_Pnt(0, 0, 1)).Z());
        export const move = (shape, matrix) => collecting((keep) => {
          const location = keep(new oc.TopLoc_Location(keep(new oc.gp_Trsf(matrix))));
          const point = new oc.gp_Pnt(0, 0, 1);
          keep(point);
          return shape.located(location, point, false);
        });`,
    },
    {
      name: "a name that is usual for a factory, and nothing that would release its result",
      options: [{ report: "possible" }],
      code: `const { instance } = await WebAssembly.instantiate(bytes);
        export const isFeature = (text) => instance.exports.ot_feature_from_string(text) !== 0;`,
    },
  ],
  invalid: [
    {
      name: "an object that no test excludes, and one that is handed back by every answer",
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export function shapeOf(list, unwrap) {
          let shape = new oc.gp_Pnt(0, 0, 1);
                      ~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          if (list.length > 0) shape = merge(list);
          shape.delete();
          const raw = new oc.gp_Pnt(0, 0, 2);
                      ~~~~~~~~~~~~~~~~~~~~~~ [path]
          const isKnown = raw.IsEqual(list[0], 0);
          if (isKnown) raw.delete();
        }
      `,
    },
    {
      name: "one variable that two branches fill and one exit forgets",
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export function reach(kind) {
          let point;
          if (kind === 1) point = new oc.gp_Pnt(0, 0, 1);
                                  ~~~~~~~~~~~~~~~~~~~~~~ [path]
          else point = new oc.gp_Pnt(0, 1, 0);
          if (kind > 2) throw new Error("kind");
          const z = point.Z();
          point.delete();
          return z;
        }
      `,
    },
    {
      name: "two objects that one variable held, of which one exit forgets both",
      code: `
        export function reach(M) {
          let at = M._malloc(8);
                   ~~~~~~~~~~~~ [path]
          const first = at;
          at = M._malloc(16);
               ~~~~~~~~~~~~~ [path]
          if (M._measure(first) > M._measure(at)) throw new Error("order");
          M._free(first);
          M._free(at);
        }
      `,
    },
    {
      name: "elements that a helper only reads",
      code: `
        import Ammo from "ammo.js";
        function heaviest(shapes) {
          let most = 0;
          shapes.forEach((shape) => {
            most = Math.max(most, shape.getMargin());
          });
          return most;
        }
        export function build() {
          const shapes = [new Ammo.btSphereShape(1)];
                          ~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return heaviest(shapes);
        }
      `,
    },
    {
      name: "a collector that was given something before the throw",
      code: `
        import { makeScope } from "./wasm.js";
        export function tangent(edges) {
          const [keep, clean] = makeScope();
                                ~~~~~~~~~~~ [path]
          const start = keep(edges.at(-1).tangentAt(1));
          if (!start.isValid()) throw new Error("no tangent");
          clean();
        }
      `,
    },
    {
      name: "objects of the same package that no smart pointer holds",
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export const reach = () => new oc.gp_Pnt(0, 0, 1).Z();
                                   ~~~~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "the same method of the same receiver",
      code: `
        import wasm from "./wasm.js";
        export function cut(data) {
          const plane = wasm.newPlane();
          const other = wasm.newPlane();
                        ~~~~~~~~~~~~~~~ [never]
          plane.setData(data, other.normal());
          plane.delete();
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "the rest of a list after one element",
      code: `${opencascade}export function joined(count) {
        const parts = [];
        for (let i = 0; i < count; i++) parts.push(new oc.gp_Pnt(i, 0, 0));
        for (let i = 0; i < parts.length; i++) {
          const part = parts[i];
          const ok = part.IsValid();
          part.delete();
          if (!ok) {
            for (const rest of parts.slice(i + 1)) rest.delete();
            return false;
          }
        }
        return true;
      }`,
    },
    {
      name: "a structure is emptied by one function and freed by another",
      options: [{ report: "possible" }],
      code: `export function once(module, list) {
          const p = module._malloc(16);
          module._image_init(p);
          module._image_destroy(p);
          module._free(p);
          module._list_destroy(list);
          module._free(list);
        }`,
    },
    {
      name: "two spellings of an object's end, and a second try that may fail",
      options: [{ report: "possible" }],
      code: `export function end(module, raw, image) {
          raw.destroy();
          module.destroy(raw);
          const result = new module.Result(image);
          result.delete();
          try {
            result.delete();
          } catch {
            // gone already
          }
        } // of an Embind module`,
    },
    {
      name: "a cursor of a database",
      options: [{ report: "possible" }],
      code: `import "./wasm.js";
        export function clear(cursor) {
          while (cursor) {
            cursor.delete();
            cursor.continue();
          }
        }`,
    },
  ],
  invalid: [
    {
      name: "one structure freed by the same function twice",
      code: `
        export function once(module) {
          const p = module._malloc(16);
          module._image_init(p);
          module._free(p);
          module._free(p);
          ~~~~~~~~~~~~~~~ [again]
        }
      `,
    },
    {
      name: "the whole list again",
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export function joined() {
          const parts = [new oc.gp_Pnt(1, 0, 0)];
          for (const part of parts) part.delete();
          for (const part of parts.slice()) part.delete();
                                            ~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("no-mismatched-release", {
  valid: [
    {
      name: "a structure is emptied by its own function before it is freed",
      code: `export function once(module) {
        const p = module._malloc(16);
        module._image_init(p);
        module._image_destroy(p);
        module._free(p);
      }`,
    },
  ],
  invalid: [
    {
      name: "a structure that is given to another family's function and never freed",
      code: `
        export function once(module) {
          const p = module._malloc(16);
          module._image_init(p);
          module._image_destroy(p);
          ~~~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "what was made from a released object is another object",
      options: [{ report: "possible" }],
      code: `export function join(Ammo, world, makers) {
          const frame = new Ammo.btTransform();
          const joint = makers.create(frame);
          Ammo.destroy(frame);
          world.addConstraint(joint);
        }`,
    },
    {
      name: "what a wrapper keeps in JavaScript outlives its native object",
      options: [{ report: "possible" }],
      code: `export function drop(Ammo, scene, shape) {
        Ammo.destroy(shape);
        if (shape.userData) scene.remove(shape);
      } // an Ammo world`,
    },
  ],
  invalid: [
    {
      name: "a call of the native object",
      options: [{ report: "possible" }],
      code: `
        export function drop(Ammo, shape) {
          Ammo.destroy(shape);
          return shape.getMargin();
                 ~~~~~~~~~~~~~~~~~ [plain]
        } // an Ammo world
      `,
    },
  ],
});
