import { runRule } from "./support/run-rule.ts";

// Calls that give a list of objects, each of which has to be released.

const manifold = `import Module from "manifold-3d"; const { Manifold } = await Module();`;

runRule("require-release", {
  valid: [
    {
      name: "released, handed on, kept, given to somebody",
      options: [{ report: "possible" }],
      code: `
        ${manifold}
        export function a(body = new Manifold()) {
          for (const part of body.decompose()) { look(part.volume()); part.delete(); }
          body.delete();
        }
        export function b(cube = Manifold.cube(1)) { const parts = cube.decompose(); parts.forEach((part) => part.delete()); cube.delete(); }
        export function c(cube = Manifold.cube(1)) { const parts = cube.decompose(); cube.delete(); return parts; }
        export function d(cube = Manifold.cube(1)) { const parts = cube.decompose(); cube.delete(); return parts.map((part) => show(part)); }
        export function e(cube = Manifold.cube(1)) { const parts = cube.decompose(); cube.delete(); keep(parts); return parts.length; }
        export function f(cube = Manifold.cube(1)) { const parts = cube.decompose(); cube.delete(); return parts.filter((part) => part.volume() > 0); }
        export function g(cube = Manifold.cube(1)) { const [first] = cube.decompose(); cube.delete(); return first; }
        export function h(cube = Manifold.cube(1)) {
          for (const part of cube.decompose()) this.parts.push(part);
          cube.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "each is read and dropped",
      options: [{ report: "possible" }],
      code: `
        ${manifold}
        export function a() {
          const cube = Manifold.cube(1);
          const parts = cube.decompose();
                        ~~~~~~~~~~~~~~~~ [never]
          const all = parts.length > 3 ? parts.map((part) => part.volume()) : [];
          cube.delete();
          return all;
        }
        export function b() {
          const cube = Manifold.cube(1);
          for (const part of cube.decompose()) look(part.volume());
                             ~~~~~~~~~~~~~~~~ [temporary]
          cube.delete();
        }
        export function c() {
          const cube = Manifold.cube(1);
          const parts = cube.decompose();
                        ~~~~~~~~~~~~~~~~ [never]
          cube.delete();
          return parts[0].volume();
        }
      `,
    },
  ],
});
