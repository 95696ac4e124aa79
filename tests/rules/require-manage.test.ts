import { runRule } from "./support/run-rule.ts";

runRule("require-manage", {
  valid: [
    {
      name: "fields of a declared class that keep what is another's, or are released",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Paragraph, Typeface } from "canvaskit-wasm";
        export class Label {
          private face?: Typeface;
          private paragraph?: Paragraph;
          private title: string = makeTitle();
          initialize() {
            this.face = this.kit.fonts.getDefault();
            this.paragraph?.delete();
            this.paragraph = this.builder.build();
          }
          dispose() { this.paragraph?.delete(); }
        }
      `,
    },
    {
      name: "a larger block for which the old one is freed",
      options: [{ report: "possible" }],
      code: `
        export class Writer {
          #block = 0;
          ensure(n) {
            const next = Module._malloc(n);
            Module.HEAPU8.copyWithin(next, this.#block, this.#block + n);
            Module._free(this.#block);
            this.#block = next;
          }
          end() { Module._free(this.#block); }
        }
      `,
    },
    {
      name: "a reset whose methods, or its parent's, look after the field",
      options: [{ report: "possible" }],
      code: `
        class Flow { resetFlow() { this.clearAll(); } clearAll() { this.points.delete(); } }
        export class Points extends Flow {
          constructor() { super(); this.points = new cv.Mat(); }
          resetFlow() { super.resetFlow(); this.points = new cv.Mat(); }
          end() { this.points.delete(); }
        }
        export class Lines extends Other {
          constructor() { super(); this.lines = new cv.Mat(); }
          resetFlow() { super.resetFlow(); this.lines = new cv.Mat(); }
          end() { this.lines.delete(); }
        }
      `,
    },
    {
      name: "setters that release the old value, and guards that hold",
      options: [{ report: "possible" }],
      code: `
        export class Mesh {
          #points = 0;
          set points(values) { if (this.#points) Module._free(this.#points); this.#points = Module._malloc(values.length); }
          destroy() { Module._free(this.#points); }
        }
        export class Reader {
          #p = 0;
          constructor() { this.file = null; }
          open(file) { if (this.file !== null) this.close(); this.#p = Module._malloc(file.size); this.file = file; }
          close() { Module._free(this.#p); this.#p = 0; this.file = null; }
        }
      `,
    },
    {
      name: "an instance of the module for each object",
      code: `export class Files {
          constructor(module) { this.module = module; this.native = new module.Files(); this.at = module._malloc(8); }
          static async create(wasm) { const module = await createModule({ wasm }); return new Files(module); }
        }
        export class Session {
          constructor(wasm) {
            this.ready = wasm.then((compiled) => createModule({ compiled })).then((module) => {
              this.module = module;
              this.at = module._malloc(8);
            });
          }
        }`,
    },
    {
      name: "released by the method that its package has for it",
      language: "ts",
      code: `import { WebR } from "webr";
        export class Runner {
          shelter?: object;
          webR: WebR;
          constructor(options: object) { this.webR = new WebR(options); }
          async run(code: string) {
            this.shelter ??= await new this.webR.Shelter();
            try { return await this.shelter.evalR(code); } finally { await this.shelter.purge(); }
          }
        }`,
    },
    {
      name: "released by a method, directly or through a local name",
      code: `class A { constructor(n) { this.ptr = M._malloc(n); } free() { M._free(this.ptr); this.ptr = 0; } }
        class B { #ptr; constructor(n) { this.#ptr = M._malloc(n); } free() { const old = this.#ptr; this.#ptr = 0; M._free(old); } }
        class C { constructor(n) { this.ptr = M._malloc(n); } free() { const { ptr } = this; M._free(ptr); } }`,
    },
    {
      name: "registered with manage or a registry",
      code: `class A { constructor(n) { this.ptr = M._malloc(n); manage(this.ptr, new WeakRef(this), M._free); } }
        class B { constructor(n) { const p = M._malloc(n); this.ptr = p; registry.register(this, p, this); } }`,
    },
    {
      name: "all elements released",
      code: "class A { constructor() { this.all = []; } add(n) { this.all.push(M._malloc(n)); } free() { for (const p of this.all) M._free(p); } }",
    },
    {
      name: "a subclass whose parent may look after the field",
      code: "class A extends Base { constructor(n) { super(); this.ptr = M._malloc(n); } }",
    },
    {
      name: "late fields of a class that releases none, of a kind of its own, or left to the parent or another method",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { EventQueue, World } from "@dimforge/rapier3d-compat";
        export class Physics {
          private queue = new EventQueue(true);
          step(world: World) { world.step(this.queue); }
        }
        export class Both extends Base {
          readonly queue = new EventQueue(true);
          readonly world = new World(gravity);
          dispose() { this.world.free(); super.dispose(); }
        }
        export class Restarted {
          private queue = new EventQueue(true);
          private world = new World(gravity);
          step() { this.world.free(); this.world = new World(gravity); }
        }
      `,
    },
    {
      name: "a static field lives as long as the program",
      code: "class A { static init() { this.scratch = M._malloc(64); } }",
    },
    {
      name: "a method that fills a field once, or after a look at it",
      options: [{ report: "possible" }],
      code: `
        export class Player {
          open(file) { this.song = M._malloc(file.length); }
          close() { M._free(this.song); this.song = 0; }
        }
        export class Guarded {
          load(file) { if (this.loaded) return; this.loaded = true; this.song = M._malloc(file.length); }
          close() { M._free(this.song); this.song = 0; }
        }
        export class Called {
          constructor(file) { this.fill(file); }
          fill(file) { this.song = M._malloc(file.length); }
          close() { M._free(this.song); this.song = 0; }
        }
        export class Cleared {
          load(file) { this.close(); this.song = M._malloc(file.length); }
          close() { M._free(this.song); this.song = 0; }
        }
        export class Once {
          load(file) { if (this.song) return; this.song = M._malloc(file.length); }
          close() { if (this.song) { M._free(this.song); delete this.song; } }
        }
        export class Asked {
          load(file) { if (!this.song) this.song = M._malloc(file.length); }
          close() { M._free(this.song); this.song = 0; }
        }
      `,
    },
    {
      name: "looked at, released or handed on before it is overwritten or dropped",
      options: [{ report: "possible" }],
      code: `
        export class Scene {
          open(Module) { this.mesh = new Module.Mesh(); }
          reload(Module) { if (this.mesh) this.mesh.delete(); this.mesh = new Module.Mesh(); }
          restart(Module) { this.close(); this.mesh = new Module.Mesh(); }
          again(Module) { if (this.busy) return; this.mesh = new Module.Mesh(); }
          release() { const { mesh } = this; this.mesh = null; mesh.delete(); }
          close() { this.mesh?.delete(); this.mesh = undefined; }
        }
        export class View extends Base {
          constructor(Module) { super(); this.node = null; this.node = new Module.Node(); }
          free() { this.node.delete(); }
        }
      `,
    },
    {
      name: "elements of a field that some method deletes, that a function may keep, or that are not owned",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import * as Parser from "web-tree-sitter";
        import { keepAll, getNames } from "./keep";
        export class Deleted {
          private parser: Parser;
          private trees: Record<string, Parser.Tree> = {};
          open(uri: string, text: string) { this.trees[uri] = this.parser.parse(text); }
          close(uri: string) { this.trees[uri].delete(); delete this.trees[uri]; }
        }
        export class Kept {
          private parser: Parser;
          private names: Record<string, string[]> = {};
          open(uri: string, text: string) {
            const tree = this.parser.parse(text);
            keepAll({ tree });
            this.names[uri] = getNames(uri);
          }
        }
        export class Borrowed {
          private roots: Record<string, Parser.SyntaxNode> = {};
          open(uri: string, tree: Parser.Tree) { this.roots[uri] = tree.rootNode; }
        }
      `,
    },
    { name: "a pointer that is only borrowed", code: "class A { constructor(ptr) { this.ptr = ptr; } }" },
  ],
  invalid: [
    {
      name: "a field of a declared class, filled by what makes one",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Paragraph } from "canvaskit-wasm";
        export class Label {
          private paragraph?: Paragraph;
          initialize() { this.paragraph = this.builder.build(); }
                                          ~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          draw(canvas: Canvas) { canvas.drawParagraph(this.paragraph, 0, 0); }
        }
      `,
    },
    {
      name: "a second wrapped object of the same module, of which free() releases only the first",
      options: [{ report: "possible" }],
      code: `
        import { RawBody, RawShape } from "./raw.js";
        export class Body {
          constructor() { this.raw = new RawBody(); this.shape = new RawShape(); }
                                                                 ~~~~~~~~~~~~~~ [unmanaged]
          free() { this.raw.free(); }
        }
      `,
    },
    {
      name: "a reset that calls methods of its own and its parent's, none of which looks at the field",
      options: [{ report: "possible" }],
      code: `
        class Flow { resetFlow() { this.ready = false; } }
        export class Points extends Flow {
          constructor() { super(); this.points = new cv.Mat(); }
          resetFeatures() { this.again = true; }
          resetFlow() { super.resetFlow(); this.resetFeatures(); this.points = new cv.Mat(); }
                                                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          end() { this.points.delete(); }
        }
      `,
    },
    {
      name: "a larger block that takes the place of the old one, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Writer {
          #block = 0;
          #size = 64;
          ensure(n) {
            if (n <= this.#size) return;
            const next = Module._malloc(n);
            Module.HEAPU8.copyWithin(next, this.#block, this.#block + this.#size);
            this.#block = next;
            ~~~~~~~~~~~~~~~~~~ [overwritten]
            this.#size = n;
          }
          end() { Module._free(this.#block); }
        }
      `,
    },
    {
      name: "setters, and guards that never hold, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Mesh {
          #points = 0;
          set points(values) {
            this.#points = Module._malloc(values.length);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          destroy() { Module._free(this.#points); }
        }
        export class Reader {
          #p = 0;
          constructor() { this.file = null; }
          open(bytes) {
            if (this.file !== null) this.close();
            this.#p = Module._malloc(bytes.length);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          close() { Module._free(this.#p); this.#p = 0; this.file = null; }
        }
      `,
    },
    {
      name: "an instance that others use as well",
      code: `
        export class Files {
          constructor(module) { this.module = module; this.at = module._malloc(8); }
                                                                ~~~~~~~~~~~~~~~~~ [unmanaged]
          static async create() { const module = await sharedModule(); return new Files(module); }
        }
      `,
    },
    {
      name: "another method of the package's object",
      language: "ts",
      code: `
        import { WebR } from "webr";
        export class Runner {
          shelter?: object;
          webR: WebR;
          constructor(options: object) { this.webR = new WebR(options); }
          async run(code: string) {
            this.shelter = await new this.webR.Shelter();
                                 ~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
            return await this.shelter.evalR(code);
          }
        }
      `,
    },
    {
      name: "elements of a field that nothing releases, asked about before",
      options: [{ report: "possible" }],
      code: `
        import { getNames } from "./names";
        export class Documents {
          trees = {};
          open(uri, size) {
            const tree = M._malloc(size);
                         ~~~~~~~~~~~~~~~ [unmanaged]
            const names = getNames({ tree, uri });
            this.trees[uri] = { tree };
            return names;
          }
        }
      `,
    },
    {
      name: "a public field, a private field",
      code: `
        class Image {
          constructor(n) {
            this.ptr = M._malloc(n);
                       ~~~~~~~~~~~~ [unmanaged]
          }
          width() { return M._width(this.ptr); }
        }
        class Font {
          #ptr;
          constructor(n) {
            this.#ptr = M._malloc(n);
                        ~~~~~~~~~~~~ [unmanaged]
          }
          size() { return M._size(this.#ptr); }
        }
      `,
    },
    {
      name: "one of two fields is forgotten",
      code: `
        class Image {
          constructor(n) {
            this.pixels = M._malloc(n);
            this.palette = M._malloc(256);
                           ~~~~~~~~~~~~~~ [unmanaged]
          }
          free() { M._free(this.pixels); }
        }
      `,
    },
    {
      name: "a handle of a package",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export class Brush {
          constructor() {
            this.paint = new CanvasKit.Paint();
                         ~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
        }
      `,
    },
    {
      name: "the default export that is the namespace, a namespace import, a class of it by its written type",
      language: "ts",
      code: `
        import Yoga from "yoga-layout";
        import * as rive from "@rive-app/canvas-advanced";
        export class Row {
          constructor() {
            this.node = Yoga.Node.createDefault();
                        ~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
        }
        export class Clip {
          constructor(runtime: rive.RiveCanvas, animation: rive.LinearAnimation) {
            this.instance = new runtime.LinearAnimationInstance(animation);
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
        }
      `,
    },
    {
      name: "overwritten or dropped without a look at the old value, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Scene {
          constructor(Module) { this.mesh = new Module.Mesh(); }
          reload(Module) {
            this.mesh = new Module.Mesh();
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          forget() {
            this.mesh = null;
            ~~~~~~~~~~~~~~~~ [dropped]
          }
          close() { this.mesh.delete(); }
        }
        export class Stage {
          constructor(Module) { this.mesh = new Module.Mesh(); this.light = new Module.Light(); }
          give({ mesh }) {
            if (this.mesh) {
              delete this.mesh;
              ~~~~~~~~~~~~~~~~ [dropped]
            }
            if (this.light) this.light = null;
                            ~~~~~~~~~~~~~~~~~ [dropped]
            this.mesh = mesh;
          }
          close() { this.mesh.delete(); this.light.delete(); }
        }
        export class Model extends Base {
          mesh = new Module.Mesh();
          dispose() {
            this.mesh = undefined;
            ~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
        }
      `,
    },
    {
      name: "filled anew by a method that may run again, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Player {
          async load(file) {
            if (this.destroyed) throw new Error("destroyed");
            if (!this.ready) return this.later(file);
            const song = M._malloc(file.length);
            this.song = song;
            ~~~~~~~~~~~~~~~~ [overwritten]
          }
          close() { M._free(this.song); this.song = 0; }
        }
      `,
    },
    {
      name: "a public field of a subclass that looks after another of the kind, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Global extends Thread {
          constructor(module) {
            super(module);
            this.first = module.addFunction(() => 1, "i");
            this.second = module.addFunction(() => 2, "i");
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          close() { this.module.removeFunction(this.first); }
        }
      `,
    },
    {
      name: "a class that releases one of its fields and forgets the other, though a finalizer or its parent may mend it",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { EventQueue, World } from "@dimforge/rapier3d-compat";
        export class Physics {
          private world: World | null = null;
          private queue: EventQueue | null = null;
          init() {
            this.queue = new EventQueue(true);
                         ~~~~~~~~~~~~~~~~~~~~ [unmanagedLate]
            this.world = new World(gravity);
          }
          [Symbol.dispose]() { this.world?.free(); }
        }
        export class State extends Thread {
          constructor(module, address) {
            super(module, address);
            this.collect = module.addFunction(() => 0, "ii");
            this.unref = module.addFunction(() => 1, "ii");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          close() { this.module.removeFunction(this.collect); }
        }
      `,
    },
    {
      name: "a field initialiser",
      code: `
        class Brush {
          paint = new Module.Paint();
                  ~~~~~~~~~~~~~~~~~~ [unmanaged]
          draw() { return Module._draw(this.paint); }
        }
        class Pen {
          paint = new Module.Paint();
          free() { this.paint.delete(); }
        }
      `,
    },
  ],
});
