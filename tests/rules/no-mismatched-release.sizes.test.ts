import { runRule } from "./support/run-rule.ts";

// Sizes that a deallocator is told, and the module's own free of what has an end of its own.

runRule("no-mismatched-release", {
  valid: [
    {
      name: "the same size by another name, a pointer that was allocated anew, and a size that nothing in sight tells",
      options: [{ report: "possible" }],
      code: `
        const { exports: core } = new WebAssembly.Instance(compiled);
        export function same(bytes) {
          const size = bytes.length + 1;
          const at = core.alloc(size);
          core.run(at);
          core.dealloc(at, bytes.length + 1);
        }
        export function again(bytes) {
          let at = core.alloc(bytes.length);
          at = core.realloc(at, bytes.length * 2);
          core.dealloc(at, bytes.length * 2);
        }
        export function unknown(bytes, size) {
          const at = core.alloc(bytes.length);
          core.run(at);
          core.dealloc(at, size);
        }
      `,
    },
    {
      name: "a block of the file's own memory, and an end that comes before the free",
      options: [{ report: "possible" }],
      code: `
        export class Planner {
          constructor(mod) { this.mod = mod; this.graph = mod._graph_create(4); this.out = mod._malloc(8); }
          dispose() { this.mod._graph_destroy(this.graph); this.mod._free(this.out); }
        }
        export class Both {
          constructor(mod) { this.mod = mod; this.graph = mod._graph_create(4); this.out = mod._malloc(8); }
          dispose() { this.mod._graph_destroy(this.graph); this.mod._free(this.graph); this.mod._free(this.out); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "one byte less, a part of it, the length of the text for the length of its bytes",
      options: [{ report: "possible" }],
      code: `
        const { exports: core } = new WebAssembly.Instance(compiled);
        export function ended(bytes) {
          const at = core.alloc(bytes.length + 1);
          try { return core.run(at); } finally {
            core.dealloc(at, bytes.length);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [sized]
          }
        }
        export function words(list) {
          const size = list.length * 4;
          const at = core.alloc(size);
          core.run(at);
          core.dealloc(at, list.length);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [sized]
        }
        export function text(text) {
          const bytes = new TextEncoder().encode(text);
          const at = core.alloc(bytes.length);
          core.run(at);
          core.dealloc(at, text.length);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [sized]
        }
      `,
    },
    {
      name: "a field with a graph that the module's free gives back",
      options: [{ report: "possible" }],
      code: `
        export class Planner {
          constructor(mod) {
            this.mod = mod;
            this.graph = mod._graph_create(4);
            this.out = mod._malloc(8);
          }
          reset() { this.mod._graph_destroy(this.mod._graph_create(1)); }
          dispose() {
            this.mod._free(this.graph);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
            this.mod._free(this.out);
          }
        }
      `,
    },
  ],
});

// Views that are taken out of the module, and one of a block that a test guards.

runRule("no-stale-view", {
  valid: [
    {
      name: "taken out behind what grows, and a copy of what is freed",
      options: [{ report: "possible" }],
      code: `
        export function after(module, values) {
          const at = module._malloc(values.length * 4);
          const { HEAPF32 } = module;
          HEAPF32.set(values, at >> 2);
          module._free(at);
        }
        export function copied(module, size) {
          let at = 0;
          try {
            at = module._malloc(size);
            return module.HEAPU8.slice(at, at + size);
          } finally {
            if (at) module._free(at);
          }
        }
        export function other(module, size, at, done) {
          try {
            return module.HEAPU8.subarray(at, at + size);
          } finally {
            if (done) module._free(at);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "taken out before what grows, and returned behind a release that asks for the pointer",
      options: [{ report: "possible" }],
      code: `
        export function before(module, values) {
          const { _malloc, _free, HEAPF32 } = module;
          const at = _malloc(values.length * 4);
          HEAPF32.set(values, at >> 2);
          ~~~~~~~ [used]
          _free(at);
        }
        export function returned(module, size) {
          let at = 0;
          try {
            at = module._malloc(size);
            return module.HEAPU8.subarray(at, at + size);
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [freed]
          } finally {
            if (at !== 0) { module._free(at); }
          }
        }
      `,
    },
  ],
});
