import { describe, expect, it } from "vitest";
import { exportedFunctions, glueExports, pairExports, webidlClasses } from "../../../src/resources/extract/exports.ts";

describe("pairExports", () => {
  it("pairs by suffix, prefix and middle", () => {
    expect(
      pairExports([
        "_hb_blob_create",
        "_hb_blob_destroy",
        "new_thing",
        "free_thing",
        "Z3_inc_ref",
        "Z3_dec_ref",
        "_X__constructor",
        "_X__destructor",
        "_FPDFPage_New",
        "_FPDFPage_Delete",
        "duckdb_create_config",
        "duckdb_destroy_config",
      ]).map((family) => [family.acquire.join(), family.release.join()]),
    ).toEqual([
      ["Z3_inc_ref", "Z3_dec_ref"],
      ["_FPDFPage_New", "_FPDFPage_Delete"],
      ["_X__constructor", "_X__destructor"],
      ["_hb_blob_create", "_hb_blob_destroy"],
      ["duckdb_create_config", "duckdb_destroy_config"],
      ["new_thing", "free_thing"],
    ]);
  });

  it("gives no family to a name without its partner, nor to what every module has", () => {
    expect(pairExports(["make_it", "news", "renew", "malloc", "free", "__wbg_x_free", "__wbg_x_new"])).toEqual([]);
  });
});

describe("exportedFunctions", () => {
  it("reads the export section alone", () => {
    const name = [...new TextEncoder().encode("x_new")];
    const bytes = Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, 4, 1, 0x60, 0, 0],
      ...[3, 2, 1, 0],
      ...[7, 4 + name.length, 1, name.length, ...name, 0, 0],
      ...[10, 4, 1, 2, 0, 0x0b],
    ]);
    expect(exportedFunctions(bytes)).toEqual(["x_new"]);
  });

  it("takes any bytes", () => {
    expect(exportedFunctions(new Uint8Array())).toEqual([]);
    expect(
      exportedFunctions(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff, 0xff])),
    ).toEqual([]);
    expect(exportedFunctions(new Uint8Array(64).fill(0x80))).toEqual([]);
  });
});

describe("glue", () => {
  it("names minified exports", () => {
    expect(glueExports(`var a = Module["_mesh_new"] = () => b; Module['HEAP8'] = h;`)).toEqual(["_mesh_new"]);
  });

  it("lists WebIDL classes", () => {
    const classes = webidlClasses(["_emscripten_bind_btVector3_btVector3_3 _emscripten_bind_btVector3___destroy___0"]);
    expect([...classes]).toEqual([["btVector3", { constructible: true }]]);
  });
});
