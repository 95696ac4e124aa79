import { runRule } from "./support/run-rule.ts";

const possible = [{ report: "possible" }];

runRule("no-use-after-release", {
  valid: [
    {
      name: "pixels of a matrix that are read or copied while it is there, and what is no view",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        export function copied(img) {
          const mat = cv.imread(img);
          const bytes = mat.data.slice();
          mat.delete();
          return bytes;
        }
        export function arrays(img) {
          const mat = cv.imread(img);
          try {
            return { data: new Uint8Array(mat.data), list: Array.from(mat.data32F), rows: mat.rows, cols: mat.cols };
          } finally {
            mat.delete();
          }
        }
        export function image(img) {
          const mat = cv.imread(img);
          try {
            return new ImageData(new Uint8ClampedArray(mat.data), mat.cols, mat.rows);
          } finally {
            mat.delete();
          }
        }
        export function first(img) {
          const mat = cv.imread(img);
          const { data, cols } = mat;
          const red = data[0];
          mat.delete();
          return red + cols + data.length;
        }
        export function given(img, use) {
          const mat = cv.imread(img);
          try {
            return use(mat.data);
          } finally {
            mat.delete();
          }
        }
        export function owner(img) {
          const mat = cv.imread(img);
          return { data: mat.data, dispose: () => mat.delete() };
        }
        export function either(img, isLent) {
          const mat = cv.imread(img);
          const data = isLent ? mat.data : mat.data.slice();
          if (!isLent) mat.delete();
          return data;
        }
      `,
    },
    {
      name: "headers of what another matrix owns, or a list",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        export function part(mat, area) {
          const roi = mat.roi(area);
          const { data } = roi;
          roi.delete();
          return data[0];
        }
        export function header(img, area) {
          const mat = cv.imread(img);
          const part = new cv.Mat(mat, area);
          const data = part.data;
          part.delete();
          const first = data[0];
          mat.delete();
          return first;
        }
        export function listed(img) {
          const list = new cv.MatVector();
          const mat = cv.imread(img);
          list.push_back(mat);
          const data = mat.data;
          mat.delete();
          const first = data[0];
          list.delete();
          return first;
        }
      `,
    },
    {
      name: "lists of C++, texts, promises and whatever else is called data",
      options: possible,
      code: `
        export function list() {
          const result = new Module.Result();
          const data = result.data;
          result.delete();
          const size = data.size();
          data.delete();
          return size;
        }
        export function text() {
          const page = new Module.Page();
          const data = page.getData();
          page.delete();
          return data.split(",");
        }
        export async function later() {
          const page = new Module.Page();
          try {
            return await page.data;
          } finally {
            page.delete();
          }
        }
        export function entry(cache, key) {
          const { data } = cache.get(key);
          cache.delete(key);
          return data;
        }
        export function record(row) {
          const data = row.data;
          row.delete();
          return data;
        }
      `,
    },
    {
      name: "the results of wasm-bindgen, which are copies, and numbers that are no address",
      options: possible,
      code: `
        import { Encoder } from "./pkg/encoder.js";
        export function encode(pixels) {
          const encoder = new Encoder(pixels);
          try {
            return encoder.data;
          } finally {
            encoder.free();
          }
        }
        export function bytes(pixels) {
          const encoder = new Encoder(pixels);
          const bytes = encoder.bytes();
          encoder.free();
          return bytes;
        }
        export function rest(input) {
          const encoder = new Encoder(input);
          const rest = input.subarray(encoder.offset(), encoder.end());
          encoder.free();
          return rest;
        }
        export function raw(memory, input) {
          const encoder = new Encoder(input);
          const bytes = new Uint8Array(memory.buffer, encoder.ptr, encoder.length).slice();
          encoder.free();
          return bytes;
        }
      `,
    },
    {
      name: "an address that is given away, or read in time",
      options: possible,
      code: `
        export function given(input, n) {
          const encoder = new Module.Encoder(input);
          const pointer = encoder.encode();
          encoder.delete();
          const bytes = Module.HEAPU8.slice(pointer, pointer + n);
          Module._free(pointer);
          return bytes;
        }
        export function compile(input, describe) {
          const result = Module.compile(input);
          const output = describe(result);
          output.data = new Uint8Array(Module.HEAPU8.buffer, result.begin, result.size);
          output.data = output.data.slice();
          result.delete();
          return output;
        }
        export function sum(input, n) {
          const picture = new Module.Picture(input);
          const begin = picture.getPointer() >> 2;
          let sum = 0;
          for (let i = 0; i < n; i++) sum += Module.HEAPF32[begin + i];
          picture.delete();
          return sum;
        }
      `,
    },
    {
      name: "a decoder that gives a copy",
      options: possible,
      code: `
        import factory from "@cornerstonejs/codec-libjpeg-turbo-8bit";
        const codec = await factory();
        export function decode() {
          const decoder = new codec.JPEGDecoder();
          decoder.decode();
          const pixels = decoder.getDecodedBuffer();
          decoder.delete();
          return pixels;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a matrix is released and its pixels are read, passed on, spread and kept",
      code: `
        import cv from "@techstark/opencv-js";
        export function read(img) {
          const mat = cv.imread(img);
          const data = mat.data;
          mat.delete();
          return data[0] + data[1];
                 ~~~~~~~ [shown]
        }
        export function put(img, context) {
          const mat = cv.imread(img);
          const { data, cols, rows } = mat;
          mat.delete();
          context.putImageData(new ImageData(data, cols, rows), 0, 0);
                                             ~~~~ [shown]
        }
        export function row(img) {
          const mat = cv.imread(img);
          const row = mat.ucharPtr(2);
          mat.delete();
          return [...row];
                  ~~~~~~ [shown]
        }
        export function each(img) {
          const mat = cv.imread(img);
          const floats = mat.data32F.subarray(4);
          mat.delete();
          let sum = 0;
          for (const value of floats) sum += value;
                              ~~~~~~ [shown]
          return sum;
        }
        export function post(img) {
          const mat = cv.imread(img);
          const data = mat.data;
          mat.delete();
          postMessage({ data });
                      ~~~~~~~~ [shown]
        }
        export function clear(img) {
          const mat = cv.imread(img);
          const data = mat.data;
          mat.delete();
          data[0] = 0;
          ~~~~~~~ [shown]
        }
        class Frame {
          load(img) {
            const mat = cv.imread(img);
            this.pixels = mat.data;
            ~~~~~~~~~~~~~~~~~~~~~~ [shown]
            mat.delete();
          }
        }
      `,
    },
    {
      name: "a view of what 'finally' or 'using' releases is returned",
      language: "ts",
      code: `
        import cv from "@techstark/opencv-js";
        export function image(img: HTMLImageElement) {
          const mat = cv.imread(img);
          try {
            return { pixels: new ImageData(mat.data, mat.cols, mat.rows) };
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
          } finally {
            mat.delete();
          }
        }
        export function floats() {
          using mat = new cv.Mat(4, 4, cv.CV_32F);
          return { data: mat.data32F };
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
        }
      `,
    },
    {
      name: "decoders and buffers that give a view",
      code: `
        import factory from "@cornerstonejs/codec-charls";
        import * as mupdf from "mupdf";
        const codec = await factory();
        export function decode() {
          const decoder = new codec.JpegLSDecoder();
          try {
            return decoder.getDecodedBuffer();
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
          } finally {
            decoder.delete();
          }
        }
        export function save() {
          const document = new mupdf.PDFDocument();
          const buffer = document.saveToBuffer("");
          const bytes = buffer.asUint8Array();
          buffer.destroy();
          document.destroy();
          return bytes;
          ~~~~~~~~~~~~~ [shown]
        }
      `,
    },
    {
      name: "a list keeps views, and a helper gives one",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        export function all(images) {
          const frames = [];
          for (const image of images) {
            const mat = cv.imread(image);
            frames.push({ data: mat.data, cols: mat.cols });
                                ~~~~~~~~ [shown]
            mat.delete();
          }
          return frames;
        }
        function pixelsOf(mat) {
          return mat.data;
        }
        export function red(image) {
          const mat = cv.imread(image);
          const pixels = pixelsOf(mat);
          mat.delete();
          return pixels[0];
                 ~~~~~~~~~ [shown]
        }
      `,
    },
    {
      name: "by their names, views of objects of C++",
      options: possible,
      code: `
        export function encode(picture) {
          const encoder = new Module.Encoder();
          const result = encoder.encode(picture);
          const bytes = result.image.data;
          result.delete();
          encoder.delete();
          return bytes;
          ~~~~~~~~~~~~~ [shown]
        }
        export function show(input, context) {
          const picture = new Module.Picture(input);
          const view = picture.getView();
          picture.delete();
          context.texImage2D(view);
                             ~~~~ [shown]
        }
      `,
    },
    {
      name: "views of an address that an object gave, made before its end or after it",
      options: possible,
      code: `
        import { memory } from "./pkg/life_bg.wasm";
        import { Universe } from "./pkg/life.js";
        export function cells(n) {
          const universe = Universe.new();
          const cells = new Uint8Array(memory.buffer, universe.cells(), n);
          universe.free();
          return cells[0];
                 ~~~~~~~~ [shown]
        }
        export function bytes(image) {
          try {
            return new Uint8Array(memory.buffer, image.ptr, image.len);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
          } finally {
            image.free();
          }
        }
        let last;
        export function keep(n) {
          const universe = Universe.new();
          last = new Uint8Array(memory.buffer, universe.cells(), n);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
          universe.free();
        }
        export function at(i) {
          return last[i];
        }
        export function compile(input, describe) {
          let result = null;
          try {
            result = Module.compile(input);
            const output = describe(result);
            output.binary = { data: new Uint8Array(Module.HEAPU8.buffer, result.begin, result.size) };
            return output;
            ~~~~~~~~~~~~~~ [shown]
          } finally {
            if (result) result.delete();
          }
        }
        export function late(input, n) {
          const picture = new Module.Picture(input);
          const pointer = picture.getPointer();
          picture.delete();
          return Module.HEAPU8.slice(pointer, pointer + n);
                                     ~~~~~~~ [shown]
        }
        export function sum(input, n) {
          const picture = new Module.Picture(input);
          const begin = picture.getPointer() >> 2;
          picture.delete();
          let sum = 0;
          for (let i = 0; i < n; i++) sum += Module.HEAPF32[begin + i];
                                             ~~~~~~~~~~~~~~~~~~~~~~~~~ [shown]
          return sum;
        }
      `,
    },
  ],
});
