import { runRule } from "./support/run-rule.ts";

const start =
  'import { Parser, Query } from "web-tree-sitter";\nimport { onScopeDispose, onUnmounted, watch } from "vue";\n';

runRule("require-release", {
  valid: [
    {
      name: "components that release all they make, leave it to another function, or hand it out",
      options: [{ report: "possible" }],
      code: `${start}
        export function useAll(language, text) {
          let parser = null;
          let mat = null;
          function begin() { parser = new Parser(); mat = new cv.Mat(); }
          onUnmounted(() => { parser?.delete(); mat?.delete(); });
          return { begin };
        }
        export function useOther() {
          let mat = null;
          let other = null;
          function begin() { mat = new cv.Mat(); other = new cv.Mat(); }
          function end() { other.delete(); }
          onUnmounted(() => { mat.delete(); end(); });
          return { begin };
        }
        export function useGiven() {
          let mat = null;
          let other = null;
          function begin() { mat = new cv.Mat(); other = new cv.Mat(); }
          onUnmounted(() => { mat.delete(); });
          return { begin, take: () => ({ other }) };
        }
        export function useNothing(timer) {
          let mat = null;
          function begin() { mat = new cv.Mat(); }
          onUnmounted(() => { clearTimeout(timer); });
          return { begin };
        }
        export const component = {
          beforeUnmount() { this.src?.delete(); this.kernel?.delete(); },
          methods: {
            setup() { this.src = new cv.Mat(); this.kernel = new cv.Mat(); this.out = new cv.Mat(); },
            step() { this.out.delete(); this.out = new cv.Mat(); },
          },
        };
      `,
    },
  ],
  invalid: [
    {
      name: "a component whose clean-up releases one of two",
      options: [{ report: "possible" }],
      code: `${start}
        export function useFrames() {
          let mat = null;
          let kernel = null;
          function begin(n) {
            mat = new cv.Mat();
            kernel = new cv.Mat(n, n, cv.CV_8U);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmounted]
          }
          onScopeDispose(() => {
            mat?.delete();
            mat = kernel = null;
          });
          return { begin };
        }
        export const component = {
          beforeUnmount() { this.src?.delete(); },
          methods: {
            setup(n) {
              this.src = new cv.Mat();
              this.kernel = new cv.Mat(n, n, cv.CV_8U);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmounted]
            },
          },
        };
      `,
    },
    {
      name: "what stands beside a member that is released to be filled again",
      options: [{ report: "possible" }],
      code: `
        Decoder.prototype.initCodec = function () {
          if (this.decoder) Module._decoder_destroy(this.decoder);
          this.decoder = Module._decoder_create(this.rate);
          this.buffer = Module._malloc(4000);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        };
      `,
    },
  ],
});
