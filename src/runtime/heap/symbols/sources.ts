import { builtin, nodeProcess } from "../../node.ts";
import { decodeUtf8 } from "../../text-codec.ts";
import { decodeText, readModule, SectionId, type WasmModule } from "../module/index.ts";
import { readDwarfLines } from "./dwarf-lines.ts";
import type { LineTable, SourceLookup } from "./line-table.ts";
import { readSourceMap } from "./source-map.ts";

function content(module: WasmModule, name: string): Uint8Array {
  const section = module.sections.find((candidate) => candidate.name === name);
  return section === undefined ? new Uint8Array(0) : module.bytes.subarray(section.payload, section.end);
}

/** What a custom section that names another file says: a length and the text. */
function namedFile(module: WasmModule, section: "sourceMappingURL" | "external_debug_info"): string | undefined {
  const bytes = content(module, section);
  let at = 0;
  while ((bytes[at] ?? 0) >= 0x80) at++;
  return bytes.length <= at + 1 ? undefined : decodeText(bytes, at + 1, bytes.length);
}

/** The source map that a module names. */
export function sourceMapUrl(module: WasmModule): string | undefined {
  return namedFile(module, "sourceMappingURL");
}

/** Text of a data URL; `undefined` when it is none. */
function fromDataUrl(url: string): string | undefined {
  const match = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (match === null) return undefined;
  try {
    const text = decodeURIComponent(match[2] ?? "");
    if (match[1] === undefined) return text;
    return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/**
 * Where the code of one module comes from: its source map when it names one that can be read, then its DWARF line tables,
 * which may be in a module beside it (`-gseparate-dwarf`). Read when first asked for.
 */
export class ModuleSources {
  readonly #module: WasmModule;
  readonly #base: string | undefined;
  #text: string | undefined;
  #debugBytes: Uint8Array | undefined;
  #tables: readonly LineTable[] | undefined;

  /** `base` is the URL or path of the module, or of the script that compiled it. */
  constructor(module: WasmModule, base: string | undefined) {
    this.#module = module;
    this.#base = base;
    // A browser fetches what Node can read whenever it is asked for.
    if (nodeProcess === undefined) void this.#fetchAll();
  }

  readonly lookup: SourceLookup = (offset) => {
    this.#tables ??= [this.#map(), this.#dwarf()].filter((table) => table !== undefined);
    for (const table of this.#tables) {
      const place = table.find(offset);
      if (place !== undefined) return place;
    }
    return undefined;
  };

  #map(): LineTable | undefined {
    const url = sourceMapUrl(this.#module);
    const text = url === undefined ? undefined : (this.#text ?? fromDataUrl(url) ?? this.#readText(url));
    return text === undefined ? undefined : readSourceMap(text);
  }

  #dwarf(): LineTable | undefined {
    const code = this.#module.sections.find(({ id }) => id === SectionId.code);
    const debug = content(this.#module, ".debug_line").length > 0 ? this.#module : this.#external();
    if (debug === undefined || code === undefined) return undefined;
    const sections = {
      line: content(debug, ".debug_line"),
      lineStrings: content(debug, ".debug_line_str"),
      strings: content(debug, ".debug_str"),
    };
    // Addresses count from the first byte of the code, which is the same in both modules.
    return sections.line.length === 0 ? undefined : readDwarfLines(sections, code.payload);
  }

  #external(): WasmModule | undefined {
    const url = namedFile(this.#module, "external_debug_info");
    const bytes = url === undefined ? undefined : (this.#debugBytes ?? this.#readFile(url));
    try {
      return bytes && readModule(bytes);
    } catch {
      return undefined;
    }
  }

  #readText(url: string): string | undefined {
    const bytes = this.#readFile(url);
    return bytes && decodeUtf8(bytes);
  }

  #readFile(url: string): Uint8Array | undefined {
    const fs = builtin("node:fs");
    const { pathToFileURL } = builtin("node:url") ?? {};
    if (!fs || !pathToFileURL || this.#base === undefined) return undefined;
    try {
      const base = /^[a-z][a-z0-9+.-]+:/i.test(this.#base) ? this.#base : pathToFileURL(this.#base).href;
      const found = new URL(url, base);
      return found.protocol === "file:" ? fs.readFileSync(found) : undefined;
    } catch {
      return undefined;
    }
  }

  async #fetchAll(): Promise<void> {
    const [map, debug] = await Promise.all([
      this.#fetch(sourceMapUrl(this.#module)),
      this.#fetch(namedFile(this.#module, "external_debug_info")),
    ]);
    this.#text = map && decodeUtf8(map);
    this.#debugBytes = debug;
    // Places that were asked for too early get their source now.
    this.#tables = undefined;
  }

  async #fetch(url: string | undefined): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (url === undefined || url.startsWith("data:")) return undefined;
    try {
      const response = await fetch(new URL(url, this.#base));
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    } catch {
      // Without it frames have names and offsets.
      return undefined;
    }
  }
}
