import { runRule } from "./support/run-rule.ts";

runRule("require-manage", {
  valid: [
    {
      name: "fields that go with a module of one's own, of which nothing is given back, or that are looked at before",
      options: [{ report: "possible" }],
      code: `
        import { createSync } from "./noise";
        class Denoiser {
          #module; #input; #output;
          constructor(module) { this.#module = module; this.#input = module._malloc(1920); this.#output = module._malloc(1920); }
          run() { return this.#module._run(this.#input, this.#output); }
        }
        export function start() { return new Denoiser(createSync()); }
        export class Sized {
          #mod; #src = 0; #dst = 0;
          constructor(mod) { this.#mod = mod; }
          setSize(n) {
            if (this.#src) { this.#mod._free(this.#src); this.#mod._free(this.#dst); }
            this.#src = this.#mod._malloc(n);
            this.#dst = this.#mod._malloc(n);
          }
          setOther(n) {
            this.reset();
            this.#mod._free(this.#src);
            this.#src = this.#mod._malloc(n);
            this.#dst = this.#mod._malloc(n);
          }
          reset() { this.#mod._free(this.#dst); this.#dst = 0; }
          destroy() { this.#mod._free(this.#src); this.#mod._free(this.#dst); this.#src = this.#dst = 0; }
        }
        export class Flow {
          #last = null;
          next(frame) {
            const gray = new cv.Mat();
            const before = this.#last;
            this.#last = gray;
            return before ? this.#compare(before, gray) : 0;
          }
          #compare(before, after) { const n = before.rows + after.rows; before.delete(); return n; }
          dispose() { this.#last?.delete(); this.#last = null; }
        }
      `,
    },
    {
      name: "an object that is made with another, in a library that names its functions alike",
      options: [{ report: "possible" }],
      code: `
        export class Song {
          #mod; #song; #track;
          constructor(mod) { this.#mod = mod; this.#song = mod._song_create(); this.#track = mod._track_create(this.#song); }
          play() { this.#mod._track_play(this.#track); }
          dispose() { this.#mod._song_destroy(this.#song); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "one of two fields is released, also of an object with a module of its own",
      options: [{ report: "possible" }],
      code: `
        import { createSync } from "./noise";
        class Denoiser {
          #module; #input; #output;
          constructor(module) {
            this.#module = module;
            this.#input = module._malloc(1920);
            this.#output = module._malloc(1920);
                           ~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          run() { return this.#module._run(this.#input, this.#output); }
          destroy() { this.#module._free(this.#input); this.#input = 0; }
        }
        export function start() { return new Denoiser(createSync()); }
        export class Spelling {
          #mod; #checker; #dictionary; #add;
          constructor(mod, path) {
            this.#mod = mod;
            this.#add = mod.cwrap("dict_add", null, ["number", "string"]);
            this.#checker = mod.ccall("spell_create", "number", ["string"], [path]);
            this.#dictionary = mod._dict_create();
                               ~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          learn(word) { this.#add(this.#dictionary, word); }
          dispose() { this.#mod._spell_destroy(this.#checker); }
        }
      `,
    },
    {
      name: "a field beside one that is released before both are filled again, one that is only looked at, one a framework has filled again",
      options: [{ report: "possible" }],
      code: `
        export class Sized {
          #mod; #src = 0; #dst = 0;
          constructor(mod, canvas) { this.#mod = mod; this.setSize(canvas.width); }
          setSize(n) {
            if (n === this.size) return;
            if (this.#src) this.#mod._free(this.#src);
            this.#src = this.#mod._malloc(n);
            this.#dst = this.#mod._malloc(n);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          destroy() { this.#mod._free(this.#src); this.#mod._free(this.#dst); this.#src = this.#dst = 0; }
        }
        export class Flow {
          #last = null;
          next(frame) {
            const gray = new cv.Mat();
            const before = this.#last;
            this.#last = gray;
            ~~~~~~~~~~~~~~~~~ [overwritten]
            return before ? this.#compare(before, gray) : 0;
          }
          #compare(before, after) { return before.rows + after.rows; }
          dispose() { this.#last?.delete(); this.#last = null; }
        }
        export class Viewer {
          #mat = null;
          ngOnChanges() {
            this.#mat = new cv.Mat();
            ~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
            this.view.show(this.#mat.data);
          }
          ngOnDestroy() { this.#mat?.delete(); }
        }
      `,
    },
  ],
});
