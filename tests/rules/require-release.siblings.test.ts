import { runRule } from "./support/run-rule.ts";

// What one object gives of one kind, of which another is released.

runRule("require-release", {
  valid: [
    {
      name: "shaders, which a program keeps",
      options: [{ report: "possible" }],
      code: `
        export class Renderer {
          constructor(gl) { this.gl = gl; this.module = new WebAssembly.Module(code); }
          link(program) {
            const vertex = this.createShader(1);
            const fragment = this.createShader(2);
            if (!vertex || !fragment) throw new Error("no shader");
            this.gl.attachShader(program, vertex);
            this.gl.attachShader(program, fragment);
            this.gl.deleteShader(vertex);
            this.gl.deleteShader(fragment);
          }
          createShader(type) { return this.gl.createShader(type); }
        }
      `,
    },
    {
      name: "used in another way, given to what takes anything, of another object, or of which none is released",
      options: [{ report: "possible" }],
      code: `
        export function plain(module) {
          const mesh = new module.Mesh();
          const points = mesh.getPoints();
          const count = mesh.getCount();
          fill(points, new Float32Array(count));
          console.log(points);
          console.log(count);
          points.delete();
          mesh.delete();
        }
        export function other(module, mesh, image) {
          const points = mesh.getPoints();
          const pixels = image.getPixels();
          const made = [fill(points), fill(pixels)];
          points.delete();
          return made;
        }
        export function none(module, mesh) {
          const points = mesh.getPoints();
          const normals = mesh.getNormals();
          return [fill(points), fill(normals), module._malloc];
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the third vector of a mesh, and the second text of a result",
      options: [{ report: "possible" }],
      code: `
        export function plain(module) {
          const mesh = new module.Mesh();
          const points = mesh.getPoints();
          const normals = mesh.getNormals();
                          ~~~~~~~~~~~~~~~~~ [never]
          const made = [fill(points), fill(normals)];
          points.delete();
          mesh.delete();
          return made;
        }
        export function texts(module, api) {
          const code = api.getScanResult();
          const type = api.getResultType();
                       ~~~~~~~~~~~~~~~~~~~ [never]
          const found = { code: module.UTF8ToString(code), type: module.UTF8ToString(type) };
          module._free(code);
          return found;
        }
      `,
    },
  ],
});

// What a function of the file says that it gives a callback.

runRule("require-release", {
  valid: [
    {
      name: "a function that says nothing",
      options: [{ report: "possible" }],
      code: `
        function use(run) { return run(globalThis.kit); }
        export const width = () => use((given) => { const paint = new given.Paint(); return paint.getColor(); });
      `,
    },
    {
      name: "released by the callback, or of a type that is no package's",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { CanvasKit } from "canvaskit-wasm";
        class Kits {
          private use<T>(run: (kit: CanvasKit) => T): T { return run(this.kit); }
          width() { return this.use((kit) => { const paint = new kit.Paint(); try { return paint.getColor(); } finally { paint.delete(); } }); }
          private other<T>(run: (page: { Paint: new () => { width: number } }) => T): T { return run(this.page); }
          plain() { return this.other((page) => { const paint = new page.Paint(); return paint.width; }); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "of a type of a package, at once or by an alias",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { CanvasKit } from "canvaskit-wasm";
        type Run<T> = (kit: CanvasKit) => T;
        function use<T>(run: Run<T>): T { return run(globalThis.kit); }
        class Kits {
          private use<T>(run: (kit: CanvasKit) => T): T { return run(this.kit); }
          width() { return this.use((given) => { const paint = new given.Paint(); return paint.getColor(); }); }
                                                               ~~~~~~~~~~~~~~~~~ [never]
        }
        export const width = () => use((given) => { const paint = new given.Paint(); return paint.getColor(); });
                                                                  ~~~~~~~~~~~~~~~~~ [never]
      `,
    },
  ],
});
