/** What the environment asks for; every name starts with `WASM_LEAKS_`. */
export interface RegisterSettings {
  /** Exit code for leaks instead of 0; 0 never changes the code. */
  readonly exitCode: number;
  /** `sample` (default): full stacks for the first 1,000 of a class, then 1 of 16; `full`: all; `off`: none. */
  readonly stacks: "full" | "sample" | "off";
  /** File for the JSON report, besides the text on stderr. */
  readonly output: string | undefined;
  /** Nothing on stderr when true. */
  readonly quiet: boolean;
  /** Folder in which this process leaves its result for the one that forked it. */
  readonly collect: string | undefined;
}

/** Reads the settings; a value that makes no sense is reported and replaced by the default. */
export function readSettings(env: NodeJS.ProcessEnv, complain: (text: string) => void): RegisterSettings {
  const code = env["WASM_LEAKS_EXIT_CODE"];
  let exitCode = 23;
  if (code !== undefined && code !== "") {
    const number = Number(code);
    if (Number.isInteger(number) && number >= 0 && number <= 255) exitCode = number;
    else complain(`WASM_LEAKS_EXIT_CODE is "${code}"; it must be a whole number from 0 to 255. Using 23.`);
  }
  const level = env["WASM_LEAKS_STACKS"] ?? "sample";
  const known = level === "full" || level === "sample" || level === "off";
  if (!known) complain(`WASM_LEAKS_STACKS is "${level}"; it must be "full", "sample" or "off". Using "sample".`);
  return {
    exitCode,
    stacks: known ? level : "sample",
    output: env["WASM_LEAKS_OUTPUT"] || undefined,
    quiet: env["WASM_LEAKS_QUIET"] === "1",
    collect: env["WASM_LEAKS_COLLECT"] || undefined,
  };
}
