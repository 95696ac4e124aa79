/** What the environment asks of `register`, beside what every session reads from `WASM_LEAKS`. */
export interface RegisterSettings {
  /** Exit code for leaks instead of 0; 0 never changes the code. */
  readonly exitCode: number;
  /** `sample` (default): stacks for the first 1,000 of a class, then 1 of 16 and fewer; `full`: all; `off`: none. */
  readonly stacks: "full" | "sample" | "off" | undefined;
  /** File for the report as JSON. */
  readonly output: string | undefined;
  /** Nothing on stderr when true, but what is wrong with the settings or the report. */
  readonly quiet: boolean;
  /** Folder in which this process leaves its report for the one that started it. */
  readonly collect: string | undefined;
  /** Packages whose own classes are watched by a line appended to their source, beside those of the catalog. */
  readonly transform: string | undefined;
}

/** Reads the settings; a value that makes no sense is reported and replaced by the default. */
export function readSettings(env: NodeJS.ProcessEnv, complain: (text: string) => void): RegisterSettings {
  const level = env["WASM_LEAKS_STACKS"] || undefined;
  const known = level === undefined || level === "full" || level === "sample" || level === "off";
  if (!known) complain(`WASM_LEAKS_STACKS is "${level}"; it must be "full", "sample" or "off". Using "sample".`);
  return {
    exitCode: readExitCode(env["WASM_LEAKS_EXIT_CODE"], complain),
    stacks: known ? level : "sample",
    output: env["WASM_LEAKS_OUTPUT"] || undefined,
    quiet: env["WASM_LEAKS_QUIET"] === "1",
    collect: env["WASM_LEAKS_COLLECT"] || undefined,
    transform: env["WASM_LEAKS_TRANSFORM"] || undefined,
  };
}

function readExitCode(text: string | undefined, complain: (text: string) => void): number {
  if (text === undefined || text === "") return 23;
  const code = Number(text);
  if (Number.isInteger(code) && code >= 0 && code <= 255) return code;
  complain(`WASM_LEAKS_EXIT_CODE is "${text}"; it must be a whole number from 0 to 255. Using 23.`);
  return 23;
}
