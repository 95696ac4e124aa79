import { runRule } from "./support/run-rule.ts";

// As in `precision.fourth.test.ts`: each form that was wrongly reported beside a near miss that is a bug.

const possible = [{ report: "possible" }];

runRule("no-use-after-release", {
  valid: [
    {
      name: "what is made of a temporary and has a name of its own is another object",
      options: possible,
      code: `
        import Kernel from "solid-wasm";
        const ready = Kernel();
        export function doubled({ Solid }, mesh) {
          const raw = Solid.ofMesh(mesh);
          try {
            const solid = raw.scale([2, 2, 2]);
            return solid;
          } finally {
            raw.delete();
          }
        }
      `,
    },
    {
      name: "what an async function returns is there at once: of a function that waits for nothing, a conversion, or C++",
      options: possible,
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CK = await CanvasKitInit();
        function bytesOf(image, n) {
          const bytes = new Uint8Array(n);
          image.readInto(bytes);
          return bytes;
        }
        export async function copied(n) {
          const image = CK.MakeImageFromEncoded(await load(n));
          try {
            return bytesOf(image, n);
          } finally {
            image.delete();
          }
        }
        export async function encoded(n) {
          const image = CK.MakeImageFromEncoded(await load(n));
          try {
            return image.encodeToBytes();
          } finally {
            image.delete();
          }
        }
        export async function listed(pyodide, rows) {
          const proxy = pyodide.toPy(await load(rows));
          try {
            return proxy.toJs();
          } finally {
            proxy.destroy();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a call of somebody else's, and a function that gives a promise",
      options: possible,
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CK = await CanvasKitInit();
        function sent(image) {
          return new Promise((resolve) => image.sendTo(resolve));
        }
        export async function stored(store, bytes) {
          const image = CK.MakeImageFromEncoded(bytes);
          try {
            return store.write(image);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [promise]
          } finally {
            image.delete();
          }
        }
        export async function posted(bytes) {
          const image = CK.MakeImageFromEncoded(bytes);
          try {
            return sent(image);
            ~~~~~~~~~~~~~~~~~~~ [promise]
          } finally {
            image.delete();
          }
        }
      `,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "a list or map of the function's own takes what it is given without fail",
      options: possible,
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CK = await CanvasKitInit();
        export function load(names, files) {
          const images = new Map();
          try {
            for (const name of names) images.set(name, CK.MakeImageFromEncoded(files.read(name)));
          } catch (error) {
            images.forEach((image) => image?.delete());
            throw error;
          }
          return images;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what follows may fail, and nobody goes through the map then",
      options: possible,
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CK = await CanvasKitInit();
        export function load(name, files, sheet) {
          const made = new Map();
          try {
            made.set(name, CK.MakeImageFromEncoded(files.read(name)));
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
            sheet.check(name);
            made.forEach((image) => image?.delete());
          } catch (error) {
            console.error(error);
          }
        }
      `,
    },
  ],
});
