import { runRule } from "./support/run-rule.ts";

// Views in fields and growth that is over before they are made; each beside growth that comes after.

runRule("no-stale-view", {
  valid: [
    {
      name: "growth that the class asks for before it makes the views, or right after it has made the instance",
      options: [{ report: "possible" }],
      code: `export class Machine {
        async load(bytes) { this.exports = (await WebAssembly.instantiate(bytes)).instance.exports; }
        reserve() { this.bios = this.exports.malloc(1024); }
        prepare() { this.reserve(); }
        makeViews() { this.rom = new Uint8Array(this.exports.memory.buffer, 0, 16); }
        async start(bytes) {
          await this.load(bytes);
          this.exports.memory.grow(1);
          this.prepare();
          this.makeViews();
        }
        connect() { this.pixels = new Uint32Array(this.exports.memory.buffer, 64, 16); }
        read(at) { return this.rom[at] + this.pixels[at]; }
      }`,
    },
    {
      name: "the call of the method that makes the view",
      options: [{ report: "possible" }],
      code: `export class Machine {
        constructor(exports) { this.exports = exports; }
        reserve(n) {
          const p = this.exports.malloc(n);
          this.view = new Uint8Array(this.exports.memory.buffer, p, n);
        }
        write(bytes) { this.reserve(bytes.length); this.view.set(bytes); }
      }`,
    },
  ],
  invalid: [
    {
      name: "growth that another method asks for as well, and growth after the views",
      code: `export class Machine {
        constructor(module) { this.exports = new WebAssembly.Instance(module).exports; }
        reserve() { return this.exports.malloc(1024); }
        makeViews() { this.rom = new Uint8Array(this.exports.memory.buffer, 0, 16); }
                      ~~~~~~~~ [field]
        start() { this.reserve(); this.makeViews(); }
        more() { this.exports.run(this.reserve()); }
        read(at) { return this.rom[at]; }
      }
      export class Late {
        constructor(module) { this.exports = new WebAssembly.Instance(module).exports; }
        reserve() { return this.exports.malloc(1024); }
        makeViews() { this.rom = new Uint8Array(this.exports.memory.buffer, 0, 16); }
                      ~~~~~~~~ [field]
        start() { this.makeViews(); this.reserve(); }
        read(at) { return this.rom[at]; }
      }`,
    },
  ],
});
