// Runs the quick start of one package and prints what came out of it: node quick-starts.mjs <package> <folder of node_modules>
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , name, root] = process.argv;
const require = createRequire(path.join(root, "..", "index.js"));
const load = async (id) => await import(pathToFileURL(require.resolve(id)).href);
const file = (...parts) => path.join(root, ...parts);
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

const programs = {
  async "sql.js"() {
    const SQL = await (await load("sql.js")).default({ locateFile: (f) => file("sql.js/dist", f) });
    const db = new SQL.Database();
    db.run("CREATE TABLE t (a INTEGER, b TEXT)");
    const insert = db.prepare("INSERT INTO t VALUES (?, ?)");
    for (let i = 0; i < 500; i++) insert.run([i, "row " + i]);
    insert.free();
    const rows = db.exec("SELECT count(*), sum(a), max(b) FROM t WHERE a % 3 = 1");
    const bytes = db.export();
    db.close();
    return [rows, digest(bytes)];
  },
  async "canvaskit-wasm"() {
    const CanvasKit = await (
      await load("canvaskit-wasm")
    ).default({ locateFile: (f) => file("canvaskit-wasm/bin", f) });
    const surface = CanvasKit.MakeSurface(64, 64);
    const paint = new CanvasKit.Paint();
    paint.setColor(CanvasKit.Color(255, 0, 0, 1));
    const drawing = CanvasKit.Path.MakeFromSVGString("M4 4 L60 20 L20 60 Z");
    surface.getCanvas().drawPath(drawing, paint);
    surface.flush();
    const image = surface.makeImageSnapshot();
    const bytes = image.encodeToBytes();
    const result = [drawing.toSVGString(), digest(bytes)];
    for (const object of [image, drawing, paint, surface]) object.delete();
    return result;
  },
  async "web-tree-sitter"() {
    const { Parser, Language } = await load("web-tree-sitter");
    await Parser.init();
    const language = await Language.load(file("tree-sitter-javascript/tree-sitter-javascript.wasm"));
    const parser = new Parser();
    parser.setLanguage(language);
    const tree = parser.parse("const answer = () => { return 6 * 7; };\n".repeat(40));
    const result = digest(tree.rootNode.toString());
    tree.delete();
    parser.delete();
    return result;
  },
  async "yoga-layout"() {
    const { default: Yoga } = await load("yoga-layout");
    const node = Yoga.Node.create();
    node.setWidth(300);
    for (let i = 0; i < 20; i++) {
      const child = Yoga.Node.create();
      child.setFlexGrow(i);
      child.setHeight(10 + i);
      node.insertChild(child, i);
    }
    node.calculateLayout(undefined, undefined, Yoga.DIRECTION_LTR);
    const result = [node.getComputedHeight(), node.getChild(7).getComputedTop()];
    node.freeRecursive();
    return result;
  },
  async "manifold-3d"() {
    const wasm = await (await import(pathToFileURL(file("manifold-3d/manifold.js")).href)).default();
    wasm.setup();
    const cube = wasm.Manifold.cube([1, 1, 1], true);
    const sphere = wasm.Manifold.sphere(0.6, 48);
    const result = cube.subtract(sphere);
    const answer = [result.volume().toFixed(6), result.numTri()];
    for (const solid of [cube, sphere, result]) solid.delete();
    return answer;
  },
  async "@resvg/resvg-wasm"() {
    const { initWasm, Resvg } = (await load("@resvg/resvg-wasm")).default;
    await initWasm(readFileSync(file("@resvg/resvg-wasm/index_bg.wasm")));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><circle cx="40" cy="40" r="30" fill="#08f"/></svg>`;
    const resvg = new Resvg(svg);
    const image = resvg.render();
    const result = digest(image.asPng());
    image.free();
    resvg.free();
    return result;
  },
  async "@automerge/automerge"() {
    const A = await load("@automerge/automerge");
    let doc = A.change(A.init({ actor: "aabbccdd" }), { time: 0 }, (draft) => {
      Object.assign(draft, { list: [], map: {} });
    });
    for (let i = 0; i < 60; i++)
      doc = A.change(doc, { time: 0 }, (draft) => {
        draft.list.push(i);
        draft.map["k" + (i % 7)] = "value " + i;
      });
    const result = [digest(A.save(doc)), doc.list.length];
    A.free(doc);
    return result;
  },
  async "@dimforge/rapier2d-compat"() {
    const { default: RAPIER } = await load("@dimforge/rapier2d-compat");
    await RAPIER.init();
    const world = new RAPIER.World({ x: 0, y: -9.81 });
    world.createCollider(RAPIER.ColliderDesc.cuboid(10, 0.1));
    const body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic().setTranslation(0, 3));
    world.createCollider(RAPIER.ColliderDesc.cuboid(0.5, 0.5), body);
    for (let i = 0; i < 120; i++) world.step();
    const { y } = body.translation();
    world.free();
    return y.toFixed(5);
  },
  async "@dimforge/rapier3d-compat"() {
    const { default: RAPIER } = await load("@dimforge/rapier3d-compat");
    await RAPIER.init();
    const world = new RAPIER.World({ x: 0, y: -9.81, z: 0 });
    world.createCollider(RAPIER.ColliderDesc.cuboid(10, 0.1, 10));
    const body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic().setTranslation(0, 3, 0));
    world.createCollider(RAPIER.ColliderDesc.ball(0.5), body);
    for (let i = 0; i < 120; i++) world.step();
    const { y } = body.translation();
    world.free();
    return y.toFixed(5);
  },
  async "box2d-wasm"() {
    // Its glue of 2022 takes a global fetch for a browser's.
    delete globalThis.fetch;
    const box2D = await (await load("box2d-wasm")).default();
    const { b2Vec2, b2World, b2BodyDef, b2_dynamicBody, b2PolygonShape, destroy } = box2D;
    const gravity = new b2Vec2(0, -10);
    const world = new b2World(gravity);
    const definition = new b2BodyDef();
    definition.set_type(b2_dynamicBody);
    const shape = new b2PolygonShape();
    shape.SetAsBox(1, 1);
    const body = world.CreateBody(definition);
    body.CreateFixture(shape, 1);
    for (let i = 0; i < 60; i++) world.Step(1 / 60, 3, 2);
    const y = body.GetPosition().get_y();
    for (const object of [gravity, definition, shape, world]) destroy(object);
    return y.toFixed(5);
  },
  async "draco3d"() {
    const draco = (await load("draco3d")).default;
    const encoder = await draco.createEncoderModule({});
    const builder = new encoder.MeshBuilder();
    const mesh = new encoder.Mesh();
    builder.AddFacesToMesh(mesh, 1, new Uint32Array([0, 1, 2]));
    builder.AddFloatAttribute(mesh, encoder.POSITION, 3, 3, new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0]));
    const output = new encoder.DracoInt8Array();
    const tool = new encoder.Encoder();
    const length = tool.EncodeMeshToDracoBuffer(mesh, output);
    const bytes = Buffer.from(Array.from({ length }, (_, i) => output.GetValue(i) & 255));
    for (const object of [output, tool, mesh, builder]) encoder.destroy(object);
    const decoder = await draco.createDecoderModule({});
    const buffer = new decoder.DecoderBuffer();
    buffer.Init(new Int8Array(bytes), length);
    const reader = new decoder.Decoder();
    const result = [length, digest(bytes), reader.GetEncodedGeometryType(buffer)];
    decoder.destroy(buffer);
    decoder.destroy(reader);
    return result;
  },
  async "harfbuzzjs"() {
    const hb = await load("harfbuzzjs");
    const blob = new hb.Blob(new ArrayBuffer(64));
    const font = new hb.Font(new hb.Face(blob));
    const buffer = new hb.Buffer();
    buffer.addText("leak checker");
    buffer.guessSegmentProperties();
    hb.shape(font, buffer);
    return buffer.getGlyphInfos().map((glyph) => [glyph.codepoint, glyph.cluster]);
  },
  async "jolt-physics"() {
    const Jolt = await (await load("jolt-physics")).default();
    const a = new Jolt.Vec3(1, 2, 3);
    const b = new Jolt.Vec3(4, 5, 6);
    const shape = new Jolt.BoxShape(a, 0.05, null);
    const result = [a.Dot(b), a.Length().toFixed(5), shape.GetVolume().toFixed(4)];
    for (const object of [a, b]) Jolt.destroy(object);
    return result;
  },
  async "libsodium-wrappers"() {
    const sodium = (await load("libsodium-wrappers")).default;
    await sodium.ready;
    const key = new Uint8Array(32).fill(7);
    const nonce = new Uint8Array(24).fill(9);
    const box = sodium.crypto_secretbox_easy("attack at dawn", nonce, key);
    return [sodium.to_hex(box), sodium.to_string(sodium.crypto_secretbox_open_easy(box, nonce, key))];
  },
  async "loro-crdt"() {
    const { LoroDoc } = await load("loro-crdt");
    const doc = new LoroDoc();
    doc.setPeerId("1");
    const text = doc.getText("text");
    for (let i = 0; i < 100; i++) text.insert(i % 7, "w" + i);
    const list = doc.getList("list");
    for (let i = 0; i < 50; i++) list.push(i);
    doc.commit();
    return digest(JSON.stringify(doc.toJSON()));
  },
  async "quickjs-emscripten"() {
    const { getQuickJS } = await load("quickjs-emscripten");
    const QuickJS = await getQuickJS();
    const vm = QuickJS.newContext();
    const result = vm.unwrapResult(
      vm.evalCode("[1,2,3].map((x) => x * 2).join() + JSON.stringify({ a: 'b'.repeat(9) })"),
    );
    const answer = vm.getString(result);
    result.dispose();
    vm.dispose();
    return answer;
  },
  async "tiktoken"() {
    const { get_encoding } = await load("tiktoken");
    const encoding = get_encoding("cl100k_base");
    const tokens = encoding.encode("hello world, this is a leak checker");
    encoding.free();
    return [...tokens];
  },
  async "web-ifc"() {
    const { IfcAPI } = await load("web-ifc");
    const api = new IfcAPI();
    api.SetWasmPath(file("web-ifc/"), true);
    await api.Init();
    const model = api.CreateModel({ schema: "IFC4" });
    const size = api.SaveModel(model).length;
    api.CloseModel(model);
    return size > 100;
  },
  async "zxing-wasm"() {
    const { prepareZXingModule, readBarcodes, writeBarcode } = await load("zxing-wasm");
    prepareZXingModule({
      overrides: { wasmBinary: readFileSync(file("zxing-wasm/dist/full/zxing_full.wasm")).buffer },
    });
    const { symbol, svg } = await writeBarcode("wasm-leaks", { format: "QRCode" });
    return [digest(svg), symbol.width, typeof readBarcodes];
  },
  async "assemblyscript"() {
    const asc = (await import(pathToFileURL(file("assemblyscript/dist/asc.js")).href)).default;
    const { error, binary, stderr } = await asc.compileString(
      "export function add(a: i32, b: i32): i32 { return a + b; }",
      {
        optimizeLevel: 2,
        runtime: "stub",
      },
    );
    if (error) throw new Error(stderr.toString());
    return digest(binary);
  },
  async "@techstark/opencv-js"() {
    const loaded = (await load("@techstark/opencv-js")).default;
    // A module of 2021 with a `then` of its own, which an await would call for ever.
    const ready = typeof loaded.Mat === "function";
    if (!ready) await new Promise((done) => (loaded.onRuntimeInitialized = () => done()));
    const cv = { ...loaded };
    const matrix = cv.Mat.eye(8, 8, cv.CV_32F);
    const result = [cv.countNonZero(matrix), cv.trace(matrix)[0]];
    matrix.delete();
    return result;
  },
  async "z3-solver"() {
    const { init } = await load("z3-solver");
    const { Context, em } = await init();
    const { Solver, Int, And } = new Context("main");
    const x = Int.const("x");
    const solver = new Solver();
    solver.add(And(x.ge(10), x.le(9)));
    const result = await solver.check();
    em.PThread.terminateAllThreads();
    return result;
  },
};

const result = await programs[name]();
process.stdout.write(JSON.stringify(result) + "\n", () => process.exit(0));
