import { LineTable } from "./line-table.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i;

interface RawMap {
  readonly version?: unknown;
  readonly sourceRoot?: unknown;
  readonly sources?: unknown;
  readonly mappings?: unknown;
}

/**
 * Reads the source map of a module into a table of byte offsets: a module counts as one line, whose columns are its bytes.
 * `undefined` when the text is no such map.
 */
export function readSourceMap(text: string): LineTable | undefined {
  let map: RawMap | null;
  try {
    map = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, "")) as RawMap | null;
  } catch {
    return undefined;
  }
  if (map?.version !== 3 || typeof map.mappings !== "string" || !Array.isArray(map.sources)) return undefined;
  const root =
    typeof map.sourceRoot === "string" && map.sourceRoot !== "" ? `${map.sourceRoot.replace(/\/$/, "")}/` : "";
  const table = new LineTable();
  const sources = map.sources.map((source) =>
    typeof source === "string" && source !== "" ? table.fileNumber(root + source) : undefined,
  );
  readMappings(map.mappings, sources, table);
  return table;
}

/** Segments of base 64 numbers: column, and where there is a source, its index, line and column, all relative to the last. */
function readMappings(mappings: string, sources: readonly (number | undefined)[], table: LineTable): void {
  const state = [0, 0, 0, 0];
  const [COLUMN, SOURCE, LINE, SOURCE_COLUMN] = [0, 1, 2, 3] as const;
  let [field, value, shift] = [0, 0, 0];
  const segment = (): void => {
    const offset = state[COLUMN] as number;
    const source = field >= 4 ? sources[state[SOURCE] as number] : undefined;
    if (source !== undefined)
      table.add(offset, source, (state[LINE] as number) + 1, (state[SOURCE_COLUMN] as number) + 1);
    else if (field > 0) table.end(offset);
    field = 0;
  };
  for (let i = 0; i < mappings.length; i++) {
    const code = mappings.charCodeAt(i);
    if (code === 0x2c) segment();
    else if (code === 0x3b) break;
    else {
      const digit = VALUES[code] ?? -1;
      if (digit < 0) break;
      value += (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) !== 0 && shift < 35) continue;
      if (field < 4) state[field] = (state[field] as number) + ((value & 1) === 0 ? value >>> 1 : -(value >>> 1));
      field++;
      value = shift = 0;
    }
  }
  segment();
}
