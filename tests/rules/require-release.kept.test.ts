import { runRule } from "./support/run-rule.ts";

const start = 'import cv from "@techstark/opencv-js";\n';

runRule("require-release", {
  valid: [
    {
      name: "older trees that are deleted, kept or given away before the new one takes their place",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export class Documents {
          constructor() { this.parser = new Parser(); }
          a(text) { const old = this.tree; this.tree = this.parser.parse(text, old); old.delete(); }
          b(text) { const next = this.parser.parse(text, this.tree); this.tree?.delete(); this.tree = next; }
          c(text) { const next = this.parser.parse(text, this.tree); this.history.push(this.tree); this.tree = next; }
          d(text) { const parsed = JSON.parse(text, this.tree); this.tree = parsed; }
          e(text) { this.other = this.parser.parse(text, this.tree); }
          dispose() { this.tree.delete(); this.other.delete(); this.history.forEach((tree) => tree.delete()); this.parser.delete(); }
        }
      `,
    },
    {
      name: "variables that are released before they are set to nothing, or filled right after; exceptions that go on",
      options: [{ report: "possible" }],
      code: `${start}
        let mat = null;
        let next = null;
        export function open(path) { mat = cv.imread(path); next = mat; }
        export const shown = {};
        export function show() { shown.mat = new cv.Mat(); }
        export function hide() { shown.mat.delete(); delete shown.mat; }
        export function close() { mat?.delete(); mat = null; }
        export function take() { const taken = mat; mat = null; return taken; }
        export function again(path) { disposeAll(); next = null; }
        export function run(n) {
          const p = Module._malloc(n);
          try { Module._work(p); Module._free(p); } catch (error) { throw error; }
        }
        export function createPlayer(M) {
          let song = 0;
          return { load(bytes) { this.stop(); song = M._malloc(bytes.length); }, stop() { if (song) M._free(song); song = 0; } };
        }
      `,
    },
    {
      name: "refs that are looked at, filled once or cleaned up, memos that are released, caches that dispose",
      options: [{ report: "possible" }],
      code: `${start}
        const cache = new LRUCache({ max: 10, dispose: (mat) => mat.delete() });
        export function decode(path) { cache.set(path, cv.imread(path)); }
        export function Preview({ path, size }) {
          const mat = useRef(null);
          const first = useRef(null);
          const other = useRef(null);
          useEffect(() => { mat.current?.delete(); mat.current = cv.imread(path); }, [path]);
          useEffect(() => { first.current = new cv.Mat(); }, []);
          useEffect(() => { other.current = cv.imread(path); return () => { other.current.delete(); }; }, [path]);
          const blank = useMemo(() => new cv.Mat(size), [size]);
          useEffect(() => () => blank.delete(), [blank]);
          return useMemo(() => new cv.Mat(size), [size]);
        }
      `,
    },
    {
      name: "what becomes of a collection's entries is no certain report",
      code: `${start}
        const mats = new Map();
        export function load(path) { mats.set(path, new cv.Mat()); }
        export function close(path) { mats.get(path).delete(); mats.delete(path); }
        export function reset() { mats.clear(); }
      `,
    },
    {
      name: "released, handed on or returned before the entry goes",
      options: [{ report: "possible" }],
      code: `${start}
        const mats = new Map();
        const list = [];
        const table = {};
        export function add(id) { const mat = new cv.Mat(); mats.set(id, mat); }
        export function first() { const mat = new cv.Mat(); list.push(mat); table[list.length] = new cv.Mat(); }
        export function a(id) { mats.get(id).delete(); mats.delete(id); }
        export function b(id) { const mat = mats.get(id); mats.delete(id); return mat; }
        export function c() { for (const mat of mats.values()) mat.delete(); mats.clear(); }
        export function d(id) { disposeMat(table[id]); delete table[id]; }
        export function e(id) { destroyAll(); forget(id); }
        function forget(id) { delete table[id]; }
        export function f() { for (const mat of list) mat.delete(); list.length = 0; }
        export function g() { const mat = list.pop(); mat.delete(); }
        export function h(id) { const mat = table[id]; table[id] = null; keep(mat); }
      `,
    },
    {
      name: "entries of a key that is looked up first, or that is new",
      options: [{ report: "possible" }],
      code: `${start}
        const mats = new Map();
        let next = 0;
        export function load(path) { if (!mats.has(path)) mats.set(path, new cv.Mat()); return mats.get(path); }
        export function update(path) { mats.get(path)?.delete(); mats.set(path, new cv.Mat()); }
        export function setNext() { mats.set(next++, new cv.Mat()); }
        export function cached(path) { const known = mats.get(path); if (known) return known; return fill(path); }
        function fill(path) { const mat = new cv.Mat(); mats.set(path, mat); return mat; }
      `,
    },
    {
      name: "filled when a promise is there, by a function that looks first, that runs once, or at the top level",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        let one, two, three;
        function loadOne(bytes) { if (one) one.close(); initSqlJs({}).then((SQL) => { one = new SQL.Database(bytes); one.run("x"); }); }
        initSqlJs({}).then((SQL) => { two = new SQL.Database(); two.run("x"); });
        function start(bytes) { initSqlJs({}).then((SQL) => { three = new SQL.Database(bytes); three.run("x"); }); }
        drop.onchange = (event) => loadOne(event.data);
        start(bytes);
      `,
    },
    {
      name: "variables that are filled once, looked at, or emptied before they are filled again",
      options: [{ report: "possible" }],
      code: `${start}
        let frame, last = null, mask, shared;
        export async function loadShared() { shared = new cv.Mat(); }
        export function start() { frame = new cv.Mat(); }
        export function stop() { frame.delete(); last?.delete(); mask?.delete(); }
        export function update(image) { last?.delete(); last = cv.imread(image); }
        export function change(image) { stop(); mask = cv.imread(image); }
        export function render(image) { if (!mask) mask = cv.imread(image); }
        export const state = { mat: null };
        export function setImage(image) { const { mat } = state; mat?.delete(); state.mat = cv.imread(image); }
        export class Mesh {
          set points(values) { Module._free(this.parts.points); this.parts.points = Module._malloc(values.length); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an older tree of tree-sitter that the new one replaces",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export class Documents {
          constructor() { this.parser = new Parser(); }
          edit(change, text) {
            const old = this.tree;
            if (old) old.edit(change);
            const next = this.parser.parse(text, old);
            this.tree = next;
            ~~~~~~~~~~~~~~~~ [replaced]
          }
          dispose() { this.tree.delete(); this.parser.delete(); }
        }
        export function edit(states, id, text) {
          const state = states.get(id);
          const next = state.parser.parse(text, state.tree);
          const ranges = state.tree.getChangedRanges(next);
          state.tree = next;
          ~~~~~~~~~~~~~~~~~ [replaced]
          return ranges;
        }
      `,
    },
    {
      name: "variables that are set to nothing, and those that closures of one function share",
      options: [{ report: "possible" }],
      code: `${start}
        let mat = null;
        self.onmessage = ({ data }) => {
          switch (data.type) {
            case "open": mat = cv.imread(data.path); break;
            case "close": mat = null; break;
                          ~~~~~~~~~~ [dropped]
          }
        };
        export function createPlayer(M) {
          let song = 0;
          return {
            load(bytes) {
              song = M._malloc(bytes.length);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
              M._song_load(song);
            },
            stop() { M._free(song); song = 0; },
          };
        }
      `,
    },
    {
      name: "an exception that a handler replaces by its own",
      options: [{ report: "possible" }],
      code: `
        export function run(n) {
          let p = 0;
          try {
            p = Module._malloc(n);
                ~~~~~~~~~~~~~~~~~ [path]
            Module._work(p);
            Module._free(p);
          } catch (error) {
            throw new Error("work failed", { cause: error });
          }
        }
      `,
    },
    {
      name: "refs that an effect fills again, memos, and caches of so many entries",
      options: [{ report: "possible" }],
      code: `${start}
        const cache = new LRUCache({ max: 10 });
        export function decode(path) {
          cache.set(path, cv.imread(path));
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [entry]
        }
        export function Preview({ path, size }) {
          const mat = useRef(null);
          useEffect(() => {
            mat.current = cv.imread(path);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          }, [path]);
          const blank = useMemo(() => new cv.Mat(size), [size]);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          return draw(blank);
        }
      `,
    },
    {
      name: "entries that are dropped, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `${start}
        const bodies = {};
        const mats = new Map();
        const list = [];
        export function add(id) {
          const body = new cv.Mat();
          world.addBody(body);
          bodies[id] = body;
          mats.set(id, new cv.Mat());
          list.push(new cv.Mat());
        }
        export function remove(id) {
          world.removeBody(bodies[id]);
          delete bodies[id];
          ~~~~~~~~~~~~~~~~~ [dropped]
          mats.delete(id);
          ~~~~~~~~~~~~~~~ [dropped]
        }
        export const shown = {};
        export function show() { shown.mat = new cv.Mat(); }
        export function hide() {
          if (shown.mat) delete shown.mat;
                         ~~~~~~~~~~~~~~~~ [dropped]
        }
        export function reset() {
          list.length = 0;
          ~~~~~~~~~~~~~~~ [dropped]
        }
        export function undo() {
          list.pop();
          ~~~~~~~~~~ [dropped]
        }
        export class Scene {
          constructor() { this.parts = new Map(); }
          add(name) { this.parts.set(name, new cv.Mat()); }
          drop(name) {
            this.parts.delete(name);
            ~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
        }
      `,
    },
    {
      name: "a variable that is filled when a promise is there, by a function that is called with every file",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        let db;
        function resetList() { list.replaceChildren(); }
        function loadFile(bytes) {
          resetList();
          initSqlJs({}).then((SQL) => {
            db = new SQL.Database(bytes);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            db.run("x");
          });
        }
        drop.onchange = (event) => loadFile(event.data);
      `,
    },
    {
      name: "an entry under a key that comes again, variables and members that are filled again",
      options: [{ report: "possible" }],
      code: `${start}
        const mats = new Map();
        let frame = null;
        export const state = { mat: null };
        export function update(path) {
          mats.set(path, new cv.Mat());
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [entry]
        }
        export function render(image) {
          frame = cv.imread(image);
          ~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          frame.convertTo(frame, 0);
        }
        export function setImage(image) {
          state.mat = cv.imread(image);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        }
        export function stop() { frame.delete(); state.mat.delete(); for (const mat of mats.values()) mat.delete(); }
        export async function loadScene(name, scene) {
          scene.mat = new cv.Mat(name);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        }
        export class Mesh {
          set points(values) {
            this.parts[0] = Module._malloc(values.length);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          }
        }
      `,
    },
  ],
});
