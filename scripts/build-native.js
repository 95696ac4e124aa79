// Runs every native/**/build.sh; with --check, fails when a rebuilt module differs from the committed bytes.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../native/", import.meta.url));
const check = process.argv.includes("--check");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

function find(folder, name) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path === name || path.endsWith(`/${name}`) || path.endsWith(`\\${name}`))
    .map((path) => join(folder, path))
    .sort();
}

function hashes(folder) {
  const result = new Map();
  for (const path of readdirSync(folder, { recursive: true }).map((name) => join(folder, name))) {
    if (!path.endsWith(".wasm") || !statSync(path).isFile()) continue;
    result.set(path, createHash("sha256").update(readFileSync(path)).digest("hex"));
  }
  return result;
}

const before = hashes(root);
for (const script of find(root, "build.sh")) {
  if (wanted.length > 0 && !wanted.some((part) => script.includes(part))) continue;
  process.stdout.write(`${script.slice(root.length)}\n`);
  execFileSync("bash", [script], { stdio: "inherit" });
}
if (check) {
  const changed = [...hashes(root)].filter(([path, hash]) => before.has(path) && before.get(path) !== hash);
  for (const [path, hash] of changed) {
    process.stderr.write(`${path.slice(root.length)}: committed ${before.get(path)}, rebuilt ${hash}\n`);
  }
  process.exitCode = changed.length > 0 ? 1 : 0;
}
