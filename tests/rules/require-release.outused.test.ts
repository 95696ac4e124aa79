import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "the old value is released, handed on or kept by somebody else",
      options: [{ report: "possible" }],
      code: `// tree-sitter
        export class Layer {
          update(text) {
            const tree = this.mode.parse(text, this.tree);
            const old = this.tree;
            this.show(old.getChangedRanges(tree));
            this.tree = tree;
            old.delete();
          }
          swap(text) {
            const tree = this.mode.parse(text, this.tree);
            this.tree.edit(text);
            this.history.push(this.tree);
            this.tree = tree;
          }
          clear() { if (this.tree) { this.tree.delete(); this.tree = null; } }
          stop() { this.tree.edit(); this.free(); this.tree = null; }
          take() { const { tree } = this; tree.edit(); this.tree = null; return tree; }
          free() { this.tree?.delete(); }
        }
      `,
    },
    {
      name: "nothing shows that there is anything, or that it has to be released",
      options: [{ report: "possible" }],
      code: `// wasm
        export class View {
          open(name) { this.page = this.pages.get(name); }
          turn(name) { this.page.hide(); this.page = this.pages.get(name); }
          close() { if (this.page) { this.page.hide(); this.page = null; } }
          end() { this.page.free(); }
        }
        export class Box {
          load(path) { this.item?.stop(); this.item = path; }
          other(path) { if (this.item) this.item.stop(); else this.item = path; }
          grow() { this.item.check(); this.item = this.item.grow(); }
          end() { this.item.free(); }
        }
        export class Plain {
          start(word) { this.word = new Word(word); }
          next(word) { this.word.show(); this.word = new Word(word); }
        }
      `,
    },
    {
      name: "a parse function of this file that walks a tree, and a wasm object whose result has methods of every array",
      options: [{ report: "possible" }],
      code: `// tree-sitter
        export function run(document, tree) { return [parseTree(document, tree)]; }
        function parseTree(document, tree) { return tree.rootNode.text; }
        export function list(wasm) { const rows = wasm.createRows(4); return rows.map((row) => row.name); }
      `,
    },
    {
      name: "members of what a getter gives that are released first, a worker that begins, and a flag that tells nothing",
      options: [{ report: "possible" }],
      code: `// wasm
        let engine = null;
        self.onmessage = ({ data }) => {
          if (data.type === "init") engine = new Olm.Session(data);
          else if (data.type === "close") engine.free();
        };
        export class Adapter {
          open(user) { const data = this.getData(user); data.check = { key: new Olm.SAS() }; }
          fail(user) { const data = this.getData(user); data.check.key.free(); data.check = undefined; }
          end(user) { const data = this.getData(user); if (data.check) data.check = undefined; }
        }
        export class Label {
          build(style) { this.paragraph = style.make_paragraph(); this.isDone = false; }
          free() { this.paragraph.delete(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a tree that is compared with the new one, or parsed again, and then forgotten",
      options: [{ report: "possible" }],
      code: `// tree-sitter
        export class Layer {
          update(text) {
            const tree = this.mode.parse(text, this.tree);
            const ranges = this.tree.getChangedRanges(tree);
            this.tree = tree;
            ~~~~~~~~~~~~~~~~ [replaced]
            return ranges;
          }
        }
        export async function refresh(cache, parser, document, edits) {
          const info = cache.get(document);
          const tree = await info.tree;
          for (const edit of edits) tree.edit(edit);
          info.tree = Utils.parseAsync(parser, document.text, tree);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          return info.tree;
        }
      `,
    },
    {
      name: "what the file releases elsewhere, declares as a class of wasm, or asks for before it drops it",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Linter as WasmLinter, OpSeq } from "text-wasm";
        import { EngineWasm } from "../engine";
        let codec = null;
        export function open(rate) { codec = factory.open_codec(rate); }
        export function restart(rate) {
          codec.flush();
          codec = factory.open_codec(rate);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        }
        export function close() { codec.free(); }
        export class Local {
          private inner: Promise<WasmLinter>;
          db?: EngineWasm;
          private pending?: OpSeq;
          constructor() { this.inner = this.createInner(); }
          async setDialect(dialect) {
            const inner = await this.inner;
            if (inner.get_dialect() !== dialect) {
              this.inner = this.createInner(dialect);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            }
          }
          async connect(url) { const db = await EngineWasm.connect(url); this.db = db; }
          async disconnect() {
            if (!this.db) throw new Error("not connected");
            delete this.db;
            ~~~~~~~~~~~~~~ [dropped]
          }
          receive(operation) {
            if (this.pending) {
              const pair = this.pending.transform(operation)!;
              this.pending = pair.first();
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            }
          }
        }
      `,
    },
    {
      name: "members of what a getter gives, and variables of a worker that several messages fill",
      options: [{ report: "possible" }],
      code: `// wasm
        let client = null;
        self.onmessage = async ({ data }) => {
          if (data.type === "open") client = await Client.open_client(data.name);
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          else if (data.type === "close") client.free();
        };
        export class Adapter {
          open(user) {
            const data = this.getData(user);
            if (data.check) return;
            data.check = { key: new Olm.SAS(), id: user };
          }
          fail(user, isGood) {
            const data = this.getData(user);
            if (!isGood) {
              data.check = undefined;
              ~~~~~~~~~~~~~~~~~~~~~~ [dropped]
              return;
            }
            data.check.key.send();
          }
          close(account) { this.account = new Olm.Account(); this.account.free(); }
        }
      `,
    },
    {
      name: "a queue that is declared to hold objects of a crate",
      options: [{ report: "possible" }],
      language: "ts",
      code: `
        import type { Cells } from "@/app/sheet-core/sheet_core";
        export class Sheets {
          private pending = new Map<string, Cells>();
          queue(id: string, cells: Cells) { this.pending.set(id, cells); }
          remove(id: string) {
            this.pending.delete(id);
            ~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
        }
      `,
    },
  ],
});
