import { describe, expect, it } from "vitest";
import { mayMakeObjects } from "../../../src/runtime/discovery/earlier.ts";

describe("a module that is no reason for a notice", () => {
  it.each([
    [[]],
    [["sa", "e", "is", "ie", "parse"]],
    [["sa", "e", "ri", "parseCJS"]],
    [["llhttp_alloc", "llhttp_free", "malloc"]],
    [["allocate_mappings", "parse_mappings"]],
  ])("exports %j", (names) => {
    expect(mayMakeObjects(names)).toBe(false);
  });

  it.each([[["malloc", "free"]], [["O", "P", "sa"]], [["parse", "parser_new"]]])("but %j is one", (names) => {
    expect(mayMakeObjects(names)).toBe(true);
  });
});
