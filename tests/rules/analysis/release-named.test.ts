import { describe, expect, it } from "vitest";
import { possibleLeaks } from "../support/possible-leaks.ts";

const other = "export function end(mat) { mat.delete(); }";

describe("what a module known by its name alone is released with", () => {
  it.each([
    ["the package's own way, whatever else the file deletes", "const made = new olm.Account();", ".free()"],
    ["the package's own way to close", "const made = new SQL.Database();", ".close()"],
    ["the file's way, where C++ is bound with either", "const made = new ammo.btVector3();", ".delete()"],
  ])("%s", (_, body, release) => {
    const [message, ...more] = possibleLeaks(`${other} export function use(olm, SQL, ammo) { ${body} made.use(); }`);
    expect(more).toEqual([]);
    expect(message).toContain(`release it with '${release}'`);
  });
});
