import { runRule } from "./support/run-rule.ts";

// What is told of events keeps nothing.

runRule("require-manage", {
  valid: [
    {
      name: "what else is given the object may keep the field",
      options: [{ report: "possible" }],
      code: `
        export class View {
          constructor() {
            this.source = new cv.Mat();
            owner.add(this);
          }
          grey() { cv.cvtColor(this.source, this.source, cv.COLOR_RGBA2GRAY); }
        }
      `,
    },
    {
      name: "a listener that ends it",
      options: [{ report: "possible" }],
      code: `
        export class View {
          constructor() {
            this.source = new cv.Mat();
            window.addEventListener("pagehide", () => this.source.delete());
          }
          grey() { cv.cvtColor(this.source, this.source, cv.COLOR_RGBA2GRAY); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a listener, and a function that is bound to the object",
      options: [{ report: "possible" }],
      code: `
        export class View {
          constructor() {
            this.source = new cv.Mat();
                          ~~~~~~~~~~~~ [unmanaged]
            video.addEventListener("play", () => this.grey());
            video.addTask(this.grey.bind(this));
          }
          grey() { cv.cvtColor(this.source, this.source, cv.COLOR_RGBA2GRAY); }
        }
      `,
    },
  ],
});
