#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command } from "commander";
import { catalogCommand } from "./commands/catalog.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { lintCommand } from "./commands/lint.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";

const { version } = createRequire(import.meta.url)("wasm-leaks/package.json") as { version: string };

const program = new Command("wasm-leaks")
  .description("Finds leaked WebAssembly memory at the JavaScript boundary.")
  .version(version)
  .showHelpAfterError("(add --help for the options)")
  .enablePositionalOptions()
  .addCommand(runCommand())
  .addCommand(reportCommand())
  .addCommand(inspectCommand())
  .addCommand(lintCommand())
  .addCommand(catalogCommand());

// Code 1 says that something was found; what cannot be run at all exits with 2.
for (const command of [program, ...program.commands]) {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

await program.parseAsync();
