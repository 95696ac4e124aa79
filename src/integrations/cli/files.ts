import { readFileSync } from "node:fs";
import { checkIgnoreRules, type Baseline, type IgnoreRule } from "../../runtime/report/filters.ts";
import type { Report } from "../../runtime/report/model.ts";

/** A file that cannot be used; the message says which and why. */
export class InputError extends Error {
  override name = "InputError";
}

/** @throws InputError when the file cannot be read or is no report */
export function readReport(file: string): Report {
  const value = readJson(file) as Partial<Report> | null;
  if (value?.schema !== "wasm-leaks/report/1" || !Array.isArray(value.findings)) {
    throw new InputError(`${file} is no report of wasm-leaks: write one with --format json`);
  }
  return value as Report;
}

/** @throws InputError when the file cannot be read or is no baseline */
export function readBaseline(file: string): Baseline {
  const value = readJson(file) as Partial<Baseline> | null;
  if (value?.schema !== "wasm-leaks/baseline/1" || typeof value.findings !== "object") {
    throw new InputError(`${file} is no baseline of wasm-leaks: write one with --update-baseline`);
  }
  return value as Baseline;
}

/** @throws InputError when the file cannot be read or a rule in it is wrong */
export function readIgnoreList(file: string): readonly IgnoreRule[] {
  const value = readJson(file);
  try {
    return checkIgnoreRules(value);
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`);
  }
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
