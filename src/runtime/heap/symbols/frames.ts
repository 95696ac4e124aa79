import { isToolFile } from "../../tracker/frames.ts";
import { functionNames, readNames } from "../module/index.ts";
import type { InstrumentedModule } from "../instance.ts";
import type { SourceLookup } from "./line-table.ts";

/** One frame of a stack that runs through JavaScript and WebAssembly. */
export interface NativeFrame {
  readonly kind: "wasm" | "js";
  /** Function name; `function 78` when a module was stripped of everything that names it. */
  readonly name: string;
  /** Script or source file; empty when unknown. */
  readonly file: string;
  /** From 1; 0 when unknown. */
  readonly line: number;
  readonly column: number;
  /** Index of the function in the original module (`wasm` only). */
  readonly function: number | undefined;
  /** Byte offset in the original module (`wasm` only), as disassemblers and DWARF count. */
  readonly offset: number | undefined;
}

const WASM = /wasm-function\[(\d+)\](?::(0x[0-9a-f]+))?/;
const V8_PLACE = /\(?((?:file|https?|node|webpack|blob|data):[^()]*|\/[^()]*|[A-Za-z]:\\[^()]*):(\d+):(\d+)\)?$/;
const OTHER_PLACE = /^(.*?)@(.*?):(\d+):(\d+)$/;
const cached = new WeakMap<InstrumentedModule, Map<number, string>>();

function namesOf(source: InstrumentedModule): Map<number, string> {
  let names = cached.get(source);
  if (names === undefined) {
    names = functionNames(source.module);
    // `malloc` says more than the minified name of its export.
    const { functions } = readNames(source.module);
    for (const site of source.allocator.sites) if (!functions.has(site.function)) names.set(site.function, site.name);
    cached.set(source, names);
  }
  return names;
}

function wasmFrame(
  line: string,
  source: InstrumentedModule,
  lookup: SourceLookup | undefined,
): NativeFrame | undefined {
  const match = WASM.exec(line);
  if (match === null) return undefined;
  const { offsets } = source.rewritten;
  const index = offsets.function(Number(match[1]));
  const offset = match[2] === undefined ? undefined : offsets.original(Number(match[2]));
  const place = offset === undefined ? undefined : lookup?.(offset);
  return {
    kind: "wasm",
    name: namesOf(source).get(index) ?? `function ${String(index)}`,
    file: place?.file ?? "",
    line: place?.line ?? 0,
    column: place?.column ?? 0,
    function: index,
    offset,
  };
}

function jsFrame(line: string): NativeFrame | undefined {
  const other = OTHER_PLACE.exec(line.trim());
  const v8 = other === null ? V8_PLACE.exec(line.trim()) : null;
  const [file, row, column] = other === null ? [v8?.[1], v8?.[2], v8?.[3]] : other.slice(2);
  const name = other?.[1] ?? /^\s*at (?:async )?(.*?) \(/.exec(line)?.[1] ?? "";
  if (file === undefined && !/^\s*at /.test(line)) return undefined;
  return {
    kind: "js",
    name,
    file: file ?? "",
    line: Number(row ?? 0),
    column: Number(column ?? 0),
    function: undefined,
    offset: undefined,
  };
}

/** The frame is a wrapper: the same function follows with its real body. */
function isWrapper(frame: NativeFrame, next: NativeFrame | undefined): boolean {
  return frame.kind === "wasm" && frame.function === next?.function && next?.offset === undefined;
}

/**
 * Turns a stack, as `StackStore` keeps it, into frames, innermost first: positions are those of the original module,
 * names come from the name section, the exports and the allocator, files and lines from the source map or DWARF; wrappers
 * are left out.
 */
export function symbolize(
  stack: string,
  source: InstrumentedModule,
  lookup: SourceLookup | undefined = source.sources.lookup,
): NativeFrame[] {
  const frames: NativeFrame[] = [];
  for (const line of stack.split("\n")) {
    const frame = wasmFrame(line, source, lookup) ?? jsFrame(line);
    if (frame === undefined || isToolFile(frame.file)) continue;
    const previous = frames.at(-1);
    // A moved body and the wrapper that called it are one call.
    if (previous !== undefined && isWrapper(previous, frame)) continue;
    frames.push(frame);
  }
  return frames;
}
