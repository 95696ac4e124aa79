import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { Profile } from "pprof-format";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { heap, instrument } from "../../../src/runtime/heap/controls.ts";
import type { Installation } from "../../../src/runtime/heap/install.ts";
import { heapPprof } from "../../../src/runtime/heap/pprof.ts";
import { heapSpeedscope } from "../../../src/runtime/heap/profiles.ts";
import { webAssembly } from "../../../src/runtime/heap/webassembly.ts";
import { HeapPlaces } from "../../../src/runtime/report/heap-place.ts";
import { renderHtml } from "../../../src/runtime/report/html.ts";
import type { Report } from "../../../src/runtime/report/model.ts";
import { session } from "../../../src/runtime/session.ts";
import { nativeBytes, type Exports } from "../heap/native.ts";

let installation: Installation;
let exports: Exports;
let report: Report;

beforeAll(() => {
  installation = instrument({ onNotice: () => undefined });
  const bytes = nativeBytes("cpp/leaks/built/release.wasm");
  exports = new webAssembly.Instance(new webAssembly.Module(bytes), {}).exports as Exports;
  exports["_initialize"]?.();
  exports["lost_list"]?.(10);
  exports["shared_cycle"]?.();
  exports["missing_delete"]?.();
  exports["healthy_containers"]?.();
  const address = exports["malloc"]?.(64) ?? 0;
  exports["free"]?.(address);
  exports["free"]?.(address);
  report = session().report();
});
afterAll(() => {
  installation.uninstall();
});

const one = (): NonNullable<Report["heaps"]>[number] => {
  const [first] = report.heaps ?? [];
  if (first === undefined) throw new Error("no heap in the report");
  return first;
};

describe("heaps in a report", () => {
  it("say what nothing points to, by place, and what went wrong", () => {
    const lost = (one().lost ?? []).map(({ verdict, losses, blocks, frames }) => [
      verdict,
      losses,
      blocks,
      frames.findLast(({ kind }) => kind === "wasm")?.name,
    ]);
    expect(lost).toContainEqual(["definitely lost", 1, 10, "lost_list"]);
    expect(lost).toContainEqual(["definitely lost", 1, 1, "missing_delete"]);
    expect(lost).toContainEqual(["cycle", 1, 2, "shared_cycle"]);
    expect(one().findings.map(({ kind }) => kind)).toEqual(["double-release"]);
    expect(one().memory).toMatchObject({ confirmed: true });
  });

  it("survive JSON and fit the schema", () => {
    const schema = JSON.parse(
      readFileSync(new URL("../../../docs/report.schema.json", import.meta.url), "utf8"),
    ) as object;
    const again = JSON.parse(JSON.stringify(report)) as Report;
    const ajv = new Ajv({ allErrors: true });
    ajv.validate(schema, again);
    expect(ajv.errors).toBeNull();
    expect(renderHtml(again)).toBe(renderHtml(report));
  });

  it("are not searched for what live objects of the tracker hold", () => {
    const owner = exports["make_owner"]?.() ?? 0;
    expect(heap.check().verdictOf(owner)).toBe("definitely lost");
    const { manage, release } = session().runtime;
    const wrapper = {};
    manage(owner, wrapper, (pointer: number) => void exports["delete_owner"]?.(pointer));
    expect(heap.check().verdictOf(owner)).toBe("held by JS");
    expect(heap.check(undefined, { held: [1] }).verdictOf(owner)).toBe("held by JS");
    const rows = session().report().heaps?.[0]?.lost ?? [];
    expect(rows.flatMap(({ frames }) => frames.map(({ name }) => name))).not.toContain("make_owner");
    release(wrapper);
    expect(heap.check().verdictOf(owner)).toBeUndefined();
  });
});

describe("the page", () => {
  it("has errors, losses, a timeline by place, four views with flame graphs, and no other file", () => {
    const page = renderHtml(report);
    for (const words of [
      "Memory errors",
      "double-release",
      "points to these",
      "definitely lost",
      "Live bytes over time",
      'data-view="leaked"',
      'data-view="peak"',
      'data-view="temporary"',
      'data-view="hot"',
      "lost_list +0x",
      "blocks nothing in memory points to",
    ])
      expect(page).toContain(words);
    expect(page.match(/class="flame"/g)?.length).toBeGreaterThanOrEqual(4);
    expect(page).not.toMatch(/<(?:link|img|iframe)|src="|@import|url\(/);
  });

  it("takes names out of modules for text, never for markup", () => {
    const name = `</script><img src=x onerror=alert(1)>"'`;
    const evil = JSON.parse(
      JSON.stringify(report).replaceAll("lost_list", JSON.stringify(name).slice(1, -1)),
    ) as Report;
    expect(renderHtml(evil)).not.toContain("<img");
  });

  it("stacks no more than the peak", () => {
    const page = renderHtml(report);
    const heights = [...page.matchAll(/class="place p\d" points="([^"]*)"/g)].flatMap(([, points = ""]) =>
      points.split(" ").map((point) => Number(point.split(",")[1])),
    );
    expect(heights.length).toBeGreaterThan(10);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(14);
    expect(Math.max(...heights)).toBeLessThanOrEqual(234);
  });
});

describe("HeapPlaces", () => {
  const frame = (name: string, index: number): HeapPlacesFrame => ({
    kind: "wasm",
    name,
    file: "",
    line: 0,
    column: 0,
    function: index,
    offset: 16 * index,
  });
  type HeapPlacesFrame = Parameters<HeapPlaces["of"]>[0][number];

  it("leaves out allocators by name, and functions that most stacks go through", () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({
      frames: [frame("malloc", 1), frame("function 2", 2), frame(`function ${String(at + 10)}`, at + 10)],
    }));
    const places = new HeapPlaces(rows);
    expect(places.of(rows[0]?.frames ?? [])).toBe("function 10 +0xa0");
    const few = new HeapPlaces(rows.slice(0, 3));
    expect(few.of(rows[0]?.frames ?? [])).toBe("function 2 +0x20");
    expect(few.of([frame("operator new(unsigned long)", 3), frame("main", 4)])).toBe("main +0x40");
    expect(few.of([])).toBe("no stack was taken");
  });

  it("names the application's line, not the package's", () => {
    const js = (file: string): HeapPlacesFrame => ({ ...frame("f", 0), kind: "js", file, line: 3, column: 4 });
    const frames = [frame("malloc", 1), frame("g", 2), js("node_modules/a/a.js"), js("src/app.js")];
    expect(new HeapPlaces([]).caller(frames)).toBe("src/app.js:3:4 (f)");
    expect(new HeapPlaces([]).caller([js("src/app.js")])).toBeUndefined();
  });
});

describe("profiles", () => {
  it("has four profiles of each heap for speedscope, whose weights are the report's", () => {
    const file = JSON.parse(heapSpeedscope(report.heaps ?? [], report)) as {
      profiles: { name: string; unit: string; endValue: number }[];
    };
    const { totals } = one();
    expect(file.profiles.map(({ unit, endValue }) => [unit, endValue])).toEqual([
      ["bytes", totals.liveBytes],
      ["bytes", totals.peakBytes],
      ["none", totals.temporary],
      ["none", totals.acquired],
    ]);
  });

  it("has live and allocated figures for pprof", () => {
    const profile = Profile.decode(gunzipSync(heapPprof(report.heaps ?? [], report)));
    const types = profile.sampleType.map(({ type }) => profile.stringTable.strings[Number(type)]);
    expect(types).toEqual(["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]);
    const sums = types.map((_, at) => profile.sample.reduce((sum, { value }) => sum + Number(value[at]), 0));
    const { totals } = one();
    expect(sums).toEqual([totals.acquired, totals.acquiredBytes, totals.live, totals.liveBytes]);
  });
});
