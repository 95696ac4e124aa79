import { isToolFile, parseStack } from "../tracker/frames.ts";

/** Frames kept of a stack trace; V8's default of 10 is spent on the frames inside the module. */
const FRAMES = 32;

/** The current stack as text, without the frames of this package. Only text is kept: an `Error` keeps objects alive. */
export function captureStack(): string {
  const holder = Error as { stackTraceLimit?: number };
  const before = holder.stackTraceLimit;
  holder.stackTraceLimit = FRAMES;
  const stack = String(new Error().stack ?? "");
  if (before === undefined) delete holder.stackTraceLimit;
  else holder.stackTraceLimit = before;
  return fromFirstWasmFrame(stack);
}

const WASM_FRAME = /wasm:\/\/|wasm-function\[|\[wasm code\]/;

/** Drops what lies above the first frame of the module: the hook, the recorder and the helper module. */
function fromFirstWasmFrame(stack: string): string {
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => WASM_FRAME.test(line));
  // A check made on demand has no place in the module to speak of.
  return first === -1 ? "" : lines.slice(first).join("\n");
}

/** The script that called this package: URL or path; `undefined` when nobody can tell. */
export function callingFile(): string | undefined {
  const frames = parseStack(String(new Error().stack ?? ""));
  return frames.find(({ file }) => file !== "" && !file.startsWith("node:") && !isToolFile(file))?.file;
}
