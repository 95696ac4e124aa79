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
  ],
  invalid: [
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
  ],
  invalid: [
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
