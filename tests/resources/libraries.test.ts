import { describe, expect, it } from "vitest";
import { libraries, libraryFunction } from "../../src/resources/libraries/index.ts";
import { namesOf } from "../../src/resources/libraries/library.ts";

const families = libraries.flatMap((library) =>
  (library.families ?? []).map((family) => ({ library: library.name, family })),
);

describe("C libraries", () => {
  it("describes many, each by a name of its own", () => {
    const names = libraries.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(200);
  });

  it("has well-formed lists of C identifiers with argument numbers", () => {
    const lists = libraries.flatMap(({ lends = "", keeps = "", reads = "", families: made = [] }) => [
      ...[lends, keeps, reads],
      ...made.flatMap(({ acquire, release }) => [acquire, release]),
    ]);
    const entries = lists.flatMap(namesOf);
    expect(entries.filter(([name]) => !/^[A-Za-z]\w{3,}$/.test(name))).toEqual([]);
    expect(entries.filter(([, ...at]) => at.some((index) => !(index < 10)))).toEqual([]);
  });

  it("says of a function either that it acquires or that it lends, and names what acquires once", () => {
    const names = families.flatMap(({ family }) => namesOf(family.acquire).map(([name]) => name));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => libraryFunction(name)?.lends !== false)).toEqual([]);
    expect(names.length).toBeGreaterThan(2000);
  });

  it("gives every family a release, and every list of kept arguments its numbers", () => {
    expect(families.filter(({ family }) => namesOf(family.release).length === 0)).toEqual([]);
    const kept = libraries.flatMap(({ keeps = "" }) => namesOf(keeps));
    expect(kept.filter(([, ...at]) => at.length === 0)).toEqual([]);
  });

  it("is found under the names that bindings give the functions", () => {
    for (const name of ["hb_blob_create", "_hb_blob_create", "hb_blob_create_js", "__hb_blob_create_orig"])
      expect(libraryFunction(name)?.name).toBe("hb_blob_create");
    expect(libraryFunction("ubrk_open_74")?.library).toBe("ICU");
    expect(libraryFunction("_sqlite3_prepare_v2")?.acquires?.out).toBe(3);
    expect(libraryFunction("GEOSGeom_destroy_r")?.releases?.argument).toBe(1);
    expect(libraryFunction("GEOSGeom_createPolygon")?.keeps).toEqual([0]);
    for (const name of ["free", "_free", "malloc", "create", "constructor", "toString"])
      expect(libraryFunction(name), name).toBeUndefined();
  });
});
