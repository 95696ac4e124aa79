import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "released by the library's function, lent by a getter, given over, a function of this file",
      options: [{ report: "possible" }],
      code: `
        export function measure(hb, data, n) {
          const blob = hb._hb_blob_create(data, n, 2, 0, 0);
          const face = hb._hb_face_create(blob, 0);
          hb._hb_blob_destroy(blob);
          const font = hb._hb_font_create(face);
          const owner = hb._hb_font_get_face(font);
          const upem = hb._hb_face_get_upem(owner);
          hb._hb_font_destroy(font);
          hb._hb_face_destroy(face);
          return [upem, hb.HEAPU8.length];
        }
        export function square(Module, points) {
          const shell = Module._GEOSGeom_createLinearRing(points);
          const polygon = Module._GEOSGeom_createPolygon(shell, 0, 0);
          const area = Module._GEOSArea(polygon);
          Module._GEOSGeom_destroy(polygon);
          return area;
        }
        function hb_buffer_create() { return new Buffer(); }
        export function text() { const buffer = hb_buffer_create(); return buffer.text + malloc.name; }
      `,
    },
    {
      name: "handed out through an argument: released, kept by a class, nothing at all, filled by the caller",
      options: [{ report: "possible" }],
      code: `
        const NULL = 0;
        export function run(Module, db, sql, at) {
          if (Module._sqlite3_prepare_v2(db, sql, -1, at, 0) !== 0) return;
          const statement = Module.getValue(at, "i32");
          if (statement === NULL) return;
          Module._sqlite3_step(statement);
          Module._sqlite3_finalize(statement);
        }
        export function prepare(Module, db, sql, at) {
          const status = Module._sqlite3_prepare_v2(db, sql, -1, at, 0);
          const statement = Module.HEAPU32[at >> 2];
          if (status !== 0) throw new Error("not prepared");
          return new Statement(statement);
        }
        export function compress(Module, handle, image, at, out) {
          Module.setValue(at, out, "i32");
          Module._tjCompress2(handle, image, 8, 0, 8, 0, at, at + 4, 0, 90, 0);
          return Module.UTF8ToString(Module.getValue(at, "i32"));
        }
        export function failed(Module, gdal, path) {
          const set = Module._GDALOpen(path, 0);
          const problem = gdal.CPLGetLastErrorType();
          if (problem === 3) { Module._GDALClose(set); return 0; }
          Module._GDALClose(set);
          return 1;
        }
        const api = { read: Module.cwrap("GEOSGeomFromWKT", "number", ["string"]), end: Module.cwrap("GEOSGeom_destroy") };
        export function isValid(wkt) {
          const shape = api.read(wkt);
          const answer = Module._GEOSisValid(shape);
          api.end(shape);
          return answer;
        }
        export function message(db) { return Module.ccall("sqlite3_errmsg", "string", ["number"], [db]); }
      `,
    },
  ],
  invalid: [
    {
      name: "a string that the glue copies, and functions that are kept as properties",
      code: `
        export function text(shape) {
          return Module.ccall("GEOSGeomToWKT", "string", ["number"], [shape]);
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        }
        export class Geometry {
          constructor(module) {
            this.module = module;
            this.read = module.cwrap("GEOSGeomFromWKT", "number", ["string"]);
          }
          area(wkt) {
            const shape = this.read(wkt);
                          ~~~~~~~~~~~~~~ [never]
            return this.module._GEOSArea(shape);
          }
        }
      `,
    },
    {
      name: "the text of a statement that wa-sqlite copies",
      options: [{ report: "possible" }],
      code: `
        export async function run(sqlite, db, sql) {
          const text = sqlite.str_new(db, sql);
                       ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const prepared = await sqlite.prepare_v2(db, sqlite.str_value(text));
          return prepared?.stmt;
        }
      `,
    },
    {
      name: "what a function hands out through an argument",
      options: [{ report: "possible" }],
      code: `
        export function count(Module, db, sql, at) {
          if (Module._sqlite3_prepare_v2(db, sql, -1, at, 0) !== 0) return 0;
          const statement = Module.getValue(at, "i32");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module._sqlite3_column_count(statement);
        }
        export function glyphs(Module, library, file, at) {
          Module._FT_New_Face(library, file, 0, at);
          const face = Module.HEAPU32[at >> 2];
                       ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module._FT_Get_Char_Index(face, 65);
        }
      `,
    },
    {
      name: "HarfBuzz and GEOS, whose destructors the file never names",
      code: `
        export function upem(hb, blob) {
          const face = hb._hb_face_create(blob, 0);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return hb._hb_face_get_upem(face) + hb.HEAPU8.length;
        }
        export function area(instance, wkt) {
          const { GEOSArea, GEOSGeomFromWKT } = instance.exports;
          const geometry = GEOSGeomFromWKT(wkt);
                           ~~~~~~~~~~~~~~~~~~~~ [never]
          return GEOSArea(geometry);
        }
        const readWkt = Module.cwrap("GEOSGeomFromWKT", "number", ["number"]);
        export function isValid(wkt) { return Module._GEOSisValid(readWkt(wkt)) === 1; }
                                                                  ~~~~~~~~~~~~ [never]
        export function isEmpty(wkt) {
          const geometry = Module.ccall("GEOSGeomFromWKT", "number", ["string"], [wkt]);
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module._GEOSisEmpty(geometry) === 1;
        }
      `,
    },
  ],
});
