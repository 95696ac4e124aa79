import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "mathematical values that are destroyed after native code copied them",
      code: `
        export function box(size) {
          const half = new NV.NvVec3(size.x / 2, size.y / 2, size.z / 2);
          const shape = new NV.NvBoxShape(half);
          NV.destroy(half);
          return shape;
        }
      `,
    },
    {
      name: "what a native object is built on, which no name says to be a value",
      options: [{ report: "possible" }],
      code: `
        export function actor(pose) {
          const shape = new NV.NvCapsule(new NV.NvMaterial(1, 2));
          const body = new NV.NvBody(shape, pose);
          NV.destroy(body);
        }
      `,
    },
    {
      name: "values of JavaScript, and values that a class of JavaScript or a list keeps",
      options: [{ report: "possible" }],
      code: `
        import { Marker } from "./marker.js";
        export function mark(list, p) {
          const body = new NV.NvBody();
          body.place(new THREE.Vector3(p.x, p.y, p.z));
          list.push(new NV.NvVec3(p.x, p.y, p.z));
          NV.destroy(body);
          return new Marker(new NV.NvVec3(0, 0, 0));
        }
      `,
    },
    {
      name: "a widget of the page that another one destroys",
      options: [{ report: "possible" }],
      code: `
        export function show(text) {
          const tip = new ui.Tooltip(text);
          tips.destroy(shown);
          tip.show();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a binding that destroys by a function, whatever it is called: a value given to a constructor",
      code: `
        export function scaled(mesh, s) {
          const scale = new NV.NvMeshScale(new NV.NvVec3(s.x, s.y, s.z), new NV.NvQuat(0, 0, 0, 1));
                                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
                                                                         ~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          const geometry = new NV.NvMeshGeometry(mesh, scale);
          NV.destroy(scale);
          return geometry;
        }
      `,
    },
    {
      name: "values that a vector copies, and one in a variable",
      code: `
        export function cook(rows) {
          const points = new NV.Vector_NvVec3();
          for (const row of rows) {
            const p = new NV.NvVec3(row[0], row[1], row[2]);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            points.push_back(p);
          }
          const mesh = NV.cook(points.data(), points.size());
          NV.destroy(points);
          return mesh;
        }
      `,
    },
    {
      name: "a value that is assigned to a member of a native object",
      code: `
        export function place(world, p) {
          const settings = new NV.NvBodySettings();
          settings.position = new NV.NvVec3(p.x, p.y, p.z);
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          const body = world.createBody(settings);
          NV.destroy(settings);
          return body;
        }
      `,
    },
    {
      name: "a method of a shape whose name sounds as if it kept what it is given",
      code: `
        import AmmoLib from "ammo.js";
        export async function hull(points) {
          const Ammo = await AmmoLib();
          const shape = new Ammo.btConvexHullShape();
          for (const p of points) shape.addPoint(new Ammo.btVector3(p.x, p.y, p.z));
                                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          return shape;
        }
      `,
    },
  ],
});
