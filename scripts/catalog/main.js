// Makes src/resources/catalog from what packages publish.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { extractPackage } from "../../dist/resources/extract/extract.js";
import { readPackage } from "../../dist/resources/extract/package.js";
import { loadParser } from "../../dist/resources/extract/parser.js";
import { writeData } from "../../dist/resources/extract/write.js";
import { applyOverrides } from "./overrides.js";
import { fetchMissing, folderOf } from "./fetch.js";
import { distinctiveClasses, indexSource } from "./index-source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "src/resources/catalog");
const list = JSON.parse(readFileSync(new URL("packages.json", import.meta.url), "utf8"));

const usage = `usage: npm run catalog [-- [--check] [--index] [package of scripts/catalog/packages.json | folder] ...]

Without a name: all packages of the list. A folder's data is printed, not kept.
  --check  write nothing; exit with 1 where a file differs from what the packages publish
  --index  renew the index when only some packages are read
  --help   print this`;
const { values: options, positionals: wanted } = readArguments();
const { check } = options;
const parse = await loadParser();
const different = [];
const complaints = [];

const entries = list.filter((e) => wanted.length === 0 || wanted.includes(e.package));
const failed = await fetchMissing(entries.flatMap(sourcesOf), (line) => console.error(line));
for (const [specifier, reason] of failed) complaints.push(`${specifier} could not be downloaded: ${reason}`);
for (const [index, entry] of entries.entries()) {
  if (sourcesOf(entry).some(({ name, version }) => failed.has(`${name}@${version}`))) continue;
  const started = Date.now();
  const data = make(entry);
  console.error(`[${index + 1}/${entries.length}] ${entry.package} ${Date.now() - started} ms`);
  put(join(target, `${fileName(entry.package)}.json`), writeData(data));
}
for (const folder of wanted.filter((name) => !list.some((e) => e.package === name))) {
  const data = extractPackage(readPackage(existsSync(folder) ? folder : join("node_modules", folder)), parse);
  console.log(writeData(data));
}
if (wanted.length === 0 || options.index) {
  const all = list.map((e) => [
    fileName(e.package),
    JSON.parse(readFileSync(join(target, `${fileName(e.package)}.json`), "utf8")),
  ]);
  put(join(target, "index.ts"), await indexSource(all));
  put(join(target, "_classes.json"), writeData(distinctiveClasses(all)));
}
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
if (check) {
  for (const file of different) console.error(`${file} differs from what the packages publish: npm run catalog`);
  if (different.length > 0) process.exitCode = 1;
}

function readArguments() {
  const flag = { type: "boolean", default: false };
  try {
    const read = parseArgs({ options: { check: flag, index: flag, help: flag }, allowPositionals: true });
    if (!read.values.help) return read;
    console.log(usage);
    process.exit();
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** The package whose types are read, and the one itself where that is another. */
function sourcesOf(entry) {
  const own = { name: entry.package, version: entry.version };
  return entry.types ? [{ name: entry.types, version: entry.typesVersion ?? entry.version }, own] : [own];
}

function make(entry) {
  const [typed, own] = sourcesOf(entry).map(({ name, version }) => folderOf(name, version));
  const files = readPackage(typed, entry.entries);
  const beside = own === undefined ? files : readPackage(own);
  const overrides = readOverrides(entry.package);
  const merged = {
    ...files,
    name: entry.package,
    version: entry.version,
    license: entry.license ?? beside.license,
    scripts: beside.scripts,
    modules: beside.modules,
    glue: beside.glue,
  };
  const data = extractPackage(merged, parse, { ...overrides.options, aliases: entry.aliases });
  return applyOverrides(data, overrides, (message) => complaints.push(message));
}

function readOverrides(name) {
  const file = new URL(`overrides/${fileName(name)}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function fileName(name) {
  return name.replace(/^@/, "").replaceAll("/", "__");
}

function put(file, text) {
  if (check) {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) different.push(file);
  } else {
    mkdirSync(target, { recursive: true });
    writeFileSync(file, text);
  }
}
