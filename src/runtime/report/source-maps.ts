import type * as Trace from "@jridgewell/trace-mapping";
import { builtin, nodeProcess } from "../node.ts";
import type { Frame } from "../tracker/frames.ts";

type Library = typeof Trace;

interface Mapped {
  readonly map: Trace.TraceMap;
  readonly trace: Library;
}

/** Files of one report, by the path or URL that a stack names. Everything is read when it is first asked for. */
export class SourceFiles {
  readonly #maps = new Map<string, Mapped | undefined>();
  readonly #lines = new Map<string, readonly string[]>();
  /** Text of sources that exist only inside a map. */
  readonly #embedded = new Map<string, string>();
  #trace: Library | null | undefined;

  /**
   * The frame in the source that a file was compiled from. A stack that the runner has mapped already names a file
   * without a map, and stays as it is.
   */
  map(frame: Frame): Frame {
    if (frame.line === 0 || !/\.[cm]?jsx?$/.test(frame.file.replace(/\?.*$/, ""))) return frame;
    const mapped = this.#mapOf(frame.file);
    if (!mapped) return frame;
    const { trace, map } = mapped;
    const original = trace.originalPositionFor(map, { line: frame.line, column: Math.max(0, frame.column - 1) });
    if (original.source === null) return frame;
    const embedded = trace.sourceContentFor(map, original.source);
    if (embedded !== null) this.#embedded.set(original.source, embedded);
    return { ...frame, file: original.source, line: original.line, column: original.column + 1 };
  }

  /** A line of a source, from 1; undefined when it cannot be read. */
  line(file: string, line: number): string | undefined {
    let lines = this.#lines.get(file);
    if (!lines) {
      lines = (read(file) ?? this.#embedded.get(file) ?? "").split(/\r?\n/);
      this.#lines.set(file, lines);
    }
    return lines[line - 1];
  }

  #mapOf(file: string): Mapped | undefined {
    if (!this.#maps.has(file)) this.#maps.set(file, this.#load(file));
    return this.#maps.get(file);
  }

  #load(file: string): Mapped | undefined {
    // Node maps every stack itself then; mapping again would map the wrong line.
    if (nodeProcess?.sourceMapsEnabled === true) return undefined;
    const source = read(file);
    const reference = source
      ?.match(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm)
      ?.at(-1)
      ?.replace(/^.*?=/, "")
      .trim();
    if (reference === undefined) return undefined;
    const base = toUrl(file);
    try {
      const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(reference);
      const url = inline ? base : new URL(reference, base).href;
      const json = inline ? decode(inline[2] ?? "", inline[1] !== undefined) : read(url);
      const trace = this.#library();
      return json === undefined || !trace ? undefined : { trace, map: new trace.TraceMap(json, url) };
    } catch {
      // A broken map must not cost the report.
      return undefined;
    }
  }

  #library(): Library | null {
    if (this.#trace === undefined) {
      try {
        const load = builtin("node:module")?.createRequire(import.meta.url);
        this.#trace = (load?.("@jridgewell/trace-mapping") ?? null) as Library | null;
      } catch {
        this.#trace = null;
      }
    }
    return this.#trace;
  }
}

function decode(data: string, base64: boolean): string {
  if (!base64) return decodeURIComponent(data);
  // Not atob: Node makes that global when it is first read, which a frozen globalThis forbids.
  return builtin("node:buffer")?.Buffer.from(data, "base64").toString("utf8") ?? "";
}

/** `file:` URL of a path; URLs stay. */
function toUrl(file: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return file;
  return builtin("node:url")?.pathToFileURL(file).href ?? file;
}

/** Path of a `file:` URL, without query; undefined for other URLs. */
export function toPath(file: string): string | undefined {
  const url = toUrl(file).replace(/[?#].*$/, "");
  try {
    return url.startsWith("file:") ? builtin("node:url")?.fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  const path = toPath(file);
  try {
    return path === undefined ? undefined : builtin("node:fs")?.readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
