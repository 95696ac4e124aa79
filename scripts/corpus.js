// Lints real code that is checked out beside the project: bugs before and after their fix, and clean code bases.
// Of a component of Vue or Svelte its scripts are linted, at their places in the file.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as parser from "@typescript-eslint/parser";
import * as flowParser from "hermes-eslint";
import { Linter } from "eslint";
import ts from "typescript";
import plugin from "../dist/index.js";
import { asScript } from "./component-script.js";
import { installedCopy } from "./corpus-install.js";
import { filesOf } from "./source-files.js";

const { values: options } = parseArgs({
  options: {
    checkouts: { type: "string" },
    corpus: { type: "string", default: "../shared/corpus" },
    only: { type: "string" },
    match: { type: "string" },
    json: { type: "string" },
    list: { type: "boolean", default: false },
    types: { type: "boolean", default: false },
    install: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const usage = `usage: npm run corpus -- --checkouts DIR [--corpus DIR] [--only bugs|clean] [--match TEXT] [--list] [--types | --install COPY] [--json FILE]

Of .vue and .svelte files the scripts alone are linted, without type information; the lines are those of the file.

--checkouts DIR  holds OWNER+NAME/COMMIT/FILE for every file that dev.json and dev-clean.json name
--types          lint with type information: DIR holds also the rest of each project and, in node_modules, the packages
                 it takes its native types from
--install COPY   the same for the known bugs, but the checkouts are copied to COPY and the packages of the catalog that
                 their package.json files ask for are installed there, without running scripts; DIR is not touched.
                 COPY is kept and used again by the next run: remove it when you are done`;

if (options.help) {
  console.log(usage);
  process.exit(0);
}
const asked = options.install === undefined ? undefined : resolve(options.install);
const inside = (path, folder) =>
  !/^\.\.(?:[\\/]|$)/.test(relative(folder, path)) && !isAbsolute(relative(folder, path));
const problem =
  options.checkouts === undefined
    ? "--checkouts DIR is missing"
    : !existsSync(options.checkouts)
      ? `there is no folder ${options.checkouts}`
      : asked !== undefined && (inside(asked, resolve(options.checkouts)) || inside(resolve(options.checkouts), asked))
        ? "--install takes a folder outside the checkouts"
        : asked !== undefined && options.only === "clean"
          ? "--install is for the known bugs: leave out --only clean, or use --types"
          : undefined;
if (problem !== undefined) {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}
if (asked !== undefined) {
  options.types = true;
  options.only = "bugs";
}

const checkouts = resolve(options.checkouts);
const root = asked ?? checkouts;
const load = (name) => JSON.parse(readFileSync(join(options.corpus, name), "utf8"));
const folder = (repo, commit) => join(root, repo.replace("/", "+"), commit);

const linter = new Linter({ cwd: root });
const sure = Object.keys(plugin.configs.recommended.rules ?? {});
const config = {
  files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
  languageOptions: {
    parser,
    ecmaVersion: "latest",
    sourceType: "module",
    parserOptions: { ecmaFeatures: { jsx: true } },
  },
  plugins: { "wasm-leaks": plugin, "strict": plugin },
  linterOptions: { reportUnusedDisableDirectives: "off" },
  rules: {
    ...Object.fromEntries(sure.map((rule) => [rule, "error"])),
    ...Object.fromEntries(
      Object.entries(plugin.configs.strict.rules ?? {}).map(([rule, entry]) => [
        rule.replace("wasm-leaks/", "strict/"),
        entry,
      ]),
    ),
  },
};

/** The program of one file, by the nearest tsconfig.json of its checkout. */
function programOf(file) {
  const found = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  const read = found?.startsWith(root) ? ts.readConfigFile(found, ts.sys.readFile).config : {};
  const { options: own } = ts.parseJsonConfigFileContent({ ...read, files: [file] }, ts.sys, dirname(found ?? file));
  const resolution = { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext };
  const target = ts.ScriptTarget.ESNext;
  return ts.createProgram([file], { ...own, ...resolution, target, allowJs: true, noEmit: true, skipLibCheck: true });
}

/** The first comment of the file says that its types are Flow's. */
function isFlow(text) {
  return /^\s*(?:\/\/[^\n]*\n\s*)*(?:\/\/\s*@flow|\/\*(?:(?!\*\/)[^])*@flow)/.test(text);
}

/** All reports of a file; those of `recommended` come under `wasm-leaks/`, those of `strict` under `strict/`. */
function lint(file) {
  const whole = readFileSync(file, "utf8");
  const { name: filename, text } = asScript(file, whole);
  const lines = whole.split("\n");
  const jsx = /\.(?:[mc]?js|[jt]sx)$/.test(filename);
  // A program of types has no components in it.
  const typed = options.types && filename === file ? { programs: [programOf(file)] } : {};
  const languageOptions = isFlow(text)
    ? { ...config.languageOptions, parser: flowParser, parserOptions: {} }
    : { ...config.languageOptions, parserOptions: { ecmaFeatures: { jsx }, ...typed } };
  const messages = linter.verify(text, [{ ...config, languageOptions }], {
    filename,
    allowInlineConfig: false,
  });
  const failed = messages.find((message) => message.ruleId === null);
  return {
    lines: lines.length,
    failed: failed?.message,
    reports: messages
      .filter((message) => message.ruleId !== null)
      .map((message) => ({
        level: message.ruleId.startsWith("strict/") ? "strict" : "recommended",
        rule: message.ruleId.replace(/^.*\//, ""),
        line: message.line,
        endLine: message.endLine ?? message.line,
        message: message.message,
        text: (lines[message.line - 1] ?? "").trim(),
      })),
  };
}

const within = (report, ranges) => ranges.some(([from, to]) => report.line <= to && report.endLine >= from);
const results = { bugs: [], anchors: [], clean: [] };

/** Copies what the bugs need to the folder that is linted, and says what has no types there. */
async function prepare(bugs) {
  for (const [index, { id, repo, commit, file, fix }] of bugs.entries()) {
    for (const each of new Set([commit, fix?.commit ?? commit])) {
      const from = join(checkouts, relative(root, folder(repo, each)));
      if (!existsSync(from)) continue;
      const { installed, problems } = await installedCopy(from, folder(repo, each), file);
      const said = [installed.join(", ") || "nothing to install", ...problems].join("; ");
      console.log(`[${index + 1}/${bugs.length}] ${id} at ${each.slice(0, 8)}: ${said}`);
    }
  }
}

async function runBugs() {
  const bugs = load("dev.json").filter(
    ({ lintable, id }) => lintable && (options.match === undefined || id.includes(options.match)),
  );
  if (asked !== undefined) await prepare(bugs);
  for (const bug of bugs) {
    const before = lint(join(folder(bug.repo, bug.commit), bug.file));
    const caught = (level) => before.reports.filter((report) => report.level === level && within(report, bug.lines));
    const hits = caught("recommended").length > 0 ? caught("recommended") : caught("strict");
    const fixed = bug.fix === null ? undefined : join(folder(bug.repo, bug.fix.commit), bug.file);
    let gone;
    if (fixed !== undefined && existsSync(fixed) && hits.length > 0) {
      const after = lint(fixed).reports;
      // One of the reports has to be gone: a fix often mends only some of what a file leaks.
      const count = (reports, hit) =>
        reports.filter((other) => other.level === hit.level && other.rule === hit.rule && other.text === hit.text)
          .length;
      gone = hits.some((hit) => count(after, hit) < count(before.reports, hit));
    }
    results.bugs.push({
      id: bug.id,
      kind: bug.kind,
      types: bug.type_info,
      level: caught("recommended").length > 0 ? "recommended" : hits.length > 0 ? "strict" : "missed",
      gone,
      others: before.reports.filter((report) => report.level === "recommended" && !within(report, bug.lines)).length,
      failed: before.failed,
      hits,
    });
  }
  const kinds = [...new Set(results.bugs.map(({ kind }) => kind))];
  const row = (name, list) => {
    const mended = list.filter(({ gone }) => gone !== undefined);
    return [
      name.padEnd(26),
      String(list.filter(({ level }) => level === "recommended").length).padStart(5),
      String(list.filter(({ level }) => level !== "missed").length).padStart(5),
      String(list.length).padStart(5),
      `${mended.filter(({ gone }) => gone).length}/${mended.length}`.padStart(8),
    ].join(" ");
  };
  console.log("kind                       recom. strict bugs gone after fix");
  for (const kind of kinds)
    console.log(
      row(
        kind,
        results.bugs.filter((bug) => bug.kind === kind),
      ),
    );
  console.log(row("all", results.bugs));
  for (const { id, level, gone, hits, types, others, failed } of results.bugs) {
    const [hit] = hits;
    console.log(
      `${level.padEnd(11)} ${id.padEnd(26)} types ${types.padEnd(10)} ${gone === undefined ? "" : gone ? "gone" : "STAYS"} +${others} ${failed ?? ""}` +
        (options.list && hit !== undefined ? `\n    ${hit.line} ${hit.rule}: ${hit.message}` : ""),
    );
  }
}

function runClean() {
  let lines = 0;
  const reports = [];
  for (const { repo, commit, directories, true_negative_anchors: anchors = [] } of load("dev-clean.json")) {
    if (options.match !== undefined && !repo.includes(options.match)) continue;
    const base = folder(repo, commit);
    const files = new Set(directories.flatMap(({ path }) => filesOf(join(base, path))));
    for (const { file } of anchors) files.add(join(base, file));
    const own = { repo, lines: 0, recommended: 0, strict: 0 };
    for (const file of files) {
      const { lines: count, reports: found } = lint(file);
      own.lines += count;
      const name = relative(base, file);
      for (const report of found) {
        own[report.level]++;
        reports.push({ repo, file: name, ...report });
        for (const anchor of anchors) {
          if (anchor.file === name && within(report, [anchor.lines]))
            results.anchors.push({ repo, ...report, what: anchor.what });
        }
      }
    }
    lines += own.lines;
    results.clean.push(own);
  }
  const total = (level) => reports.filter((report) => report.level === level).length;
  console.log("\ncode base                            lines  recom. strict");
  for (const own of results.clean) {
    console.log(
      `${own.repo.padEnd(34)} ${String(own.lines).padStart(7)} ${String(own.recommended).padStart(6)} ${String(own.strict).padStart(6)}`,
    );
  }
  for (const level of ["recommended", "strict"]) {
    console.log(
      `${level}: ${total(level)} reports in ${lines} lines = ${((1000 * total(level)) / lines).toFixed(3)} per 1,000`,
    );
  }
  const flagged = results.anchors.filter(({ level }) => level === "recommended");
  console.log(`correct code that must stay silent, flagged by recommended: ${flagged.length}`);
  for (const each of flagged) console.log(`  ${each.repo} line ${each.line} ${each.rule}: ${each.what}`);
  if (options.list) {
    for (const each of reports)
      console.log(`${each.level} ${each.repo} ${each.file}:${each.line} ${each.rule}: ${each.message}`);
  }
  results.reports = reports;
}

if (options.only !== "clean") await runBugs();
if (options.only !== "bugs") runClean();
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results, null, 1));
