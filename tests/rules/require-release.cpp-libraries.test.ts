import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "PhysX: deleted, destroyed, returned, kept by what was made",
      options: [{ report: "possible" }],
      code: `
        export function a(engine, shape, flags) { const set = new engine.PxShapeFlags(flags); shape.setFlags(set); set.delete(); }
        export function b(engine, size) { const box = new engine.PxBoxGeometry(size, size, size); try { return box.get_halfExtents().get_x(); } finally { engine.destroy(box); } }
        export function c(engine) { return new engine.PxTransform(engine.PxIDENTITYEnum.PxIdentity); }
      `,
    },
    {
      name: "Box2D written in JavaScript owns nothing",
      options: [{ report: "possible" }],
      code: `
        import * as b2 from "@box2d/core";
        import planck, { Vec2 } from "planck";
        import { b2BodyDef, b2Vec2 } from "./box2d/b2_math.js";
        export function a() { const gravity = new b2.b2Vec2(0, -10); return new b2.b2World(gravity); }
        export function b(world) { const def = new b2BodyDef(); def.position = new b2Vec2(1, 2); return world.CreateBody(def).GetPosition().x; }
        export function c(world) { const at = planck.Vec2(0, 1); world.createBody(at); return new Vec2(0, 1).length(); }
      `,
    },
    {
      name: "Box2DWeb, whose classes stand in a tree of names",
      options: [{ report: "possible" }],
      code: `
        const b2Vec2 = Box2D.Common.Math.b2Vec2, b2BodyDef = Box2D.Dynamics.b2BodyDef;
        export function a(world) { const def = new b2BodyDef(); def.position = new b2Vec2(1, 2); world.CreateBody(def); }
      `,
    },
    {
      name: "classes of one's own that only sound alike, and types",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { PxScene } from "./types";
        import { BRep_Reader } from "some-brep-viewer";
        import * as ui from "px-ui";
        class HeifDecoder { decode(bytes: Uint8Array): number { return bytes.length; } }
        const local = { KTX2File: class { level = 1; } };
        export function a(bytes: Uint8Array): number { const decoder = new HeifDecoder(); return decoder.decode(bytes); }
        export function b(scene: PxScene): number { const button = new ui.PxButton(scene); return button.width; }
        export function c(): string { const reader = new BRep_Reader(); return reader.name; }
        export function d(): number { return new local.KTX2File().level; }
      `,
    },
    {
      name: "Box2D 3: what the functions of the library give, deleted",
      options: [{ report: "possible" }],
      code: `
        export function build({ b2CreateWorld, b2DefaultWorldDef }) {
          const def = b2DefaultWorldDef();
          try { return b2CreateWorld(def); } finally { def.delete(); }
        }
      `,
    },
    {
      name: "a phaser-box2d world is plain data",
      options: [{ report: "possible" }],
      code: `
        import { b2CreateWorld, b2DefaultWorldDef } from "./PhaserBox2D.js";
        export function build() { const def = b2DefaultWorldDef(); return b2CreateWorld(def); }
      `,
    },
    {
      name: "the classes of an import of the package are known by the import alone",
      code: `
        import Box2D from "box2d-wasm";
        Box2D().then(({ b2Vec2, b2World }) => { const world = new b2World(new b2Vec2(0, 10)); world.Step(1 / 60, 1, 1); });
      `,
    },
    {
      name: "a name is no proof: nothing certain is said",
      code: `
        export function a(engine, shape, flags) { shape.setFlags(new engine.PxShapeFlags(flags)); }
        export function b(core, bytes) { const encoder = new core.BasisEncoder(); return encoder.encode(bytes); }
      `,
    },
  ],
  invalid: [
    {
      name: "flags and descriptions of PhysX that are only read",
      options: [{ report: "possible" }],
      code: `
        export function a(manager, engine, shape, flags) {
          shape.setFlags(new engine.native.PxShapeFlags(flags));
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          const description = new engine.native.PxBoxControllerDesc();
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          description.halfHeight = 1;
          const controller = manager.createController(description);
          return controller;
        }
      `,
    },
    {
      name: "as the file releases others: by the function of its module",
      options: [{ report: "possible" }],
      code: `
        export function a(lib, body, x) { const force = new lib.btVector3(x, 0, 0); body.applyForce(force, body.at()); }
                                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        export function b(ammoLib, body) { body.setMotion(1); ammoLib.destroy(body); }
      `,
    },
    {
      name: "Box2D 3: definitions, shapes and copies of events",
      options: [{ report: "possible" }],
      code: `
        export class Scene {
          build() {
            const { b2DefaultBodyDef, b2MakeOffsetBox, b2Vec2, b2CreateBody, b2CreatePolygonShape } = this.box2d;
            const def = b2DefaultBodyDef();
                        ~~~~~~~~~~~~~~~~~~ [never]
            const box = b2MakeOffsetBox(1, 1, new b2Vec2(0, 1), this.rotation);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
                                              ~~~~~~~~~~~~~~~~ [temporary]
            b2CreatePolygonShape(b2CreateBody(this.world, def), this.shape, box);
          }
          moved() {
            const events = this.box2d.b2World_GetBodyEvents(this.world);
            for (let i = 0; i < events.moveCount; i++) { const event = events.GetMoveEvent(i); this.move(event.transform); }
                                                                       ~~~~~~~~~~~~~~~~~~~~~~ [never]
            events.delete();
          }
        }
      `,
    },
    {
      name: "OpenCascade, Basis, libheif under any name",
      options: [{ report: "possible" }],
      code: `
        export function a(kernel, shape) {
          const props = new kernel.GProp_GProps_1();
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          kernel.BRepGProp.VolumeProperties_1(shape, props, false, false, false);
          return props.Mass();
        }
        export function b(basis, bytes) { const encoder = new basis.BasisEncoder(); encoder.setUASTC(true); return encoder.encode(bytes); }
                                                          ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        export async function c(libheif, bytes) { const decoder = new libheif.HeifDecoder(); const images = decoder.decode(bytes); return images.length; }
                                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "one that is released makes the others certain",
      code: `
        export function a(PX, actor) {
          const used = new PX.PxTransform(1); actor.setGlobalPose(used); PX.destroy(used);
          const lost = new PX.PxVec3(1, 2, 3); actor.addForce(lost);
                       ~~~~~~~~~~~~~~~~~~~~~~ [never]
        }
      `,
    },
    {
      name: "a native object that calls back, made where it is given away",
      options: [{ report: "possible" }],
      code: `
        export function hit(scene, engine, ray, ask) {
          const at = new engine.PxVec3(ray.x, ray.y, ray.z);
          const found = scene.raycastSingle(at, engine.PxQueryFilterCallback.implement(ask));
                                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          at.delete();
          return found ? ask.last : undefined;
        }
      `,
    },
    {
      name: "the prefix of Skia's classes, and automerge's documents",
      options: [{ report: "possible" }],
      code: `
        import * as Automerge from "@automerge/automerge";
        export function a(CanvasKit, canvas) { const paint = new CanvasKit.SkPaint(); paint.setAntiAlias(true); canvas.drawPaint(paint); }
                                                             ~~~~~~~~~~~~~~~~~~~~~~~ [never]
        export function b(state) { const doc = Automerge.from(state); return Automerge.save(doc); }
                                               ~~~~~~~~~~~~~~~~~~~~~ [late]
        export function c(state) { const doc = Automerge.from(state); try { return Automerge.save(doc); } finally { Automerge.free(doc); } }
      `,
    },
  ],
});
