import { runRule } from "./support/run-rule.ts";

// What is held by something else than the name that loses it, beside what is lost.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "what comes out of a cache that is filled on the way is lent",
      options: possible,
      code: `
        import Parser from "web-tree-sitter";
        const cache = new Map();
        function queryOf(language, key) {
          if (!key) return language.query("");
          let query = cache.get(key);
          if (!query) {
            query = language.query("(identifier) @name");
            cache.set(key, query);
          }
          return query;
        }
        export function names(language, node) {
          return queryOf(language, "names").captures(node).map(({ name }) => name);
        }
      `,
    },
    {
      name: "a store of another file ends what it is given, and gives it back",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { store } from "./store.js";
        export class Step {
          outputs = [];
          run(inputs) {
            this.outputs = [];
            for (const input of inputs) {
              const output = new cv.Mat();
              store.add(output);
              cv.flip(input, output, 1);
              this.outputs.push(output);
            }
          }
        }
      `,
    },
    {
      name: "on the equal path it is the shared block",
      options: possible,
      code: `
        export function make(lib) {
          const shared = lib._malloc(4096);
          const place = (text) => {
            let p = shared;
            if (text.length > 4095) p = lib._malloc(text.length + 1);
            lib.stringToUTF8(text, p, text.length + 1);
            return p;
          };
          return {
            parse(text) {
              const p = place(text);
              try {
                return lib._parse(p);
              } finally {
                if (p !== shared) lib._free(p);
              }
            },
          };
        }
      `,
    },
    {
      name: "a callback that is told once that all is there",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        let grey;
        function setup(lib) {
          lib.onComplete = onLibComplete;
        }
        function onLibComplete() {
          grey = new cv.Mat();
        }
        setup(globalThis.lib);
      `,
    },
    {
      name: "an address of the instance that is replaced, and a property of a new object",
      options: possible,
      code: `
        import { load } from "./load.js";
        let lib = await load();
        let block = lib._malloc(64);
        export async function reset() {
          lib = await load(true);
          block = lib._malloc(64);
        }
        export const end = () => lib._free(block);
        let reader;
        export function reload(bytes) {
          const p = lib._malloc(bytes.length);
          reader?.close();
          reader = new lib.Reader();
          reader.block = p;
        }
        export function close() {
          lib._free(reader.block);
        }
      `,
    },
    {
      name: "each element is given to a function that ends it",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        const held = { current: [] };
        const end = (mat) => {
          if (typeof mat.delete !== "function") return;
          mat.delete();
        };
        export function take() {
          const mat = new cv.Mat();
          held.current.push(mat);
        }
        export function drop() {
          held.current.forEach(end);
          held.current = [];
        }
      `,
    },
    {
      name: "a bound method holds its object, and an operator of a macro language stores an address",
      options: possible,
      code: `
        import { IfcAPI } from "web-ifc";
        let scanner;
        export function scannerOf() {
          const api = new IfcAPI();
          scanner = { scan: api.StreamAllMeshes.bind(api) };
          return scanner;
        }
        export function put(M, slot, n) {
          const p = M._malloc(n);
          accessof(slot) <- p;
          M._free(0);
        }
      `,
    },
    {
      name: "the project ends after each test what the test has made",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { cleanup } from "./setup.js";
        afterEach(() => {
          cleanup();
        });
        it("flips", () => {
          const mat = new cv.Mat();
          expect(mat.rows).toBe(0);
        });
      `,
    },
  ],
  invalid: [
    {
      name: "a helper that keeps nothing of what it gives",
      options: possible,
      code: `
        import Parser from "web-tree-sitter";
        const names = new Map();
        function queryOf(language, key) {
          const query = language.query(key);
          names.set(key, key);
          return query;
        }
        export function count(language, node) {
          const query = queryOf(language, "names");
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return query.captures(node).length;
        }
      `,
    },
    {
      name: "a callback that comes with each of them",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        let grey;
        function setup(lib) {
          lib.onFrame = onLibFrame;
        }
        function onLibFrame() {
          grey = new cv.Mat();
          ~~~~~~~~~~~~~~~~~~~ [replaced]
        }
        export function end() {
          grey.delete();
        }
        setup(globalThis.lib);
      `,
    },
    {
      name: "each element is given to a function that only looks at it, and the tests of a library of components",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { cleanup } from "@testing-library/react";
        afterEach(() => {
          cleanup();
        });
        it("flips", () => {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          expect(mat.rows).toBe(0);
        });
        const held = { current: [] };
        const show = (mat) => console.log(mat.rows);
        export function take() {
          const mat = new cv.Mat();
          held.current.push(mat);
        }
        export function drop() {
          held.current.forEach(show);
          held.current = [];
          ~~~~~~~~~~~~~~~~~ [dropped]
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "a promise calls one of its two callbacks, and once",
      options: possible,
      code: `
        export function serve(lib, run) {
          const callback = lib.detach();
          const fulfilled = (value) => {
            callback.call(value);
            callback.dispose();
          };
          const rejected = (reason) => {
            callback.fail(reason);
            callback.dispose();
          };
          run().then(fulfilled, rejected);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a listener is called again",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        export function serve(target) {
          const mat = new cv.Mat();
          const changed = (value) => {
            mat.setTo(value);
            mat.delete();
            ~~~~~~~~~~~~ [outer]
          };
          target.onchange = changed;
        }
      `,
    },
  ],
});
