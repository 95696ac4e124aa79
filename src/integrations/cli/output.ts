import { writeFileSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { renderHeapText } from "../../runtime/heap/text.ts";
import { formats, render, type Format } from "../../runtime/report/formats.ts";
import type { Report } from "../../runtime/report/model.ts";

/** What every command that shows a report takes. */
export interface OutputOptions {
  readonly format: Format;
  readonly output?: string;
  readonly most: number;
}

export function formatOption(): Option {
  return new Option("-f, --format <name>", "how to show the report").choices([...formats]).default("text");
}

/** @param without - where the report goes without it */
export function outputOption(without: string): Option {
  return new Option("-o, --output <file>", `write the report to a file instead of ${without}`);
}

export function mostOption(): Option {
  return new Option("--most <n>", "findings in the text report").default(10).argParser(wholeNumber);
}

/** @throws Error with the path in its message when the file cannot be written */
export function show(report: Report, options: OutputOptions, stream: NodeJS.WriteStream): void {
  const colour = options.output === undefined && wantsColour(stream);
  let rendered = render(report, options.format, { most: options.most, colour });
  if (options.format === "text")
    rendered = [rendered, ...(report.heaps ?? []).map((heap) => renderHeapText(heap))].join("");
  if (options.output !== undefined) writeFileSync(options.output, rendered);
  else stream.write(rendered);
}

function wantsColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0";
  return (NO_COLOR ?? "") === "" && stream.isTTY;
}

/** @throws InvalidArgumentError when it is none */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError("It must be a whole number.");
  return number;
}
