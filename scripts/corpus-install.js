// Copies checkouts and installs the native packages they use, so that the corpus can be linted with types.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { isKnownSpecifier } from "../dist/resources/catalog.js";

const run = promisify(execFile);
const marker = ".installed.json";

/**
 * Copies `checkout` to `copy` and installs there what the catalog knows of the packages that the `package.json` files
 * above `file` ask for. A copy that was finished earlier is used again.
 *
 * @returns what was installed, and what could not be and why; never throws for a package that cannot be had.
 */
export async function installedCopy(checkout, copy, file) {
  if (!existsSync(join(copy, marker))) {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(dirname(copy), { recursive: true });
    const isOwn = (path) => !["node_modules", ".git"].includes(basename(path));
    cpSync(checkout, copy, { recursive: true, filter: isOwn });
    writeFileSync(join(copy, marker), "{}");
  }
  const done = JSON.parse(readFileSync(join(copy, marker), "utf8"));
  const report = { installed: [], problems: [] };
  const manifests = manifestsAbove(copy, file);
  if (manifests.length === 0)
    report.problems.push("no package.json above the file: the checkout has to hold the whole project");
  for (const manifest of manifests) {
    const key = relative(copy, manifest) || "package.json";
    done[key] ??= await installFor(manifest);
    report.installed.push(...done[key].installed);
    report.problems.push(...done[key].problems);
  }
  writeFileSync(join(copy, marker), JSON.stringify(done, null, 1));
  return report;
}

function manifestsAbove(copy, file) {
  const found = [];
  for (let at = dirname(join(copy, file)); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) found.push(join(at, "package.json"));
    if (resolve(at) === resolve(copy)) return found;
  }
}

/** Installs beside a manifest without npm reading it: its other dependencies, workspaces and scripts are of no interest. */
async function installFor(manifest) {
  const result = { installed: [], problems: [] };
  let all;
  try {
    const read = JSON.parse(readFileSync(manifest, "utf8"));
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = read;
    all = { ...peerDependencies, ...optionalDependencies, ...devDependencies, ...dependencies };
  } catch (error) {
    result.problems.push(`${manifest} is no JSON: ${error.message}`);
    return result;
  }
  const wanted = Object.entries(all).filter(([name]) => isKnownSpecifier(name.replace(/^@types\//, "")));
  const modules = join(dirname(manifest), "node_modules");
  for (const [name, range] of wanted) {
    if (/^(?:workspace|file|link|portal|git|github|https?|catalog):/.test(range) || range.includes("/")) {
      if (!range.startsWith("npm:")) {
        result.problems.push(`${name}@${range} is not a version of the registry`);
        continue;
      }
    }
    const place = join(dirname(manifest), ".install", name.replace("/", "+"));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), JSON.stringify({ private: true }));
    try {
      const flags = ["--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--legacy-peer-deps"];
      const windows = process.platform === "win32";
      await run("npm", ["install", ...flags, windows ? `"${name}@${range}"` : `${name}@${range}`], {
        cwd: place,
        shell: windows,
        timeout: 120_000,
      });
      cpSync(join(place, "node_modules"), modules, { recursive: true });
      const { version } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
      result.installed.push(`${name}@${version}`);
    } catch (error) {
      const said = /npm (?:error|ERR!) (?!code)(.*)/.exec(error.stderr ?? "")?.[1] ?? error.message.split("\n")[0];
      result.problems.push(`${name}@${range} could not be installed: ${said}`);
    }
  }
  rmSync(join(dirname(manifest), ".install"), { recursive: true, force: true });
  return result;
}
