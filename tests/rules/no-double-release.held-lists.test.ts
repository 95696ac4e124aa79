import { runRule } from "./support/run-rule.ts";

runRule("no-double-release", {
  valid: [
    {
      name: "a list that is emptied with the release, given up, or released where everything ends",
      options: [{ report: "possible" }],
      code: `
        const encoders = new Map();
        const others = new Map();
        let idle = [];
        export function encoderFor(name) { return encoders.get(name) ?? others.get(name) ?? idle.pop(); }
        export function close() { for (const each of encoders.values()) each.free(); encoders.clear(); }
        export function drain() { for (const each of idle) each.free(); idle = []; }
        function end() { for (const each of others.values()) each.free(); }
        export function restart() { end(); others.clear(); }
        export class Pool {
          list = [];
          take() { return this.list.pop(); }
          trim() { for (const each of this.list) if (each.old) each.free(); }
          dispose() { for (const each of this.list) each.free(); }
        }
        export class Shown {
          list = [];
          add(each) { this.list.push(each); }
          clear() { for (const each of this.list) each.free(); }
        }
      `,
    },
    {
      name: "what 'using' declares, released by a closure or not at all",
      options: [{ report: "possible" }],
      code: `
        export function a(n) { using mat = new cv.Mat(); return mat.rows + n; }
        export function b(stack) { using mat = new cv.Mat(); stack.defer(() => mat.delete()); }
      `,
    },
  ],
  invalid: [
    {
      name: "a list that still has what a loop released, of which others take",
      options: [{ report: "possible" }],
      code: `
        const encoders = new Map();
        export function encoderFor(name) { return encoders.get(name); }
        export function close() {
          for (const encoder of encoders.values()) {
            encoder.free();
            ~~~~~~~~~~~~~~ [elements]
          }
        }
        export class Pool {
          idle = [];
          take() { return this.idle.pop(); }
          put(each) { this.idle.push(each); }
          drain() {
            this.idle.forEach((each) => each.free());
                                        ~~~~~~~~~~~ [elements]
          }
        }
      `,
    },
    {
      name: "what 'using' declares, released by hand as well",
      options: [{ report: "possible" }],
      code: `
        export function a(n) {
          using mat = new cv.Mat();
          if (n > 9) {
            mat.delete();
            ~~~~~~~~~~~~ [using]
            return 0;
          }
          return mat.rows;
        }
      `,
    },
  ],
});
