import { runRule } from "./support/run-rule.ts";

runRule("no-double-release", {
  valid: [
    {
      name: "a list that is emptied between two loops over it, or taken from, and a field that gets another value",
      options: [{ report: "possible" }],
      code: `
        export function run(module, names) {
          let pointers = names;
          try { module._go(pointers[0]); }
          catch (error) { pointers.forEach((p) => module._free(p)); pointers = []; throw error; }
          finally { pointers.forEach((p) => { if (p !== 0) module._free(p); }); }
        }
        export function either(module, pointers, failed) {
          if (failed) { for (const p of pointers) module._free(p); return; }
          module._go(pointers[0]);
          for (const p of pointers) module._free(p);
        }
        export function some(module, pointers, keep) {
          for (const p of pointers) if (p !== keep) module._free(p);
          for (const p of pointers) if (p === keep) module._free(p);
        }
        export class Filters {
          all = [];
          constructor() { this.ray = new Jolt.RRayCast(); this.filter = new Jolt.BodyFilter(); this.all.push(this.ray); }
          replace() { Jolt.destroy(this.ray); this.ray = new Jolt.RRayCast(); this.all.pop(); this.all.push(this.ray); }
          dispose() { this.all.forEach((each) => Jolt.destroy(each)); Jolt.destroy(this.filter); }
        }
        export class Anew {
          all = [];
          constructor() { this.ray = new Jolt.RRayCast(); this.all.push(this.ray); }
          restart() { this.all.forEach((each) => Jolt.destroy(each)); this.all = []; this.ray = new Jolt.RRayCast(); this.all.push(this.ray); }
        }
      `,
    },
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
      name: "a list that is gone through again behind its 'catch', and a field that a list has as well",
      options: [{ report: "possible" }],
      code: `
        export function run(module, pointers) {
          try { module._go(pointers[0]); }
          catch (error) { pointers.forEach((p) => { if (p !== 0) module._free(p); }); throw error; }
          finally { pointers.forEach((p) => { if (p) module._free(p); }); }
                                                     ~~~~~~~~~~~~~~~ [again]
        }
        export class Filters {
          all = [];
          constructor() { this.ray = new Jolt.RRayCast(); this.filter = new Jolt.BodyFilter(); this.all.push(this.ray, this.filter); }
          dispose() {
            this.all.forEach((each) => { Jolt.destroy(each); });
            Jolt.destroy(this.filter);
            ~~~~~~~~~~~~~~~~~~~~~~~~~ [again]
          }
          close() {
            Jolt.destroy(this.ray);
            for (const each of this.all) Jolt.destroy(each);
                                         ~~~~~~~~~~~~~~~~~~ [again]
            this.all = [];
          }
        }
      `,
    },
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
