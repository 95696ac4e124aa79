import { describe, expect, it } from "vitest";
import { lint } from "../support/hosts.ts";

/** Statements with more paths and names than the analysis follows. */
const dense = Array.from({ length: 700 }, (_, i) => `let v${i} = M._malloc(${i}); if (flag(${i})) M._free(v${i});`);

function reportsOn(code: string): number[] {
  return lint(10, "require-release", { title: "given up", errors: [], code }, "espree").reports.map(({ line }) => line);
}

describe("code with more paths than are followed", () => {
  const leak = "export function early(n) { const p = M._malloc(n); if (n > 9) return; M._free(p); }";

  it("says nothing of a function that is given up, and the rest of the file is judged", () => {
    expect(reportsOn(`${leak}\nfunction dense() {\n${dense.join("\n")}\n}`)).toEqual([1]);
  });

  it("judges what is left of a function with its paths joined, where that does not take too long", () => {
    const branches = Array.from(
      { length: 200 },
      (_, i) => `if (flag(${i})) { var v${i} = M._malloc(${i}); M._use(v${i}); M._free(v${i}); }`,
    );
    const lost = "const q = M._malloc(8); M._use(q);";
    expect(
      reportsOn(
        `function dense() {\n${lost}\n${branches.join("\n")}\nM._read(q);\n}\nfunction other(p) { M._free(p); }`,
      ),
    ).toEqual([2]);
  });

  it("judges the functions below a top level that is given up", () => {
    expect(reportsOn(`${leak}\n${dense.join("\n")}`)).toEqual([1]);
  });
});
