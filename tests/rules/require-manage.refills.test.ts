import { runRule } from "./support/run-rule.ts";

runRule("require-manage", {
  valid: [
    {
      name: "what a framework calls releases first, and an element asked before the field is filled once",
      options: [{ report: "possible" }],
      code: `
        export class Layer extends HTMLElement {
          #hit = 0;
          attributeChangedCallback() { this.apply(); }
          apply() { if (this.#hit) mod.removeFunction(this.#hit); this.#hit = mod.addFunction((x) => this.send(x), "vi"); }
          disconnectedCallback() { mod.removeFunction(this.#hit); this.#hit = 0; }
        }
        export class Once extends HTMLElement {
          #hit = 0;
          connectedCallback() { this.apply(); }
          apply() { if (!this.hasAttribute("on")) return; this.#hit = mod.addFunction((x) => this.send(x), "vi"); }
          disconnectedCallback() { mod.removeFunction(this.#hit); this.#hit = 0; }
        }
      `,
    },
    {
      name: "what is made on demand, what begins once, and what says that it is there",
      options: [{ report: "possible" }],
      code: `
        import { ParagraphBuilder } from "canvaskit-wasm";
        export class Text {
          constructor(kit) { this.kit = kit; }
          initialize() { this.builder = new Module.Builder(this.style); this.isReady = true; }
          layout() { if (!this.view) { this.block = Module._malloc(8); this.view = new Uint8Array(8); } this.needsView = false; }
          other() { if (!this.view) { this.block = Module._malloc(8); this.view = new Uint8Array(8); } }
          dispose() { this.builder.delete(); Module._free(this.block); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what a framework calls calls what fills the field, and a handler that comes with each line",
      options: [{ report: "possible" }],
      code: `
        export class Layer extends HTMLElement {
          #hit = 0;
          attributeChangedCallback() { this.apply(); }
          apply() {
            if (!this.hasAttribute("on")) return;
            this.#hit = mod.addFunction((x) => this.send(x), "vi");
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          disconnectedCallback() { mod.removeFunction(this.#hit); this.#hit = 0; }
        }
        export class Engine {
          #board = null;
          onUciLine(line) {
            this.#board = new Module.Board(line);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          close() { this.#board.delete(); this.#board = null; }
        }
      `,
    },
    {
      name: "a method that answers a flag, and a field that is overwritten though nothing releases it at all",
      options: [{ report: "possible" }],
      code: `
        export class Label {
          initialize() {
            if (this.fonts && this.font) throw new Error("both");
            this.builder = new Module.Builder(this.style);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
            this.needsInitialization = false;
          }
          dispose() { this.builder.delete(); }
        }
        export class Screen {
          constructor(wasm, columns) {
            this.wasm = wasm;
            this.vt = wasm.create(columns);
                      ~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          feed(text) { this.vt.feed(text); }
          reset(columns) {
            this.vt = this.wasm.create(columns);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
        }
      `,
    },
    {
      name: "a helper of another file of which a field is freed, and another field is not",
      options: [{ report: "possible" }],
      code: `
        import { makeBuffer } from "./wasm-buffers";
        export class Model {
          constructor(n) {
            this.inputs = makeBuffer(n);
            this.outputs = makeBuffer(n);
                           ~~~~~~~~~~~~~ [unmanaged]
          }
          run() { return this.outputs.first(); }
          free() { this.inputs.free(); }
        }
      `,
    },
  ],
});

// Fields of the page's one object that an event fills anew.

runRule("require-manage", {
  valid: [
    {
      name: "the old one is ended, or the field is filled once, or the event ends with another",
      options: [{ report: "possible" }],
      code: `
        class Panel {
          constructor(panel) {
            this.panel = panel;
            this.range = panel.querySelector(".gamma");
            this.range.oninput = () => this.setTable();
            this.panel.onload = () => this.begin();
            this.panel.ontoggle = () => this.choose();
          }
          setTable() {
            this.table?.delete();
            this.table = cv.matFromArray(1, 256, cv.CV_8U, [1, 2]);
          }
          begin() { this.first = cv.matFromArray(1, 256, cv.CV_8U, [1, 2]); }
          choose() { if (!this.other) this.other = cv.matFromArray(1, 256, cv.CV_8U, [1, 2]); }
        }
        const panel = new Panel(document.body);
      `,
    },
  ],
  invalid: [
    {
      name: "and nobody ends",
      options: [{ report: "possible" }],
      code: `
        class Panel {
          constructor(panel) {
            this.panel = panel;
            this.range = panel.querySelector(".gamma");
            this.range.oninput = () => this.setTable();
          }
          setTable() {
            this.table = cv.matFromArray(1, 256, cv.CV_8U, [1, 2]);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          render() { cv.LUT(this.src, this.table, this.src); }
        }
        const panel = new Panel(document.body);
      `,
    },
  ],
});
