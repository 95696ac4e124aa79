import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../../src/runtime/report/model.ts";

const REGISTER = new URL("../../../dist/integrations/register.js", import.meta.url).href;

/** One leak that a program announces by a comment on the line that makes the object. */
export interface Announced {
  readonly line: number;
  readonly class: string;
  readonly count: number;
}

/** What a run said. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The program's leaks in the order of their lines. */
  readonly leaks: readonly Announced[];
}

/** `// leaks: Paint x3` comments of a program. */
export function announced(program: string): Announced[] {
  const lines = readFileSync(program, "utf8").split("\n");
  return lines.flatMap((text, at) =>
    [...text.matchAll(/\/\/ leaks: (\w+) x(\d+)/g)].map((found) => ({
      line: at + 1,
      class: found[1] as string,
      count: Number(found[2]),
    })),
  );
}

/** Programs of a folder, without their endings. */
export function programsIn(folder: string, kind: "leaky" | "mended" | "quickstart"): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(`.${kind}.mjs`))
    .map((name) => join(folder, name))
    .sort();
}

/** Runs a program with the tracker registered before it. */
export async function run(program: string, env: Record<string, string> = {}): Promise<Run> {
  const scratch = mkdtempSync(join(tmpdir(), "wasm-leaks-"));
  const output = join(scratch, "report.json");
  try {
    const child = spawn(process.execPath, ["--import", REGISTER, program], {
      cwd: dirname(program),
      env: { ...process.env, NODE_OPTIONS: "", WASM_LEAKS_OUTPUT: output, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    // The progress line comes on any machine that is slow enough.
    stderr = stderr.replace(/^wasm-leaks: looking for leaks \.\.\.\n/gm, "");
    return { code, stdout, stderr, leaks: leaksIn(readFileSync(output, "utf8"), program) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Leaks by line and class, whatever became of them; one at another file gets line 0, and fails the comparison. */
function leaksIn(text: string, program: string): Announced[] {
  const report = JSON.parse(text) as Report;
  const leaks = new Map<string, { line: number; class: string; count: number }>();
  for (const { leak, className, count, site } of report.findings) {
    if (!leak) continue;
    const line = site?.file === basename(program) ? site.line : 0;
    const known = leaks.get(`${String(line)} ${className}`);
    if (known === undefined) leaks.set(`${String(line)} ${className}`, { line, class: className, count });
    else known.count += count;
  }
  return [...leaks.values()].sort((x, y) => x.line - y.line);
}

/** A folder of programs beside this file. */
export function folderOf(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}/`, import.meta.url));
}

/** `canvaskit.leaky` for the path of that program. */
export function nameOf(program: string): string {
  return basename(program, ".mjs");
}
