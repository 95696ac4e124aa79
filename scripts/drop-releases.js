// Takes one release at a time out of real code and asks whether `strict` says anything new: what is missed shows which
// owners it does not know. Counts whatever looks like a release by its name, so not every one of them is a leak without it.
//
//   node scripts/drop-releases.js [--config recommended|strict] [--each N] [--missed] FOLDER…
import { readFileSync, statSync } from "node:fs";
import { parse, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import plugin from "../dist/index.js";
import { asScript } from "./component-script.js";
import { filesOf } from "./source-files.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: "string", default: "strict" },
    each: { type: "string", default: "6" },
    missed: { type: "boolean", default: false },
  },
});
const most = Number(options.each);
const known = Object.keys(plugin.configs).filter((name) => !name.includes("/"));
const folders = positionals.map((folder) => resolve(folder));
const isFolder = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
if (
  folders.length === 0 ||
  !folders.every(isFolder) ||
  !known.includes(options.config) ||
  !Number.isInteger(most) ||
  most < 1
) {
  console.error(`usage: node scripts/drop-releases.js [--config ${known.join("|")}] [--each N] [--missed] FOLDER…`);
  process.exit(2);
}

/** Characters; larger files are bundles and glue. */
const largest = 120_000;
const freeing = /(?:^|_)free$|^_?free(?![a-z])|(?:^|_)(?:free|delete|destroy)_|_(?:delete|destroy)$|^dealloc/i;

// A file outside of the working directory has no configuration.
const linter = new Linter({ cwd: parse(folders[0]).root });
const files = ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"];
const config = [
  { files, languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
  ...[plugin.configs[options.config]].flat().map((entry) => ({ files, ...entry })),
];

let dropped = 0;
let told = 0;
for (const folder of folders) {
  for (const file of filesOf(folder)) {
    if (/(?:^|[\\/])node_modules[\\/]/.test(relative(folder, file))) continue;
    const { name, text: code } = asScript(file, readFileSync(file, "utf8"));
    const statements = code.length > largest ? [] : releasesIn(code, name).slice(0, most);
    const before = statements.length === 0 ? undefined : reports(code, name);
    if (before === undefined) continue;
    for (const { range, loc } of statements) {
      const text = code.slice(...range);
      const after = reports(
        `${code.slice(0, range[0])};${text.slice(1).replace(/\S/g, " ")}${code.slice(range[1])}`,
        name,
      );
      const isTold = after !== undefined && [...after].some((report) => !before.has(report));
      dropped += 1;
      if (isTold) told += 1;
      else if (options.missed) console.log(`${relative(folder, file)}:${loc.start.line}  ${text.replace(/\s+/g, " ")}`);
    }
  }
}
console.log(
  `${told} of ${dropped} releases bring a report when they are gone (${((100 * told) / Math.max(1, dropped)).toFixed(1)} %)`,
);

/** Statements that are one call which by its name releases something. */
function releasesIn(code, file) {
  try {
    const { ast, visitorKeys } = parser.parseForESLint(code, {
      range: true,
      loc: true,
      filePath: file,
      ecmaFeatures: { jsx: true },
    });
    return [...statementsIn(ast, visitorKeys)].filter(isRelease);
  } catch {
    return [];
  }
}

function* statementsIn(node, keys) {
  if (node.type === "ExpressionStatement") yield node;
  for (const key of keys[node.type] ?? []) {
    for (const child of [node[key]].flat()) if (child) yield* statementsIn(child, keys);
  }
}

function isRelease({ expression }) {
  const call = expression.type === "ChainExpression" ? expression.expression : expression;
  if (call.type !== "CallExpression") return false;
  const { callee, arguments: given } = call;
  const isMember = callee.type === "MemberExpression" && !callee.computed;
  const name = isMember ? callee.property.name : callee.type === "Identifier" ? callee.name : "";
  if (isMember && given.length === 0) return name === "delete" || name === "free";
  return given.length >= 1 && given.length <= 3 && freeing.test(name);
}

/** What the plugin says, by place and text; nothing where the file cannot be read. */
function reports(code, file) {
  const messages = linter.verify(code, config, { filename: file, allowInlineConfig: false });
  if (messages.some(({ fatal }) => fatal)) return undefined;
  return new Set(
    messages
      .filter(({ ruleId }) => ruleId?.startsWith("wasm-leaks/"))
      .map(({ line, column, message }) => `${line}:${column} ${message}`),
  );
}
