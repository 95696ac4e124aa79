import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "objects of three.js in variables that get a native one later",
      options: [{ report: "possible" }],
      code: `
        import * as THREE from "three";
        import { toNative } from "./native.js"; // wasm
        export function place(jolt, object) {
          let position = new THREE.Vector3();
          position.copy(object.position);
          position = toNative(position);
          jolt.move(position);
          jolt.destroy(position);
        }
        export function shake(object) {
          const by = new THREE.Vector3(1, 2, 3);
          object.position.add(by);
        }
      `,
    },
    {
      name: "a value that is replaced before the release, of a class that nobody knows",
      options: [{ report: "possible" }],
      code: `
        export function place(Module, Lib, object) {
          let at = new Lib.Point(object);
          at = Module.convert(at);
          Module.destroy(at);
          Module.HEAP32[0] = 1;
        }
        export function shake(Lib, object) { const by = new Lib.Point(1); object.add(by.x); }
      `,
    },
    {
      name: "a cursor of a database that deletes records",
      options: [{ report: "possible" }],
      code: `
        export async function drop(tx, Module) {
          const cursor = await tx.store.openCursor(Module.HEAP32[0]);
          cursor.delete();
        }
        export async function update(tx, value) {
          const cursor = await tx.store.openCursor(1);
          cursor.update(value);
        }
      `,
    },
    {
      name: "allocators and callbacks that a foundation is made with",
      options: [{ report: "possible" }],
      code: `
        export class Physics {
          start(PhysX) {
            this.foundation = PhysX.PxCreateFoundation(
              PhysX.PX_PHYSICS_VERSION,
              new PhysX.PxDefaultAllocator(),
              new PhysX.PxDefaultErrorCallback(),
            );
          }
          stop() { this.foundation.release(); }
        }
      `,
    },
    {
      name: "counted objects of Jolt that are handed on, and a cast that is the same object",
      options: [{ report: "possible" }],
      code: `
        import Jolt from "jolt-physics";
        export function scale(bodies, id, shape, size) {
          const made = Jolt.castObject(new Jolt.ScaledShape(shape, size), Jolt.ScaledShape);
          bodies.SetShape(id, made, true, Jolt.EActivation_Activate);
        }
        export function steer(constraint, layer) {
          const tester = new Jolt.VehicleCollisionTesterRay(layer);
          constraint.SetVehicleCollisionTester(tester);
        }
      `,
    },
    {
      name: "parsers of the project's own and of Node's addon",
      options: [{ report: "possible" }],
      code: `
        import { LezerParser } from "./lezer.js"; // around tree-sitter's wasm
        export function count(inner, text) {
          const parser = new LezerParser(inner);
          const tree = parser.parse(text);
          return tree.length;
        }
      `,
    },
    {
      name: "a parser of the addon",
      options: [{ report: "possible" }],
      code: `
        import { loadWasm } from "./wasm.js";
        import * as native from "tree-sitter";
        export class Reader {
          constructor(parser) { this.parser = parser; }
          read(text) { this.tree = this.parser.parse(text, native.options, loadWasm); }
        }
      `,
    },
    {
      name: "a class that is called like one of a package and comes from elsewhere",
      options: [{ report: "possible" }],
      code: `
        const { OnigString } = require("."); // onigasm
        export const lengths = (list) => list.map((text) => new OnigString(text).length);
      `,
    },
    {
      name: "a getter of WebIDL whose list is read with size and at",
      options: [{ report: "possible" }],
      code: `
        export function sum(M, body) {
          const properties = M.castObject(body.GetMotionProperties(), M.SoftBodyMotionProperties);
          const vertices = properties.GetVertices();
          let all = 0;
          for (let i = 0; i < vertices.size(); i++) all += M.HEAPF32[M.getPointer(vertices.at(i)) >> 2];
          return all;
        }
      `,
    },
    {
      name: "the stack is only asked where it is",
      options: [{ report: "possible" }],
      code: `
        import { stackSave, stackRestore, setPosition } from "./module.js"; // wasm
        export class Stack {
          restore() { stackRestore(this.top); }
          check() { if (this.bottom > stackSave()) setPosition(this.bottom); }
        }
      `,
    },
    {
      name: "a pair that makes and ends what the module has one of",
      options: [{ report: "possible" }],
      code: `
        export async function unwrap(meshes) {
          const { exports: atlas } = (await WebAssembly.instantiateStreaming(fetch("atlas.wasm"))).instance;
          atlas.createAtlas();
          for (const mesh of meshes) atlas.addMesh(mesh);
          atlas.generateAtlas();
          atlas.destroyAtlas();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a value that is released as it was made",
      options: [{ report: "possible" }],
      code: `
        export function place(Module, Lib, object) {
          const at = object.isNative ? Module.convert(object) : new Lib.Point(object);
          Module.destroy(at);
          Module.HEAP32[0] = 1;
        }
        export function shake(Lib, object) {
          const by = new Lib.Point(1);
                     ~~~~~~~~~~~~~~~~ [never]
          object.add(by.x);
        }
      `,
    },
    {
      name: "an object of Jolt that is not counted",
      options: [{ report: "possible" }],
      code: `
        import Jolt from "jolt-physics";
        export function move(bodies, id) {
          const by = new Jolt.Vec3(1, 2, 3);
                     ~~~~~~~~~~~~~~~~~~~~~~ [never]
          bodies.AddForce(id, by);
        }
      `,
    },
    {
      name: "a callback that a query is done with when it returns",
      options: [{ report: "possible" }],
      code: `
        import Jolt from "jolt-physics";
        export function cast(query, ray, settings) {
          const made = new Jolt.CastRayAllHitCollisionCollector();
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          query.CastRay(ray, settings, made);
          return made.HadHit();
        }
      `,
    },
  ],
});
