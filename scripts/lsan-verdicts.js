// Asks LeakSanitizer, in an emcc build of native/cpp/leaks, about every case and records its verdicts for tests/agreement/native.
// With --check it compares instead of writing; without emcc there is nothing to compare with, and it says so.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../native/cpp/leaks/leaks.cpp", import.meta.url));
const record = fileURLToPath(new URL("../tests/agreement/native/lsan.json", import.meta.url));
const NOT_CASES = /^(?:make_|delete_|noise_|sum_of_globals)/u;

const version = spawnSync("emcc", ["--version"], { encoding: "utf8" });
if (version.error) {
  process.stdout.write("emcc is not installed; the recorded verdicts stay as they are.\n");
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), "lsan-"));
try {
  const options = ["-O1", "-fsanitize=leak", "-std=c++17", "-fno-exceptions", "-fno-builtin", "--no-entry"];
  options.push("-sMODULARIZE=1", "-sENVIRONMENT=node", "-sALLOW_MEMORY_GROWTH=1");
  options.push("-sEXPORTED_FUNCTIONS=___lsan_do_recoverable_leak_check");
  const env = { ...process.env, NODE_PATH: "/usr/share/nodejs" };
  execFileSync("emcc", [...options, source, "-o", join(folder, "lsan.cjs")], { stdio: "inherit", env });
  const verdicts = await ask(createRequire(import.meta.url)(join(folder, "lsan.cjs")));
  const text = `${JSON.stringify({ emcc: /\d+\.\d+\.\d+/u.exec(version.stdout)?.[0], cases: verdicts }, null, 2)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(record, text);
  else if (readFileSync(record, "utf8") !== text) {
    process.stderr.write(`LeakSanitizer now says:\n${text}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function ask(create) {
  const names = [...readFileSync(source, "utf8").matchAll(/^EXPORT\((\w+)\)/gmu)].map(([, name]) => name);
  const verdicts = {};
  for (const name of names.filter((candidate) => !NOT_CASES.test(candidate))) {
    const lines = [];
    const print = (line) => lines.push(line);
    // The old glue fetches its module by URL, which Node cannot; a fresh instance per case keeps the cases apart.
    const wasmBinary = readFileSync(join(folder, "lsan.wasm"));
    const program = await create({ wasmBinary, print, printErr: print });
    program[`_${name}`]();
    program._sum_of_globals();
    program.___lsan_do_recoverable_leak_check();
    const verdict = { direct: 0, indirect: 0, bytes: 0 };
    for (const line of lines) {
      const leak = /(Direct|Indirect) leak of (\d+) byte\(s\) in (\d+) object/u.exec(line);
      if (!leak) continue;
      verdict[leak[1].toLowerCase()] += Number(leak[3]);
      verdict.bytes += Number(leak[2]);
    }
    verdicts[name] = verdict;
  }
  return verdicts;
}
