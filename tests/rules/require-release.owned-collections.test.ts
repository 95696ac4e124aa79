import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "elements that are ended, taken out or known to the caller before a collection is emptied",
      options: [{ report: "possible" }],
      code: `
        import { load } from "./physics-wasm";
        export class World {
          bodies = new Map();
          list = new Set();
          add(id, body) { this.bodies.set(id, body); this.list.add(body); }
          take(id) { const body = this.bodies.get(id); this.bodies.delete(id); return body; }
          end(id) { const body = this.bodies.get(id); this.bodies.delete(id); body.delete(); }
          forget(body) { this.list.delete(body); }
          clear() { for (const body of this.bodies.values()) body.delete(); this.bodies.clear(); }
          move(other) { for (const body of this.list) other.push(body); this.list.clear(); }
          reset() { this.dispose(); this.bodies = new Map(); }
          dispose() { for (const body of this.bodies.values()) body.delete(); for (const body of this.list) body.delete(); }
        }
      `,
    },
    {
      name: "collections that begin empty, of an object or of a test whose hook ends what is in them",
      options: [{ report: "possible" }],
      code: `
        import { load } from "./codec-wasm";
        export class Codec {
          allocate(n) { const p = this.wasm.malloc(n); this.pointers.add(p); return p; }
          free() { this.pointers.forEach((p) => this.wasm.free(p)); this.pointers.clear(); }
          instantiate(wasm) { this.wasm = wasm; this.pointers = new Set(); return this; }
        }
        let trees;
        beforeEach(() => { trees = []; });
        afterEach(() => { trees.forEach((tree) => tree.delete()); });
        function parse(text) { const tree = new Module.Tree(text); trees.push(tree); return tree; }
        it("parses", () => { expect(parse("x").size()).toBe(1); });
      `,
    },
    {
      name: "objects of JavaScript that are destroyed one by one",
      options: [{ report: "possible" }],
      code: `
        export class Anchors {
          index = new Map();
          add(id, anchor) { this.index.set(id, anchor); }
          remove(id) { this.index.delete(id); this.emit("removed", id); }
          destroy() { for (const anchor of this.index.values()) anchor.destroy(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a collection whose elements a loop ends elsewhere, emptied or robbed of an entry without that",
      options: [{ report: "possible" }],
      code: `
        import { load } from "./physics-wasm";
        export class World {
          bodies = new Map();
          sessions = new Map();
          strokes = [];
          add(id, body) { this.bodies.set(id, body); this.sessions.set(id, { codec: make(id), frames: 0 }); this.strokes.push(body); }
          clear() {
            for (const body of this.bodies.values()) this.world.removeBody(body);
            this.bodies.clear();
            ~~~~~~~~~~~~~~~~~~~ [dropped]
          }
          leave(id) {
            const session = this.sessions.get(id);
            if (!session) return;
            this.sessions.delete(id);
            ~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
            this.emit("leave", id, session.frames);
          }
          undo() {
            this.strokes.length = 0;
            ~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
          dispose() {
            for (const body of [...this.bodies.values()]) body.delete();
            for (const { codec } of this.sessions.values()) codec.delete();
            this.strokes.forEach((stroke) => stroke.delete());
          }
        }
      `,
    },
    {
      name: "an entry that is lent to the caller, of a map whose entries a loop ends",
      options: [{ report: "possible" }],
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CK = await CanvasKitInit();
        const paints = new Map();
        export function paintFor(color) {
          const paint = new CK.Paint();
          paints.set(color, paint);
          return paint;
        }
        export function reload() {
          paints.clear();
          ~~~~~~~~~~~~~~ [dropped]
        }
        export function shutdown() { for (const paint of paints.values()) paint.delete(); }
      `,
    },
  ],
});
