import { Command } from "commander";
import { InputError, readReport } from "../files.ts";
import { formatOption, mostOption, outputOption, show, type OutputOptions } from "../output.ts";

/** `wasm-leaks report leaks.json --format html`: shows a JSON report in another format. */
export function reportCommand(): Command {
  return new Command("report")
    .summary("show a JSON report in another format")
    .description("Shows a report that was written with --format json in another format.")
    .argument("<file>", "the JSON report")
    .addOption(formatOption())
    .addOption(outputOption("stdout"))
    .addOption(mostOption())
    .addHelpText(
      "after",
      "\nExample: wasm-leaks report leaks.json --format html --output leaks.html\n\nExit code: 0, whatever the report says; 2 when the file cannot be used.",
    )
    .action((file: string, options: OutputOptions) => {
      try {
        show(readReport(file), options, process.stdout);
      } catch (error) {
        if (!(error instanceof InputError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
        console.error(`wasm-leaks report: ${(error as Error).message}`);
        process.exitCode = 2;
      }
    });
}
