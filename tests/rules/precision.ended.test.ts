import { runRule } from "./support/run-rule.ts";

// A handle can be asked whether its object is still there, also after its release; the answer decides what is left to do.

const asked = `
  import init from "canvaskit-wasm";
  const kit = await init();
  export function either(flag) {
    const paint = new kit.Paint();
    if (flag) paint.delete();
    if (!paint.isDeleted()) paint.delete();
  }
  export function again() {
    const paint = new kit.Paint();
    paint.delete();
    if (!paint.isDeleted()) paint.delete();
    return paint.isDeleted();
  }
  export function only() {
    const paint = new kit.Paint();
    if (paint.isDeleted()) return;
    paint.delete();
  }
`;

const lifetime = `
  import { newQuickJSWASMModule } from "quickjs-emscripten";
  export function fail(vm) {
    const error = vm.newError("no");
    vm.setProp(vm.global, "e", error);
    if (error.alive) error.dispose();
    return error.alive;
  }
`;

const valid = [
  { name: "asked whether it is deleted", options: [{ report: "possible" }], code: asked },
  { name: "asked whether it is alive", options: [{ report: "possible" }], code: lifetime },
];

runRule("require-release", {
  valid,
  invalid: [
    {
      name: "released only where it is gone",
      code: `
        import init from "canvaskit-wasm";
        const kit = await init();
        export function f() {
          const paint = new kit.Paint();
                        ~~~~~~~~~~~~~~~ [never]
          if (paint.isDeleted()) paint.delete();
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid,
  invalid: [
    {
      name: "released again where it says that it is gone",
      code: `
        import init from "canvaskit-wasm";
        const kit = await init();
        export function f() {
          const paint = new kit.Paint();
          paint.delete();
          if (paint.isDeleted()) paint.delete();
                                 ~~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid,
  invalid: [
    {
      name: "asked anything else after its release",
      code: `
        import init from "canvaskit-wasm";
        const kit = await init();
        export function f() {
          const paint = new kit.Paint();
          paint.delete();
          return paint.isDeleted() ? 0 : paint.getStrokeWidth();
        }
        export function g() {
          const paint = new kit.Paint();
          paint.delete();
          return paint.getStrokeWidth();
                 ~~~~~~~~~~~~~~~~~~~~~~ [plain]
        }
      `,
    },
  ],
});
