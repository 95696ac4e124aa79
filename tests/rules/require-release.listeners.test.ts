import { runRule } from "./support/run-rule.ts";

const start = 'import cv from "@techstark/opencv-js";\n';

runRule("require-release", {
  valid: [
    {
      name: "members of this that are released, looked at or made once",
      options: [{ report: "possible" }],
      code: `${start}
        function Lasso() { this.mat = null; }
        Lasso.prototype.handleMove = function (image) { this.mat?.delete(); this.mat = cv.imread(image); };
        Lasso.prototype.onDrag = function (image) { this.reset(); this.mat = cv.imread(image); };
        Lasso.prototype.render = function (image) { if (!this.mat) this.mat = cv.imread(image); };
        Lasso.prototype.reset = function () { this.mat.delete(); this.mat = null; };
        export function Frame(image) {
          const self = this;
          self.mat = null;
          self.update = function () { self.stop(); self.mat = cv.imread(image); };
          self.stop = () => { self.mat?.delete(); self.mat = null; };
        }
      `,
    },
    {
      name: "listeners of what has an end, happens once, or ends what is there first",
      options: [{ report: "possible" }],
      code: `${start}
        let line = null;
        let area = null;
        let image = null;
        element.addEventListener("pointerdown", () => { line = new cv.Mat(); });
        element.addEventListener("pointerup", () => { line.delete(); line = null; });
        element.addEventListener("resize", begin, { once: true });
        window.addEventListener("load", begin);
        function begin() { area = new cv.Mat(); }
        export function end() { area.delete(); area = null; }
        const view = {
          begin(size) { image = cv.imread(size); },
          end() { image.delete(); image = null; },
        };
        window.addEventListener("resize", (size) => { view.clear(); view.begin(size); });
        export default view;
      `,
    },
  ],
  invalid: [
    {
      name: "members of this, of methods that a prototype or an object has",
      options: [{ report: "possible" }],
      code: `${start}
        function Lasso() { this.mat = null; }
        Lasso.prototype.handleMove = function (image) {
          this.mat = cv.imread(image);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        };
        Lasso.prototype.stop = function () { this.mat.delete(); this.mat = null; };
        export const frame = {
          onDrag(image) {
            this.mat = cv.imread(image);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          },
          leave() {
            this.mat = null;
            ~~~~~~~~~~~~~~~ [dropped]
          },
          stop() { this.mat.delete(); },
        };
      `,
    },
    {
      name: "what runs for every event, frame or change",
      options: [{ report: "possible" }],
      code: `${start}
        let line = null;
        element.on("wheel", (event) => {
          line = cv.imread(event.target);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        });
        function Lasso() { element.addEventListener("pointermove", this.show.bind(this)); }
        Lasso.prototype.show = function (image) {
          this.mat = cv.imread(image);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        };
        Lasso.prototype.stop = function () { this.mat.delete(); this.mat = null; };
        export const area = (() => {
          let mat = null;
          function begin(size) {
            mat = cv.imread(size);
            ~~~~~~~~~~~~~~~~~~~~~ [replaced]
          }
          function end() { mat?.delete(); mat = null; }
          return { begin, end };
        })();
        window.addEventListener("resize", (size) => { area.begin(size); });
        export function stop() { line.delete(); line = null; }
      `,
    },
  ],
});
