import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { conventions } from "../../../resources/conventions.ts";
import { fillPattern, namePattern } from "../../../rules/analysis/recognise/names.ts";
import { inspectModule, type Inspection, type SuggestedFamily } from "../../../runtime/heap/inspect.ts";
import { ModuleFormatError } from "../../../runtime/heap/module/index.ts";

interface InspectOptions {
  readonly json: boolean;
  readonly glue?: string;
  readonly probe: boolean;
}

/** `wasm-leaks inspect module.wasm`: what the heap checker and the linter can know of a module. */
export function inspectCommand(): Command {
  return new Command("inspect")
    .summary("show a module's allocator, names, and exports that acquire and release")
    .description(
      "Shows how the allocator of a WebAssembly module was found, what names its functions,\n" +
        "and which exports acquire and release, with settings for the linter.",
    )
    .argument("<module.wasm>", "the module")
    .option("--glue <file>", "its glue code; scripts beside the module are tried without this")
    .option("--no-probe", "do not run the module to find its allocator")
    .option("--json", "print JSON", false)
    .addHelpText("after", "\nExit code: 0 an allocator was found, 1 none was, 2 the file cannot be used.")
    .action(async (file: string, options: InspectOptions) => {
      process.exitCode = await inspect(file, options);
    });
}

/** Pairs of exports by the linter's own conventions: only pairs of which both ends exist. */
export function familiesOf(exports: readonly string[]): SuggestedFamily[] {
  const known = new Set(exports);
  const families: SuggestedFamily[] = [];
  for (const name of exports) {
    for (const { acquire, release } of conventions) {
      const star = namePattern(acquire)(name);
      if (star === undefined) continue;
      const pairs = release.map((pattern) => fillPattern(pattern, star)).filter((other) => known.has(other));
      if (pairs.length === 0) continue;
      families.push({ acquire: name, release: [...new Set(pairs)] });
      break;
    }
  }
  return families;
}

async function inspect(file: string, options: InspectOptions): Promise<0 | 1 | 2> {
  let bytes: Uint8Array;
  let glue: string | undefined;
  try {
    bytes = await readFile(file);
    glue = options.glue === undefined ? await glueBeside(file) : await readFile(options.glue, "utf8");
  } catch (error) {
    process.stderr.write(`wasm-leaks inspect: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  try {
    const result = await inspectModule(bytes, familiesOf, { glue, probe: options.probe });
    process.stdout.write(options.json ? `${JSON.stringify(result, undefined, 2)}\n` : describe(file, result));
    return result.allocator.coverage === "none" ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ModuleFormatError)) throw error;
    process.stderr.write(`wasm-leaks inspect: ${file}: ${error.message}\n`);
    return 2;
  }
}

/** The text of the scripts that share the module's name, as toolchains put them. */
async function glueBeside(file: string): Promise<string | undefined> {
  const folder = path.dirname(file);
  const stem = path.basename(file).replace(/(_bg)?\.wasm$/, "");
  const scripts = (await readdir(folder)).filter(
    (name) => name.startsWith(stem) && /^(_bg)?\.[cm]?js$/.test(name.slice(stem.length)),
  );
  if (scripts.length === 0) return undefined;
  return (await Promise.all(scripts.map((name) => readFile(path.join(folder, name), "utf8")))).join("\n");
}

const FOUND_BY: Readonly<Record<string, string>> = {
  option: "the option",
  name: "the name section",
  fingerprint: "the bytes of its code",
  export: "the name of an export",
  glue: "the glue code",
  probe: "trying the exports",
};

const COVERAGE: Readonly<Record<Inspection["allocator"]["coverage"], string>> = {
  inner: "every allocation is seen",
  boundary: "only what JavaScript asks for is seen, not what the module allocates for itself",
  none: "no allocation is seen",
};

/** The inspection as text for a terminal. */
export function describe(file: string, result: Inspection): string {
  const { allocator, memory } = result;
  const lines = [
    `${file}: ${String(result.bytes)} bytes, ${String(result.functions)} functions, ${String(result.exports.length)} exported`,
    `made with    ${result.producers ?? "unknown"}; names: ${result.names}; debug information: ${result.debug.join(", ") || "none"}`,
    `memory       ${memory === undefined ? "none" : `${String(memory.pages)} pages of 64 KiB${memory.maximum === undefined ? "" : `, at most ${String(memory.maximum)}`}${memory.shared ? ", shared" : ""}${memory.wide ? ", 64-bit" : ""}`}`,
    `stack        ${result.stackPointer === undefined ? "no shadow stack pointer found" : `shadow stack pointer in global ${String(result.stackPointer)}`}`,
    `allocator    ${allocator.kind === "unknown" && allocator.coverage !== "none" ? "of an unknown kind" : allocator.kind}; ${COVERAGE[allocator.coverage]}`,
  ];
  for (const site of result.sites)
    lines.push(
      `  ${site.role.padEnd(8)} ${site.name}, function ${String(site.function)}, by ${FOUND_BY[site.found] ?? site.found}`,
    );
  for (const note of allocator.notes) lines.push(`  note: ${note}`);
  if (result.families.length > 0) {
    lines.push('families     for settings["wasm-leaks"] of the linter:');
    lines.push(...JSON.stringify({ families: result.families }, undefined, 2).split("\n"));
  }
  return `${lines.join("\n")}\n`;
}
