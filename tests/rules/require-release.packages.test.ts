import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "factories called with 'new' that are released, and plain objects",
      code: `
        import cv from "@techstark/opencv-js";
        export function a(n) { const m = new cv.Mat.zeros(n, n, 0); try { return m.rows; } finally { m.delete(); } }
        export function b(n) { const s = new cv.Scalar(n); return new cv.Size(n, n).width + s[0]; }
      `,
    },
    {
      name: "source-map: destroyed, lent by with(), or made by a version that owned nothing",
      options: [{ report: "possible" }],
      code: `
        import { SourceMapConsumer, SourceMapGenerator } from "source-map";
        export async function a(map, at) { const consumer = await new SourceMapConsumer(map); try { return consumer.originalPositionFor(at); } finally { consumer.destroy(); } }
        export function b(map, at) { return SourceMapConsumer.with(map, null, (consumer) => consumer.originalPositionFor(at)); }
        export function c(map, at) { const consumer = new SourceMapConsumer(map); return consumer.originalPositionFor(at); }
        export function d(map) { return SourceMapGenerator.fromSourceMap(new SourceMapConsumer(map)).toString(); }
      `,
    },
    {
      name: "decoders: freed, kept, or collected with the module that is theirs alone",
      code: `
        import { OpusDecoder, OpusDecoderWebWorker } from "opus-decoder";
        export async function a(frames) { const decoder = new OpusDecoderWebWorker(); try { await decoder.ready; return await decoder.decodeFrames(frames); } finally { await decoder.free(); } }
        export async function b(frames) { const decoder = new OpusDecoder(); await decoder.ready; return decoder.decodeFrames(frames); }
      `,
    },
    {
      name: "bls-signatures: deleted or returned",
      options: [{ report: "possible" }],
      code: `
        import createModule from "bls-signatures";
        const bls = await createModule();
        export function a(sk, message) { const signature = bls.AugSchemeMPL.sign(sk, message); const bytes = signature.serialize(); signature.delete(); return bytes; }
        export function b(a, b) { return a.add(b); }
      `,
    },
    {
      name: "MediaInfo and oxc: what the collector mends is no certain report",
      code: `
        import MediaInfoFactory from "mediainfo.js";
        import { parseSync } from "@oxc-parser/wasm";
        export async function a(file) { const info = await MediaInfoFactory(); return info.analyzeData(file.size, file.read); }
        export function b(text) { return parseSync(text).program; }
      `,
    },
    {
      name: "tesseract.js: ended, or given to a scheduler that ends it",
      options: [{ report: "possible" }],
      code: `
        import Tesseract, { createScheduler, createWorker } from "tesseract.js";
        export async function a(image) { const worker = await createWorker("eng"); try { return await worker.recognize(image); } finally { await worker.terminate(); } }
        export async function b(images) { const scheduler = createScheduler(); try { scheduler.addWorker(await createWorker("eng")); return await Promise.all(images.map((image) => scheduler.addJob("recognize", image))); } finally { await scheduler.terminate(); } }
        export function c(image) { return Tesseract.recognize(image, "eng"); }
      `,
    },
    {
      name: "Wallet Core: deleted, also where an error leaves",
      options: [{ report: "possible" }],
      code: `
        import { initWasm } from "@trustwallet/wallet-core";
        export async function a(mnemonic) {
          const { HDWallet, CoinType } = await initWasm();
          const wallet = HDWallet.createWithMnemonic(mnemonic, "");
          try {
            const key = wallet.getKeyForCoin(CoinType.bitcoin);
            try { return key.data(); } finally { key.delete(); }
          } finally { wallet.delete(); }
        }
      `,
    },
    {
      name: "Breez: each step of the builder takes the one before",
      options: [{ report: "possible" }],
      code: `
        import { SdkBuilder } from "@breeztech/breez-sdk-spark";
        export async function open(config, seed, folder) { const sdk = await SdkBuilder.new(config, seed).withDefaultStorage(folder).build(); return sdk; }
      `,
    },
    {
      name: "Biome, porcupine: the collector mends them",
      code: `
        import { Biome, Distribution } from "@biomejs/js-api";
        import { Porcupine } from "@picovoice/porcupine-web";
        export async function a(text) { const biome = await Biome.create({ distribution: Distribution.NODE }); return biome.formatContent(text, {}).content; }
        export async function b(key, words, model, frame) { const engine = await Porcupine.create(key, words, () => {}, model); engine.process(frame); }
      `,
    },
    {
      name: "numbers of C interfaces: closed in every path",
      options: [{ report: "possible" }],
      code: `
        import { instantiate } from "lcms-wasm";
        import { LibreDwg } from "@mlightcad/libredwg-web";
        export async function a(bytes) {
          const lcms = await instantiate();
          const profile = lcms.cmsOpenProfileFromMem(bytes, bytes.byteLength);
          try { return lcms.cmsGetColorSpaceASCII(profile); } finally { lcms.cmsCloseProfile(profile); }
        }
        export async function b(bytes) {
          const dwg = await LibreDwg.create();
          const drawing = dwg.dwg_read_data(bytes, 0);
          try { return dwg.convert(drawing); } finally { dwg.dwg_free(drawing); }
        }
      `,
    },
    {
      name: "MuJoCo: parts of a specification are its own",
      options: [{ report: "possible" }],
      code: `
        import loadMujoco from "mujoco-js";
        const mujoco = await loadMujoco();
        export function a(xml) { const spec = mujoco.parseXMLString(xml); const body = mujoco.mjs_findBody(spec, "world"); const { name } = body; spec.delete(); return name; }
        export function b(xml) { const model = mujoco.MjModel.loadFromXML(xml); const data = new mujoco.MjData(model); try { mujoco.mj_step(model, data); return data.time; } finally { data.delete(); model.delete(); } }
      `,
    },
    {
      name: "players and tables that live as long as what shows them, databases with a module of their own",
      code: `
        import { Rive } from "@rive-app/webgl2";
        import perspective from "@finos/perspective";
        import { PGlite } from "@electric-sql/pglite";
        export function a(canvas) { const player = new Rive({ canvas, src: "a.riv", onLoad: () => player.resizeDrawingSurfaceToCanvas() }); }
        export async function b(viewer, rows) { const worker = await perspective.worker(); viewer.load(await worker.table(rows)); }
        export async function c(query) { const database = new PGlite(); return database.query(query); }
      `,
    },
    {
      name: "forks and siblings: the same vocabulary",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "rtree-sql.js";
        import Yoga from "yoga-layout-prebuilt";
        import cv from "opencv-bindings";
        export async function a() { const SQL = await initSqlJs(); const database = new SQL.Database(); try { return database.exec("select 1"); } finally { database.close(); } }
        export function b() { const node = Yoga.Node.create(); try { return node.getComputedLayout(); } finally { node.free(); } }
        export function c(data) { const mat = cv.matFromArray(2, 2, cv.CV_8U, data); const value = mat.data[0]; mat.delete(); return value; }
      `,
    },
  ],
  invalid: [
    {
      name: "a factory called with 'new', which gives what the factory makes",
      code: `
        import cv from "@techstark/opencv-js";
        export function a(n) {
          const m = new cv.Mat.ones(n, n, 0);
                    ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return m.rows;
        }
      `,
    },
    {
      name: "source-map: a consumer that a way out forgets, and one for a single question",
      code: `
        import { SourceMapConsumer } from "source-map";
        export async function a(map, at) {
          const consumer = await new SourceMapConsumer(map);
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (!at) return undefined;
          const found = consumer.originalPositionFor(at);
          consumer.destroy();
          return found;
        }
        export async function b(map, at) {
          const consumer = await new SourceMapConsumer(map);
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return consumer.originalPositionFor(at);
        }
      `,
    },
    {
      name: "wabt and Binaryen: modules of their text, imported or the page's globals",
      code: `
        import load from "wabt";
        export async function assemble(text) {
          const wabt = await load();
          const module = wabt.parseWat("a.wat", text);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return module.toBinary({}).buffer;
        }
        export function optimize(text) {
          const module = Binaryen.parseText(text);
                         ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          module.optimize();
          return module.emitText();
        }
        export function check(text) {
          const module = new binaryen.Module();
          try { return module.validate(text); } finally { module.dispose(); }
        }
      `,
    },
    {
      name: "decoders: a worker that nobody ends",
      code: `
        import { MPEGDecoderWebWorker } from "mpg123-decoder";
        export async function decode(data) {
          const decoder = new MPEGDecoderWebWorker();
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          await decoder.ready;
          return decoder.decode(data);
        }
      `,
    },
    {
      name: "bls-signatures: a key, a signature and a sum",
      code: `
        import createModule from "bls-signatures";
        const bls = await createModule();
        export function sign(seed, message) {
          const sk = bls.AugSchemeMPL.key_gen(seed);
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const signature = bls.AugSchemeMPL.sign(sk, message);
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return signature.serialize();
        }
      `,
    },
    {
      name: "oxc: mended late",
      options: [{ report: "possible" }],
      code: `
        import { parseSync } from "@oxc-parser/wasm";
        export function parse(text) {
          const result = parseSync(text);
                         ~~~~~~~~~~~~~~~ [late]
          return result.program;
        }
      `,
    },
    {
      name: "tesseract.js: a worker that an early way out forgets",
      code: `
        import { createWorker } from "tesseract.js";
        export async function read(image) {
          const worker = await createWorker("eng");
                               ~~~~~~~~~~~~~~~~~~~ [path]
          const { data } = await worker.recognize(image);
          if (data.confidence < 50) return "";
          await worker.terminate();
          return data.text;
        }
      `,
    },
    {
      name: "Wallet Core: a wallet, and the key it hands out",
      code: `
        import { initWasm } from "@trustwallet/wallet-core";
        export async function read(mnemonic) {
          const { HDWallet, CoinType } = await initWasm();
          const wallet = HDWallet.createWithMnemonic(mnemonic, "");
          const key = wallet.getKeyForCoin(CoinType.bitcoin);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const data = key.data();
          wallet.delete();
          return data;
        }
      `,
    },
    {
      name: "kyber, the text tasks, tokenizers: no finalizer",
      code: `
        import { keypair } from "pqc-kyber";
        import { TextEmbedder } from "@mediapipe/tasks-text";
        import { Tokenizer } from "@mlc-ai/web-tokenizers";
        export function a() {
          const keys = keypair();
                       ~~~~~~~~~ [never]
          return keys.pubkey;
        }
        export async function b(files, text) {
          const embedder = await TextEmbedder.createFromModelPath(files, "model.tflite");
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return embedder.embed(text);
        }
        export async function c(json, text) {
          const tokenizer = await Tokenizer.fromJSON(json);
                                  ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return tokenizer.encode(text);
        }
      `,
    },
    {
      name: "numbers of C interfaces: a transform, an encoder, a drawing",
      code: `
        import { instantiate } from "lcms-wasm";
        import * as Flac from "libflacjs";
        import { LibreDwg } from "@mlightcad/libredwg-web";
        export async function a(from, to, pixels) {
          const lcms = await instantiate();
          const transform = lcms.cmsCreateTransform(from, 0, to, 0, 0, 0);
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (!pixels) return undefined;
          const made = lcms.cmsDoTransform(transform, pixels, pixels.length);
          lcms.cmsDeleteTransform(transform);
          return made;
        }
        export function b(samples) {
          const encoder = Flac.create_libflac_encoder(44100, 2, 16, 5);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (encoder === 0) throw new Error("no encoder");
          if (!Flac.FLAC__stream_encoder_process_interleaved(encoder, samples, samples.length)) return false;
          Flac.FLAC__stream_encoder_delete(encoder);
          return true;
        }
        export async function c(bytes) {
          const dwg = await LibreDwg.create();
          const drawing = dwg.dwg_read_data(bytes, 0);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const made = dwg.convert(drawing);
          if (made.entities.length === 0) return undefined;
          dwg.dwg_free(drawing);
          return made;
        }
      `,
    },
    {
      name: "no declarations: a list of files, options and what the module returns",
      code: `
        import assimpjs from "assimpjs";
        import indigoModule from "indigo-ketcher";
        const ajs = await assimpjs();
        const indigo = await indigoModule();
        export async function a(name, bytes) {
          const files = new ajs.FileList();
          files.AddFile(name, bytes);
          const result = ajs.ConvertFileList(files, "assjson");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          files.delete();
          return result.GetFile(0).GetContent();
        }
        export async function b(text) {
          const options = new indigo.MapStringString();
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          options.set("render-output-format", "svg");
          const svg = indigo.render(text, options);
          return svg.length;
        }
      `,
    },
    {
      name: "a view on the server, a recognizer, a model",
      code: `
        import perspective from "@finos/perspective";
        import { createRecognizerRunner } from "@microblink/blinkid-in-browser-sdk";
        import { createModel } from "vosk-browser";
        export async function a(worker, rows) {
          const client = await perspective.worker();
          const table = await client.table(rows);
          const view = await table.view();
                             ~~~~~~~~~~~~ [never]
          const json = await view.to_json();
          await table.delete();
          return json;
        }
        export async function b(sdk, recognizers, image) {
          const runner = await createRecognizerRunner(sdk, recognizers, true);
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return runner.processImage(image);
        }
        export async function c(url) {
          const model = await createModel(url);
                              ~~~~~~~~~~~~~~~~ [never]
          return model.ready;
        }
      `,
    },
    {
      name: "what goes with a module of its own, or is kept for the page, is possible at most",
      options: [{ report: "possible" }],
      code: `
        import { PGlite } from "@electric-sql/pglite";
        import { Rive } from "@rive-app/canvas";
        export async function a(query) {
          const database = new PGlite();
                           ~~~~~~~~~~~~ [late]
          return database.query(query);
        }
        export function b(canvas) {
          const player = new Rive({ canvas, src: "a.riv" });
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          player.play();
        }
      `,
    },
  ],
});
