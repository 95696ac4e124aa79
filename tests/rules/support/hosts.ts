import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tsParser from "@typescript-eslint/parser";
import { Linter as Linter10 } from "eslint";
import { Linter as Linter9 } from "eslint-v9";
import plugin from "../../../src/index.ts";
import type { ReadyCase } from "./cases.ts";

/** A report as every host can give it. */
export interface Report {
  line: number;
  column: number;
  endLine: number | undefined;
  endColumn: number | undefined;
  message: string;
}

const typedRoot = fileURLToPath(new URL("../typed/", import.meta.url));

/** Lints a case with the Linter of ESLint 9 or 10. */
export function lint(
  version: 9 | 10,
  ruleName: string,
  entry: ReadyCase,
  parser: "espree" | "typescript" | "typed",
): { reports: Report[]; messages: Linter10.LintMessage[] } {
  const LinterClass = (version === 9 ? Linter9 : Linter10) as typeof Linter10;
  const linter = new LinterClass({ cwd: typedRoot });
  const messages = linter.verify(
    entry.code,
    [
      {
        files: ["**/*.ts", "**/*.js"],
        plugins: { "wasm-leaks": plugin },
        rules: { [`wasm-leaks/${ruleName}`]: ["error", ...(entry.options ?? [])] },
        settings: entry.settings ?? {},
        languageOptions: {
          ecmaVersion: "latest",
          sourceType: entry.sourceType ?? "module",
          ...(parser !== "espree" && { parser: tsParser }),
          ...(parser === "typed" && {
            parserOptions: {
              project: "./tsconfig.json",
              tsconfigRootDir: typedRoot,
              disallowAutomaticSingleRunInference: true,
            },
          }),
        },
      },
    ],
    join(typedRoot, parser === "espree" ? "file.js" : "file.ts"),
  );
  const reports = messages.map(({ line, column, endLine, endColumn, message }) => ({
    line,
    column,
    endLine,
    endColumn,
    message,
  }));
  return { reports, messages };
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Lints all cases with oxlint, which loads the built plugin; one process per distinct settings. */
export function lintWithOxlint(ruleName: string, entries: readonly ReadyCase[]): Report[][] {
  const results: Report[][] = entries.map(() => []);
  const groups = groupBy([...entries.keys()], keyOf);
  for (const indices of groups.values()) runOxlint(ruleName, entries, [...indices], results);
  return results;

  function keyOf(i: number): string {
    return JSON.stringify([entries[i]?.settings, entries[i]?.options]);
  }
}

function groupBy(items: number[], key: (item: number) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function runOxlint(ruleName: string, entries: readonly ReadyCase[], indices: number[], results: Report[][]): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wasm-leaks-oxlint-")));
  try {
    const first = entries[indices[0] ?? 0];
    const config = {
      jsPlugins: [{ name: "wasm-leaks", specifier: join(root, "dist/index.js") }],
      categories: { correctness: "off" },
      rules: { [`wasm-leaks/${ruleName}`]: ["error", ...(first?.options ?? [])] },
      settings: first?.settings ?? {},
    };
    writeFileSync(join(folder, ".oxlintrc.json"), JSON.stringify(config));
    for (const i of indices) {
      const entry = entries[i];
      const extension = entry?.language === "ts" ? "ts" : entry?.sourceType === "script" ? "cjs" : "js";
      writeFileSync(join(folder, `case${i}.${extension}`), entry?.code ?? "");
    }
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "node_modules/oxlint/bin/oxlint"), "-f", "json", "."],
      {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 2 ** 26,
      },
    );
    let diagnostics: Diagnostic[];
    try {
      ({ diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] });
    } catch {
      throw new Error(`oxlint gave no JSON: ${stdout}${stderr}`);
    }
    for (const { filename, message, labels } of diagnostics) {
      const i = Number(/\d+/.exec(basename(filename))?.[0]);
      const span = labels[0]?.span;
      if (span === undefined) throw new Error(`oxlint reports without a place: ${message}`);
      results[i]?.push({ message, ...placeOf(entries[i]?.code ?? "", span) });
    }
    for (const list of results) list.sort((a, b) => a.line - b.line || a.column - b.column);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Diagnostic {
  filename: string;
  message: string;
  labels: { span: { offset: number; length: number } }[];
}

function placeOf(code: string, { offset, length }: { offset: number; length: number }): Omit<Report, "message"> {
  const at = (position: number): [number, number] => {
    const before = code.slice(0, position).split("\n");
    return [before.length, (before.at(-1)?.length ?? 0) + 1];
  };
  const [line, column] = at(offset);
  const [endLine, endColumn] = at(offset + length);
  return { line, column, endLine, endColumn };
}
