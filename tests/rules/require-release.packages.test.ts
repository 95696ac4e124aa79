import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
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
  ],
  invalid: [
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
  ],
});
