import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../package/install.ts";

const LEAKY = `import { manage } from "wasm-leaks/runtime";
const { instance } = await WebAssembly.instantiate(bytes);
export class Picture {
  #pointer;
  constructor(screen) {
    const pointer = instance.exports._Picture__constructor();
    this.#pointer = pointer;
    screen.addEventListener("resize", () => this.paint());
    manage(pointer, this, () => instance.exports._Picture__destructor(pointer));
  }
}
`;
const MENDED = LEAKY.replace(
  "() => instance.exports._Picture__destructor(pointer)",
  "instance.exports._Picture__destructor",
);

describe("the pre-commit hook in a scratch repository", () => {
  let scratch: string;
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: scratch, encoding: "utf8" });
  const commit = (): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync("git", ["commit", "-m", "picture"], {
      cwd: scratch,
      encoding: "utf8",
      env: {
        ...process.env,
        PRE_COMMIT_HOME: path.join(scratch, ".git", "pre-commit-home"),
        PRE_COMMIT_COLOR: "never",
      },
    });
    return { status, output: stdout + stderr };
  };

  beforeAll(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "wasm-leaks-hook-"));
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.name", "somebody");
    git("config", "user.email", "somebody@example.org");
    const rev = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
    writeFileSync(
      path.join(scratch, ".pre-commit-config.yaml"),
      `repos:\n  - repo: ${JSON.stringify(root)}\n    rev: ${rev}\n    hooks:\n      - id: wasm-leaks\n        language_version: system\n`,
    );
    execFileSync("pre-commit", ["install"], { cwd: scratch });
    git("add", ".pre-commit-config.yaml");
  }, 600_000);

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  });

  it("refuses a commit that leaks, and says what is wrong", () => {
    writeFileSync(path.join(scratch, "picture.js"), LEAKY);
    git("add", ".");
    const { status, output } = commit();
    expect(output).toContain("wasm-leaks/no-deleter-capture");
    expect(status).toBe(1);
    expect(git("log", "--oneline", "--all")).toBe("");
  });

  it("lets the mended file pass", () => {
    writeFileSync(path.join(scratch, "picture.js"), MENDED);
    git("add", ".");
    const { status, output } = commit();
    expect(output).toMatch(/wasm-leaks\.+Passed/u);
    expect(status).toBe(0);
    expect(git("log", "--oneline")).toContain("picture");
  });
});
