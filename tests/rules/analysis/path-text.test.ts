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
});
