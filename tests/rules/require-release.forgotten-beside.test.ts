import { runRule } from "./support/run-rule.ts";

// A variable that is filled beside others which a function ends, and that nothing ever speaks of.

const head = `let config, dispatcher, broadphase, solver;`;
const filled = `
  config = new Ammo.btDefaultCollisionConfiguration();
  dispatcher = new Ammo.btCollisionDispatcher(config);
  broadphase = new Ammo.btDbvtBroadphase();
  solver = new Ammo.btSequentialImpulseConstraintSolver();
`;

runRule("require-release", {
  valid: [
    {
      name: "all of them are ended: by name, in a list, by a helper, elsewhere",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export function start() {${filled}}
        export function destroy() { for (const each of [broadphase, solver]) Ammo.destroy(each); Ammo.destroy(dispatcher); Ammo.destroy(config); }
        const other = () => {
          let a, b, c, d;
          function begin() { a = new Ammo.btTransform(); b = new Ammo.btTransform(); c = new Ammo.btTransform(); d = new Ammo.btTransform(); }
          function destroy() { Ammo.destroy(a); Ammo.destroy(b); disposeOf(c); }
          return { begin, destroy, d };
        };
      `,
    },
    {
      name: "only one other is ended, or in a function that ends nothing by its name",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export function start() {${filled}}
        export function destroy() { Ammo.destroy(dispatcher); }
        export function swap() { Ammo.destroy(config); Ammo.destroy(solver); }
      `,
    },
    {
      name: "a variable that others import",
      options: [{ report: "possible" }],
      code: `
        let config, dispatcher;
        export let broadphase;
        let solver;
        export function start() {${filled}}
        export function destroy() { Ammo.destroy(dispatcher); Ammo.destroy(config); Ammo.destroy(solver); }
      `,
    },
  ],
  invalid: [
    {
      name: "what the function that ends the others forgets",
      options: [{ report: "possible" }],
      code: `
        ${head}
        function start() {
          config = new Ammo.btDefaultCollisionConfiguration();
          dispatcher = new Ammo.btCollisionDispatcher(config);
          broadphase = new Ammo.btDbvtBroadphase();
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [beside]
          solver = new Ammo.btSequentialImpulseConstraintSolver();
          world = new Ammo.btDiscreteDynamicsWorld(dispatcher, broadphase, solver, config);
        }
        function destroy() {
          Ammo.destroy(world);
          Ammo.destroy(solver);
          Ammo.destroy(dispatcher);
          Ammo.destroy(config);
        }
        export function restart() { destroy(); start(); }
      `,
    },
  ],
});
