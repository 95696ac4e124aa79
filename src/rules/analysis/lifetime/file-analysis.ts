import type { SourceFile } from "../source-file.ts";
import { Findings } from "./findings.ts";
import { Functions } from "./functions.ts";
import { Places } from "./places.ts";
import { Resources } from "./resources.ts";
import type { FileAnalysis } from "./run.ts";
import { FileVocabulary } from "./words/index.ts";

/** Work allowed per file, in names known per statement and state: several times what the densest real file takes. */
const fuel = 1_500_000;

/** What the functions of a file share, before any of them has run. */
export function newAnalysis(
  source: SourceFile,
  options: Partial<Pick<FileAnalysis, "implicitEverywhere" | "trace" | "gaveUp" | "coarse">> = {},
): FileAnalysis {
  return {
    source,
    vocabulary: new FileVocabulary(source),
    resources: new Resources(),
    findings: new Findings(),
    functions: new Functions(source),
    places: new Places(source),
    fields: [],
    summaries: new Map(),
    partUses: new Map(),
    implicitEverywhere: false,
    sureOuter: new Set(),
    trace: undefined,
    gaveUp: undefined,
    fuel,
    silent: new Set(),
    coarse: new Set(),
    ...options,
  };
}
