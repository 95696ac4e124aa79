// Puts the demo's real output into the README; with --check, compares instead.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const { NODE_ENV: _mode, FORCE_COLOR: _colour, ...environment } = process.env;
const output = execFileSync(process.execPath, ["demo/run.js"], {
  cwd: root,
  encoding: "utf8",
  env: { ...environment, NO_COLOR: "1" },
});

const readme = readFileSync(`${root}README.md`, "utf8");
const between = /(<!-- begin demo output -->)[^]*(<!-- end demo output -->)/u;
const made = readme.replace(
  between,
  (_all, begin, end) => `${begin}\n\n\`\`\`text\n${output.trimEnd()}\n\`\`\`\n\n${end}`,
);

if (!process.argv.includes("--check")) writeFileSync(`${root}README.md`, made);
else if (made !== readme) {
  console.error("README.md does not show what the demo prints: run `npm run docs`.");
  process.exitCode = 1;
}
