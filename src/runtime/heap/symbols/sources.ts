import { builtin, nodeProcess } from "../../node.ts";
import { decodeText, SectionId, type WasmModule } from "../module/index.ts";
import { readDwarfLines } from "./dwarf-lines.ts";
import type { LineTable, SourceLookup } from "./line-table.ts";
import { readSourceMap } from "./source-map.ts";

function content(module: WasmModule, name: string): Uint8Array {
  const section = module.sections.find((candidate) => candidate.name === name);
  return section === undefined ? new Uint8Array(0) : module.bytes.subarray(section.payload, section.end);
}

/** What the custom section `sourceMappingURL` says: a length and the text. */
export function sourceMapUrl(module: WasmModule): string | undefined {
  const bytes = content(module, "sourceMappingURL");
  let at = 0;
  while ((bytes[at] ?? 0) >= 0x80) at++;
  return bytes.length <= at + 1 ? undefined : decodeText(bytes, at + 1, bytes.length);
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
 * Where the code of one module comes from: its source map when it names one that can be read, then its DWARF line tables.
 * Read when first asked for.
 */
export class ModuleSources {
  readonly #module: WasmModule;
  readonly #base: string | undefined;
  #text: string | undefined;
  #tables: readonly LineTable[] | undefined;

  /** `base` is the URL or path of the module, or of the script that compiled it. */
  constructor(module: WasmModule, base: string | undefined) {
    this.#module = module;
    this.#base = base;
    // A browser fetches what Node can read whenever it is asked for.
    if (nodeProcess === undefined) void this.#fetch();
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
    const text = url === undefined ? undefined : (this.#text ?? fromDataUrl(url) ?? this.#readFile(url));
    return text === undefined ? undefined : readSourceMap(text);
  }

  #dwarf(): LineTable | undefined {
    const line = content(this.#module, ".debug_line");
    const code = this.#module.sections.find(({ id }) => id === SectionId.code);
    if (line.length === 0 || code === undefined) return undefined;
    const sections = {
      line,
      lineStrings: content(this.#module, ".debug_line_str"),
      strings: content(this.#module, ".debug_str"),
    };
    return readDwarfLines(sections, code.payload);
  }

  #readFile(url: string): string | undefined {
    const fs = builtin("node:fs");
    const { pathToFileURL } = builtin("node:url") ?? {};
    if (!fs || !pathToFileURL || this.#base === undefined) return undefined;
    try {
      const base = /^[a-z][a-z0-9+.-]+:/i.test(this.#base) ? this.#base : pathToFileURL(this.#base).href;
      const found = new URL(url, base);
      return found.protocol === "file:" ? fs.readFileSync(found, "utf8") : undefined;
    } catch {
      return undefined;
    }
  }

  async #fetch(): Promise<void> {
    const url = sourceMapUrl(this.#module);
    if (url === undefined || url.startsWith("data:")) return;
    try {
      const response = await fetch(new URL(url, this.#base));
      if (!response.ok) return;
      this.#text = await response.text();
      // Places that were asked for too early get their source now.
      this.#tables = undefined;
    } catch {
      // Without the map frames have names and offsets.
    }
  }
}
