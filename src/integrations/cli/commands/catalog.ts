import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Command } from "commander";
import type { PackageData } from "../../../resources/facts.ts";

interface CatalogOptions {
  readonly output?: string;
  readonly destructor: string[];
  readonly alias: string[];
  readonly summary: boolean;
}

/** `wasm-leaks catalog`: the same reading of a package's types, glue and exports that made our own catalog. */
export function catalogCommand(): Command {
  return new Command("catalog")
    .summary("read from a package what acquires and releases")
    .description(
      "Reads the declarations, the glue and the exports of a package and prints what they say about ownership.\n" +
        'Save the result and name the file in settings["wasm-leaks"].catalog.',
    )
    .argument("<package>", "a package that is installed, or the folder of one")
    .option("-o, --output <file>", "write to a file instead of the console")
    .option("--destructor <name>", "a method that ends an object, such as close; may be repeated", collect, [])
    .option("--alias <specifier>", "another import specifier of the same package; may be repeated", collect, [])
    .option("--summary", "print a table for people instead of the data", false)
    .addHelpText("after", "\nExit code: 0 something was found, 1 nothing to release, 2 the package cannot be read.")
    .action(async (name: string, options: CatalogOptions) => {
      process.exitCode = await catalog(name, options);
    });
}

async function catalog(name: string, options: CatalogOptions): Promise<0 | 1 | 2> {
  let data: PackageData;
  try {
    const { extractPackage } = await import("../../../resources/extract/extract.ts");
    const { readPackage } = await import("../../../resources/extract/package.ts");
    const { loadParser } = await import("../../../resources/extract/parser.ts");
    data = extractPackage(readPackage(folderOf(name)), await loadParser(), {
      destructors: options.destructor,
      aliases: options.alias,
    });
  } catch (error) {
    console.error(`wasm-leaks catalog: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const { writeData } = await import("../../../resources/extract/write.ts");
  const text = options.summary ? summary(data) : writeData(data);
  if (options.output === undefined) console.log(text.trimEnd());
  else writeFileSync(options.output, text);
  return handles(data).length > 0 || (data.families?.length ?? 0) > 0 ? 0 : 1;
}

/** A folder as it is; a name is looked up from the working directory, as Node does. */
function folderOf(name: string): string {
  if (existsSync(path.join(name, "package.json"))) return path.resolve(name);
  const search = createRequire(path.join(process.cwd(), "package.json")).resolve.paths(name) ?? [];
  const found = search
    .map((base) => path.join(base, name))
    .find((folder) => existsSync(path.join(folder, "package.json")));
  if (found === undefined) throw new Error(`${name} is neither installed nor a folder with a package.json.`);
  return found;
}

function handles(data: PackageData): [string, string][] {
  return Object.entries(data.classes).flatMap(([letter, names]) => {
    const kind = data.kinds[letter];
    const release = kind?.release?.map((method) => `.${method}()`) ?? kind?.by?.map((name) => `${name}(x)`) ?? [];
    return release.length === 0 ? [] : names.split(" ").map((name): [string, string] => [name, release.join(" ")]);
  });
}

function summary(data: PackageData): string {
  const rows = handles(data).map(([name, release]) => `  ${name.padEnd(32)} ${release}`);
  const functions = Object.entries(data.functions ?? {}).map(([name, fact]) => `  ${name.padEnd(32)} ${fact}`);
  const families = (data.families ?? []).map((f) => `  ${f.acquire.join(", ").padEnd(32)} ${f.release.join(", ")}`);
  const section = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? "" : `${title}\n${lines.join("\n")}\n`;
  return [
    `${data.package} ${data.version} (${data.style})\n`,
    section("Classes and what releases them", rows),
    section("Functions", functions),
    section("Pairs", families),
  ].join("");
}

function collect(value: string, all: string[]): string[] {
  return [...all, value];
}
