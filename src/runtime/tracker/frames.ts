/** One line of a stack, as far as it says something. */
export interface Frame {
  /** `World`, `Surface._getCanvas`, `new Paint`; empty at top level. */
  readonly name: string;
  /** URL or path of the script; empty for native and wasm frames. */
  readonly file: string;
  /** From 1; 0 when unknown. */
  readonly line: number;
  /** From 1; 0 when unknown. */
  readonly column: number;
  /** True for what the engine shows as `at async`: it did not call, it waited. */
  readonly async: boolean;
}

const PLACE = /^(.*?):(\d+)(?::(\d+))?$/;

function frame(name: string, text: string, waits: boolean): Frame {
  const place = PLACE.exec(text);
  const known = place?.[1] !== undefined && place[1] !== "<anonymous>" && !place[1].startsWith("wasm:");
  return {
    name,
    file: known ? (place[1] as string) : "",
    line: known ? Number(place[2]) : 0,
    column: known ? Number(place[3] ?? 0) : 0,
    async: waits,
  };
}

/** A line as V8 writes it: `at async f (file:1:2)`, `at file:1:2`, `at eval (eval at f (file:1:2), <anonymous>:1:1)`. */
function v8Frame(line: string): Frame | undefined {
  const at = /^\s*at (async )?(.*)$/.exec(line);
  if (!at) return undefined;
  const rest = at[2] as string;
  const waits = at[1] !== undefined;
  const called = /^(.*?) \((.*)\)$/.exec(rest);
  const evaluated = /^eval at .*?\(([^()]*:\d+:\d+)\)/.exec(called?.[2] ?? rest);
  if (evaluated) return frame(called?.[1] ?? "", evaluated[1] as string, waits);
  return called ? frame(called[1] as string, called[2] as string, waits) : frame("", rest, waits);
}

/** A line as SpiderMonkey and JavaScriptCore write it: `f@file:1:2`, `async*f@file:1:2`, `file:1:2`. */
function otherFrame(line: string): Frame | undefined {
  const split = /^(?:(async)\*)?([^@]*)@(.*)$/.exec(line.trim());
  if (split) return frame((split[2] as string).replace(/[/<]+$/, ""), split[3] as string, split[1] !== undefined);
  return PLACE.test(line) ? frame("", line.trim(), false) : undefined;
}

/** All frames of a stack, innermost first; lines that are no frame are left out. */
export function parseStack(stack: string): Frame[] {
  const lines = stack.split("\n");
  const parse = lines.some((line) => /^\s*at /.test(line)) ? v8Frame : otherFrame;
  return lines.map(parse).filter((parsed) => parsed !== undefined);
}

// Only when this file has not been bundled into something else does its folder say what is ours.
const OWN = /^(?:file:\/\/)?(.*\/(?:src|dist)\/)runtime\/tracker\/frames\.[jt]s$/.exec(import.meta.url)?.[1];

/** True for a frame of this tool. */
export function isToolFile(file: string): boolean {
  return OWN !== undefined && slashes(file).includes(OWN);
}

/** True for a file in an installed package. */
export function isPackageFile(file: string): boolean {
  return slashes(file).includes("/node_modules/");
}

/** True when the file is neither the engine's, nor Node's, nor ours, nor an installed package's. */
export function isApplicationFile(file: string): boolean {
  return file !== "" && !/^(?:node|internal|native):/.test(file) && !isPackageFile(file) && !isToolFile(file);
}

/** Name of the installed package that a file belongs to, scope included; undefined for application files. */
export function packageOf(file: string): string | undefined {
  const path = slashes(file);
  const at = path.lastIndexOf("/node_modules/");
  if (at < 0) return undefined;
  const [first = "", second = ""] = path.slice(at + "/node_modules/".length).split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

function slashes(file: string): string {
  return file.includes("\\") ? file.replaceAll("\\", "/") : file;
}
