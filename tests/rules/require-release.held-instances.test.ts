import { runRule } from "./support/run-rule.ts";

// Methods of objects of the file's own classes, that a field holds.

runRule("require-release", {
  valid: [
    {
      name: "the method keeps what it gives, or another one ends it, or nobody knows the class",
      options: [{ report: "possible" }],
      code: `
        class Memory {
          alloc(size) { return Module._malloc(size); }
          drop(pointer) { Module._free(pointer); }
          cached(size) { return (this.last ??= Module._malloc(size)); }
        }
        class Counting extends Memory { alloc(size) { this.count++; return super.alloc(size); } }
        class App {
          memory = new Memory();
          constructor(given) { this.given = given; this.either = given.fast ? new Memory() : given.memory; this.counting = new Counting(); }
          a(size) { const pointer = this.memory.alloc(size); const sum = Module._sum(pointer); this.memory.drop(pointer); return sum; }
          b(size) { const pointer = this.memory.cached(size); return Module._sum(pointer); }
          c(size) { const pointer = this.given.take(size); return Module._sum(pointer); }
          d(size) { const pointer = this.either.take(size); return Module._sum(pointer); }
        }
        export default App;
      `,
    },
  ],
  invalid: [
    {
      name: "nobody ends what it gives",
      options: [{ report: "possible" }],
      code: `
        class Memory {
          alloc(size) { return Module._malloc(size); }
        }
        class App {
          memory = new Memory();
          constructor() { this.late = null; }
          open() { this.late = new Memory(); }
          a(size) {
            const pointer = this.memory.alloc(size);
                            ~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return Module._sum(pointer);
          }
          b(size) {
            const pointer = this.late.alloc(size);
                            ~~~~~~~~~~~~~~~~~~~~~ [never]
            return Module._sum(pointer);
          }
        }
        export default App;
      `,
    },
    {
      name: "of a class that is declared",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        class Memory {
          alloc(size: number) { return Module._malloc(size); }
        }
        export class App {
          constructor(private readonly memory: Memory) {}
          a(size: number) {
            const pointer = this.memory.alloc(size);
                            ~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return Module._sum(pointer);
          }
        }
      `,
    },
  ],
});
