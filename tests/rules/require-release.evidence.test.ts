import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "what a class only tells, what another class makes, and a namespace of many classes",
      options: [{ report: "possible" }],
      code: `
        export function a(core, text) { const key = core.StoredKey.load(text); try { return key.id(); } finally { key.delete(); } }
        export function b({ StoredKey, Address }, text) { return StoredKey.isValid(text) && Address.fromText(text).isShort; }
        export function d({ Api }, text) { const state = Api.importState(text); try { return state.id(); } finally { state.free(); } }
        export function e({ Api }, actor) { const handle = Api.create(actor); return handle.materialize({ handle }); }
        export function c({ core }, text) { const one = core.createA(text); one.delete(); const two = core.createB(text); return two.x; }
      `,
    },
    {
      name: "a variable that is made of itself, of two classes or of nothing",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        class Maker { mat(size) { return new cv.Mat(size, size, 0); } }
        class Other { mat(size) { return { rows: size }; } }
        let maker;
        export function start(n) { maker = n ? new Maker() : new Other(); }
        export function restart() { maker = new Other(); }
        export function rows(size) { return maker.mat(size).rows; }
        var Kit = new Kit();
        var first = new second(), second = new first();
        export function make() { return [Kit.make(), first.x(), second.y()]; }
      `,
    },
    {
      name: "a getter of another file of which a closing function, or one that did not ask, deletes the result",
      options: [{ report: "possible" }],
      code: `
        import { getEngine, getScene } from "./engine.js"; // wasm
        let scene;
        export function dispose() { const engine = getEngine(); engine.delete(); scene.delete(); }
        export function open() { scene = getScene(); }
        export function draw() { const engine = getEngine(); engine.draw(getScene()); }
      `,
    },
    {
      name: "what is destroyed belongs to the graphics card, is no factory's, or stands alone",
      options: [{ report: "possible" }],
      code: `
        import * as ui from "./ui.js";
        import { File } from "./files.js";
        import wasm from "./draw.wasm";
        export function draw(device, quick) {
          const texture = device.createTexture({});
          if (quick) return wasm.draw(0);
          texture.destroy();
        }
        export function show(widgets, quick) {
          const view = ui.createView();
          const list = ui.createList();
          const current = widgets.current();
          view.destroy();
          if (quick) return list.length;
          current.destroy();
        }
        class Local { free() {} }
        export function local(name) {
          new Local().free();
          const other = new Local();
          return other;
        }
      `,
    },
    {
      name: "a native function whose name says that it keeps the address",
      code: `
        export function add(engine, bytes) { const p = Module._malloc(8); Module._engine_add_voice(engine, p); }
        export function image(n) { const p = Module._malloc(n); return Module._image_create(p, n); }
        export function named(n) { const p = Module._malloc(n); Module.ccall("registerFont", null, ["number"], [p]); }
      `,
    },
    {
      name: "an address written into memory belongs to the structure around it",
      code: `
        export function f(n) {
          const data = Module._malloc(n);
          const list = Module._malloc(8);
          Module.setValue(list, data, "*");
          Module._run(list);
          Module._free(list);
        }
        export function g(n, at) { const data = Module._malloc(n); Module.HEAPU32.set([data, n], at >> 2); }
        export function h(n, view) { const data = Module._malloc(n); view.setUint32(0, data, true); }
      `,
    },
    {
      name: "given to an object of the module that lives on",
      code: "export function f(Module, n) { const p = Module._malloc(n); const r = new Module.Reader(); r.load(p); this.reader = r; }",
    },
    {
      name: "a private method with an underscore is no native function, nor is a helper that hands the address on",
      code: `
        export class Sound {
          play(n) { const p = Module._malloc(n); this._start(p); }
        }
        function enqueue(p) { Module._queue_push(p); }
        export function f(n) { const p = Module._malloc(n); enqueue(p); }
      `,
    },
    {
      name: "properties of things that are no objects of a module",
      options: [{ report: "possible" }],
      code: `
        export async function answer(message) { const { channel } = message; await message.delete(); return channel.fetch(); }
        export function names(cache, Module) {
          const entry = cache.get(1);
          const title = entry.title.toUpperCase();
          const kind = entry.Kind.of(3);
          entry.delete();
          return Module.cwrap(title, kind);
        }
        export function sizes(list, Module) {
          const points = list.points;
          for (let i = 0; i < points.size(); i++) Module.print(points.get(i).x, points.get(i).label.trim());
          points.delete();
        }
        export function all(model) {
          const chains = model.chains;
          for (let i = 0; i < chains.size(); i++) { const chain = chains.get(i); chain.residue(0); chain.delete(); }
          chains.delete();
        }
      `,
    },
    {
      name: "elements that are values, are deleted, or are asked for by key",
      options: [{ report: "possible" }],
      code: `
        export function values(wasmModule) {
          const found = wasmModule.search();
          const out = [found.get(0) + 1, Math.round(found.get(1)), found.get(2).toFixed(2), found.get(3).trim(), found.get(4).x];
          if (found.get(5) > 3) out.push(found.get(6));
          const last = found.get(7);
          found.delete();
          return out.concat(last * 2);
        }
        export function deleted(wasmModule) {
          const found = wasmModule.search();
          const first = found.get(0);
          const text = first.getText();
          first.delete();
          found.delete();
          return text;
        }
        export function keyed(session, cache, table, id) {
          const name = session.get("user").fullName();
          session.delete();
          const title = cache.has(id) ? cache.get(id).fullTitle() : "";
          cache.delete();
          const row = table.get(id).fullRow();
          table.delete(id);
          return [name, title, row];
        }
        export async function waited(client, id) {
          const answer = await client.get(id);
          client.delete();
          return answer.readAll();
        }
      `,
    },
    {
      name: "a container of the file's own with the methods of a vector",
      options: [{ report: "possible" }],
      code: `
        class Bag { size() { return this.n; } get(i) { return this.all[i]; } delete() {} }
        export function f(holder, wasmModule) {
          const bag = holder.bag;
          for (let i = 0; i < bag.size(); i++) wasmModule.print(bag.get(i).run());
          const other = holder.other;
          other.delete();
        }
      `,
    },
    {
      name: "what the top level runs once lives as long as the program",
      code: `
        load().then((Module) => { const image = new Module.Image(); const p = Module._malloc(8); image.draw(p); });
        (async () => { const p = Module._malloc(8); Module._run(p); })();
      `,
    },
    {
      name: "a helper of another file whose results are freed elsewhere, freed or handed on",
      options: [{ report: "possible" }],
      code: `
        import { copyIn } from "./heap.js";
        export function run(M, bytes) { const p = copyIn(M, bytes); try { M._run(p); } finally { M._free(p); } }
        export function make(M, bytes) { return copyIn(M, bytes); }
      `,
    },
    {
      name: "a caller's function inside try, or without the resource; a caller's class",
      options: [{ report: "possible" }],
      code: `
        export function a(text, use) { const p = M._malloc(text.length); try { use(p); } finally { M._free(p); } }
        export function b(text, use) { const p = M._malloc(text.length); use(text); M._free(p); }
        export function c(kind, n) { const p = M._malloc(n); new kind(M.HEAPU8.buffer, p, n).fill(0); M._free(p); }
      `,
    },
    {
      name: "a private method that is called like a native function",
      code: `
        export class Scene {
          build(wasm) { const shape = this._Shape_Create(); this._Shape_Draw(shape, wasm); }
          _Shape_Dispose() {}
        }
      `,
    },
  ],
  invalid: [
    {
      name: "elements of what is deleted itself, without its size",
      options: [{ report: "possible" }],
      code: `
        export function texts(wasmModule, lines) {
          const answers = wasmModule.translate(lines);
          const out = lines.map((_, i) => answers.get(i).getText());
                                          ~~~~~~~~~~~~~~ [temporary]
          answers.delete();
          return out;
        }
        export function first(answers, n) {
          try {
            const one = answers.at(n - 1);
                        ~~~~~~~~~~~~~~~~~ [never]
            return one.getText();
          } finally {
            answers.delete();
          }
        }
      `,
    },
    {
      name: "what a function of the file is given and releases, and objects of one class in a variable that is filled later",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        class Maker { mat(size) { return new cv.Mat(size, size, 0); } }
        let maker;
        export function start() { maker = new Maker(); }
        export function rows(size) {
          return maker.mat(size).rows;
                 ~~~~~~~~~~~~~~~ [never]
        }
        export class Classifier {
          read(result) { const label = result.label; result.delete(); return label; }
          run(at) {
            const result = this.module.run_classifier(at);
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            if (result.code !== 0) throw new Error("code " + result.code);
            return this.read(result);
          }
          both(at) {
            const { HEAPU8 } = this.module;
            return this.read(this.module.run_classifier(HEAPU8[at]));
          }
        }
      `,
    },
    {
      name: "a getter of another file that makes what it gives, as one use of it shows",
      options: [{ report: "possible" }],
      code: `
        import { getLowLevelKey, serialize } from "./keys.js"; // wasm
        export function decrypt(key) {
          const low = getLowLevelKey(key);
          try { return serialize(low); } finally { low.delete(); }
        }
        export function exported(key) {
          const low = getLowLevelKey(key);
                      ~~~~~~~~~~~~~~~~~~~ [never]
          const bytes = low.bytes();
          return bytes.slice();
        }
      `,
    },
    {
      name: "a factory whose results are destroyed elsewhere, by itself or as its siblings' are; a class that is imported",
      options: [{ report: "possible" }],
      code: `
        import * as hb from "./text-shaper.js";
        import { Layout } from "./layout.js";
        import wasm from "./text.wasm";
        export function measure(data, quick) {
          const blob = hb.createBlob(data);
          const face = hb.createFace(blob);
          const names = hb.createSet();
                        ~~~~~~~~~~~~~~ [never]
          const table = face.referenceTable("OS/2");
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          blob.destroy();
          face.destroy();
          if (quick) return wasm.width;
          table.destroy();
          return names.size;
        }
        export function lay(text) {
          const done = new Layout(text);
          done.free();
          const other = new Layout(text);
                        ~~~~~~~~~~~~~~~~ [never]
          return other.width;
        }
      `,
    },
    {
      name: "what the cases of a switch put into one variable, round after round",
      code: `
        export function load(kinds) {
          const all = {};
          for (const kind of Object.keys(kinds)) {
            let image;
            switch (kind) {
              case "a":
                image = Module._malloc(1);
                        ~~~~~~~~~~~~~~~~~ [path]
                break;
              case "b":
                image = Module._malloc(2);
                break;
              default:
                throw new Error("unknown");
            }
            all[kind] = { image };
          }
          return all;
        }
      `,
    },
    {
      name: "a helper of another file whose result is freed elsewhere",
      code: `
        const setImage = require("./set-image");
        export function run(M, image, again) {
          let p = setImage(M, image);
                  ~~~~~~~~~~~~~~~~~~ [overwritten]
          if (again) {
            p = setImage(M, image);
          }
          M._free(p);
        }
      `,
    },
    {
      name: "a caller's function that is given the resource and may throw, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function withText(text, use) {
          const p = M._malloc(text.length);
                    ~~~~~~~~~~~~~~~~~~~~~~ [path]
          use(p);
          M._free(p);
        }
      `,
    },
    {
      name: "names of C libraries: pairs by prefix, by suffix, PDFium's, functions in the table",
      code: `
        export function text(api) {
          const matrix = api._Matrix_Create();
                         ~~~~~~~~~~~~~~~~~~~~ [never]
          api._Matrix_Scale(matrix, 2);
        }
        export function other(api) { const matrix = api._Matrix_Create(); api._Matrix_Dispose(matrix); }
        export const name = (wasm) => (id) => {
          const p = wasm.exports["allocText"](64);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          wasm.exports["nameOf"](id, p);
        };
        export const drop = (wasm) => (p) => wasm.exports["freeText"](p);
        export function pixels(pdf, object) {
          const bitmap = pdf._FPDFImageObj_GetBitmap(object);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return pdf._FPDFBitmap_GetBuffer(bitmap);
        }
        export function each(callback) {
          const index = Module.addFunction(callback, "vi");
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          Module._each(index);
        }
        export function again(index) { Module.removeFunction(index); }
      `,
    },
    {
      name: "a method that only one package has, in a file that mentions it, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        import { load } from "./load-web-ifc.js";
        export async function vertices(id) {
          const api = await load();
          const geometry = api.GetGeometry(0, id);
                           ~~~~~~~~~~~~~~~~~~~~~~ [never]
          return api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize());
        }
      `,
    },
    {
      name: "a property that is deleted elsewhere, and a temporary of it",
      code: `
        export function first(wasmModule, model) {
          const atoms = model.atoms;
          print(atoms.size());
          const atom = atoms.get(0);
          const name = atom.residue.name();
                       ~~~~~~~~~~~~ [temporary]
          atom.delete();
          atoms.delete();
          return name;
        }
        export function second(atom) {
          const residue = atom.residue;
          const id = residue.id();
          residue.delete();
          return id;
        }
        export function third(model) {
          const atoms = model.atoms;
                        ~~~~~~~~~~~ [never]
          return atoms.size() > 3 ? atoms.get(1) : undefined;
        }
      `,
    },
    {
      name: "a vector and its elements that are like others of the file, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function walk(structure) {
          const models = structure.models;
                         ~~~~~~~~~~~~~~~~ [never]
          for (let i = 0; i < models.size(); i++) {
            const model = models.get(i);
            const chains = model.chains;
                           ~~~~~~~~~~~~ [never]
            for (let j = 0; j < chains.size(); j++) {
              const chain = chains.get(j);
              const id = chain.sequenceId;
                         ~~~~~~~~~~~~~~~~ [never]
              print(id.str());
              chain.delete();
            }
            model.delete();
          }
        }
      `,
    },
    {
      name: "an address that only native calls and the heap see",
      code: `
        export function digest(bytes) {
          const input = Module._malloc(bytes.length);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          Module.HEAPU8.set(bytes, input);
          return Module._digest(input, bytes.length) >>> 0;
        }
        export const clear = (p) => Module._free(p);
      `,
    },
    {
      name: "an address that the glue reads at, after native code wrote there",
      code: `
        export function name(id) {
          const out = Module._malloc(64);
                      ~~~~~~~~~~~~~~~~~~ [never]
          Module.ccall("nameOf", null, ["number", "number"], [id, out]);
          return Module.UTF8ToString(out);
        }
      `,
    },
    {
      name: "an object that carries its module beside its functions",
      code: `
        export function bounds(shape) {
          const out = Geo.Module._malloc(32);
                      ~~~~~~~~~~~~~~~~~~~~~~ [never]
          Geo.ShapeGetBounds(shape, out);
          return Geo.Module.getValue(out, "double");
        }
      `,
    },
    {
      name: "given to an object of the module that is deleted before",
      code: `
        export function first(Module, n) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [never]
          const reader = new Module.Reader();
          try {
            reader.open(p, n);
            return reader.next();
          } finally {
            reader.delete();
          }
        }
      `,
    },
    {
      name: "a class of which the file releases what it makes otherwise",
      options: [{ report: "possible" }],
      code: `
        export function a({ StoredKey }, text) {
          const key = StoredKey.load(text);
          const id = key.identifier();
          key.delete();
          return id;
        }
        export function b({ StoredKey }, text) {
          const key = StoredKey.importWallet(text);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return key.identifier();
        }
      `,
    },
  ],
});
