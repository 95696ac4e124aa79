import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = join(root, "dist/integrations/cli/index.js");

describe("wasm-leaks catalog", () => {
  it("writes what the catalog itself has, but for the corrections by hand", () => {
    const folder = mkdtempSync(join(tmpdir(), "wasm-leaks-"));
    try {
      const file = join(folder, "tree-sitter.json");
      execFileSync(process.execPath, [cli, "catalog", "web-tree-sitter", "--output", file, "--alias", "my-fork"], {
        cwd: root,
      });
      const written = JSON.parse(readFileSync(file, "utf8")) as { specifiers: string[]; classes: unknown };
      const shipped = JSON.parse(readFileSync(join(root, "src/resources/catalog/web-tree-sitter.json"), "utf8")) as {
        classes: unknown;
      };
      expect(written.specifiers).toEqual(["web-tree-sitter", "my-fork"]);
      expect(written.classes).toEqual(shipped.classes);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("shows a table, takes a folder, and names other destructors", () => {
    const args = [cli, "catalog", "node_modules/@types/sql.js", "--summary", "--destructor", "close"];
    const shown = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(shown).toMatch(/Database\s+\.close\(\)/);
    expect(shown).toMatch(/Statement\s+\.free\(\)/);
  });

  it("exits with 1 when a package releases nothing and with 2 when there is none", () => {
    const run = (name: string): number | null =>
      spawnSync(process.execPath, [cli, "catalog", name], { cwd: root, stdio: "ignore" }).status;
    expect(run("picocolors")).toBe(1);
    expect(run("no-such-package")).toBe(2);
  });
});
