import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "what a callback of the context releases, hands on or keeps is the callback's",
      options: [{ report: "possible" }],
      code: `
        import { quickjs } from "./quickjs.js";
        const open = [];
        export function a(code) {
          const vm = quickjs.newContext();
          const end = vm.newFunction("end", () => vm.dispose());
          end.dispose();
          if (!code) return;
          vm.dispose();
        }
        export function b(code) {
          const vm = quickjs.newContext();
          const keep = vm.newFunction("keep", () => open.push(vm));
          keep.dispose();
          if (!code) return;
          vm.dispose();
        }
        export function c(code) {
          const vm = quickjs.newContext();
          const end = vm.newFunction("end", () => disposeOf(vm));
          end.dispose();
          if (!code) return;
          vm.dispose();
        }
      `,
    },
    {
      name: "a callback that goes elsewhere, or a context that nothing here disposes of",
      options: [{ report: "possible" }],
      code: `
        import { quickjs } from "./quickjs.js";
        export function a(code, emitter) {
          const vm = quickjs.newContext();
          emitter.on("change", () => vm.evalCode("1"));
          if (!code) return;
          vm.dispose();
        }
        export function b() {
          const vm = quickjs.newContext();
          const log = vm.newFunction("log", (text) => console.log(vm.dump(text)));
          log.dispose();
          return { run: (code) => vm.dump(code) };
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a context that the callbacks made with it only use, lost on an early return",
      options: [{ report: "possible" }],
      code: `
        import { quickjs } from "./quickjs.js";
        export function run(code) {
          const vm = quickjs.newContext();
                     ~~~~~~~~~~~~~~~~~~~~ [path]
          const log = vm.newFunction("log", (text) => { print(vm.dump(text)); return vm.undefined; });
          vm.setProp(vm.global, "log", log);
          log.dispose();
          if (code === "") return undefined;
          const answer = vm.getNumber(vm.global);
          vm.dispose();
          return answer;
        }
      `,
    },
  ],
});
