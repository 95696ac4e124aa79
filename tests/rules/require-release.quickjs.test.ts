import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "a wrapper of the project's own that evaluates code",
      options: [{ report: "possible" }],
      code: `
        import { newQuickJSWASMModule } from "quickjs-emscripten";
        import { sandbox } from "./sandbox.js";
        export class Engine {
          evalCode(code) { return this.run(newQuickJSWASMModule, code); }
          start(context) { context.evalCode("var logs = [];"); }
        }
        export function reset() { sandbox.evalCode("logs = [];"); }
      `,
    },
    {
      name: "an error that is thrown belongs to whoever catches it",
      options: [{ report: "possible" }],
      code: `
        import { getQuickJS } from "quickjs-emscripten";
        export function read(vm, files) {
          return vm.newFunction("read", (name) => {
            const text = files.get(vm.getString(name));
            if (text === undefined) throw vm.newError("no such file");
            return vm.newString(text);
          });
        }
      `,
    },
    {
      name: "what turns out to be one of the context's own is not released",
      options: [{ report: "possible" }],
      code: `
        import { getQuickJS } from "quickjs-emscripten";
        export function a(vm, x) {
          const made = x ? vm.newString("a") : vm.true;
          const isOwn = made !== vm.true && made !== vm.false;
          vm.setProp(vm.global, "a", made);
          if (isOwn) made.dispose();
        }
        export function b(vm, x) {
          const made = x ? vm.newString("a") : vm.true;
          vm.setProp(vm.global, "a", made);
          if (!(made === vm.true || made === vm.false)) made.dispose();
        }
      `,
    },
    {
      name: "contexts that are disposed of, kept, or belong to something else",
      options: [{ report: "possible" }],
      code: `
        import { load } from "./quickjs.js";
        export async function run(code) {
          const vm = (await load()).newContext();
          try { addConsoleToContext(vm, console); return vm.dump(vm.evalCode(code)); } finally { vm.dispose(); }
        }
        export class Sandbox {
          open(runtime) { this.vm = runtime.newContext(); }
          newContext() { return this.vm; }
          name() { const vm = this.newContext(); return vm.name; }
          close() { this.vm.dispose(); }
        }
        export function keep(runtime, list) { const vm = runtime.newContext(); list.push(vm); }
        export function enter(runtime) { const vm = runtime.newContext(); addContext(vm); }
      `,
    },
    {
      name: "a method of the same name where nothing speaks of the package",
      options: [{ report: "possible" }],
      code: "import init from './engine.wasm'; export async function draw(browser) { const page = await browser.newContext(); page.open(); }",
    },
  ],
  invalid: [
    {
      name: "code that is evaluated for its effect",
      options: [{ report: "possible" }],
      code: `
        export async function run(load, code) {
          const { Scope } = await import("quickjs-emscripten");
          const ctx = await load();
          ctx.evalCode("var logs = [];");
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          return Scope.withScope((scope) => ctx.dump(scope.manage(ctx.unwrapResult(ctx.evalCode(code)))));
        }
      `,
    },
    {
      name: "a test of something else tells nothing",
      options: [{ report: "possible" }],
      code: `
        import { getQuickJS } from "quickjs-emscripten";
        export function a(vm, x, y) {
          const made = vm.newString("a");
                       ~~~~~~~~~~~~~~~~~ [path]
          vm.setProp(vm.global, "a", made);
          if (made !== vm.true && x !== y) made.dispose();
        }
      `,
    },
    {
      name: "a context for each call, given to helpers that add to it, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        import { load } from "./quickjs.js";
        import { addConsoleToContext } from "./shims.js";
        export async function run(code) {
          const vm = (await load()).newContext();
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          addConsoleToContext(vm, console);
          const name = vm.newString(code);
                       ~~~~~~~~~~~~~~~~~~ [never]
          const text = vm.dump(name);
          return text;
        }
      `,
    },
  ],
});
