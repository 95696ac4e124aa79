import { describe, expect, it } from "vitest";
import type { Circumstances } from "../../../src/runtime/discovery/circumstances.ts";
import { creationOf } from "../../../src/runtime/discovery/creation.ts";
import { judge } from "../../../src/runtime/discovery/ownership.ts";
import { Birth } from "../../../src/runtime/discovery/recorder.ts";
import type { RecordGroup } from "../../../src/runtime/discovery/recorder.ts";
import { NameSource } from "../../../src/runtime/discovery/types.ts";
import type { HandleType } from "../../../src/runtime/discovery/types.ts";
import { OF_PACKAGE } from "../../../src/runtime/report/model.ts";
import { State } from "../../../src/runtime/tracker/records.ts";

const PAINT: HandleType = {
  id: 1,
  name: "Paint",
  nameSource: NameSource.binding,
  how: "embind",
  releases: ["delete"],
  package: "canvas",
};

const at = (name: string, file: string, line: number): string => `    at ${name} (${file}:${String(line)}:5)`;
const GLUE = "/p/node_modules/canvas/glue.js";
const APP = "file:///p/app.js";

function group(over: Partial<RecordGroup>): RecordGroup {
  return {
    type: PAINT,
    birth: Birth.returned,
    state: State.live,
    stack: [at("Surface.copy", GLUE, 9), at("draw", APP, 3)].join("\n"),
    stackId: 1,
    count: 1,
    pointers: [1024],
    oldest: 0,
    newest: 5,
    ...over,
  };
}

const about: Circumstances = {
  now: 10,
  releasedStacks: new Map(),
  lendingStacks: [],
  glueFiles: new Set(),
  wasmPackages: new Set(["canvas"]),
};

const verdicts = (groups: RecordGroup[], more: Partial<Circumstances> = {}): string[] =>
  judge(groups, { ...about, ...more }).map(
    (finding) => `${finding.verdict} ${finding.class} x${String(finding.count)}`,
  );

describe("where a handle was made", () => {
  it("is the first synchronous frame outside packages", () => {
    const creation = creationOf(group({}).stack, new Set());
    expect(creation.site).toMatchObject({ file: APP, line: 3, name: "draw" });
    expect(creation.callee?.name).toBe("Surface.copy");
    expect(creation.package).toBe("canvas");
  });

  it("is nowhere when the application only waited", () => {
    const stack = [at("load", GLUE, 9), at("async main", APP, 3).replace("at async", "at async")].join("\n");
    expect(creationOf(stack, new Set()).site).toBeUndefined();
  });

  it("skips glue that lies among the application's own files", () => {
    const stack = [at("malloc", "file:///p/build/glue.js", 1), at("main", APP, 7)].join("\n");
    expect(creationOf(stack, new Set(["file:///p/build/glue.js"])).site?.line).toBe(7);
  });

  it("is the line that said `new` when the class is the application's own", () => {
    const stack = [at("new Thing", APP, 1), at("main", APP, 7)].join("\n");
    expect(creationOf(stack, new Set(), "Thing").site?.line).toBe(7);
  });

  it("is the file that instantiates a module by hand, when the glue of another lies beside it", () => {
    const stack = [
      at("Item$new", "file:///p/glue.cjs", 1),
      at("new Item", "file:///p/glue.cjs", 4),
      at("main", APP, 7),
    ];
    expect(creationOf(stack.join("\n"), new Set([APP, "file:///p/glue.cjs"])).site).toMatchObject({
      file: APP,
      line: 7,
    });
  });

  it("falls back to the bundle when glue and application are one file", () => {
    const stack = [at("malloc", APP, 1), at("main", APP, 7)].join("\n");
    expect(creationOf(stack, new Set([APP])).site?.file).toBe(APP);
  });
});

describe("ownership rules", () => {
  it("counts what the application forgot", () => {
    expect(verdicts([group({ count: 3 })])).toEqual(["leak Paint x3"]);
  });

  it("1: no release method, no finding", () => {
    expect(verdicts([group({ type: { ...PAINT, releases: [] } })])).toEqual(["gc-managed Paint x1"]);
  });

  it("1: a registry of a package without wasm says nothing", () => {
    const type: HandleType = { ...PAINT, how: "registry", package: "sockets" };
    expect(verdicts([group({ type })])).toEqual(["foreign Paint x1"]);
  });

  it("1: an application's own registry counts when it holds an address", () => {
    const type: HandleType = { ...PAINT, how: "registry", package: undefined };
    expect(verdicts([group({ type })])).toEqual(["leak Paint x1"]);
    expect(verdicts([group({ type, pointers: [0] })])).toEqual(["foreign Paint x1"]);
  });

  it("2: made by the package itself: the library's", () => {
    expect(verdicts([group({ stack: at("init", GLUE, 1) })])).toEqual(["library Paint x1"]);
  });

  it("3: a path that returned an alias lends, whoever calls it", () => {
    const other = [at("Surface.copy", GLUE, 9), at("elsewhere", APP, 30)].join("\n");
    expect(verdicts([group({})], { lendingStacks: [other] })).toEqual(["borrowed Paint x1"]);
  });

  it("3: a constructor never lends", () => {
    const stack = [at("new Paint", GLUE, 9), at("draw", APP, 3)].join("\n");
    expect(verdicts([group({ stack })], { lendingStacks: [stack] })).toEqual(["leak Paint x1"]);
  });

  it("3: a clone is an obligation of its own", () => {
    expect(verdicts([group({ birth: Birth.cloned })], { lendingStacks: [group({}).stack] })).toEqual(["leak Paint x1"]);
  });

  it("5: objects of one call are one finding, counted by calls", () => {
    const call = [at("new World", GLUE, 40), at("simulate", APP, 5)];
    const groups = ["Bodies", "Islands"].map((name, index) =>
      group({
        type: { ...PAINT, id: index + 2, name },
        stack: [at(`new ${name}`, GLUE, 50 + index), ...call].join("\n"),
        count: 4,
      }),
    );
    expect(verdicts(groups)).toEqual(["leak World x4"]);
  });

  it("5: what is left of a call whose owner was released belongs to the package", () => {
    const stack = [at("getCanvas", GLUE, 70), at("MakeSurface", GLUE, 60), at("draw", APP, 3)].join("\n");
    const owner = [at("makeRaw", GLUE, 61), at("MakeSurface", GLUE, 60), at("draw", APP, 3)].join("\n");
    const released = new Map([[owner, { ...PAINT, id: 9, name: "Surface" }]]);
    expect(verdicts([group({ stack })], { releasedStacks: released })).toEqual(["library Paint x1"]);
  });

  it("keeps a deletion that is on its way apart", () => {
    expect(verdicts([group({ state: State.pending })])).toEqual(["pending Paint x1"]);
  });

  it("lets a proven walk of the heap acquit", () => {
    expect(verdicts([group({})], { isBlock: () => false })).toEqual(["borrowed Paint x1"]);
    expect(verdicts([group({})], { isBlock: () => undefined })).toEqual(["leak Paint x1"]);
  });

  it("adds handles without a stack to the largest finding of their class", () => {
    const [finding] = judge([group({ count: 2 }), group({ stack: "", stackId: 0, count: 30 })], about);
    expect(finding).toMatchObject({ verdict: "leak", count: 32, unsampled: 30, site: { line: 3 } });
  });

  it("says possible when only a method returned it, certain when a constructor did", () => {
    const stack = [at("new Paint", GLUE, 9), at("draw", APP, 3)].join("\n");
    expect(judge([group({})], about)[0]?.confidence).toBe("possible");
    expect(judge([group({ stack })], about)[0]?.confidence).toBe("certain");
  });

  it("gives one package's raw pointers to the application only when the catalog says so", () => {
    const type: HandleType = { ...PAINT, how: "export", name: "malloc", releases: ["free"], package: undefined };
    expect(verdicts([group({ type, birth: Birth.acquired })])).toEqual(["library copy x1"]);
  });
});

describe("how the application releases what it got", () => {
  const releases = (over: Partial<RecordGroup>, more: Partial<Circumstances> = {}): readonly string[] =>
    judge([group(over)], { ...about, ...more })[0]?.releases ?? [];
  const DISPOSABLE = ["free", "[Symbol.dispose]"];
  const WORLD: HandleType = { ...PAINT, name: "rawworld", how: "registry", releases: DISPOSABLE };
  const birth = Birth.registered;

  it("has no Symbol.dispose when the object is in another of the package's", () => {
    const stack = [at("__wrap", GLUE, 9), at("new World", "/p/node_modules/canvas/index.js", 1), at("draw", APP, 3)];
    expect(releases({ type: WORLD, birth, stack: stack.join("\n") })).toEqual(["free"]);
    const made = [at("__wrap", GLUE, 9), at("Module.from", "/p/node_modules/canvas/index.js", 1), at("draw", APP, 3)];
    expect(releases({ type: WORLD, birth, stack: made.join("\n") })).toEqual(["free", OF_PACKAGE]);
    const direct = [at("__wrap", GLUE, 9), at("World.fork", GLUE, 1), at("draw", APP, 3)].join("\n");
    expect(releases({ type: WORLD, birth, stack: direct })).toEqual(DISPOSABLE);
  });

  it("is the package's function, where the catalog knows what takes an address back", () => {
    const facts = {
      isSingleton: () => false,
      owns: () => true,
      lends: () => false,
      handsOut: () => true,
      releasesOf: (name: string) => (name === "hash_init" ? ["hash_final"] : []),
      resultOf: () => undefined,
    };
    const type: HandleType = { ...PAINT, name: "malloc", how: "export", releases: ["_free"] };
    const stack = [at("hash_init", GLUE, 9), at("draw", APP, 3)].join("\n");
    const over = { type, birth: Birth.acquired, stack };
    expect(releases(over, { facts: () => facts })).toEqual(["hash_final"]);
    expect(releases({ ...over, stack: stack.replace("hash_init", "other_init") }, { facts: () => facts })).toEqual([
      "_free",
    ]);
  });
});
