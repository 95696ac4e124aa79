import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folders of tests that have a lock file of their own. */
const FOLDERS = ["./", "../typescript-runners/"];

/** Installs the packages of those folders when they are missing or the lock file has changed since. */
export default function install(): void {
  for (const folder of FOLDERS) installIn(fileURLToPath(new URL(folder, import.meta.url)));
}

function installIn(folder: string): void {
  const lock = readFileSync(`${folder}package-lock.json`, "utf8");
  const stamp = `${folder}node_modules/.installed-lock`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  writeFileSync(stamp, lock);
}
