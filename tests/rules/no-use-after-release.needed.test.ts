import { runRule } from "./support/run-rule.ts";

runRule("no-use-after-release", {
  valid: [
    {
      name: "what a ray has hit, read while it is there, by a helper of the file",
      code: `
        import Ammo from "ammo.js";
        const toArray = (v) => [v.x(), v.y(), v.z()];
        export function hit(world, from, to) {
          const ray = new Ammo.ClosestRayResultCallback(from, to);
          world.rayTest(from, to, ray);
          const at = toArray(ray.get_m_hitPointWorld());
          const body = ray.get_m_collisionObject();
          Ammo.destroy(ray);
          return [at, body.isActive()];
        }
      `,
    },
    {
      name: "what is asked before the world goes",
      code: `
        import RAPIER from "@dimforge/rapier3d-compat";
        export function handleOf() {
          const world = new RAPIER.World({ x: 0, y: 0, z: 0 });
          const body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic());
          const { handle } = body;
          world.free();
          return handle;
        }
      `,
    },
    {
      name: "nodes, cursors and copies that are read while their tree is there, or of which only fields are read",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Parser, Tree, Node } from "web-tree-sitter";
        export function typeOf(tree: Tree) {
          const root = tree.rootNode;
          const type = root.type;
          tree.delete();
          return type;
        }
        export function start(tree: Tree) {
          const root = tree.rootNode;
          tree.delete();
          return root.startIndex;
        }
        export function walked(tree: Tree) {
          const cursor = tree.walk();
          const node = cursor.currentNode;
          cursor.delete();
          const text = node.text;
          tree.delete();
          return text;
        }
        export function late(tree: Tree) {
          const cursor = tree.walk();
          cursor.gotoFirstChild();
          tree.delete();
          cursor.delete();
        }
        export function each(parser: Parser, texts: string[]) {
          let tree = parser.parse("")!;
          let root = tree.rootNode;
          for (const text of texts) {
            const next = parser.parse(text, tree)!;
            tree.delete();
            tree = next;
            root = tree.rootNode;
            console.log(root.type);
          }
          tree.delete();
        }
        class Document {
          tree: Tree;
          root: Node;
          update(parser: Parser, text: string) {
            const old = this.tree;
            this.tree = parser.parse(text, old)!;
            old.delete();
            this.root = this.tree.rootNode;
            return this.root.text;
          }
        }
      `,
    },
    {
      name: "statements that are released after their database, or made anew in each round and after an export",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Database, SqlJsStatic } from "sql.js";
        export function all(SQL: SqlJsStatic, files: Uint8Array[]) {
          for (const file of files) {
            const db = new SQL.Database(file);
            const statement = db.prepare("select 1");
            statement.step();
            db.close();
            statement.free();
          }
        }
        export function saved(db: Database) {
          let statement = db.prepare("insert 1");
          statement.run();
          statement.free();
          const bytes = db.export();
          statement = db.prepare("insert 2");
          statement.run();
          statement.free();
          return bytes;
        }
        export function exported(db: Database) {
          const statement = db.prepare("insert 1");
          const bytes = db.export();
          statement.run();
          statement.free();
          return bytes;
        }
        export function either(db: Database, keep: (db: Database) => void, last: boolean) {
          const statement = db.prepare("select 1");
          if (last) keep(db);
          statement.step();
          if (last) db.close();
        }
      `,
    },
    {
      name: "a construction info is only read, and a view is copied",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import Ammo from "ammo.js";
        import cv from "@techstark/opencv-js";
        export function body(state: Ammo.btMotionState, shape: Ammo.btBoxShape, inertia: Ammo.btVector3) {
          const info = new Ammo.btRigidBodyConstructionInfo(1, state, shape, inertia);
          const made = new Ammo.btRigidBody(info);
          Ammo.destroy(info);
          return made;
        }
        export function pixels(source: cv.Mat) {
          const target = new cv.Mat();
          cv.cvtColor(source, target, cv.COLOR_RGBA2GRAY);
          const bytes = target.data.slice();
          target.delete();
          return bytes;
        }
      `,
    },
    {
      name: "a body that is put anew, or of which only the handle is asked after its removal",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import RAPIER from "@dimforge/rapier3d-compat";
        export function drop(world: RAPIER.World, entity: { body: RAPIER.RigidBody }, open: Map<number, string>) {
          world.removeRigidBody(entity.body);
          open.delete(entity.body.handle);
          entity.body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic());
          return entity.body.translation();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what a ray has hit, after the ray: by a method, and by a helper of the file that reads it",
      code: `
        import Ammo from "ammo.js";
        function toArray(v) { return [v.x(), v.y(), v.z()]; }
        export function hit(world, from, to) {
          const ray = new Ammo.ClosestRayResultCallback(from, to);
          world.rayTest(from, to, ray);
          const at = ray.get_m_hitPointWorld();
          Ammo.destroy(ray);
          return toArray(at);
                         ~~ [needed]
        }
      `,
    },
    {
      name: "a body of a world that is gone",
      code: `
        import RAPIER from "@dimforge/rapier3d-compat";
        export function where() {
          const world = new RAPIER.World({ x: 0, y: 0, z: 0 });
          const body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic());
          world.free();
          return body.translation();
                 ~~~~~~~~~~~~~~~~~~ [needed]
        }
      `,
    },
    {
      name: "nodes of a tree that is gone: read, returned, in a record, out of finally",
      language: "ts",
      code: `
        import type { Tree } from "web-tree-sitter";
        export function typeOf(tree: Tree) {
          const child = tree.rootNode.firstChild!;
          tree.delete();
          return child.type;
                 ~~~~~~~~~~ [needed]
        }
        export function both(tree: Tree) {
          const root = tree.rootNode;
          tree.delete();
          return { root, text: "" };
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ [needed]
        }
        export function root(tree: Tree) {
          try {
            return tree.rootNode;
            ~~~~~~~~~~~~~~~~~~~~~ [needed]
          } finally {
            tree.delete();
          }
        }
        export function cursor(tree: Tree) {
          const cursor = tree.walk();
          tree.delete();
          cursor.gotoFirstChild();
          ~~~~~~~~~~~~~~~~~~~~~~~ [needed]
          cursor.delete();
        }
      `,
    },
    {
      name: "a statement after its database is closed, or exported",
      language: "ts",
      code: `
        import type { Database } from "sql.js";
        export function last(db: Database) {
          const statement = db.prepare("select 1");
          db.close();
          statement.step();
          ~~~~~~~~~~~~~~~~ [needed]
          statement.free();
        }
        class Store {
          db: Database;
          end() {
            const statement = this.db.prepare("select 1");
            this.db.close();
            statement.step();
            ~~~~~~~~~~~~~~~~ [needed]
            statement.free();
          }
        }
      `,
    },
    {
      name: "what the context of a handle, and the runtime of a context, must outlive",
      language: "ts",
      code: `
        import type { QuickJSContext, QuickJSRuntime } from "quickjs-emscripten";
        export function run(context: QuickJSContext) {
          const handle = context.newString("a");
          context.dispose();
          handle.dispose();
          ~~~~~~~~~~~~~~~~ [needed]
        }
        export function start(runtime: QuickJSRuntime) {
          const context = runtime.newContext();
          runtime.dispose();
          context.dispose();
          ~~~~~~~~~~~~~~~~~ [needed]
        }
      `,
    },
    {
      name: "shapes and bodies that keep what is destroyed, and bodies that the world has removed",
      language: "ts",
      code: `
        import Ammo from "ammo.js";
        import RAPIER from "@dimforge/rapier3d-compat";
        export function ground() {
          const mesh = new Ammo.btTriangleMesh(true, true);
          const shape = new Ammo.btBvhTriangleMeshShape(mesh, true, true);
          Ammo.destroy(mesh);
          return shape;
          ~~~~~~~~~~~~~ [needed]
        }
        export function crate(state: Ammo.btMotionState, size: Ammo.btVector3, inertia: Ammo.btVector3) {
          const shape = new Ammo.btBoxShape(size);
          const info = new Ammo.btRigidBodyConstructionInfo(1, state, shape, inertia);
          const body = new Ammo.btRigidBody(info);
          Ammo.destroy(info);
          Ammo.destroy(shape);
          return body;
          ~~~~~~~~~~~~ [needed]
        }
        export function drop(world: RAPIER.World, entity: { body: RAPIER.RigidBody }) {
          world.removeRigidBody(entity.body);
          return entity.body.translation();
                 ~~~~~~~~~~~~~~~~~~~~~~~~~ [needed]
        }
      `,
    },
    {
      name: "a canvas and a view of pixels after what they belong to",
      language: "ts",
      code: `
        import type { Surface } from "canvaskit-wasm";
        import * as mupdf from "mupdf";
        export function draw(surface: Surface) {
          const canvas = surface.getCanvas();
          surface.delete();
          canvas.clear([0, 0, 0, 0]);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ [needed]
        }
        export function pixels(page: mupdf.Page, matrix: mupdf.Matrix) {
          const pixmap = page.toPixmap(matrix, mupdf.ColorSpace.DeviceRGB);
          try {
            return { width: pixmap.getWidth(), pixels: pixmap.getPixels() };
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
          } finally {
            pixmap.destroy();
          }
        }
      `,
    },
  ],
});
