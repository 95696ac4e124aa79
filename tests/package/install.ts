import { execFileSync, type ExecFileSyncOptions } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
  exports: Record<string, unknown>;
  bin: Record<string, string>;
};

export interface Installation {
  readonly folder: string;
  /** Runs a program in the folder and returns what it prints; throws with its output when it fails. */
  run(program: string, ...args: string[]): string;
  write(file: string, text: string): void;
  remove(): void;
}

/** Packs this package and installs the tarball into an empty folder, as a user would. */
export function installTarball(...alongside: string[]): Installation {
  const folder = mkdtempSync(path.join(tmpdir(), "wasm-leaks-user-"));
  const options: ExecFileSyncOptions = { cwd: folder, encoding: "utf8", shell: process.platform === "win32" };
  const run = (program: string, ...args: string[]): string => {
    try {
      return execFileSync(program, args, {
        ...options,
        stdio: "pipe",
        env: { ...process.env, NO_COLOR: "1" },
      }) as string;
    } catch (error) {
      const { stdout, stderr, status } = error as { stdout: string; stderr: string; status: number };
      throw new Error(`${program} ${args.join(" ")} exited with ${status}\n${stdout}\n${stderr}`, { cause: error });
    }
  };
  const write = (file: string, text: string): void => {
    writeFileSync(path.join(folder, file), text);
  };
  write("package.json", JSON.stringify({ name: "user", private: true, type: "module" }));
  const [{ filename }] = JSON.parse(
    run("npm", "pack", root, "--json", "--ignore-scripts", "--pack-destination", folder),
  ) as [{ filename: string }];
  run(
    "npm",
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    `./${filename}`,
    ...alongside,
  );
  return {
    folder,
    run,
    write,
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
