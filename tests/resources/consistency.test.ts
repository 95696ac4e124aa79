import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { MethodData, PackageData } from "../../src/resources/facts.ts";
import { parseFact } from "../../src/resources/facts.ts";
import { copyMethods, packageOf, packageOfClass, packageOfVariable } from "../../src/resources/catalog.ts";

const folder = new URL("../../src/resources/catalog/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".json") && !file.startsWith("_"));
const all = files.map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as PackageData);
const listed = JSON.parse(readFileSync(new URL("../../scripts/catalog/packages.json", import.meta.url), "utf8")) as {
  package: string;
  version: string;
  license: string;
}[];

/** Every fact string of a table, with the class it holds for where the table says. */
function factsIn(table: Readonly<Record<string, MethodData>> = {}): string[] {
  return Object.values(table).flatMap((entry) =>
    typeof entry === "string"
      ? [entry]
      : Object.entries(entry).map(([fact, classes]) => (fact === "*" ? classes : fact)),
  );
}

describe("the catalog", () => {
  it("has one file for each package of the list, at the pinned version, with its licence", () => {
    expect(all.map((data) => data.package).sort()).toEqual(listed.map((entry) => entry.package).sort());
    for (const entry of listed) {
      const data = all.find((d) => d.package === entry.package);
      expect(data?.version, entry.package).toBe(entry.version);
      expect(entry.license, entry.package).not.toBe("");
    }
    expect(all.length).toBeGreaterThanOrEqual(60);
  });

  it("says something of every package, and each import names one of them", () => {
    expect(all.length).toBeGreaterThanOrEqual(150);
    const owners = new Map<string, string>();
    for (const data of all) {
      const words = [data.functions, data.classes].flatMap((table) => Object.keys(table ?? {}));
      expect(words.length + (data.families ?? []).length, data.package).toBeGreaterThan(0);
      for (const specifier of data.specifiers) {
        expect(owners.get(specifier), `${specifier} of ${data.package}`).toBeUndefined();
        owners.set(specifier, data.package);
      }
    }
  });

  it("takes no file name that anybody may give for published glue", () => {
    for (const data of all)
      for (const name of data.glue ?? [])
        expect(name, data.package).not.toMatch(/^(?:index|lib|main|utils?|core|client|types|common|mappings|worker)$/);
  });

  it("stays small", () => {
    const bytes = files.reduce((sum, file) => sum + readFileSync(new URL(file, folder)).length, 0);
    expect(bytes).toBeLessThan(500_000);
  });

  it.each(all.map((data) => [data.package, data] as const))("%s is consistent", (name, data) => {
    const lists = Object.entries(data.classes).map(([kind, names]) => [kind, names.split(" ")] as const);
    const classes = lists.flatMap(([, names]) => names);
    expect(new Set(classes).size, "no class of two kinds").toBe(classes.length);
    for (const [kind] of lists) if (kind !== "-") expect(data.kinds, `kind ${kind}`).toHaveProperty(kind);
    for (const [letter, kind] of Object.entries(data.kinds)) {
      const released = (kind.release ?? kind.by ?? []).length > 0;
      expect(released || kind.finalizer !== undefined, `kind ${letter} has a destructor or is collected`).toBe(true);
    }
    const facts = [
      ...factsIn(data.methods),
      ...factsIn(data.statics),
      ...Object.values(data.functions ?? {}),
      ...Object.values(data.constructors ?? {}),
    ];
    const known = new Set(classes);
    for (const fact of facts) {
      const read = parseFact(fact, "$");
      for (const word of read.classes) expect(word === "$" || known.has(word), `${fact} names a class`).toBe(true);
      expect(read.result !== "none" || fact.startsWith("!"), `"${fact}" is readable`).toBe(true);
    }
    for (const family of data.families ?? []) {
      expect(family.acquire.length).toBeGreaterThan(0);
      expect(family.release.length).toBeGreaterThan(0);
    }
    for (const specifier of data.specifiers) expect(packageOf(specifier)?.name, specifier).toBe(name);
  });
});

describe("look-ups without an import", () => {
  it("knows a package by the name people give its namespace", () => {
    expect(packageOfVariable("CanvasKit")?.name).toBe("canvaskit-wasm");
    expect(packageOfVariable("cv")?.class("Mat")?.isHandle).toBe(true);
    expect(packageOfVariable("console")).toBeUndefined();
  });

  it("knows a package by a class name nobody else would choose", () => {
    expect(packageOfClass("HTJ2KDecoder")?.name).toBe("@cornerstonejs/codec-openjph");
    expect(packageOfClass("gp_Dir2d_4")?.name).toBe("replicad-opencascadejs");
    for (const name of ["Path", "Image", "Node", "Map", "Tree", "World", "constructor"])
      expect(packageOfClass(name), name).toBeUndefined();
  });

  it("counts what it says of copying methods", () => {
    for (const method of copyMethods) {
      const said = all.flatMap((data) =>
        factsIn(data.methods?.[method] === undefined ? {} : { [method]: data.methods[method] }),
      );
      const owned = said.filter((fact) => parseFact(fact, "X").result === "owned").length;
      expect(owned / Math.max(1, said.length), method).toBeGreaterThan(0.9);
    }
  });
});
