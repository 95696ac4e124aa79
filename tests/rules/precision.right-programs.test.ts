import { runRule } from "./support/run-rule.ts";

// Programs that people who did not know the rules wrote to be right, in the forms that were taken for wrong.

const possible = [{ report: "possible" }];
const cv = 'import cv from "@techstark/opencv-js";';
const lib = 'import createLib from "./lib.js";\nconst lib = await createLib({ wasmBinary });';

runRule("require-release", {
  valid: [
    {
      name: "a fold gives what comes of its first value",
      options: possible,
      code: `${cv}
        export function run(canvas, steps) {
          const result = steps.reduce((mat, step) => step(mat), cv.imread(canvas));
          cv.imshow("out", result);
          result.delete();
        }
        export function sum(mats) {
          const all = mats.reduce((total, mat) => { cv.add(total, mat, total); return total; }, new cv.Mat(4, 4, cv.CV_8U));
          cv.imshow("out", all);
          all.delete();
        }
      `,
    },
    {
      name: "a flag says whose it is",
      options: possible,
      code: `${cv}
        export function first(given) {
          const owned = given === undefined;
          const mat = given ?? new cv.Mat();
          cv.imshow("out", mat);
          if (owned) mat.delete();
        }
        export function second({ mat: given } = {}) {
          const isMine = !given;
          const mat = given ?? new cv.Mat();
          try {
            cv.imshow("out", mat);
          } finally {
            if (isMine) mat.delete();
          }
        }
      `,
    },
    {
      name: "a local malloc whose result a stack of disposables has",
      options: possible,
      code: `
        export function scan(lib, data) {
          using stack = new DisposableStack();
          const malloc = (size) => {
            const p = lib._malloc(size);
            if (p === 0) throw new RangeError("no memory");
            return stack.adopt(p, (each) => lib._free(each));
          };
          const input = malloc(data.byteLength);
          lib.HEAPU8.set(data, input);
          lib._scan_run(input);
        }
      `,
    },
    {
      name: "a scope of the project's own keeps values as well",
      options: possible,
      code: `
        import { WasmScope } from "./wasm-scope.js";
        export function plane(oc, x, y, z) {
          const scope = new WasmScope();
          try {
            const point = scope.keep(new oc.gp_Pnt_3(x, y, z));
            const direction = scope.keep(new oc.gp_Dir_4(0, 0, 1));
            const made = scope.keep(new oc.gce_MakePln_2(point, direction));
            return made.IsDone();
          } finally {
            scope.free();
          }
        }
      `,
    },
    {
      name: "methods that take the object by value and give the next one",
      options: possible,
      code: `
        import { Hasher } from "../pkg/hash.js";
        export function all(parts) {
          let hasher = new Hasher();
          for (const part of parts) hasher = hasher.chain(part);
          return hasher.finalize();
        }
        export function one(part) {
          const hasher = new Hasher();
          try {
            hasher.update(part);
            return hasher.hex();
          } finally {
            hasher.free();
          }
        }
      `,
    },
    {
      name: "results of promises that are all settled",
      options: possible,
      code: `
        import { Font } from "../pkg/fonts.js";
        async function loadFont(url) {
          return Font.parse(await get(url));
        }
        export async function all(urls) {
          const results = await Promise.allSettled(urls.map((url) => loadFont(url).catch((error) => { log(error); throw error; })));
          const fonts = [];
          for (const result of results) if (result.status === "fulfilled") fonts.push(result.value);
          return fonts;
        }
      `,
    },
    {
      name: "a word that the functions of a library begin with",
      options: possible,
      code: `${lib}
        export function boxes(root) {
          const result = lib._layout_compute(root);
          if (result === 0) throw new Error("no layout");
          const found = [];
          for (let i = 0; i < lib._layout_count(result); i++) found.push(lib._layout_rect(result, i));
          lib._layout_destroy(result);
          return found;
        }
      `,
    },
    {
      name: "whoever has malloc has free",
      code: `
        export function bind(lib, text) {
          const p = lib["_malloc"](text.length);
          lib.HEAPU8.set(text, p);
          lib["_step"](p);
          if (typeof lib["_free"] === "function") lib["_free"](p);
        }
        export function again(lib, text) {
          const p = lib._malloc(text.length);
          lib._step(p);
          if (lib._free) lib._free(p);
        }
      `,
    },
    {
      name: "a helper of the test that throws fails the test",
      options: possible,
      code: `${lib}
        function big(text) {
          if (!text) throw new Error("empty");
          return lib._big_of(text);
        }
        it("divides", () => {
          const out = lib._malloc(8);
          lib._big_divmod(big("1000"), big("7"), out);
          lib._free(out);
        });
      `,
    },
    {
      name: "a test keeps the exception",
      options: possible,
      code: `${cv}
        it("throws", () => {
          let error;
          try {
            new cv.Mat(-1, -1, cv.CV_8U);
          } catch (e) {
            error = e;
          }
          expect(error).toBeDefined();
        });
      `,
    },
    {
      name: "the name of the result says that it is a status",
      options: possible,
      code: `
        export class Decoder {
          init(wasm) {
            let error = wasm.exports.decoder_create(this.out);
            if (error) throw new Error("status " + error);
            error = wasm.exports.decoder_create(this.other);
            if (error) throw new Error("status " + error);
          }
          free(wasm) {
            wasm.exports.decoder_destroy(this.#at);
          }
          #at = 0;
        }
      `,
    },
    {
      name: "an entry that is taken out belongs to the caller",
      options: possible,
      code: `${cv}
        export class Cache {
          #mats = new Map();
          add(key, n) {
            this.#mats.set(key, new cv.Mat(n, n, cv.CV_8U));
          }
          take(key) {
            const mat = this.#mats.get(key) ?? null;
            this.#mats.delete(key);
            return mat;
          }
          clear() {
            for (const mat of this.#mats.values()) mat.delete();
            this.#mats.clear();
          }
        }
      `,
    },
    {
      name: "a clean-up that sees what it releases",
      options: possible,
      code: `${cv}
        export function watching(n) {
          const [mat, setMat] = useState(null);
          useEffect(() => {
            setMat(new cv.Mat(n, n, cv.CV_8U));
          }, [n]);
          useEffect(() => () => mat?.delete(), [mat]);
          return mat;
        }
        export function holding(n) {
          const [mat, setMat] = useState(null);
          useEffect(() => {
            const made = new cv.Mat(n, n, cv.CV_8U);
            setMat(made);
            return () => made.delete();
          }, [n]);
          return mat;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a flag that is asked the wrong way round",
      code: `${cv}
        export function run(given) {
          const owned = given === undefined;
          const mat = given ?? new cv.Mat();
                               ~~~~~~~~~~~~ [never]
          cv.imshow("out", mat);
          if (!owned) mat.delete();
        }
      `,
    },
    {
      name: "what else is asked beside the deallocator",
      options: possible,
      code: `
        export function bind(lib, n) {
          const p = lib._malloc(n);
                    ~~~~~~~~~~~~~~ [path]
          lib._step(p);
          if (lib._free && n > 3) lib._free(p);
        }
      `,
    },
    {
      name: "a clean-up that sees the state as it was",
      options: possible,
      code: `${cv}
        export function late(ready) {
          const [mat, setMat] = useState(null);
          useEffect(() => {
            ready().then(() => setMat(new cv.Mat()));
                               ~~~~~~~~~~~~~~~~~~~~ [unseen]
            return () => {
              if (mat) mat.delete();
            };
          }, []);
          return mat;
        }
      `,
    },
  ],
});

runRule("require-manage", {
  valid: [
    {
      name: "what makes the new value has the old one",
      options: possible,
      code: `
        import * as Automerge from "@automerge/automerge";
        export class Session {
          constructor() {
            this.doc = Automerge.from({ title: "" });
          }
          edit(change) {
            this.doc = Automerge.change(this.doc, change);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what makes the new value has not seen the old one",
      options: possible,
      code: `
        import * as Automerge from "@automerge/automerge";
        export class Session {
          constructor() {
            this.#doc = Automerge.from({ title: "" });
          }
          replace() {
            this.#doc = Automerge.from({ title: "new" });
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          free() {
            Automerge.free(this.#doc);
          }
          #doc;
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "each round of a loop has its own, however many ways lead there",
      options: possible,
      code: `
        import init, { process_orf, process_cr2, process_dng } from "./pkg/raw.js";
        await init();
        export async function all(files) {
          for (const file of files) {
            if (file.ext === ".jpg" || file.ext === ".jpeg") {
              await file.skip();
            } else {
              let decoded;
              if (file.ext === ".orf" || file.ext === ".raw") decoded = process_orf(file);
              else if (file.ext === ".cr2") decoded = process_cr2(file);
              else if (file.ext === ".dng") decoded = process_dng(file);
              file.pixels = decoded.take_rgb();
              decoded.free();
            }
          }
          for (const file of files) {
            for (const tier of ["a", "b"]) {
              for (const other of files) if (other.tier === tier) file.done = true;
            }
          }
        }
      `,
    },
    {
      name: "what is released is filled anew",
      options: possible,
      code: `
        export class Phase {
          manifold = new Manifold(null);
          each(pair, use) {
            for (let i = 0; i < pair.count(); ++i) {
              this.manifold.raw = pair.contact(i);
              use(this.manifold);
              this.manifold.free();
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "one object in all rounds",
      options: possible,
      code: `${cv}
        export function all(files) {
          const mat = new cv.Mat();
          for (const file of files) {
            file.draw(mat);
            mat.delete();
            ~~~~~~~~~~~~ [again]
          }
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "the new one takes the place of the old one in every round",
      options: possible,
      code: `
        import { RuleSet } from "../pkg/rules.js";
        export async function plugin(app, path) {
          let active = RuleSet.compile(await read(path));
          async function reload() {
            const next = RuleSet.compile(await read(path));
            const previous = active;
            active = next;
            previous.free();
            app.log(next.count);
          }
          app.decorate({ evaluate: (input) => active.evaluate(input) });
          for await (const event of watch(path)) await reload().catch(() => event);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the old one is read once it is gone",
      options: possible,
      code: `${cv}
        export function swap(n) {
          let active = new cv.Mat();
          const previous = active;
          active = new cv.Mat(n, n, cv.CV_8U);
          previous.delete();
          cv.imshow("out", previous);
                           ~~~~~~~~ [plain]
          active.delete();
        }
      `,
    },
  ],
});

runRule("no-stale-view", {
  valid: [
    {
      name: "a test asks whether it is another one",
      options: possible,
      code: `${lib}
        it("grows", () => {
          const old = lib.HEAP8;
          const p = lib._malloc(1 << 26);
          expect(old == lib.HEAP8).toBe(false);
          expect(old).not.toBe(lib.HEAP8);
          expect(lib.HEAP8).not.toBe(old);
          lib._free(p);
        });
      `,
    },
  ],
  invalid: [
    {
      name: "a test reads it",
      options: possible,
      code: `${lib}
        it("grows", () => {
          const old = lib.HEAP8;
          const p = lib._malloc(1 << 26);
          expect(old[p]).toBe(0);
                 ~~~ [used]
          lib._free(p);
        });
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "a callback has it for as long as it runs",
      options: possible,
      code: `${lib}
        export function withText(text, use) {
          const p = lib._malloc(64);
          lib.stringToUTF8(text, p, 64);
          try {
            return use(p | 0);
          } finally {
            lib._free(p);
          }
        }
      `,
    },
    {
      name: "a malloc of the class that gives a wrapper",
      options: possible,
      code: `
        export class Library {
          malloc(size) {
            const p = this.#exports.malloc(size);
            return { p, size, dispose: () => this.#exports.free(p) };
          }
          copy(data) {
            const block = this.malloc(data.byteLength);
            this.heap.set(data, block.p);
            return block;
          }
          #exports;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a callback has it, and nobody ends it",
      options: possible,
      code: `${lib}
        export function withText(text, use) {
          const p = lib._malloc(64);
          lib.stringToUTF8(text, p, 64);
          return use(p);
                     ~ [callback]
        }
      `,
    },
  ],
});
