import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "files in snake case that are no crates, lists of JavaScript, and objects that are not Emscripten's",
      options: [{ report: "possible" }],
      code: `
        import { Reader } from "./text_reader";
        import { Store } from "../data-store/data_store_base";
        import { Row } from "./rows";
        export function read(text) { const reader = new Reader(text); return reader.all(); }
        export function keep(name) { const store = Store.open(name); return store.name(); }
        export function pick(rows, id, isDone) {
          const row = rows.get(id);
          if (isDone) return;
          row.free();
        }
        export function draw(App, data) {
          const scene = new App.Scene();
          scene.add(data);
        }
      `,
    },
    {
      name: "a loop that makes something of each element and gives it back before it throws, and a list that is not deleted",
      options: [{ report: "possible" }],
      code: `// wasm
        export function build(factory, parts, names) {
          const made = [];
          for (const part of parts) {
            if (!part.ok) { for (const each of made) each.delete(); throw new Error("bad"); }
            made.push(factory.make_part(part));
          }
          for (const each of made) each.delete();
        }
        export function all(factory, names) {
          const list = [];
          for (const name of names) list.push(factory.make_name(name));
          for (const each of list) each.show();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "classes of a file that is named as a crate, by its folder or with wasm in it",
      options: [{ report: "possible" }],
      code: `
        import { Polar } from "./polar_wasm_api";
        import { Offsets } from "@/app/sheet-core/sheet_core";
        export function run(text) {
          const polar = new Polar();
                        ~~~~~~~~~~~ [never]
          polar.load(text);
        }
        export function width(bytes) {
          const offsets = Offsets.load(bytes);
                          ~~~~~~~~~~~~~~~~~~~ [never]
          return offsets.width();
        }
      `,
    },
    {
      name: "an imported class of which another object is freed, and what a list of the module gives",
      options: [{ report: "possible" }],
      code: `
        import { Adapter } from "@maps/engine";
        export function once(options) { const adapter = new Adapter(options); adapter.free(); }
        export function twice(options, quick) {
          const adapter = new Adapter(options);
                          ~~~~~~~~~~~~~~~~~~~~ [path]
          if (quick) return;
          adapter.run();
          adapter.free();
        }
        export function names(assets, isWanted) {
          const keys = assets.keys();
          for (let i = 0; i < keys.len(); i++) {
            const name = keys.get(i);
                         ~~~~~~~~~~~ [path]
            if (!isWanted(i)) continue;
            name.free();
          }
          keys.free();
        }
      `,
    },
    {
      name: "a class of an object that is used as a module of Emscripten, and one of another build of Ammo",
      options: [{ report: "possible" }],
      code: `
        export async function load(getUsd, path) {
          const USD = await getUsd();
          USD.FS_unlink(path);
          const driver = new USD.SyncDriver(path);
                         ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          driver.Draw();
        }
        export function hull(points) {
          const hull = new Ammo.VHACD();
          const parameters = new Ammo.Parameters();
                             ~~~~~~~~~~~~~~~~~~~~~ [never]
          parameters.set_resolution(4);
          hull.Compute(points, parameters);
          Ammo.destroy(hull);
        }
      `,
    },
    {
      name: "what earlier rounds of a loop put into a list that is deleted at the end, where a later one throws",
      code: `// wasm
        export function build(factory, parts) {
          const made = [];
          for (const part of parts) {
            if (!part.ok) throw new Error("bad");
            made.push(factory.make_part(part));
                      ~~~~~~~~~~~~~~~~~~~~~~~ [path]
          }
          factory.run(made.length);
          for (const each of made) each.delete();
        }
      `,
    },
    {
      name: "a throw of the function's own before the release of what a finalizer mends late",
      options: [{ report: "possible" }],
      code: `
        import * as wasm from "@emurgo/cardano-serialization-lib-nodejs";
        export function hex(id) {
          const drep = wasm.DRep.from_bech32(id);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
          const kind = drep.kind();
          if (kind > 1) throw new Error("unknown kind");
          drep.free();
          return kind;
        }
      `,
    },
    {
      name: "what a function of a wasm module makes and has methods of its own",
      options: [{ report: "possible" }],
      code: `
        export function show(wasm, columns, text) {
          const terminal = wasm.create(columns);
                           ~~~~~~~~~~~~~~~~~~~~ [never]
          terminal.feed(text);
        }
      `,
    },
  ],
});
