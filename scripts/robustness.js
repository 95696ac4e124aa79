// Lints what the registry offers, or the folders given, with every rule of the plugin, all of them made to report what is
// only possible: nothing may throw, hang, or take long. Without folders, packages are installed without their scripts
// into a folder of their own, which is removed at the end. --espree parses JavaScript with ESLint's own parser, --asis
// leaves out the comment that makes every file one about wasm.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, parse, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

const packages = [
  "typescript@6",
  "typescript-eslint",
  "vite",
  "rollup",
  "three",
  "test262-parser-tests",
  "@babel/parser",
  "acorn",
  "espree",
  "prettier",
  "core-js",
  "lodash",
  "rxjs",
  "@angular/core",
  "effect",
];

/** Milliseconds our rules may take for one file, and after which a file counts as hung. */
const limit = 2000;
const hung = 120_000;

if (isMainThread) await main();
else serve();

async function main() {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      lines: { type: "string", default: "500000" },
      asis: { type: "boolean", default: false },
      espree: { type: "boolean", default: false },
      json: { type: "string" },
    },
  });
  const folder = positionals.length > 0 ? undefined : mkdtempSync(join(tmpdir(), "wasm-leaks-robustness-"));
  try {
    if (folder !== undefined) install(folder);
    const roots = folder === undefined ? positionals : [join(folder, "node_modules")];
    process.exitCode = await lintAll(roots, options);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function install(folder) {
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--no-package-lock"];
  try {
    execFileSync(npm, ["install", ...flags, ...packages], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    });
  } catch (error) {
    throw new Error(
      "npm could not install the packages: name folders to lint instead, as in robustness.js node_modules",
      {
        cause: error,
      },
    );
  }
}

function* filesOf(path) {
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const full = join(path, entry.name);
    if (entry.isDirectory() && entry.name !== ".bin") yield* filesOf(full);
    else if (entry.isFile() && /\.(?:[cm]?[jt]sx?)$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name)) yield full;
  }
}

async function lintAll(roots, { lines: wanted, asis, espree, json }) {
  const total = { files: 0, lines: 0, unparsed: 0, reports: 0, milliseconds: 0 };
  const crashes = [];
  const times = [];
  let worker = new Worker(new URL(import.meta.url));
  for (const root of roots) {
    for (const file of filesOf(root)) {
      if (total.lines >= Number(wanted)) break;
      const result = await ask(worker, { file, asis, espree });
      if (result === undefined) {
        crashes.push({ file, error: `no answer in ${hung} ms` });
        await worker.terminate();
        worker = new Worker(new URL(import.meta.url));
        continue;
      }
      total.files++;
      total.lines += result.lines;
      total.reports += result.reports;
      total.milliseconds += result.milliseconds;
      if (result.unparsed) total.unparsed++;
      for (const error of result.crashes) crashes.push({ file, error });
      times.push({ file, lines: result.lines, milliseconds: result.milliseconds });
    }
  }
  await worker.terminate();
  times.sort((a, b) => b.milliseconds - a.milliseconds);
  const slow = times.filter(({ milliseconds }) => milliseconds > limit);
  console.log(
    `${total.files} files (${total.unparsed} do not parse), ${total.lines} lines, ${total.reports} reports, ` +
      `${(total.milliseconds / 1000).toFixed(1)} s in our rules`,
  );
  for (const { file, lines, milliseconds } of times.slice(0, 12)) {
    console.log(`${milliseconds.toFixed(0).padStart(8)} ms ${String(lines).padStart(7)} lines  ${file}`);
  }
  console.log(`crashes and hangs: ${crashes.length}, files over ${limit} ms: ${slow.length}`);
  for (const { file, error } of crashes) console.log(`  ${file}\n    ${error}`);
  if (json !== undefined) writeFileSync(json, JSON.stringify({ total, crashes, times }, null, 1));
  return crashes.length > 0 || slow.length > 0 ? 1 : 0;
}

function ask(worker, message) {
  return new Promise((answer, fail) => {
    const timer = setTimeout(() => done(undefined), hung);
    const done = (result) => {
      clearTimeout(timer);
      worker.off("message", done);
      worker.off("error", fail);
      answer(result);
    };
    worker.once("message", done);
    worker.once("error", fail);
    worker.postMessage(message);
  });
}

async function serve() {
  const { Linter } = await import("eslint");
  const parser = await import("@typescript-eslint/parser");
  const { default: plugin } = await import("../dist/index.js");
  const strict = plugin.configs.strict.rules ?? {};
  const names = Object.keys(plugin.rules).map((name) => `wasm-leaks/${name}`);
  const rules = Object.fromEntries(names.map((name) => [name, strict[name] ?? "error"]));
  const config = (jsx, sourceType, own, espree) => [
    {
      files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
      languageOptions: { ...(!espree && { parser }), sourceType, parserOptions: { ecmaFeatures: { jsx } } },
      linterOptions: { reportUnusedDisableDirectives: "off" },
      plugins: { "wasm-leaks": plugin },
      rules: own,
    },
  ];
  const attempt = (text, file, own, espree) => {
    const path = resolve(file);
    // ESLint leaves out what lies in node_modules, so such a file is linted by its base name alone, without those beside it.
    const isInstalled = /[\\/]node_modules[\\/]/.test(path);
    const linter = new Linter(isInstalled ? {} : { cwd: parse(path).root });
    const flags = {
      filename: isInstalled ? basename(file) : path,
      stats: true,
      fix: false,
      allowInlineConfig: false,
    };
    const isTypeScript = /\.[cm]?ts$/.test(file);
    for (const [jsx, sourceType] of [
      [!isTypeScript, file.endsWith(".cjs") ? "commonjs" : "module"],
      [false, "script"],
    ]) {
      const { messages } = linter.verifyAndFix(
        text,
        config(jsx, sourceType, own, espree && !/\.[cm]?tsx?$/.test(file)),
        flags,
      );
      if (!messages.some(({ fatal }) => fatal)) {
        const ran = linter.getTimes().passes[0]?.rules ?? {};
        const missing = names.filter((name) => !(name in ran));
        if (missing.length > 0) throw new Error(`did not run: ${missing.join(", ")}`);
        const times = Object.values(ran);
        return { reports: messages.length, milliseconds: times.reduce((all, { total }) => all + total, 0) };
      }
    }
    return undefined;
  };
  parentPort.on("message", ({ file, asis, espree }) => {
    const source = readFileSync(file, "utf8");
    // The comment opens every rule's gate: files without a sign of wasm would otherwise not be analysed at all.
    const text = asis ? source : `${source}\n// WebAssembly`;
    const answer = { lines: source.split("\n").length, reports: 0, milliseconds: 0, unparsed: false, crashes: [] };
    try {
      const result = attempt(text, file, rules, espree);
      if (result === undefined) answer.unparsed = true;
      else Object.assign(answer, result);
    } catch (error) {
      answer.crashes.push(String(error.stack ?? error).slice(0, 1500));
    }
    parentPort.postMessage(answer);
  });
}
