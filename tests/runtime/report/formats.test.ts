import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { Profile } from "pprof-format";
import { describe, expect, it } from "vitest";
import { baselineOf, checkIgnoreRules } from "../../../src/runtime/report/filters.ts";
import { flameTree, liveStacks } from "../../../src/runtime/report/flame.ts";
import { formats, render } from "../../../src/runtime/report/formats.ts";
import type { Candidate, Report } from "../../../src/runtime/report/model.ts";
import { renderText } from "../../../src/runtime/report/text.ts";
import { discovered, sampleReport } from "./sample.ts";

const report = sampleReport({}, discovered);
const clean: Report = { ...report, verdict: "clean", findings: [], library: [], ignored: [], timeline: [], notes: [] };
const text = (format: Parameters<typeof render>[1], of: Report = report): string => String(render(of, format));

describe("the model", () => {
  it("groups by class and place, and sorts leaks before warnings", () => {
    const found = report.findings.map(({ kind, className, count, leak }) => [kind, className, count, leak]);
    expect(found).toEqual([
      ["never-freed", "Image", 40, true],
      ["never-freed", "World", 2, true],
      ["held-forever", "Object", 1, true],
      ["double-release", "MyClass", 1, false],
      ["never-freed", "Canvas", 1, false],
    ]);
    expect(report.verdict).toBe("leaks");
    expect(report.findings[0]).toMatchObject({ bytes: 40 * 64 * 64 * 4, age: { oldest: 1475, newest: 500 } });
  });

  it("points at the line that made the object, not at its constructor or at the package", () => {
    expect(report.findings[0]?.site).toMatchObject({ file: "tests/runtime/report/sample.ts", name: "load" });
    expect(report.findings[0]?.site?.text).toContain("cache.set(name, new Image(64, 64))");
    expect(report.findings[1]).toMatchObject({
      site: { file: "/app/src/main.js", line: 12 },
      package: "@dimforge/rapier2d",
      others: { IslandManager: 2 },
    });
  });

  it("keeps apart what a package did on its own account", () => {
    expect(report.library).toMatchObject([
      { className: "SyncState", package: "@automerge/automerge", leak: false, site: { name: "async main" } },
    ]);
  });

  it("knows the findings of a baseline again, wherever their lines have moved", () => {
    const baseline = baselineOf(report.findings);
    const moved = discovered.map((one): Candidate => ({ ...one, count: one.count + 1 }));
    const next = sampleReport({ baseline }, moved);
    expect(next.findings).toEqual([]);
    expect(next.known).toBe(47);
    expect(next.verdict).toBe("clean");
    const fresh = sampleReport({ baseline }, [
      { ...(discovered[3] as Candidate), className: "Paint", certainty: "certain" },
    ]);
    expect(fresh.findings).toMatchObject([{ className: "Paint", new: true, leak: true }]);
  });

  it("ignores by rule, and says why", () => {
    const ignore = checkIgnoreRules([
      { class: "Image", file: "tests/*/sample.ts", reason: "the cache lives as long as the test" },
      { package: "@dimforge/*", reason: "one world for the program" },
    ]);
    const { findings, ignored } = sampleReport({ ignore }, discovered);
    expect(findings.map(({ className }) => className)).toEqual(["Object", "MyClass", "Canvas"]);
    expect(ignored).toMatchObject([
      { className: "Image", count: 40, reason: "the cache lives as long as the test" },
      { className: "World", count: 2 },
    ]);
  });

  it.each([
    ["no list", {}, "array"],
    ["no reason", [{ class: "A" }], "write a reason"],
    ["nothing to compare", [{ reason: "because" }], "what to ignore"],
    ["a misspelt field", [{ reason: "because", klass: "A" }], "klass is not one of"],
    ["null", [null], "write a reason"],
  ])("refuses an ignore list with %s", (_what, rules, words) => {
    expect(() => checkIgnoreRules(rules)).toThrow(words);
  });

  it("does not count what the collector freed when told so", () => {
    const freed = { ...(discovered[3] as Candidate), kind: "freed-by-gc", certainty: "certain" } as const;
    const only = (allowGc: boolean): boolean | undefined =>
      sampleReport({ allowGc }, [freed]).findings.find(({ kind }) => kind === "freed-by-gc")?.leak;
    expect([only(false), only(true)]).toEqual([true, false]);
  });
});

describe("text", () => {
  it("is short and says what to write", () => {
    const shown = text("text");
    expect(shown).toContain("43 objects leaked at 3 places, 640.0 KiB");
    expect(shown).toContain("never-freed  40 Image objects were never released. (640.0 KiB)");
    expect(shown).toContain("release(owner) when cache drops it: on eviction");
    expect(shown).toContain("through new World");
    expect(shown).toContain("value.free() in a finally block");
    expect(shown).toContain("with 2 IslandManager");
    expect(shown).toContain("@automerge/automerge: 5 SyncState objects released by the garbage collector alone");
    expect(shown).not.toContain("\u001b[");
    expect(renderText(report, { colour: true })).toContain("\u001b[31m");
  });

  it("names the classes with most objects of one call, and counts the others", () => {
    const [world, part] = discovered as [Candidate, Candidate];
    const parts = [3, 1, 2, 5, 4].map((count, at) => ({ ...part, className: `Part${at}`, count }));
    const shown = renderText(sampleReport({}, [world, ...parts]));
    expect(shown).toContain("  with 5 Part3, 4 Part4, 3 Part0 and objects of 2 other classes\n");
    expect(render(sampleReport({}, [world, ...parts]), "html")).toContain(
      "5 Part3, 4 Part4, 3 Part0, 2 Part2, 1 Part1",
    );
  });

  it("leaves out what a minifier made of the functions of a package", () => {
    const stack = "    at Ab (/app/node_modules/p/min.js:1:9)\n    at async load (/app/node_modules/p/index.js:3:1)";
    const shown = renderText(sampleReport({}, [{ ...(discovered[2] as Candidate), className: "q", stack }]));
    expect(shown).toContain("p: 5 objects of class q released by the garbage collector alone, called at");
    expect(shown).not.toContain("(Ab)");
  });

  it("shows at most ten, then how many more", () => {
    const many = Array.from({ length: 15 }, (_, at) => ({ ...(discovered[3] as Candidate), className: `Class${at}` }));
    const shown = renderText(sampleReport({}, many));
    expect(shown.match(/ {2}fix:/g)).toHaveLength(10);
    expect(shown).toContain("and 8 more");
  });

  it("has a line for a clean program", () => {
    expect(text("text", clean)).toBe("wasm-leaks no leak in 53 objects of WebAssembly modules\n");
  });
});

describe("json", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../../docs/report.schema.json", import.meta.url), "utf8"),
  ) as object;

  it.each([
    ["a report with everything", report],
    ["a clean one", clean],
  ])("fits its schema: %s", (_what, of) => {
    const ajv = new Ajv({ allErrors: true });
    ajv.validate(schema, JSON.parse(text("json", of)));
    expect(ajv.errors).toBeNull();
  });
});

describe("github", () => {
  it("annotates the line, and escapes", () => {
    const lines = text("github").trimEnd().split("\n");
    expect(lines).toHaveLength(report.findings.length);
    expect(lines[1]).toMatch(
      /^::error file=\/app\/src\/main\.js,line=12,col=17,title=wasm-leaks%3A never-freed::2 World objects/,
    );
    expect(lines[1]).toContain("%0A");
    expect(lines.at(-1)).toMatch(/^::warning /);
  });
});

describe("junit", () => {
  it("fails where there is a leak and escapes what XML cannot hold", () => {
    const xml = text("junit", sampleReport({}, [{ ...(discovered[3] as Candidate), className: '<A&"\u0000\ud800>' }]));
    expect(xml).toContain('tests="4" failures="2"');
    expect(xml).toContain("&lt;A&amp;&quot;\ufffd\ufffd&gt;");
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect(text("junit", clean)).toContain('tests="1" failures="0"');
  });
});

describe("sarif", () => {
  it("has results with places, fingerprints and rules", () => {
    const { version, runs } = JSON.parse(text("sarif")) as {
      version: string;
      runs: { results: Record<string, unknown>[]; tool: { driver: { rules: { id: string }[] } } }[];
    };
    const results = runs[0]?.results ?? [];
    expect(version).toBe("2.1.0");
    expect(results.map(({ level }) => level)).toEqual(["error", "error", "error", "warning", "warning"]);
    expect(results[0]).toMatchObject({
      locations: [
        { physicalLocation: { artifactLocation: { uri: "tests/runtime/report/sample.ts", uriBaseId: "%SRCROOT%" } } },
      ],
      partialFingerprints: { "wasmLeaks/v1": report.findings[0]?.signature },
    });
    for (const { ruleId, ruleIndex } of results) {
      expect(runs[0]?.tool.driver.rules[ruleIndex as number]?.id).toBe(ruleId);
    }
  });
});

describe("flame graph, speedscope and pprof", () => {
  const objects = liveStacks(report).reduce((sum, { count }) => sum + count, 0);

  it("weigh the same objects", () => {
    expect(objects).toBe(44);
    expect(flameTree(liveStacks(report)).value).toBe(44);
    const file = JSON.parse(text("speedscope")) as {
      profiles: { weights: number[]; samples: number[][]; endValue: number }[];
      shared: { frames: { name: string }[] };
    };
    const [profile] = file.profiles;
    expect(profile?.endValue).toBe(44);
    expect(profile?.weights.reduce((sum, weight) => sum + weight, 0)).toBe(44);
    const innermost = profile?.samples.map((sample) => file.shared.frames[sample.at(-1) as number]?.name);
    expect(innermost).toContain("Image");
  });

  it("pprof decodes again, with objects and bytes", () => {
    const profile = Profile.decode(gunzipSync(render(report, "pprof") as Uint8Array));
    const names = profile.sampleType.map(({ type }) => profile.stringTable.strings[Number(type)]);
    expect(names).toEqual(["inuse_objects", "inuse_space"]);
    const sums = [0, 1].map((index) => profile.sample.reduce((sum, { value }) => sum + Number(value[index]), 0));
    expect(sums).toEqual([44, 40 * 64 * 64 * 4]);
    const leaf = profile.location[Number(profile.sample[0]?.locationId[0]) - 1]?.line[0]?.functionId;
    expect(profile.stringTable.strings[Number(profile.function[Number(leaf) - 1]?.name)]).toBe("Image");
  });
});

describe("html", () => {
  it("is one page without any other file, and nothing of the report is markup", () => {
    const evil = { ...(discovered[3] as Candidate), className: "</script><img src=x onerror=alert(1)>" };
    const page = text("html", sampleReport({}, [evil]));
    expect(page).not.toContain("<img");
    expect(page).not.toMatch(/<(?:link|img|iframe)|src="|@import|url\(/);
    expect(page).toContain("41 objects leaked at 2 places");
    expect(page.match(/<tr class="finding"/g)).toHaveLength(4);
    expect(page).toContain("<svg");
    expect(page).toContain('class="flame"');
  });
});

describe("every format", () => {
  it.each(formats)("%s renders a clean report and one without stacks", (format) => {
    const bare = { ...(discovered[3] as Candidate), stack: "" };
    for (const of of [clean, sampleReport({}, [bare])]) expect(render(of, format).length).toBeGreaterThanOrEqual(0);
    expect(render(sampleReport({}, [bare]), format).length).toBeGreaterThan(0);
  });
});
