/** Programs of the runtime benchmark: each times its own work, so that start-up and the verdict do not count. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

const programs = {
  /** Handles and nothing else: Embind. */
  async "handles: canvaskit"() {
    const { default: init } = await import("canvaskit-wasm");
    const CanvasKit = await init();
    return () => {
      for (let i = 0; i < 30_000; i++) {
        const paint = new CanvasKit.Paint();
        const copy = paint.copy();
        copy.delete();
        paint.delete();
      }
    };
  },
  /** Handles that Embind's own assertions watch too: those with a smart pointer. */
  async "handles: Embind, smart"() {
    const folder = new URL(`../../native/embind/held/built/`, import.meta.url);
    const build = process.env["EMBIND_BUILD"] ?? "release";
    const load = require(fileURLToPath(new URL(`${build}.cjs`, folder)));
    const module = await load({ wasmBinary: readFileSync(new URL(`${build}.wasm`, folder)) });
    return () => {
      for (let i = 0; i < 30_000; i++) new module.Item(16).delete();
    };
  },
  /** Handles and nothing else: wasm-bindgen. */
  async "handles: rapier2d"() {
    const { default: RAPIER } = await import("@dimforge/rapier2d-compat");
    await RAPIER.init();
    return () => {
      for (let i = 0; i < 60_000; i++) new RAPIER.EventQueue(false).free();
    };
  },
  async "parsing: web-tree-sitter"() {
    const { Language, Parser } = await import("web-tree-sitter");
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(await Language.load(require.resolve("tree-sitter-javascript/tree-sitter-javascript.wasm")));
    const source = "function f(a, b) { return a.map((x) => x + b).filter(Boolean); }\n".repeat(4);
    return () => {
      for (let i = 0; i < 800; i++) {
        const tree = parser.parse(source);
        const cursor = tree.walk();
        while (cursor.gotoFirstChild() || cursor.gotoNextSibling());
        cursor.delete();
        tree.delete();
      }
    };
  },
  async "SQL: sql.js"() {
    const { default: init } = await import("sql.js");
    const SQL = await init();
    const db = new SQL.Database();
    db.run("CREATE TABLE t (a INT, b TEXT)");
    return () => {
      for (let i = 0; i < 6000; i++) {
        const statement = db.prepare("INSERT INTO t VALUES (?, ?)");
        statement.run([i, "text"]);
        statement.free();
      }
    };
  },
  async "physics: rapier2d"() {
    const { default: RAPIER } = await import("@dimforge/rapier2d-compat");
    await RAPIER.init();
    return () => {
      const world = new RAPIER.World({ x: 0, y: -9.81 });
      for (let i = 0; i < 200; i++) {
        const body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic().setTranslation(i % 20, i / 20));
        world.createCollider(RAPIER.ColliderDesc.cuboid(0.4, 0.4), body);
      }
      for (let i = 0; i < 100; i++) {
        world.step();
        world.forEachRigidBody((body) => body.translation());
      }
      world.free();
    };
  },
};

const name = process.argv[2];
if (name === "--list") console.log(JSON.stringify(Object.keys(programs)));
else {
  const work = await programs[name]();
  work();
  // Processor time: other programs on the machine change it least.
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  console.log(best);
}
