import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";

const linter = new Linter({ configType: "flat" });

function reports(code: string, report: "certain" | "possible"): number {
  const config: Linter.Config = {
    files: ["**/*.ts"],
    plugins: { "wasm-leaks": plugin },
    languageOptions: { parser, sourceType: "module" },
    rules: { "wasm-leaks/require-release": ["error", { report }] },
  };
  const messages = linter.verify(code, [config], { filename: "file.ts" });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.length;
}

interface Case {
  readonly from: string;
  /** What the module imports. */
  readonly imports: string;
  /** Puts the object into `x`. */
  readonly made: string;
  readonly released: string;
}

/** Objects whose loss is reported however the rule is set. */
const certain: readonly Case[] = [
  {
    from: "heic-decode",
    imports: "decode",
    made: "const x = await decode.all({ buffer: a });",
    released: "x.dispose();",
  },
  {
    from: "@vlcn.io/crsqlite-wasm",
    imports: "init",
    made: "const sqlite = await init(); const x = await sqlite.open(a);",
    released: "await x.close();",
  },
  {
    from: "@tursodatabase/database-wasm",
    imports: "{ connect }",
    made: "const x = await connect(a);",
    released: "await x.close();",
  },
  {
    from: "libcurl.js",
    imports: "{ libcurl }",
    made: "const x = new libcurl.HTTPSession();",
    released: "x.close();",
  },
  {
    from: "sherpa-onnx",
    imports: "sherpa",
    made: "const x = sherpa.createOfflineRecognizer(a);",
    released: "x.free();",
  },
  {
    from: "sherpa-onnx",
    imports: "sherpa",
    made: "const r = sherpa.createOfflineRecognizer(a); const x = r.createStream(); r.free();",
    released: "x.free();",
  },
  {
    from: "@humansignal/audio-file-decoder",
    imports: "{ getAudioDecoder }",
    made: "const x = await getAudioDecoder(a, a);",
    released: "x.dispose();",
  },
  {
    from: "@oqs/liboqs-js",
    imports: "{ createMLKEM768 }",
    made: "const x = await createMLKEM768();",
    released: "x.destroy();",
  },
  {
    from: "@aztec/bb.js",
    imports: "{ Barretenberg }",
    made: "const x = await Barretenberg.new();",
    released: "await x.destroy();",
  },
  {
    from: "@mlc-ai/web-xgrammar",
    imports: "xgr",
    made: "const x = await xgr.Grammar.fromEBNF(a);",
    released: "x.dispose();",
  },
  {
    from: "@hazae41/foras",
    imports: "{ deflate }",
    made: "const x = deflate(a);",
    released: "x.copyAndDispose();",
  },
  {
    from: "@hazae41/ed25519.wasm",
    imports: "{ Ed25519SigningKey }",
    made: "const x = Ed25519SigningKey.from_bytes(a);",
    released: "x[Symbol.dispose]();",
  },
  { from: "libsvm-js/asm", imports: "SVM", made: "const x = new SVM(a);", released: "x.free();" },
  {
    from: "ml-xgboost",
    imports: "loaded",
    made: "const XGBoost = await loaded; const x = new XGBoost(a);",
    released: "x.free();",
  },
  {
    from: "watlas",
    imports: "{ Initialize }",
    made: "const M = await Initialize(); const x = new M.Atlas();",
    released: "x.delete();",
  },
  {
    from: "quantlib-wasm",
    imports: "QuantLib",
    made: "const x = new QuantLib.Period(3, QuantLib.TimeUnit.Months);",
    released: "x.delete();",
  },
  {
    from: "triangle-wasm",
    imports: "Triangle",
    made: "const x = Triangle.makeIO(a);",
    released: "Triangle.freeIO(x, true);",
  },
  {
    from: "monero-ts",
    imports: "moneroTs",
    made: "const x = await moneroTs.openWalletFull(a);",
    released: "await x.close();",
  },
  {
    from: "@virgilsecurity/core-foundation",
    imports: "init",
    made: "const M = await init(); const x = new M.Sha256();",
    released: "x.delete();",
  },
  { from: "kissfft-js", imports: "{ FFTR }", made: "const x = new FFTR(a);", released: "x.dispose();" },
  {
    from: "zbar.wasm",
    imports: "{ ImageScanner }",
    made: "const x = await ImageScanner.create();",
    released: "x.destroy();",
  },
  { from: "in3", imports: "IN3", made: "const x = new IN3(a);", released: "x.free();" },
  { from: "@squoosh/lib", imports: "{ ImagePool }", made: "const x = new ImagePool(a);", released: "await x.close();" },
  {
    from: "@webgpu/glslang",
    imports: "init",
    made: "const glslang = await init(); const x = glslang.compileGLSLZeroCopy(a, a, false);",
    released: "x.free();",
  },
  {
    from: "gmp-wasm",
    imports: "{ init }",
    made: "const gmp = await init(); const x = gmp.getContext();",
    released: "x.destroy();",
  },
  { from: "cozo-lib-wasm", imports: "{ CozoDb }", made: "const x = CozoDb.new();", released: "x.free();" },
  {
    from: "libxslt-wasm",
    imports: "{ XsltStylesheet }",
    made: "const x = await XsltStylesheet.fromString(a);",
    released: "x.delete();",
  },
  {
    from: "libarchive-wasm",
    imports: "{ ArchiveReader }",
    made: "const x = new ArchiveReader(a, a);",
    released: "x.free();",
  },
];

/** Objects that programs keep for good so often that their loss is only possible. */
const possible: readonly Case[] = [
  {
    from: "@mediapipe/face_mesh",
    imports: "{ FaceMesh }",
    made: "const x = new FaceMesh(a);",
    released: "await x.close();",
  },
  { from: "@ffmpeg/ffmpeg", imports: "{ FFmpeg }", made: "const x = new FFmpeg();", released: "x.terminate();" },
  {
    from: "@ffmpeg/ffmpeg",
    imports: "{ createFFmpeg }",
    made: "const x = createFFmpeg(a);",
    released: "x.exit();",
  },
  {
    from: "@ricky0123/vad-web",
    imports: "{ MicVAD }",
    made: "const x = await MicVAD.new(a);",
    released: "await x.destroy();",
  },
  {
    from: "shiki",
    imports: "{ createHighlighter }",
    made: "const x = await createHighlighter(a);",
    released: "x.dispose();",
  },
  {
    from: "@xenova/transformers",
    imports: "{ pipeline }",
    made: "const x = await pipeline(a);",
    released: "await x.dispose();",
  },
  {
    from: "@huggingface/transformers",
    imports: "{ AutoModelForCausalLM }",
    made: "const x = await AutoModelForCausalLM.from_pretrained(a);",
    released: "await x.dispose();",
  },
  {
    from: "@ngageoint/geopackage",
    imports: "{ GeoPackageAPI }",
    made: "const x = await GeoPackageAPI.open(a);",
    released: "x.close();",
  },
  {
    from: "libarchive.js",
    imports: "{ Archive }",
    made: "const x = await Archive.open(a);",
    released: "await x.close();",
  },
  {
    from: "libass-wasm",
    imports: "SubtitlesOctopus",
    made: "const x = new SubtitlesOctopus(a);",
    released: "x.dispose();",
  },
  { from: "web-demuxer", imports: "{ WebDemuxer }", made: "const x = new WebDemuxer(a);", released: "x.destroy();" },
  {
    from: "@noir-lang/backend_barretenberg",
    imports: "{ BarretenbergBackend }",
    made: "const x = new BarretenbergBackend(a);",
    released: "await x.destroy();",
  },
  {
    from: "@motherduck/wasm-client",
    imports: "{ MDConnection }",
    made: "const x = MDConnection.create(a);",
    released: "await x.close();",
  },
  { from: "jassub", imports: "JASSUB", made: "const x = new JASSUB(a);", released: "x.destroy();" },
  { from: "sqlocal", imports: "{ SQLocal }", made: "const x = new SQLocal(a);", released: "await x.destroy();" },
  {
    from: "@mlc-ai/web-llm",
    imports: "{ CreateMLCEngine }",
    made: "const x = await CreateMLCEngine(a);",
    released: "await x.unload();",
  },
  {
    from: "libpag",
    imports: "{ PAGInit }",
    made: "const PAG = await PAGInit(); const x = await PAG.PAGFile.load(a);",
    released: "x.destroy();",
  },
];

const program = ({ from, imports, made }: Case, rest: string): string =>
  `import ${imports} from "${from}"; export async function f(a) { ${made} x.foo(); ${rest} }`;

describe("objects of packages", () => {
  it.each(certain)("$from: $made is reported", (one) => {
    expect(reports(program(one, ""), "certain")).toBe(1);
  });

  it.each(possible)("$from: $made is reported as possible alone", (one) => {
    expect(reports(program(one, ""), "certain")).toBe(0);
    expect(reports(program(one, ""), "possible")).toBe(1);
  });

  it.each([...certain, ...possible])("$from: $made is right with its release", (one) => {
    // What happens in between is another rule's business: nothing here can throw.
    const [before] = program(one, "").split(" x.foo();");
    expect(reports(`${before ?? ""} ${one.released} }`, "certain")).toBe(0);
    expect(reports(`${before ?? ""} return x; }`, "possible")).toBe(0);
  });

  /** Numbers stand for native memory as well. */
  const numbers: readonly (readonly [string, string, string, string])[] = [
    ["@bokuweb/zstd-wasm", "{ createDCtx, freeDCtx }", "const x = createDCtx();", "freeDCtx(x);"],
    [
      "geos-wasm",
      "init",
      "const geos = await init(); const x = geos.GEOSWKTReader_create();",
      "geos.GEOSWKTReader_destroy(x);",
    ],
    [
      "geos-wasm",
      "init",
      "const geos = await init(); const x = geos.GEOSBuffer(a, 1, 8);",
      "geos.GEOSGeom_destroy(x);",
    ],
    ["lua-wasm-bindings/dist/lua.54", "{ lua, lauxlib }", "const x = lauxlib.luaL_newstate();", "lua.lua_close(x);"],
    [
      "@jitsi/rnnoise-wasm",
      "{ createRNNWasmModuleSync }",
      "const M = createRNNWasmModuleSync(); show(M); const x = M._rnnoise_create();",
      "M._rnnoise_destroy(x);",
    ],
    [
      "rubberband-wasm",
      "{ RubberBandInterface }",
      "const api = await RubberBandInterface.initialize(a); const x = api.rubberband_new(44100, 2, 0, 1, 1);",
      "api.rubberband_delete(x);",
    ],
  ];

  it.each(numbers)("%s: %s, %s", (from, imports, made, released) => {
    const before = `import ${imports} from "${from}"; export async function f(a) { ${made}`;
    expect(reports(`${before} console.log(x); }`, "possible")).toBe(1);
    expect(reports(`${before} ${released} }`, "possible")).toBe(0);
  });

  it("takes tokenizers and processors of transformers for ordinary objects", () => {
    for (const name of ["AutoTokenizer", "AutoProcessor", "AutoConfig", "WhisperTokenizer", "CLIPImageProcessor"])
      expect(
        reports(
          `import { ${name} } from "@huggingface/transformers"; export async function f(a) { const x = await ${name}.from_pretrained(a); x.foo(); }`,
          "possible",
        ),
        name,
      ).toBe(0);
  });
});
