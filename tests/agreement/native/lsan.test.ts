import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkHeap } from "../../../src/runtime/heap/scan/check.ts";
import { CPP } from "./expected.ts";
import { run } from "./load.ts";

interface LsanVerdict {
  readonly direct: number;
  readonly indirect: number;
  readonly bytes: number;
}

/** What LeakSanitizer said about the same source, recorded by scripts/lsan-verdicts.js. */
const lsan = JSON.parse(readFileSync(new URL("lsan.json", import.meta.url), "utf8")) as {
  readonly cases: Readonly<Record<string, LsanVerdict>>;
};

describe("scan and LeakSanitizer", () => {
  it("were asked about the same cases", () => {
    expect(Object.keys(lsan.cases).sort()).toEqual(Object.keys(CPP).sort());
  });

  it.each(["debug", "release", "lto", "stripped"])("agree on every case of the %s build", (variant) => {
    for (const [name, oracle] of Object.entries(lsan.cases)) {
      const { memory, module, call } = run(`cpp/leaks/built/${variant}.wasm`);
      call(name);
      call("sum_of_globals");
      const { totals } = checkHeap(memory, { module });
      const definite = totals["definitely lost"];
      const cycle = totals.cycle;
      const indirect = totals["indirectly lost"];
      const lost = definite.blocks + cycle.blocks + indirect.blocks;
      expect({ name, lost }).toEqual({ name, lost: oracle.direct + oracle.indirect });
      // LeakSanitizer has no word for cycles: it calls a block that only itself points to direct, longer cycles indirect.
      if (cycle.blocks === 0) expect({ name, direct: definite.blocks }).toEqual({ name, direct: oracle.direct });
      // It knows the bytes asked for; the walk knows what the allocator made of them.
      const bytes = definite.bytes + cycle.bytes + indirect.bytes;
      expect(bytes).toBeGreaterThanOrEqual(oracle.bytes);
      expect(bytes).toBeLessThanOrEqual(oracle.bytes + 20 * lost);
    }
  });
});
