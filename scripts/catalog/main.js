// Makes src/resources/catalog from what packages publish.
// usage: npm run catalog [-- --check] [-- <package in the list> | <folder>] ...
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { extractPackage } from "../../dist/resources/extract/extract.js";
import { readPackage } from "../../dist/resources/extract/package.js";
import { loadParser } from "../../dist/resources/extract/parser.js";
import { writeData } from "../../dist/resources/extract/write.js";
import { applyOverrides } from "./overrides.js";
import { folderOf } from "./fetch.js";
import { distinctiveClasses, indexSource } from "./index-source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "src/resources/catalog");
const list = JSON.parse(readFileSync(new URL("packages.json", import.meta.url), "utf8"));

const args = process.argv.slice(2);
const check = args.includes("--check");
const wanted = args.filter((arg) => !arg.startsWith("-"));
const parse = await loadParser();
const different = [];
const complaints = [];

for (const entry of list.filter((e) => wanted.length === 0 || wanted.includes(e.package))) {
  const started = Date.now();
  const data = make(entry);
  if (args.includes("--verbose")) console.log(`${entry.package} ${String(Date.now() - started)} ms`);
  const file = join(target, `${fileName(entry.package)}.json`);
  await put(file, writeData(data));
}
for (const folder of wanted.filter((name) => !list.some((e) => e.package === name))) {
  const data = extractPackage(readPackage(existsSync(folder) ? folder : join("node_modules", folder)), parse);
  console.log(writeData(data));
}
if (wanted.length === 0 || args.includes("--index")) {
  const all = list.map((e) => [
    fileName(e.package),
    JSON.parse(readFileSync(join(target, `${fileName(e.package)}.json`), "utf8")),
  ]);
  await put(join(target, "index.ts"), await indexSource(all));
  await put(join(target, "_classes.json"), writeData(distinctiveClasses(all)));
}
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
if (check) {
  for (const file of different) console.error(`${file} differs from what the packages publish: npm run catalog`);
  if (different.length > 0) process.exitCode = 1;
}

function make(entry) {
  const folder = folderOf(entry.types ?? entry.package, entry.typesVersion ?? entry.version);
  const files = readPackage(folder, entry.entries);
  const beside = entry.types ? readPackage(folderOf(entry.package, entry.version)) : files;
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

async function put(file, text) {
  if (check) {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) different.push(file);
  } else {
    mkdirSync(target, { recursive: true });
    writeFileSync(file, text);
  }
}
