import { runRule } from "./support/run-rule.ts";

// Exceptions that the program survives, and those of what a function of the file asks the platform.

runRule("require-release", {
  valid: [
    {
      name: "nobody catches what the function throws, the handler throws on, the release is in a finally, or the object is no module's",
      options: [{ report: "possible" }],
      code: `
        function plain(image) {
          const target = new cv.Mat();
          cv.cvtColor(image, target, 6);
          target.delete();
        }
        export function run(image) { plain(image); }
        function rethrown(image) {
          const target = new cv.Mat();
          cv.cvtColor(image, target, 6);
          target.delete();
        }
        export function tried(image) { try { rethrown(image); } catch (error) { throw new Error("bad image", { cause: error }); } }
        function careful(image) {
          const target = new cv.Mat();
          try { cv.cvtColor(image, target, 6); } finally { target.delete(); }
        }
        export function kept(image) { try { careful(image); } catch (error) { console.error(error); } }
        function outside(image) {
          const target = new cv.Mat();
          console.log(image.width);
          target.delete();
        }
        export function shown(image) { try { outside(image); } catch { return undefined; } }
      `,
    },
    {
      name: "the platform is asked before, in a try, or for nothing that comes from outside",
      options: [{ report: "possible" }],
      code: `
        const bytesOf = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
        function settings() { return JSON.parse("{}"); }
        function quiet(text) { try { return JSON.parse(text); } catch { return undefined; } }
        export function send(text) {
          const bytes = bytesOf(text);
          const at = Module._malloc(bytes.length);
          settings();
          quiet(text);
          Module.HEAPU8.set(bytes, at);
          Module._free(at);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "C++ throws in what a caller of the file catches; the first call tells of all that comes after",
      options: [{ report: "possible" }],
      code: `
        function warp(image, points) {
          const target = new cv.Mat();
                         ~~~~~~~~~~~~ [path]
          cv.cvtColor(image, target, 6);
          const matrix = cv.getPerspectiveTransform(points, points);
          cv.warpPerspective(image, target, matrix, new cv.Size(4, 4));
          matrix.delete();
          target.delete();
        }
        function work(image) { warp(image, image); }
        self.onmessage = ({ data }) => {
          try { work(data); } catch (error) { postMessage({ error }); }
        };
      `,
    },
    {
      name: "beside a finally that releases other things",
      options: [{ report: "possible" }],
      code: `
        export function outline(image) {
          const edges = new cv.Mat();
          try {
            cv.Canny(image, edges, 1, 2);
            const kernel = cv.getStructuringElement(0, new cv.Size(2, 2));
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            cv.morphologyEx(edges, edges, 3, kernel);
            kernel.delete();
            return edges.rows;
          } finally { edges.delete(); }
        }
      `,
    },
    {
      name: "a picture that is only looked at, by a name that OpenCV alone has",
      options: [{ report: "possible" }],
      code: `
        export default {
          created() {
            this.timer = setInterval(() => {
              const picture = cv.imread(this.canvas);
                              ~~~~~~~~~~~~~~~~~~~~~~ [never]
              console.debug(picture.rows);
            }, 2000);
          },
        };
      `,
    },
    {
      name: "a function of the file asks the platform for what it is given",
      options: [{ report: "possible" }],
      code: `
        const bytesOf = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
        export function send(key, text) {
          const one = bytesOf(key);
          const at = Module._malloc(one.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const other = bytesOf(text);
          Module._go(at, other.length);
          Module._free(at);
        }
      `,
    },
  ],
});

// A loop that releases what a callback had collected.

runRule("require-release", {
  valid: [
    {
      name: "in a finally, before the callback, or a list that the callback is not given",
      options: [{ report: "possible" }],
      code: `
        export function withAll(callback) {
          const made = [];
          try { return callback((each) => { made.push(each); return each; }); }
          finally { for (const each of made) each.delete(); }
        }
        export function before(callback) {
          const made = [new Module.Vec()];
          for (const each of made) each.delete();
          return callback((each) => { made.push(each); });
        }
        export function apart(callback, input) {
          const made = input.map((each) => new Module.Vec(each));
          callback(made.length);
          for (const each of made) each.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the loop comes after the callback",
      options: [{ report: "possible" }],
      code: `
        export function withAll(callback) {
          const made = new Set();
          const keep = (each) => { made.add(each); return each; };
          const result = callback(keep);
                         ~~~~~~~~~~~~~~ [unguarded]
          made.forEach((each) => each.delete());
          return result;
        }
        export async function later(run) {
          const list = [];
          await run((each) => { list.push(each); return each; });
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unguarded]
          for (const each of list) each.delete();
        }
      `,
    },
  ],
});

// What only the flush of a stream releases.

runRule("require-release", {
  valid: [
    {
      name: "a stream that can be cancelled, one whose maker looks after it, and one that makes it anew",
      options: [{ report: "possible" }],
      code: `
        export function cancels(Module) {
          const encoder = new Module.Encoder();
          return new TransformStream({
            transform(chunk, controller) { controller.enqueue(encoder.encode(chunk)); },
            flush() { encoder.delete(); },
            cancel() { encoder.delete(); },
          });
        }
        export function minded(Module, signal) {
          const encoder = new Module.Encoder();
          signal.addEventListener("abort", () => encoder.delete());
          return new TransformStream({
            transform(chunk, controller) { controller.enqueue(encoder.encode(chunk)); },
            flush() { encoder.delete(); },
          });
        }
        export function each(Module) {
          return new TransformStream({
            flush(controller) { const encoder = new Module.Encoder(); controller.enqueue(encoder.end()); encoder.delete(); },
          });
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an encoder that is ended when all has been written, and never else",
      options: [{ report: "possible" }],
      code: `
        export function compressed(Module) {
          const encoder = new Module.Encoder();
                          ~~~~~~~~~~~~~~~~~~~~ [flushed]
          return new TransformStream({
            transform(chunk, controller) { controller.enqueue(encoder.encode(chunk)); },
            flush() { encoder.delete(); },
          });
        }
        export function begun(Module) {
          let encoder;
          return new TransformStream({
            async start() { encoder = await Module.Encoder.create(); },
                                            ~~~~~~~~~~~~~~~~~~~~~~~ [flushed]
            transform(chunk, controller) { if (chunk.isBad) throw new TypeError("bad"); controller.enqueue(encoder.encode(chunk)); },
            flush() { encoder.delete(); },
          });
        }
      `,
    },
  ],
});
