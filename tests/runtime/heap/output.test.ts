import { gunzipSync } from "node:zlib";
import { Profile } from "pprof-format";
import { describe, expect, it } from "vitest";
import { weighedStacks } from "../../../src/runtime/heap/profiles.ts";
import { symbolize } from "../../../src/runtime/heap/symbols/frames.ts";
import { heapReport } from "../../../src/runtime/heap/tables.ts";
import { renderHeapText } from "../../../src/runtime/heap/text.ts";
import { encodePprof } from "../../../src/runtime/report/pprof.ts";
import { encodeSpeedscope } from "../../../src/runtime/report/speedscope.ts";
import { loadInstrumented, nativeBytes } from "./native.ts";

const { exports, instance } = loadInstrumented(nativeBytes("cpp/leaks/built/release.wasm"));
exports["lost_list"]?.(10);
exports["healthy_delete"]?.(3);
const address = exports["malloc"]?.(64) ?? 0;
exports["free"]?.(address);
exports["free"]?.(address);
const report = heapReport(instance);

describe("output", () => {
  it("prints totals, findings and the heaviest places", () => {
    const text = renderHeapText(report);
    expect(text).toMatch(/heap of module \d+ \(native\.ts\): dlmalloc, found by name/);
    expect(text).toMatch(/\d+ bytes in 10 blocks\n +(dl)?malloc/);
    expect(text).toMatch(/lost_list \+0x[0-9a-f]+/);
    expect(text).toMatch(/double-release: 0x[0-9a-f]+ is released a second time/);
    expect(text).toMatch(/shadow stack: \d+ bytes of 6\d\.\d KiB/);
  });

  it("writes a speedscope file whose weights are the live bytes", () => {
    const stacks = weighedStacks(report, "leaked");
    const about = { date: "2026-01-01T00:00:00Z", tool: { name: "wasm-leaks", version: "0" } } as const;
    const file = JSON.parse(encodeSpeedscope([{ name: "live", stacks }], about)) as {
      profiles: { endValue: number; unit: string }[];
    };
    expect(file.profiles[0]).toMatchObject({ endValue: report.totals.liveBytes, unit: "bytes" });
  });

  it("writes a pprof profile", () => {
    const bytes = encodePprof(weighedStacks(report, "leaked"), { date: "2026-01-01T00:00:00Z", duration: 1.5 });
    const profile = Profile.decode(gunzipSync(bytes));
    const live = profile.sample.reduce((sum, sample) => sum + Number(sample.value[1]), 0);
    expect(live).toBe(report.totals.liveBytes);
    expect(profile.stringTable.strings).toContain("lost_list");
  });
});

describe("symbolize", () => {
  it("gives positions of the original module", () => {
    const bytes = nativeBytes("cpp/leaks/built/release.wasm");
    const block = instance.recorder.ledger.live()[0];
    const frames = symbolize(instance.recorder.stacks.text(block?.stack ?? 0), instance);
    const caller = frames.find((frame) => frame.name === "lost_list");
    expect(caller?.offset).toBeDefined();
    const at = 2 * ((caller?.function ?? 0) - instance.module.importedFunctions);
    expect(caller?.offset).toBeGreaterThan(instance.module.bodies[at] ?? Infinity);
    expect(caller?.offset).toBeLessThan(instance.module.bodies[at + 1] ?? 0);
    // The engine names the instruction of the call.
    expect(bytes[caller?.offset ?? 0]).toBe(0x10);
  });

  it("reads the stacks of other engines, and asks for sources", () => {
    const index = instance.module.functions.length - 1;
    const firefox = `wasm-function[${String(index)}]@http://localhost/a.wasm:wasm-function[${String(index)}]:0x400\nstart@http://localhost/app.js:3:9`;
    expect(symbolize(firefox, instance).map((frame) => [frame.kind, frame.line])).toEqual([
      ["wasm", 0],
      ["js", 3],
    ]);
    const safari = `<?>.wasm-function[${String(index)}]@[wasm code]\nmain@http://localhost/app.js:7:1`;
    expect(symbolize(safari, instance)).toHaveLength(2);
    const { bodies } = instance.module;
    const line = `    at f (wasm://wasm/00ab:wasm-function[${String(index)}]:0x${(bodies[2] ?? 0).toString(16)})`;
    const [frame] = symbolize(line, instance, () => ({ file: "list.cpp", line: 12, column: 3 }));
    expect(frame?.file === "list.cpp" || frame?.offset === undefined).toBe(true);
  });
});
