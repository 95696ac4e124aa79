import { runRule } from "./support/run-rule.ts";

// Ownership that types, collectors and neighbouring calls show.

runRule("require-release", {
  valid: [
    {
      name: "a method that gives what a field has, which another method releases",
      options: [{ report: "possible" }],
      code: `
        export class Session {
          problem = null;
          constructor(mod) { this.mod = mod; }
          begin() { this.problem = new this.mod.Problem(); }
          add(bound) { this.current().addLessEqual(bound); }
          solve() { const problem = this.current(); try { return problem.values(); } finally { problem.delete(); this.problem = null; } }
          current() { if (!this.problem) throw new Error("begin first"); return this.problem; }
        }
      `,
    },
    {
      name: "an object that its [Symbol.dispose] ends, in using or by hand, and one that is given back",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        class Matrix {
          private constructor(private ptr: number) {}
          static zeros(n: number): Matrix { return new Matrix(la.malloc(n * 8)); }
          times(other: Matrix): Matrix { const out = Matrix.zeros(4); la.gemm(this.ptr, other.ptr, out.ptr); return out; }
          [Symbol.dispose](): void { la.free(this.ptr); }
        }
        export function solved(a: Matrix, b: Matrix): Matrix {
          using product = a.times(b);
          const other = product.times(b);
          other[Symbol.dispose]();
          return product.times(a);
        }
      `,
    },
    {
      name: "what a collector keeps, whatever it is first given",
      options: [{ report: "possible" }],
      code: `
        export function run(cv, image) {
          const all = [];
          const keep = (made) => { all.push(made); return made; };
          try {
            const gray = keep(new cv.Mat());
            const contours = keep(new cv.MatVector());
            cv.findContours(gray, contours, keep(new cv.Mat()), 0, 2);
            const first = keep(contours.get(0));
            return cv.contourArea(first);
          } finally { for (const each of all) each.delete(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "exports that only their type tells",
      language: "ts",
      options: [{ report: "possible" }],
      code: `

        interface Exports { memory: WebAssembly.Memory; graph_create(n: number): number; graph_run(g: number): number; graph_destroy(g: number): void }

        export class Planner {
          constructor(private readonly api: Exports) {}
          plan(n: number): number {
            const graph = this.api.graph_create(n);
                          ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return this.api.graph_run(graph);
          }
          once(): void { this.api.graph_destroy(this.api.graph_create(1)); }
        }
      `,
    },
    {
      name: "an object with a [Symbol.dispose], and one in the middle of a chain",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        class Matrix {
          private constructor(private ptr: number) {}
          static zeros(n: number): Matrix { return new Matrix(la.malloc(n * 8)); }
          times(other: Matrix): Matrix { const out = Matrix.zeros(4); la.gemm(this.ptr, other.ptr, out.ptr); return out; }
          sum(): number { return la.sum(this.ptr); }
          [Symbol.dispose](): void { la.free(this.ptr); }
        }
        export function total(a: Matrix, b: Matrix): number {
          using inner = a.times(b).times(a);
                        ~~~~~~~~~~ [temporary]
          const outer = Matrix.zeros(9);
                        ~~~~~~~~~~~~~~~ [never]
          return inner.sum() + outer.sum();
        }
      `,
    },
    {
      name: "numbers that a list has and a native function is given",
      options: [{ report: "possible" }],
      code: `
        export class Store {
          constructor(wasm) { this.wasm = wasm; }
          put(key, value) {
            const k = this.text(key);
            try {
              const v = this.text(value);
                        ~~~~~~~~~~~~~~~~ [never]
              this.wasm.put(...k, ...v);
            } finally { this.wasm.free(k[0]); }
          }
          text(text) {
            const at = this.wasm.malloc(text.length);
            new TextEncoder().encodeInto(text, new Uint8Array(this.wasm.memory.buffer, at, text.length));
            return [at, text.length];
          }
        }
      `,
    },
    {
      name: "a class of a module whose objects are destroyed, whatever they are",
      options: [{ report: "possible" }],
      code: `
        let P;
        export function setPhysics(module) { P = module; }
        function scoped(objects, run) { try { return run(); } finally { for (const each of objects) P.destroy(each); } }
        export function cast(world, origin) {
          const from = new P.PxVec3(origin.x, origin.y, origin.z);
          return scoped([from], () => {
            const result = new P.RayResult();
                           ~~~~~~~~~~~~~~~~~ [never]
            return world.raycast(from, result) ? result.get_bodyId() : null;
          });
        }
      `,
    },
    {
      name: "an address beside its length in one number, lost where what stands there is no JSON",
      options: [{ report: "possible" }],
      code: `
        export function evaluate(instance, input) {
          const wasm = instance.exports;
          const packed = wasm.evaluate(input.length);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const at = Number(packed >> 32n);
          const size = Number(packed & 0xffffffffn);
          const verdict = JSON.parse(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at, size)));
          wasm.dealloc(at, size);
          return verdict;
        }
      `,
    },
    {
      name: "a statement that is prepared and finalized",
      options: [{ report: "possible" }],
      code: `
        export function first(instance, db, sql) {
          const wasm = instance.exports;
          const statement = wasm.db_prepare(db, sql);
                            ~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (wasm.db_step(statement) !== 100) return undefined;
          const value = wasm.db_column(statement, 0);
          wasm.db_finalize(statement);
          return value;
        }
      `,
    },
    {
      name: "an element of a vector that a collector gave back",
      options: [{ report: "possible" }],
      code: `
        export function largest(cv, gray) {
          const all = [];
          const keep = (made) => { all.push(made); return made; };
          try {
            const hierarchy = keep(new cv.Mat());
            const contours = keep(new cv.MatVector());
            cv.findContours(gray, contours, hierarchy, 0, 2);
            const first = contours.get(0);
                          ~~~~~~~~~~~~~~~ [never]
            return cv.contourArea(first);
          } finally { for (const each of all) each.delete(); }
        }
      `,
    },
  ],
});

// What arrives in a variable of an effect when its clean-up has run.

runRule("require-release", {
  valid: [
    {
      name: "asked for behind the last wait, released where it is too late, or filled before anything is waited for",
      options: [{ report: "possible" }],
      code: `
        import { useEffect } from "react";
        export function A({ url }) {
          useEffect(() => {
            let tracker, active = true;
            (async () => {
              const vision = await load(url);
              if (!active) return;
              tracker = new vision.Tracker();
            })();
            return () => { active = false; tracker?.delete(); };
          }, [url]);
        }
        export function B({ url }) {
          useEffect(() => {
            let tracker, active = true;
            const start = async () => {
              const vision = await load(url);
              tracker = new vision.Tracker();
              if (!active) { tracker.delete(); return; }
              tracker.run();
            };
            start();
            return () => { active = false; tracker?.delete(); };
          }, [url]);
        }
        export function C({ vision }) {
          useEffect(() => {
            let tracker;
            const start = async () => { tracker = new vision.Tracker(); await tracker.run(); };
            start();
            return () => { tracker.delete(); };
          }, [vision]);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "returned from without a word, or never asked for",
      options: [{ report: "possible" }],
      code: `
        import { useEffect } from "react";
        import { onMount } from "svelte";
        export function A({ url }) {
          useEffect(() => {
            let tracker, active = true;
            const start = async () => {
              const vision = await load(url);
              tracker = new vision.Tracker();
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [behind]
              if (!active) return;
              tracker.run();
            };
            start();
            return () => { active = false; tracker?.delete(); };
          }, [url]);
        }
        onMount(() => {
          let tracker;
          (async () => {
            const vision = await load();
            tracker = new vision.Tracker();
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [behind]
          })();
          return () => tracker?.delete();
        });
      `,
    },
  ],
});
