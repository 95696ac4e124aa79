import { runRule } from "./support/run-rule.ts";

// What a function does with what is in the object or list that it is given.

runRule("require-release", {
  valid: [
    {
      name: "it keeps it, gives it back, or ends it",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        const store = [];
        function keep(o) { store.push(o.mat); }
        function keepCopy(o) { store.push({ ...o }); }
        function keepEach(list) { for (const m of list) store.push(m); }
        function keepSpread(list) { store.push(...list); }
        function keepEachAtOnce(list) { list.forEach((m) => store.push(m)); }
        function keepPart(o) { const { mat } = o; store.push(mat); }
        function keepAs(o) { globalThis.shown = o.mat; }
        function later(o) { setTimeout(() => { o.mat.delete(); }, 1); }
        function give(o) { return o.mat; }
        function choose(o) { return o.big ?? o.mat; }
        function end(o) { o.mat.delete(); }
        function endAll(list) { list.forEach((m) => m.delete()); }
        function through(o) { keep(o); }
        class Holder {
          set(o) { this.mat = o.mat; }
          addAll(list) { for (const m of list) this.list.push(m); }
        }
        export function all(holder = new Holder()) {
          keep({ mat: new cv.Mat() });
          keepCopy({ mat: new cv.Mat() });
          keepEach([new cv.Mat()]);
          keepSpread([new cv.Mat()]);
          keepEachAtOnce([new cv.Mat()]);
          keepPart({ mat: new cv.Mat() });
          keepAs({ mat: new cv.Mat() });
          later({ mat: new cv.Mat() });
          end({ mat: new cv.Mat() });
          endAll([new cv.Mat()]);
          through({ mat: new cv.Mat() });
          const given = give({ mat: new cv.Mat() });
          given.delete();
          const chosen = choose({ mat: new cv.Mat() });
          chosen.delete();
          const own = new Holder();
          own.set({ mat: new cv.Mat() });
          own.addAll([new cv.Mat()]);
          return [holder, own];
        }
      `,
    },
  ],
  invalid: [
    {
      name: "it only looks at it",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        const store = [];
        function show(o) { cv.imshow("a", o.mat); console.log(o.mat.cols, o.title.length); }
        function showPart(o) { const { mat } = o; if (mat) cv.imshow("a", mat); }
        function showAll(list) { for (const m of list) cv.imshow("a", m); list.forEach((m) => { cv.imshow("b", m); }); }
        function showIn(o, names) { names.forEach((name) => cv.imshow(name, o.mat)); showPart(o); }

        export function a() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          show({ mat, title: "a" });
        }
        export function b() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          showPart({ mat });
        }
        export function c() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          showAll([mat]);
        }
        export function d() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          showIn({ mat }, ["a", "b"]);
        }
      `,
    },
  ],
});

// What C++ makes of a part of an object.

runRule("require-release", {
  valid: [
    {
      name: "needs it as long as it lives itself",
      options: [{ report: "possible" }],
      code: `
        import Ammo from "ammo.js";
        function createBody({ mass, shape }) {
          const inertia = new Ammo.btVector3(0, 0, 0);
          shape.calculateLocalInertia(mass, inertia);
          const motionState = new Ammo.btDefaultMotionState();
          const info = new Ammo.btRigidBodyConstructionInfo(mass, motionState, shape, inertia);
          const body = new Ammo.btRigidBody(info);
          Ammo.destroy(info);
          Ammo.destroy(inertia);
          return body;
        }
        export function createBox(world) {
          const half = new Ammo.btVector3(1, 1, 1);
          const shape = new Ammo.btBoxShape(half);
          Ammo.destroy(half);
          world.addRigidBody(createBody({ mass: 1, shape }));
        }
      `,
    },
  ],
  invalid: [
    {
      name: "refers to it while the function runs",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        function areaOf({ points }) {
          const hull = new cv.Mat(points);
          const area = cv.contourArea(hull);
          hull.delete();
          return area;
        }
        export function area() {
          const points = new cv.Mat();
                         ~~~~~~~~~~~~ [never]
          const found = areaOf({ points });
          return found > 9;
        }
      `,
    },
  ],
});
