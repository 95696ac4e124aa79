import { runRule } from "./support/run-rule.ts";

// A parent's method that ends the object, which a subclass hides.

runRule("require-manage", {
  valid: [
    {
      name: "the subclass calls the parent's, looks after the field, has another method, or fills it itself",
      options: [{ report: "possible" }],
      code: `
        class Emitter {
          constructor() { this.handle = wasm.emitter_create(4); }
          dispose() { wasm.emitter_destroy(this.handle); }
        }
        export class Calls extends Emitter {
          dispose() { this.stop(); super.dispose(); }
        }
        export class Minds extends Emitter {
          dispose() { wasm.emitter_destroy(this.handle); this.on = false; }
        }
        export class Other extends Emitter {
          stop() { this.on = false; }
        }
        class TwoWays {
          constructor() { this.handle = wasm.emitter_create(4); }
          dispose() { wasm.emitter_destroy(this.handle); }
          close() { wasm.emitter_destroy(this.handle); }
        }
        export class Hidden extends TwoWays {
          dispose() { this.close(); }
        }
        class Later {
          open() { this.handle = wasm.emitter_create(4); }
          dispose() { wasm.emitter_destroy(this.handle); }
        }
        export class Never extends Later {
          dispose() { this.on = false; }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the parent's end is hidden and never called",
      options: [{ report: "possible" }],
      code: `
        class Emitter {
          constructor() { this.handle = wasm.emitter_create(4); }
          dispose() { wasm.emitter_destroy(this.handle); }
        }
        export class Trail extends Emitter {
          #trail = wasm.trail_create(8);
          dispose() { wasm.trail_destroy(this.#trail); }
          ~~~~~~~ [overridden]
        }
      `,
    },
  ],
});

// A stream that is destroyed is never flushed.

runRule("require-manage", {
  valid: [
    {
      name: "a stream with an end of its own, one that ends elsewhere as well, and a class that is no stream",
      options: [{ report: "possible" }],
      code: `
        export class Hash extends Transform {
          constructor(mod) { super(); this.state = mod._hasher_new(); this.mod = mod; }
          _flush(done) { this.mod._hasher_delete(this.state); this.state = 0; done(); }
          _destroy(error, done) { this.mod._hasher_delete(this.state); done(error); }
        }
        export class Both extends Writable {
          constructor(mod) { super(); this.state = mod._hasher_new(); this.mod = mod; }
          _final(done) { this.mod._hasher_delete(this.state); done(); }
          _write(chunk, _, done) { if (chunk.isBad) { this.mod._hasher_delete(this.state); } done(); }
        }
        export class Log {
          constructor(mod) { this.state = mod._hasher_new(); this.mod = mod; }
          flush() { this.mod._hasher_delete(this.state); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a field that only the flush releases",
      options: [{ report: "possible" }],
      code: `
        export class Hash extends Transform {
          constructor(mod) {
            super();
            this.state = mod._hasher_new();
                         ~~~~~~~~~~~~~~~~~ [flushed]
            this.mod = mod;
          }
          _flush(done) { this.mod._hasher_delete(this.state); done(); }
        }
      `,
    },
  ],
});
