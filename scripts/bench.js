// Bundles a bench written in TypeScript, since it measures internals that the package does not export, and runs it.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [name, ...options] = process.argv.slice(2);
const root = fileURLToPath(new URL("../", import.meta.url));
const outfile = path.join(root, `bench/.${name}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [`bench/${name}.ts`],
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  outfile,
  logLevel: "warning",
});
process.exitCode = spawnSync(process.execPath, [outfile, ...options], { cwd: root, stdio: "inherit" }).status ?? 1;
