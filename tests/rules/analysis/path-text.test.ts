import { describe, expect, it } from "vitest";
import { lint } from "../support/hosts.ts";

/** The messages of `require-release` for a function that frees `p` on some paths. */
function messages(body: string): string[] {
  const entry = { title: "paths", errors: [], code: `function f(kind, n) { const p = M._malloc(8); ${body} }` };
  return lint(10, "require-release", entry, "espree").messages.map(({ message }) => message);
}

describe("the path that leaks, in words", () => {
  it.each([
    ["switch (kind) { case undefined: return 1; default: M._free(p); }", "when 'kind' is 'undefined' and the function"],
    ["switch (kind) { case 1: M._free(p); break; default: return 2; }", "when no case of 'kind' applies and the"],
    ["if (n > 9) return 0; M._free(p);", "when 'n > 9' holds and the function returns at line 1"],
    ["if (n > 9) { M._free(p); return 0; }", "when 'n > 9' is false and the function ends"],
  ])("%s", (body, text) => {
    expect(messages(body)).toEqual([expect.stringContaining(text)]);
  });

  it.each([
    ["if (n > 9) return p.isVerified(); return n;", "is not released on any path: only the garbage collector"],
    ["try { n(); } catch { return 0; } return p.isVerified();", "is not released on any path: only the garbage"],
    ["if (n > 9) return 0; p.free();", "when 'n > 9' holds and the function returns at line 2: only the garbage"],
  ])("%s: of what a finalizer frees late", (body, text) => {
    const code = `import { UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
      function f(n) { const p = new UserId("@a:b"); ${body} }`;
    const entry = { title: "late", errors: [], code, options: [{ report: "possible" }] };
    const found = lint(10, "require-release", entry, "espree").messages.map(({ message }) => message);
    expect(found).toEqual([expect.stringContaining(text)]);
  });

  it("names what the function does itself before what a call in it may throw", () => {
    const code = `function f(cv, orb, image, n) {
      const gray = new cv.Mat();
      orb.detectAndCompute(image, gray);
      if (n > 9) return 0;
      gray.delete();
    }`;
    const report = (code: string): string[] =>
      lint(
        10,
        "require-release",
        { title: "order", errors: [], code, options: [{ report: "possible" }] },
        "espree",
      ).messages.map(({ message }) => message);
    expect(report(code)).toEqual([expect.stringContaining("when 'n > 9' holds and the function returns at line 4")]);
    expect(report(code.replace("if (n > 9) return 0;", ""))).toEqual([
      expect.stringContaining("when 'orb.detectAndCompute' throws at line 3"),
    ]);
  });
});
