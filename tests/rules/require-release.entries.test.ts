import { runRule } from "./support/run-rule.ts";

const start = 'import cv from "@techstark/opencv-js";';

runRule("require-release", {
  valid: [
    {
      name: "bytes that are written at an address, which looks like an entry of a table",
      options: [{ report: "possible" }],
      code: `
        export function process(Module, bytes) {
          const p = Module._malloc(bytes.length);
          Module.HEAPU8.set(bytes, p);
          Module._fill(p, bytes.length);
          Module._free(p);
        }
        export function decode(view, Module, bytes) {
          const p = Module._malloc(bytes.length);
          view.set(bytes, p);
          Module._fill(p, bytes.length);
          Module._free(p);
        }
      `,
    },
    {
      name: "entries that are released, handed on, returned or looked after before another takes their place",
      options: [{ report: "possible" }],
      code: `${start}
        const mats = new Map();
        export function change(path, image) {
          const old = mats.get(path);
          if (!old) return;
          old.setTo(0);
          mats.set(path, cv.imread(image));
          old.delete();
        }
        export function swap(path, image) {
          const old = mats.get(path);
          if (old) old.setTo(0);
          mats.set(path, cv.imread(image));
          return old;
        }
        export function keep(path, image, history) {
          const old = mats.get(path);
          old.setTo(0);
          history.push(old);
          mats.set(path, cv.imread(image));
        }
        export function open(path, image) {
          close(path);
          mats.set(path, cv.imread(image));
        }
        export function load(path, image) {
          const known = mats.get(path);
          if (known) {
            known.setTo(0);
            return;
          }
          mats.set(path, cv.imread(image));
        }
        export function other(path, base, image) {
          const old = mats.get(base);
          old.setTo(0);
          mats.set(path, cv.imread(image));
        }
        export function close(path) {
          mats.get(path)?.delete();
          mats.delete(path);
        }
      `,
    },
    {
      name: "a collection of a class that is filled with what somebody else has as well",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { QuickJSHandle } from "quickjs-emscripten";
        const hooks = new Map<string, QuickJSHandle>();
        export function change(name: string, pool: Pool) {
          hooks.set(name, pool.getHook(name));
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an entry that is worked on and then overwritten",
      options: [{ report: "possible" }],
      code: `${start}
        export class Store {
          #mats = new Map();
          change(id, image, values) {
            const old = this.#mats.get(id);
            if (!old) return;
            for (const value of values) old.setTo(value);
            const mat = cv.imread(image);
            if (!mat) return;
            this.#mats.set(id, mat);
            ~~~~~~~~~~~~~~~~~~~~~~~ [entry]
          }
          close(id) { this.#mats.get(id)?.delete(); this.#mats.delete(id); }
        }
        export function createStore() {
          const mats = {};
          return {
            change(id, image) {
              if (mats[id]) mats[id].setTo(0);
              mats[id] = cv.imread(image);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [entry]
            },
            close(id) { mats[id].delete(); delete mats[id]; },
          };
        }
      `,
    },
    {
      name: "an entry that a callback fills under a key that comes again",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten";
        const hooks = new Map<string, QuickJSHandle>();
        export function install(vm: QuickJSContext) {
          return vm.newFunction("on", (name, hook) => {
            const key = vm.getString(name);
            hooks.set(key, hook.dup());
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [entry]
          });
        }
        export function stop() {
          hooks.forEach((hook) => hook.dispose());
          hooks.clear();
        }
      `,
    },
  ],
});
