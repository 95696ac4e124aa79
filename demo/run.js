// Lints the sample application, runs it under the development runtime and prints what both found.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import parser from "@typescript-eslint/parser";
import { build } from "esbuild";
import { ESLint } from "eslint";
import pc from "picocolors";
import wasmLeaks from "wasm-leaks";
import { renderText } from "wasm-leaks/dev";

const HELP = `Usage: npm run demo -- [options]

Lints the sample application in demo/src, runs it under the development runtime and prints what both found.

  --json   print { lint, run } as JSON; the schema of run is docs/report.schema.json
  --help   print this
`;

/** What to write instead, by rule. */
const mends = {
  "no-deleter-capture":
    "Pass the export itself, it gets the pointer: manage(pointer, this, exports._Image__destructor)",
  "no-pointer-escape": "Keep the pointer in a #private field and hand out the wrapper, not the number",
};

const root = fileURLToPath(new URL("../", import.meta.url));

async function lint() {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      {
        ...wasmLeaks.configs.strict,
        files: ["**/*.ts"],
        languageOptions: { parser },
      },
    ],
  });
  const results = await eslint.lintFiles(["demo/src"]);
  return results.flatMap(({ filePath, messages, source }) =>
    messages.map(({ line, column, endLine, endColumn, ruleId, message }) => ({
      file: path.relative(root, filePath).split(path.sep).join("/"),
      line,
      column,
      endColumn: endLine === line ? endColumn : undefined,
      rule: ruleId?.replace("wasm-leaks/", "") ?? "syntax",
      message,
      text: source?.split("\n")[line - 1] ?? "",
    })),
  );
}

async function run() {
  const outfile = path.join(root, ".cache/demo/main.js");
  await build({
    absWorkingDir: root,
    entryPoints: ["demo/src/main.node.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    external: ["wasm-leaks/*"],
    outfile,
  });
  const program = `
    const { checkLeaks } = await import("wasm-leaks/dev");
    await import(${JSON.stringify(new URL(`file://${outfile}`).href)});
    process.stdout.write(JSON.stringify(await checkLeaks()), () => process.exit());`;
  const output = execFileSync(
    process.execPath,
    ["--conditions=development", "--input-type=module", "--eval", program],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 },
  );
  return JSON.parse(output);
}

function render(findings, report) {
  const lines = [];
  const say = (text = "") => lines.push(text);
  say(pc.bold("In the source") + pc.dim("  eslint demo/src"));
  let file = "";
  for (const finding of findings) {
    if (finding.file !== file) say(`\n${pc.underline((file = finding.file))}`);
    const indent = finding.text.length - finding.text.trimStart().length;
    const length = Math.max(1, (finding.endColumn ?? finding.column + 1) - finding.column);
    say(`${pc.dim(String(finding.line).padStart(4))}  ${finding.text.trim()}`);
    say(`      ${" ".repeat(finding.column - 1 - indent)}${pc.red("~".repeat(length))} ${pc.dim(finding.rule)}`);
    say(`      ${finding.message}`);
  }
  say(`\n${pc.bold("In the running program")}${pc.dim("  node --conditions=development demo/src/main.node.ts")}\n`);
  say(renderText(report, { colour: pc.isColorSupported, most: 10 }).trimEnd());
  say(`\n${pc.bold("How to mend what the rules found")}\n`);
  for (const rule of new Set(findings.map((finding) => finding.rule))) {
    say(`  ${pc.bold(rule)}\n    ${mends[rule] ?? ""}\n    ${pc.dim(`docs/rules/${rule}.md`)}`);
  }
  return `${lines.join("\n")}\n`;
}

// `npm run demo | head` closes the pipe early; that is no failure.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) process.stdout.write(HELP);
else {
  const [findings, report] = [await lint(), await run()];
  process.stdout.write(
    values.json ? `${JSON.stringify({ lint: findings, run: report }, undefined, 2)}\n` : render(findings, report),
  );
}
