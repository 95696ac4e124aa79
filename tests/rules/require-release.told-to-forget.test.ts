import { runRule } from "./support/run-rule.ts";

// What QuickJS gives as the error of a result.

runRule("require-release", {
  valid: [
    {
      name: "disposed of in the branch, at once, by the result, handed on, or no result of QuickJS",
      options: [{ report: "possible" }],
      code: `
        import { getQuickJS } from "quickjs-emscripten";
        export function run(vm, code, report) {
          const one = vm.evalCode(code);
          if (one.error) { const detail = vm.dump(one.error); one.error.dispose(); throw new Error(detail.message); }
          one.value.dispose();
          const two = vm.evalCode(code);
          if (two.error) { report(two.error); return; }
          two.value.dispose();
          const three = vm.evalCode(code);
          if (three.error) { three.dispose(); throw new Error("failed"); }
          three.value.dispose();
          const four = vm.evalCode(code);
          if (four.error) console.warn(vm.dump(four.error));
          four.dispose();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "only dumped before the function is left",
      options: [{ report: "possible" }],
      code: `
        import { getQuickJS } from "quickjs-emscripten";
        export function call(vm, fn, given) {
          const result = vm.callFunction(fn, vm.undefined, given);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (result.error) {
            const detail = vm.dump(result.error);
            throw new Error(detail.message);
          }
          const text = vm.getString(result.value);
          result.value.dispose();
          return text;
        }
      `,
    },
  ],
});

// Slots of the function table that native code is told to forget.

runRule("require-release", {
  valid: [
    {
      name: "given back where native code is told, or a function that is never told to forget",
      options: [{ report: "possible" }],
      code: `
        export class Mixer {
          constructor(m) { this.m = m; this.handle = m._mixer_create(2); }
          onMeter(listener) {
            const slot = this.m.addFunction((channel) => listener(channel), "vi");
            const token = this.m._mixer_listen(this.handle, slot);
            return () => { this.m._mixer_unlisten(this.handle, token); this.m.removeFunction(slot); };
          }
          close() { this.m._mixer_destroy(this.handle); }
        }
        export function install(m, listener) {
          const slot = m.addFunction((line) => listener(line), "vi");
          m._set_logger(slot);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "native code forgets it, and the table keeps it",
      options: [{ report: "possible" }],
      code: `
        export class Mixer {
          constructor(m) { this.m = m; this.handle = m._mixer_create(2); }
          onMeter(listener) {
            const slot = this.m.addFunction((channel) => listener(channel), "vi");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            const token = this.m._mixer_listen(this.handle, slot);
            return () => this.m._mixer_unlisten(this.handle, token);
          }
          close() { this.m._mixer_destroy(this.handle); }
        }
      `,
    },
    {
      name: "a hook of SQLite's that is set to nothing",
      options: [{ report: "possible" }],
      code: `
        export function watchChanges(sqlite3, db, listener) {
          const { capi, wasm } = sqlite3;
          const hook = wasm.installFunction("v(pippj)", (_context, op) => listener(op));
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          capi.sqlite3_update_hook(db.pointer, hook, 0);
          return () => capi.sqlite3_update_hook(db.pointer, 0, 0);
        }
      `,
    },
  ],
});
