import type { TSESLint } from "@typescript-eslint/utils";
import { sourceFile, type SourceFile } from "../source-file.ts";
import { concernsWasm } from "./gate.ts";
import { isEmscriptenGlue, isGenerated } from "./generated.ts";
import { Imports } from "./imports.ts";
import { registrationsOf, type Registration } from "./registrations.ts";
import { Values } from "./values.ts";

/** What is recognised in one file; made once and shared by all rules of a run. */
export class Recognition {
  readonly file: SourceFile;
  readonly values: Values;
  readonly imports: Imports;
  #registrations: readonly Registration[] | undefined;

  constructor(file: SourceFile) {
    this.file = file;
    this.values = new Values(file);
    this.imports = new Imports(file, this.values.places, this.values.callees);
  }

  /** The calls that tie a cleanup to the death of an object. */
  get registrations(): readonly Registration[] {
    return (this.#registrations ??= registrationsOf(this.file, this.values));
  }
}

const recognitions = new WeakMap<SourceFile, Recognition>();

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/**
 * The recognition of the file a rule runs on, or `undefined` when the file shows no sign of wasm or a toolchain wrote it.
 *
 * @throws SettingsError when `settings["wasm-leaks"]` has the wrong shape.
 */
export function recognise(context: Context): Recognition | undefined {
  const file = sourceFile(context);
  return concernsWasm(file) && !isGenerated(file) ? recognitionOf(file) : undefined;
}

/**
 * The same, of glue too, whose toolchain's next version mends what is wrong in all of it; Emscripten's fits the memory that it was
 * written for.
 *
 * @throws SettingsError when `settings["wasm-leaks"]` has the wrong shape.
 */
export function recogniseGlue(context: Context): Recognition | undefined {
  const file = sourceFile(context);
  return concernsWasm(file) && !isEmscriptenGlue(file) ? recognitionOf(file) : undefined;
}

/** The recognition of a file whatever it concerns. */
export function recognitionOf(file: SourceFile): Recognition {
  let recognition = recognitions.get(file);
  if (recognition === undefined) {
    recognition = new Recognition(file);
    recognitions.set(file, recognition);
  }
  return recognition;
}
