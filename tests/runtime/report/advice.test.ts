import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { advise } from "../../../src/runtime/report/advice.ts";
import { OF_PACKAGE, type Candidate, type FindingKind } from "../../../src/runtime/report/model.ts";
import { readWritten } from "../../../src/runtime/report/written.ts";

const candidate: Candidate = {
  kind: "never-freed",
  className: "Tree",
  how: "registry",
  releases: ["delete"],
  count: 1,
  bytes: 0,
  stack: "",
  age: { oldest: 0, newest: 0 },
};

/** Advice for a line with `|` where the stack points. */
function advice(over: Partial<Candidate>, line = ""): readonly string[] {
  const at = line.indexOf("|");
  return advise({ ...candidate, ...over }, readWritten(line.slice(0, at) + line.slice(at + 1), at + 1)).fix;
}
const DISPOSABLE = ["delete", "[Symbol.dispose]"];

describe("what to write", () => {
  it("is said of the line that made the object", () => {
    expect(advice({ releases: DISPOSABLE }, "const paint = |new Paint();")).toEqual([
      "using paint = new Paint()",
      "paint.delete() in a finally block, or where its owner is closed",
    ]);
    expect(advice({}, "this.tree = parser.|parse(text);")).toEqual([
      "this.tree.delete() on the old value before this.tree is overwritten, and where its owner is closed",
    ]);
    expect(advice({}, "trees.set(uri, parser.|parse(text));")).toEqual([
      "value.delete() when trees drops it: on eviction, and before it is overwritten",
    ]);
    expect(advice({ releases: DISPOSABLE }, "return parser.|parse(text);")[0]).toContain("in the caller");
    expect(advice({ releases: ["__destroy__"] }, "const shape = |new Jolt.Box(1);")[0]).toMatch(
      /^Jolt\.destroy\(shape\)/,
    );
    expect(advice({ how: "export", releases: ["__unpin"] }, "const at = wasm.|__pin(1);")[0]).toMatch(
      /^wasm\.__unpin\(at\)/,
    );
  });

  it("says when only the package knows how", () => {
    expect(advice({ releases: ["free", OF_PACKAGE] }, "const doc = Automerge.|from({});")).toEqual([
      "doc.free(), or the package's own function for it, in a finally block, or where its owner is closed",
    ]);
  });

  it("names `using` only where the class can be disposed of", () => {
    const lines = ["const tree = |new Tree();", "return |new Tree();", "|new Tree();", ""];
    for (const line of lines) {
      expect(advice({}, line).join("\n")).not.toContain("using");
      expect(advice({ releases: DISPOSABLE }, line).join("\n")).toContain("using");
    }
    const again = { kind: "double-release", how: "manage" } as const;
    expect(advice({ ...again, releases: ["release(owner)"] })).toEqual([
      "release in one place only: where the owner is closed",
    ]);
    expect(advice({ ...again, releases: ["release(owner)", "[Symbol.dispose]"] })[0]).toContain("`using`");
  });

  it("covers every case when the line says nothing", () => {
    const all = advice({ releases: DISPOSABLE }).join("\n");
    for (const words of ["using", "finally", "before it is overwritten", "a cache drops it"])
      expect(all).toContain(words);
  });
});

describe("sentences", () => {
  const message = (over: Partial<Candidate>): string => advise({ ...candidate, ...over }).message;

  it("are right for one and for many", () => {
    expect(message({ kind: "double-release" })).toBe("1 Tree was released again after it was released.");
    expect(message({ kind: "double-release", count: 2 })).toBe(
      "2 Tree objects were released again after they were released.",
    );
    expect(message({ kind: "use-after-release", count: 2 })).toBe("2 Tree objects were used after they were released.");
    expect(message({ how: "export", className: "malloc", count: 1200 })).toBe(
      "1,200 pointers of malloc were never released.",
    );
    expect(message({ kind: "held-forever", count: 2 })).toBe(
      "2 JS objects are held for the module, which never dropped them.",
    );
  });
});

describe("where to read on", () => {
  it.each<FindingKind>([
    "never-freed",
    "freed-by-gc",
    "retained",
    "held-forever",
    "double-release",
    "use-after-release",
    "duplicate",
    "failed",
  ])("%s: the page, and the section on it, are there", (kind) => {
    const [, page = "", anchor] = /\/docs\/([^#]+)(?:#(.*))?$/.exec(advise({ ...candidate, kind }).help) ?? [];
    const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(page.endsWith("register.md")).toBe(anchor !== undefined);
    if (anchor !== undefined) expect(anchors).toContain(anchor);
  });
});
