import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, ".cache/catalog");
const installed = [join(root, "node_modules"), join(root, "tests/real-packages/node_modules")];

/** The folder of a package at a version: installed if the version fits, else downloaded once into the cache. */
export function folderOf(name, version) {
  for (const base of installed) {
    const manifest = join(base, name, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version) return join(base, name);
  }
  const at = join(cache, `${name.replaceAll("/", "+")}@${version}`);
  const folder = join(at, "package");
  if (!existsSync(folder)) download(`${name}@${version}`, at, folder);
  return folder;
}

function download(specifier, at, folder) {
  mkdirSync(at, { recursive: true });
  const packed = JSON.parse(execFileSync("npm", ["pack", "--json", specifier], { cwd: at, encoding: "utf8" }));
  const tarball = join(at, packed[0].filename);
  execFileSync("tar", ["xzf", tarball, "--no-same-owner"], { cwd: at });
  rmSync(tarball);
  // A few packages name the folder inside the tarball otherwise.
  if (!existsSync(folder)) renameSync(join(at, readdirSync(at)[0]), folder);
}
