import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, ".cache/catalog");
const installed = [join(root, "node_modules"), join(root, "tests/real-packages/node_modules")];

/** npm takes longer to start than to fetch a package; a small batch still shows progress. */
const batch = 12;

/** The folder of a package at a version: installed if the version fits, else its place in the cache. */
export function folderOf(name, version) {
  for (const base of installed) {
    const manifest = join(base, name, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version) return join(base, name);
  }
  return join(placeOf(`${name}@${version}`), "package");
}

function placeOf(specifier) {
  return join(cache, specifier.replaceAll("/", "+"));
}

/** Downloads what is neither installed nor in the cache. The result names what npm could not give, with its reason. */
export async function fetchMissing(wanted, say) {
  const missing = wanted
    .filter(({ name, version }) => !existsSync(folderOf(name, version)))
    .map(({ name, version }) => `${name}@${version}`);
  const specifiers = [...new Set(missing)];
  const failed = new Map();
  for (let at = 0; at < specifiers.length; at += batch) {
    const some = specifiers.slice(at, at + batch);
    say(`downloading ${at + 1} to ${at + some.length} of ${specifiers.length}`);
    try {
      await download(some);
    } catch {
      // One that cannot be had fails its whole batch.
      for (const one of some.filter((each) => !existsSync(placeOf(each)))) {
        await download([one]).catch((error) => failed.set(one, String(error.stderr || error.message).trim()));
      }
    }
  }
  return failed;
}

async function download(specifiers) {
  mkdirSync(cache, { recursive: true });
  // Beside its place, and moved there when whole: a run that is stopped leaves no half package behind.
  const work = mkdtempSync(join(cache, ".partial-"));
  try {
    const { stdout } = await run("npm", ["pack", "--json", "--prefer-offline", "--ignore-scripts", ...specifiers], {
      cwd: work,
      maxBuffer: 1 << 28,
      shell: process.platform === "win32",
    });
    for (const { filename, name, version } of JSON.parse(stdout)) {
      const folder = mkdtempSync(join(work, "at-"));
      await run("tar", ["xzf", join("..", filename), "--no-same-owner"], { cwd: folder });
      // A few packages name the folder inside the tarball otherwise.
      const [inside] = readdirSync(folder);
      if (inside !== undefined && inside !== "package") renameSync(join(folder, inside), join(folder, "package"));
      // npm leaves out what comes after a `+` in a version.
      const own = `${name}@${version}`;
      const place = placeOf(specifiers.find((each) => each.split("+")[0] === own) ?? own);
      rmSync(place, { recursive: true, force: true });
      renameSync(folder, place);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
