// Our recommended rules beside typescript-eslint's, in one run of ESLint over the same files, by ESLint's own timers.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import plugin from "../dist/index.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: "string", default: "300" }, rounds: { type: "string", default: "3" } },
});

// Without a folder: this project's own sources, of which few files concern wasm, and the wrappers among its dependencies.
const sets =
  positionals.length > 0
    ? positionals.map((path) => ({ name: path, folders: [path] }))
    : [
        {
          name: "without wasm",
          folders: ["node_modules/@typescript-eslint", "node_modules/@eslint", "node_modules/eslint"],
        },
        {
          name: "with wasm",
          folders: [
            "tests/real-packages/node_modules/quickjs-emscripten-core",
            "node_modules/web-tree-sitter",
            "src/runtime",
          ],
        },
      ];

function filesOf(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const full = join(path, entry.name);
    if (entry.isDirectory()) return filesOf(full);
    const isCode = /\.(?:[cm]?[jt]sx?)$/.test(entry.name) && !/\.d\.[cm]?ts$|\.min\.|\.test\./.test(entry.name);
    return isCode && statSync(full).size < 400_000 ? [full] : [];
  });
}

function repair(folder) {
  if (folder.startsWith("tests/real-packages")) return "run npm ci --ignore-scripts --prefix tests/real-packages";
  return folder.startsWith("node_modules") ? "run npm ci" : "check the path, from this folder";
}

const recommended = Object.assign({}, ...tseslint.configs.recommended.map(({ rules }) => rules ?? {}));
const own = plugin.configs.recommended.rules;

function config(jsx) {
  return {
    files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx } } },
    plugins: { "@typescript-eslint": tseslint.plugin, "wasm-leaks": plugin },
    rules: { ...recommended, ...own },
  };
}

/** Milliseconds of parsing, of the whole pass, and of every rule: the figures behind ESLint's own `--stats`. */
function measure(files) {
  const totals = { parse: 0, all: 0, rules: new Map(), lines: 0 };
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    const linter = new Linter({ cwd: resolve(".") });
    const jsx = !/\.[mc]?ts$/.test(file);
    // By its base name alone: ESLint leaves out what lies in node_modules.
    linter.verifyAndFix(text, [config(jsx)], {
      filename: basename(file),
      stats: true,
      fix: false,
      allowInlineConfig: false,
    });
    const [pass] = linter.getTimes().passes;
    if (pass === undefined) continue;
    totals.lines += text.split("\n").length;
    totals.parse += pass.parse.total;
    totals.all += pass.total;
    for (const [rule, { total }] of Object.entries(pass.rules ?? {})) {
      totals.rules.set(rule, (totals.rules.get(rule) ?? 0) + total);
    }
  }
  return totals;
}

let isMissing = false;
for (const { name, folders: wanted } of sets) {
  const folders = wanted.filter((folder) => existsSync(folder));
  for (const folder of wanted.filter((each) => !folders.includes(each))) {
    isMissing = true;
    console.error(`${name}: there is no ${folder}, so the figures leave it out; ${repair(folder)}`);
  }
  const files = folders.flatMap(filesOf).slice(0, Number(options.files));
  if (files.length === 0) {
    console.log(`${name}: no files in ${folders.join(", ")}`);
    continue;
  }
  measure(files.slice(0, 20));
  const rounds = Array.from({ length: Number(options.rounds) }, () => measure(files));
  const sum = (totals) =>
    [...totals.rules].filter(([rule]) => rule.startsWith("wasm-leaks/")).reduce((all, [, ms]) => all + ms, 0);
  rounds.sort((a, b) => sum(a) / a.all - sum(b) / b.all);
  const best = rounds[Math.floor(rounds.length / 2)];
  const ours = sum(best);
  const others = best.all - ours;
  console.log(`\n${name}: ${files.length} files, ${best.lines} lines`);
  console.log(
    `  ESLint with typescript-eslint recommended  ${others.toFixed(0).padStart(7)} ms (parsing ${best.parse.toFixed(0)} ms)`,
  );
  console.log(
    `  our recommended                            ${ours.toFixed(0).padStart(7)} ms = ${((100 * ours) / others).toFixed(1)} %`,
  );
  for (const [rule, ms] of [...best.rules]
    .filter(([each]) => each.startsWith("wasm-leaks/"))
    .sort((a, b) => b[1] - a[1])) {
    console.log(`    ${rule.padEnd(40)} ${ms.toFixed(1).padStart(8)} ms`);
  }
}
// Half a set is no figure to compare with.
if (isMissing) process.exitCode = 1;
