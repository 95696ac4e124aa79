import { runRule } from "./support/run-rule.ts";

const strict = [{ report: "possible" }];
const physx = `import PhysX from "physx-js-webidl"; const Px = await PhysX();`;

runRule("require-release", {
  valid: [
    {
      name: "OpenCascade: another class has a method of the name",
      options: strict,
      code: `
        export function bounds(oc, shape) {
          const box = new oc.Bnd_Box_1();
          const low = { current: 0 };
          box.Get(low, low, low, low, low, low);
          box.delete();
          const writer = new oc.IGESControl_Writer_1();
          const isAdded = writer.AddShape(shape);
          writer.delete();
          return isAdded ? low.current : 0;
        }
      `,
    },
    {
      name: "OpenCascade: a handle counts the references to its object",
      options: [{ report: "possible", finalized: "report" }],
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export function curve(points, Curve) { const made = new oc.Geom2d_BezierCurve_1(points); return new Curve(new oc.Handle_Geom2d_Curve_2(made)); }
      `,
    },
    {
      name: "a function of the project makes an object around the handle, and gives it to the caller",
      options: strict,
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        import { createFace, ok } from "./shapes.js";
        const oc = await initOpenCascade();
        export function face(wire) { const builder = new oc.BRepBuilderAPI_MakeFace_15(wire, false); const made = builder.Face(); builder.delete(); return ok(createFace(made)); }
      `,
    },
    {
      name: "PhysX keeps what it calls back later",
      options: strict,
      code: `${physx}
        export function start(owner, scene) {
          const allocator = new Px.PxDefaultAllocator();
          const errors = new Px.PxDefaultErrorCallback();
          owner.foundation = Px.CreateFoundation(Px.PHYSICS_VERSION, allocator, errors);
        }
      `,
    },
    {
      name: "no vectors of Embind in a binding of WebIDL",
      options: strict,
      code: `${physx}
        export function actors(scene) { const list = Px.SupportFunctions.prototype.PxScene_getActiveActors(scene); for (let i = 0; i < list.size(); i++) use(list.get(i).ptr); }
      `,
    },
    {
      name: "a class of JavaScript's around an address that the module lends",
      code: `
        export function watch(onEvent) { return Module.addFunction((item) => onEvent(item ? new Module.Item(item) : null), "vi"); }
        export const free = (p) => Module._free(p); // emscripten
      `,
    },
    {
      name: "what a wrapper holds is moved into another one",
      options: strict,
      code: `
        import { Solid } from "./solid.js";
        export function rebuild(target, manifold) { const made = Solid.fromManifold(manifold); target._manifold = made._manifold; return target; }
        export function cut(a, b) { const made = Solid.fromManifold(a); const cut = made.subtract(b); made.free(); return cut; }
        export const memory = () => WebAssembly;
      `,
    },
    {
      name: "a getter's result of which nobody knows whether it has to be released",
      options: strict,
      code: `
        export function count(solid) { const mesh = solid.getMesh(); const n = mesh.count; if (mesh && typeof mesh.delete === "function") mesh.delete(); return n; }
        export function names(solid) { const mesh = solid.getMesh(); return mesh.names; }
        export const memory = () => WebAssembly;
      `,
    },
    {
      name: "tests: emptied before each, after the last one was released",
      options: strict,
      code: `
        import { Database } from "node-sqlite3-wasm";
        describe("open", () => {
          let db;
          beforeEach(() => { db = null; });
          afterEach(() => { if (db) db.close(); });
          it("opens", () => { db = new Database(":memory:"); });
        });
      `,
    },
    {
      name: "tests: nothing is made where that is what the test asks",
      options: strict,
      code: `
        import { Parser } from "web-tree-sitter";
        it("gives up", () => {
          const parser = new Parser();
          expect(parser.parse("[", null, { progressCallback: () => true })).toBeNull();
          const tree = parser.parse("[");
          expect(tree).toBe(null);
          assert.isNull(parser.parse("]"));
          parser.delete();
        });
      `,
    },
    {
      name: "the last thing tried has not come about where it is caught",
      options: strict,
      code: `
        import { Database } from "node-sqlite3-wasm";
        let db = null;
        export async function load(name) { try { check(name); if (name) { db = new Database(name); } } catch { db = null; } }
        export function stop() { db?.close(); }
      `,
    },
    {
      name: "a pause cannot be rejected",
      options: strict,
      code: `
        import { Tree } from "web-tree-sitter";
        /** @param {Tree} tree */
        export async function render(tree, isStale) {
          const cursor = tree.walk();
          for (let i = 0; i < 9; i++) {
            await new Promise((resolve) => setTimeout(resolve, 0));
            await new Promise((resolve) => { requestAnimationFrame(() => resolve()); });
            if (isStale()) { cursor.delete(); return; }
          }
          cursor.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "OpenCascade: the class that has the method, or one that extends it",
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export function f(tool, shape) {
          const made = new oc.XCAFDoc_ShapeTool();
          made.AddShape(shape);
          ~~~~~~~~~~~~~~~~~~~~ [temporary]
          made.delete();
          const box = new oc.BRepPrimAPI_MakeBox(1, 2, 3);
          const solid = box.Shape();
                        ~~~~~~~~~~~ [never]
          box.delete();
          return solid.IsNull();
        }
      `,
    },
    {
      name: "PhysX: what it copies, and what it has called back when it returns",
      options: strict,
      code: `${physx}
        export function f(owner, scene) {
          const allocator = new Px.PxDefaultAllocator();
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          scene.query(allocator);
          owner.physics = Px.CreatePhysics(Px.PHYSICS_VERSION, owner.foundation, new Px.PxTolerancesScale());
                                                                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
        }
      `,
    },
    {
      name: "a class of the module, of a parameter of one's own",
      code: `
        export function watch(size) { const item = new Module.Item(size); return item.count(); }
                                                   ~~~~~~~~~~~~~~~~~~~~~ [never]
        export const free = (p) => Module._free(p); // emscripten
      `,
    },
    {
      name: "asked for by a factory, or not asked for at all",
      options: strict,
      code: `
        export function a(solid) { const made = solid.hull(); const n = made.count; if (typeof made.delete === "function") made.delete(); return n; }
        export function b(solid) { const made = solid.hull(); return made.count; }
                                                ~~~~~~~~~~~~ [never]
        export function c(solid) { const mesh = solid.getMesh(); const n = mesh.count; mesh.delete(); return n; }
        export function d(solid) { const mesh = solid.getMesh(); return mesh.count; }
                                                ~~~~~~~~~~~~~~~ [never]
        export const memory = () => WebAssembly;
      `,
    },
    {
      name: "tests: emptied before each, where nothing releases it after; a promise that may be rejected",
      options: strict,
      code: `
        import { Database } from "node-sqlite3-wasm";
        describe("open", () => {
          let db;
          beforeEach(() => { db = null; });
                             ~~~~~~~~~ [dropped]
          afterEach(() => { log(1); });
          it("opens", () => { db = new Database(":memory:"); });
        });
      `,
    },
    {
      name: "something is made where the test asks for anything else",
      options: strict,
      code: `
        import { Database } from "node-sqlite3-wasm";
        it("opens", () => {
          expect(new Database("a")).toBeDefined();
                 ~~~~~~~~~~~~~~~~~ [temporary]
          expect(new Database("b")).not.toBeNull();
                 ~~~~~~~~~~~~~~~~~ [temporary]
        });
      `,
    },
    {
      name: "what came about before the last thing that was tried",
      options: strict,
      code: `
        import { Database } from "node-sqlite3-wasm";
        let db = null;
        export function open(name) { db = new Database("cache"); log(name); }
        export function fail(name) { try { show(name); } catch { db = null; } }
                                                                 ~~~~~~~~~ [dropped]
      `,
    },
    {
      name: "what a callback made for a list is lost where an exception is caught",
      options: strict,
      code: `
        import * as cv from "@techstark/opencv-js";
        export function load(images) {
          try {
            const list = images.map((image) => { return cv.matFromImageData(image); });
                                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            return { date: new Date(parseInt(images.date)), list: list };
          } catch (error) {
            return { date: 0, list: [] };
          }
        }
      `,
    },
    {
      name: "a promise that waits for more than time",
      options: strict,
      code: `
        import { Tree } from "web-tree-sitter";
        /** @param {Tree} tree */
        export async function render(tree, frames) {
          const cursor = tree.walk();
                         ~~~~~~~~~~~ [path]
          await new Promise((resolve, reject) => frames.next(resolve, reject));
          cursor.delete();
        }
      `,
    },
  ],
});

runRule("require-manage", {
  valid: [
    {
      name: "the one object of a module, a helper that ends one field with another, and an object that is only cast",
      options: strict,
      code: `
        import Ammo from "ammo.js";
        import { Util } from "./util.js";
        class Physics { constructor() { this.transform = new Ammo.btTransform(); } }
        export const physics = new Physics();
        export class Body {
          constructor(size) { this.shape = new Ammo.btBoxShape(size); this.body = Util.build(this.shape); }
          end() { Util.destroyBody(this.body); this.shape = null; Ammo.destroy(this.shape); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a class that others make objects of",
      options: strict,
      code: `
        import Ammo from "ammo.js";
        export class Physics { constructor() { this.transform = new Ammo.btTransform(); } }
                                                                ~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
        export const physics = new Physics();
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "whoever counts neither on the method nor on its success drops a cache",
      options: strict,
      code: `
        export async function show(items) { for (const item of items) { try { await item.free(); } catch {} item.draw(); } }
        export function rebuild(item) { try { if (typeof item.free === "function") item.free(); } catch {} item.build(); }
        export const memory = () => WebAssembly;
      `,
    },
  ],
  invalid: [
    {
      name: "a release that somebody counts on",
      options: strict,
      code: `
        export function show(item) { item.free(); item.draw(); }
                                                  ~~~~~~~~~~~ [plain]
        export const memory = () => WebAssembly;
      `,
    },
  ],
});

const manifold = `const { Manifold } = await load(); export const memory = () => WebAssembly;`;

runRule("no-double-release", {
  valid: [
    {
      name: "a test that says so releases twice",
      options: strict,
      code: `
        import { Handler } from "./handler.js";
        test("dispose is idempotent", () => { const handler = new Handler(WebAssembly); handler.dispose(); handler.dispose(); });
      `,
    },
    {
      name: "what a method gives for each element is another object than the one it is called on",
      options: strict,
      code: `${manifold}
        export function chain(points) {
          const base = Manifold.sphere(1, 8);
          const copies = points.map((p) => base.translate(p));
          const more = [];
          for (const p of points) more.push(base.translate(p));
          base.delete();
          for (const copy of copies) copy.delete();
          for (const copy of more) copy.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a test of something else",
      options: strict,
      code: `
        import { Handler } from "./handler.js";
        test("draws", () => { const handler = new Handler(WebAssembly); handler.dispose(); handler.dispose(); });
                                                                                           ~~~~~~~~~~~~~~~~~ [again]
      `,
    },
    {
      name: "the object itself in the list",
      code: `${manifold}
        export function twice() {
          const base = Manifold.sphere(1, 8);
          const list = [base];
          base.delete();
          for (const each of list) each.delete();
                                   ~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("prefer-using", {
  valid: [
    {
      name: "a build of somebody's own has no [Symbol.dispose], for all that is known",
      code: `
        export function f(kernel, use) {
          const { oc } = kernel;
          const point = new oc.gp_Pnt_3(0, 0, 1);
          try { return use(point); } finally { point.delete(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what the package gives",
      code: `
        import initOpenCascade from "replicad-opencascadejs";
        const oc = await initOpenCascade();
        export function f(use) {
          const point = new oc.gp_Pnt_3(0, 0, 1);
                ~~~~~ [finally]
          try { return use(point); } finally { point.delete(); }
        }
      `,
    },
  ],
});
