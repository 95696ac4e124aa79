import { runRule } from "./support/run-rule.ts";

// Callbacks of one chain of promises, and the ends of one component or object.

const possible = [{ report: "possible" }];

const canvaskit = `import { useEffect, useRef } from "react";
import CanvasKitInit from "canvaskit-wasm";
const CK = await CanvasKitInit();
`;

runRule("no-double-release", {
  valid: [
    {
      name: "callbacks of which one runs, or that see that it is gone",
      options: possible,
      code: `
        export function either(Module, start) {
          const job = Module._job_new(1);
          return start(job).then(
            () => Module._job_free(job),
            (error) => {
              Module._job_free(job);
              throw error;
            },
          );
        }
        export function last(Module, start) {
          const job = Module._job_new(1);
          return start(job)
            .catch((error) => {
              console.error(error);
              throw error;
            })
            .finally(() => Module._job_free(job));
        }
        export function thrown(Module, start) {
          const job = Module._job_new(1);
          return start(job)
            .catch((error) => {
              Module._job_free(job);
              throw error;
            })
            .then(() => Module._job_free(job));
        }
        export function empty(Module, start) {
          let job = Module._job_new(1);
          return start(job)
            .catch(() => {
              Module._job_free(job);
              job = 0;
            })
            .finally(() => {
              if (job !== 0) Module._job_free(job);
            });
        }
      `,
    },
    {
      name: "a ref that is emptied, or filled again, and an object that ends once",
      options: possible,
      code: `${canvaskit}
        export function Emptied() {
          const paint = useRef(null);
          useEffect(() => {
            paint.current = new CK.Paint();
            return () => paint.current?.delete();
          }, []);
          const close = () => {
            paint.current?.delete();
            paint.current = null;
          };
          return close;
        }
        export function open() {
          const paint = new CK.Paint();
          let isOver = false;
          return {
            stop() {
              if (!isOver) paint.delete();
              isOver = true;
            },
            close() {
              if (!isOver) paint.delete();
              isOver = true;
            },
          };
        }
      `,
    },
    {
      name: "the end of an object that has a name of the language",
      options: possible,
      code: `
        export class Synth {
          constructor(api) {
            this.api = api;
            this.p = api._synth_create();
          }
          stop() {
            this.api._synth_destroy(this.p);
            this.p = 0;
          }
          [Symbol.dispose]() {
            if (this.p) this.api._synth_destroy(this.p);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "callbacks that run one after the other",
      options: possible,
      code: `
        export function failed(Module, start) {
          const job = Module._job_new(1);
          return start(job)
            .catch((error) => {
              Module._job_free(job);
              throw error;
            })
            .finally(() => Module._job_free(job));
                           ~~~~~~~~~~~~~~~~~~~~~ [again]
        }
        export function done(Module, start) {
          const job = Module._job_new(1);
          return start(job)
            .finally(() => Module._job_free(job))
            .then(() => Module._job_free(job));
                        ~~~~~~~~~~~~~~~~~~~~~ [again]
        }
      `,
    },
    {
      name: "a ref that the clean-up of an effect releases, and two ends of an object",
      options: possible,
      code: `${canvaskit}
        export function Kept() {
          const paint = useRef(null);
          useEffect(() => {
            paint.current = new CK.Paint();
            return () => paint.current?.delete();
          }, []);
          return () => {
            paint.current?.delete();
            ~~~~~~~~~~~~~~~~~~~~~~~ [field]
          };
        }
        export function Named() {
          const paint = useRef(null);
          useEffect(() => {
            const made = new CK.Paint();
            paint.current = made;
            return () => {
              made.delete();
              paint.current = null;
            };
          }, []);
          const close = () => {
            if (paint.current) paint.current.delete();
                               ~~~~~~~~~~~~~~~~~~~~~~ [field]
          };
          return close;
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "asked for after the wait, made after it, or called off",
      options: possible,
      code: `${canvaskit}
        export function Asked({ load, draw }) {
          useEffect(() => {
            const paint = new CK.Paint();
            const other = new CK.Paint();
            let isOver = false;
            const run = async () => {
              const image = await load();
              if (isOver) return;
              draw(image, paint);
            };
            run();
            load().then((image) => {
              if (!isOver) draw(image, other);
            });
            return () => {
              isOver = true;
              paint.delete();
              other.delete();
            };
          }, [load, draw]);
        }
        export function Made({ load, draw }) {
          useEffect(() => {
            let paint = null;
            const run = async () => {
              const image = await load();
              paint = new CK.Paint();
              draw(image, paint);
            };
            run();
            return () => paint?.delete();
          }, [load, draw]);
        }
        export function Off({ load, draw }) {
          useEffect(() => {
            const paint = new CK.Paint();
            const controller = new AbortController();
            load(controller.signal).then((image) => draw(image, paint));
            return () => {
              controller.abort();
              paint.delete();
            };
          }, [load, draw]);
        }
      `,
    },
    {
      name: "a generator that is gone through before the release, or was given a text",
      options: possible,
      code: `
        import { Parser } from "web-tree-sitter";
        function* walk(node) {
          for (const child of node.children) yield child.text;
        }
        function* words(text) {
          for (const word of text.split(" ")) yield word;
        }
        export function all(text) {
          const parser = new Parser();
          const tree = parser.parse(text);
          try {
            return [...walk(tree.rootNode)];
          } finally {
            tree.delete();
            parser.delete();
          }
        }
        export function split(text) {
          const parser = new Parser();
          const tree = parser.parse(text);
          try {
            return words(tree.rootNode.text);
          } finally {
            tree.delete();
            parser.delete();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what an effect has released while it waited, and callbacks after a release in the chain",
      options: possible,
      code: `${canvaskit}
        export function Waited({ load, draw }) {
          useEffect(() => {
            const paint = new CK.Paint();
            const run = async () => {
              const image = await load();
              draw(image, paint);
                          ~~~~~ [waited]
            };
            run();
            return () => paint.delete();
          }, [load, draw]);
        }
        export function Then({ load, draw }) {
          useEffect(() => {
            const paint = new CK.Paint();
            load().then((image) => draw(image, paint));
                                               ~~~~~ [waited]
            return () => {
              paint.delete();
            };
          }, [load, draw]);
        }
        export function done(Module, start) {
          const job = Module._job_new(1);
          return start(job)
            .finally(() => Module._job_free(job))
            .then(() => Module._job_result(job));
                                           ~~~ [plain]
        }
      `,
    },
    {
      name: "a generator over a part of what is released",
      options: possible,
      code: `
        import { Parser } from "web-tree-sitter";
        function* walk(node) {
          for (const child of node.children) yield child.text;
        }
        export function all(text) {
          const parser = new Parser();
          const tree = parser.parse(text);
          try {
            const root = tree.rootNode;
            return walk(root);
            ~~~~~~~~~~~~~~~~~~ [generator]
          } finally {
            tree.delete();
            parser.delete();
          }
        }
        export class Scanner {
          *walk(node) {
            for (const child of node.children) yield child.text;
          }
          all(parser, text) {
            const tree = parser.parse(text);
            try {
              return this.walk(tree.rootNode);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [generator]
            } finally {
              tree.delete();
            }
          }
        }
      `,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "a slot that is given back",
      options: possible,
      code: `
        export function pack(Module, out) {
          const write = Module.addFunction((p, size) => out.push(p, size), "vii");
          const writer = Module._writer_new(write, 6);
          try {
            Module._writer_finish(writer);
          } finally {
            Module._writer_free(writer);
            Module.removeFunction(write);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a slot that a native object was made with, which does not free it",
      options: possible,
      code: `
        export function pack(Module, out) {
          const write = Module.addFunction((p, size) => out.push(p, size), "vii");
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const writer = Module._writer_new(write, 6);
          try {
            Module._writer_finish(writer);
          } finally {
            Module._writer_free(writer);
          }
        }
      `,
    },
  ],
});

runRule("require-manage", {
  valid: [],
  invalid: [
    {
      name: "a setter that ends the old one only where there is no new one",
      options: possible,
      code: `
        export class Solver {
          constructor(api) {
            this.api = api;
            this.callback = 0;
          }
          set onProgress(handler) {
            if (!handler) {
              this.clear();
              return;
            }
            this.callback = this.api.addFunction(() => handler(), "v");
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          }
          clear() {
            if (this.callback === 0) return;
            this.api.removeFunction(this.callback);
            this.callback = 0;
          }
        }
      `,
    },
  ],
});
