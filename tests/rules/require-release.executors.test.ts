import { runRule } from "./support/run-rule.ts";

// What is made and then used where code runs at once, or by the module that it comes from.

const possible = [{ report: "possible" }];

const opencv = `import cv from "@techstark/opencv-js";
`;
const solver = `import create from "./build/solver.js";
const solver = await create();
`;

runRule("require-release", {
  valid: [
    {
      name: "a promise that gives it, or whose callback releases it",
      options: possible,
      code: `${opencv}
        export async function given() {
          const mat = new cv.Mat();
          return await new Promise((resolve) => { resolve(mat); });
        }
        export async function called(job) {
          const mat = new cv.Mat();
          return await new Promise((resolve) => { job.run((result) => { mat.delete(); resolve(result); }); });
        }
        async function write(mat, job) {
          return await new Promise((resolve) => { job.run((result) => { mat.delete(); resolve(result); }); });
        }
        export async function passed(job) { return await write(new cv.Mat(), job); }
      `,
    },
    {
      name: "a wrapper of another module that gets the vector",
      options: possible,
      code: `${solver}
        import { Wrapper } from "./wrapper.js";
        export function wrap() {
          const list = new solver.DoubleList();
          list.push_back(1);
          return new Wrapper(list);
        }
        export function released(values) {
          const list = new solver.DoubleList();
          try {
            for (const value of values) list.push_back(value);
            return solver.sum(list);
          } finally {
            list.delete();
          }
        }
      `,
    },
    {
      name: "jobs whose result is looked at",
      options: possible,
      code: `import { getQuickJS } from "quickjs-emscripten";
        export function run(runtime) {
          const jobs = runtime.executePendingJobs();
          jobs.error?.dispose();
        }
      `,
    },
    {
      name: "factories called Make… of something whose objects nobody deletes",
      options: possible,
      code: `export function draw(kit, canvas) {
          const paint = kit.Paint();
          paint.setShader(kit.Shader.MakeBlend(1));
          canvas.drawPaint(paint);
        }`,
    },
  ],
  invalid: [
    {
      name: "used where a promise begins, here or in a helper",
      options: possible,
      code: `${opencv}
        export async function here() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          return await new Promise((resolve) => { mat.write((bytes) => resolve(bytes)); });
        }
        async function write(mat) {
          return await new Promise((resolve) => { mat.write((bytes) => resolve(bytes)); });
        }
        export async function helped() {
          const bytes = await write(new cv.Mat());
                                    ~~~~~~~~~~~~ [temporary]
          return bytes;
        }
      `,
    },
    {
      name: "a vector given to a function of its own module, whose result is returned",
      options: possible,
      code: `${solver}
        export function sum(values) {
          const list = new solver.DoubleList();
                       ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          for (const value of values) list.push_back(value);
          return solver.sum(list);
        }
      `,
    },
    {
      name: "jobs whose result is dropped",
      options: possible,
      code: `import { getQuickJS } from "quickjs-emscripten";
        export function run(runtime) {
          runtime.executePendingJobs();
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
        }
      `,
    },
    {
      name: "vectors of essentia.js, and factories beside objects that are deleted",
      options: possible,
      code: `import { Essentia, EssentiaWASM } from "essentia.js";
        const essentia = new Essentia(EssentiaWASM);
        export function loudness(block) {
          const vector = essentia.arrayToVector(block);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return essentia.Loudness(vector).loudness;
        }
        export function draw(kit, canvas) {
          const paint = new kit.Paint();
          paint.setShader(kit.Shader.MakeBlend(1));
                          ~~~~~~~~~~~~~~~~~~~~~~~ [temporary]
          canvas.drawPaint(paint);
          paint.delete();
        }
      `,
    },
    {
      name: "a module of wabt that parses and does not validate",
      options: possible,
      code: `import init from "wabt";
        export async function binary(text) {
          const wabt = await init();
          const module = wabt.parseWat("a.wat", text);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const { buffer } = module.toBinary({});
          module.destroy();
          return buffer;
        }
      `,
    },
  ],
});
