import { runRule } from "./support/run-rule.ts";

const own = 'import createModule from "./codec.js";\nconst M = await createModule();\n';

runRule("require-release", {
  valid: [
    {
      name: "pairs that are balanced, ends of something else, and functions of JavaScript's own",
      options: [{ report: "possible" }],
      code: `${own}
        import { docNew, docFree, docText } from "./libxml-bindings.js";
        import { openFile, closeFile } from "./files.js";
        import { start_session, end_session } from "wasm-sessions/helpers";
        export function a(text) { const doc = docNew(text); try { return docText(doc); } finally { docFree(doc); } }
        export function b(path) { const file = openFile(path); if (file.size === 0) return null; closeFile(file); return file; }
        export function c(level) {
          const stream = M._zip_stream_new(level);
          const n = M._zip_stream_end(stream, 8);
          M._zip_stream_free(stream);
          return n;
        }
        export function d(n) { if (M._game_start(n) < 0) return; M._game_end(n); }
        export function e(user) { const session = start_session(user); end_session(user); return session; }
        export function f(n) { const engine = M._NewEngine(n); M._DeleteEngine(engine); }
      `,
    },
  ],
  invalid: [
    {
      name: "functions that go by one name but for their verbs, one of which this file gives the result of the other",
      options: [{ report: "possible" }],
      code: `${own}
        import { docNew, docFree, docText } from "./libxml-bindings.js";
        import * as lib from "./wasm/lib.js";
        export function a(text) {
          const doc = docNew(text);
                      ~~~~~~~~~~~~ [path]
          if (text === "") return "";
          const plain = docText(doc);
          docFree(doc);
          return plain;
        }
        export function b(path) {
          const archive = lib.arc_open(path);
                          ~~~~~~~~~~~~~~~~~~ [path]
          if (lib.arc_next(archive) < 0) throw new Error("empty");
          lib.arc_close(archive);
        }
        export function c(n) {
          const decoder = M._vorbis_init(n);
                          ~~~~~~~~~~~~~~~~~ [path]
          if (M._vorbis_run(decoder) < 0) return;
          M._vorbis_exit(decoder);
        }
        export function d(n) {
          const engine = M._NewEngine(n);
                         ~~~~~~~~~~~~~~~ [path]
          if (M._EngineRun(engine) < 0) return;
          M._DeleteEngine(engine);
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "before the end",
      options: [{ report: "possible" }],
      code: `${own}
        export function a(n) { const d = M._vorbis_init(n); const r = M._vorbis_run(d); M._vorbis_exit(d); return r; }
        export function b(n) { const d = M.ccall("arc_open", "number", ["number"], [n]); M.ccall("arc_close", null, ["number"], [d]); return n; }
      `,
    },
  ],
  invalid: [
    {
      name: "after the end that goes by the same name, also through ccall",
      options: [{ report: "possible" }],
      code: `${own}
        export function a(n) { const d = M._vorbis_init(n); M._vorbis_exit(d); return M._vorbis_run(d); }
                                                                                                    ~ [plain]
        export function b(n) {
          const d = M.ccall("arc_open", "number", ["number"], [n]);
          M.ccall("arc_close", null, ["number"], [d]);
          return M.ccall("arc_next", "number", ["number"], [d]);
                                                           ~~~ [plain]
        }
      `,
    },
  ],
});
