import { DwarfReader, EndOfDwarf } from "./dwarf-reader.ts";
import { LineTable } from "./line-table.ts";

/** The sections of a module that line tables need; missing ones are empty. */
export interface DwarfSections {
  readonly line: Uint8Array;
  readonly lineStrings: Uint8Array;
  readonly strings: Uint8Array;
}

/** Linkers give code that they left out the address 0 or one of the last. */
const isLeftOut = (address: number): boolean => address === 0 || address >= 0xffff_fff0;

interface Header {
  readonly minimum: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  readonly lengths: readonly number[];
  /** Numbers of files in the table, by the file register. */
  readonly files: number[];
  readonly directories: readonly string[];
  readonly version: number;
}

/**
 * Reads the line programs of DWARF 2 to 5 into a table of byte offsets in the module. `base` is where the content of the code
 * section begins, from which DWARF counts. Never throws: what cannot be read ends its unit.
 */
export function readDwarfLines(sections: DwarfSections, base: number): LineTable {
  const table = new LineTable();
  const reader = new DwarfReader(sections.line);
  while (!reader.done) {
    try {
      const start = reader.number(4);
      const wide = start === 0xffff_ffff;
      const length = wide ? reader.number(8) : start;
      const unit = new DwarfReader(sections.line, reader.at, reader.at + length);
      reader.skip(Math.min(length, reader.end - reader.at));
      readUnit(unit, wide, sections, table, base);
    } catch (error) {
      if (!(error instanceof EndOfDwarf)) throw error;
    }
  }
  return table;
}

function readUnit(unit: DwarfReader, wide: boolean, sections: DwarfSections, table: LineTable, base: number): void {
  const version = unit.number(2);
  if (version < 2 || version > 5) return;
  if (version === 5) unit.skip(2);
  const headerLength = unit.number(wide ? 8 : 4);
  const program = unit.at + headerLength;
  const minimum = unit.u8();
  if (version >= 4) unit.skip(1);
  unit.skip(1);
  const lineBase = unit.i8();
  const lineRange = unit.u8();
  const opcodeBase = unit.u8();
  if (lineRange === 0) return;
  const lengths = Array.from({ length: Math.max(0, opcodeBase - 1) }, () => unit.u8());
  const { directories, files } = version === 5 ? readTables5(unit, wide, sections, table) : readTables4(unit, table);
  const header = { minimum, lineBase, lineRange, opcodeBase, lengths, directories, files, version };
  unit.at = Math.max(0, program);
  run(unit, header, table, base);
}

function join(directory: string | undefined, file: string): string {
  if (directory === undefined || directory === "" || /^(?:[/\\]|[A-Za-z]:)/.test(file)) return file;
  return `${directory.replace(/[/\\]$/, "")}/${file}`.replaceAll("/./", "/");
}

type Tables = Pick<Header, "directories" | "files">;

/** Up to version 4: lists that end with an empty name; directory 0 is where the compiler ran, which only `.debug_info` says. */
function readTables4(unit: DwarfReader, table: LineTable): Tables {
  const directories = [""];
  for (let name = unit.text(); name !== ""; name = unit.text()) directories.push(name);
  // The first file has the number 1.
  const files = [table.fileNumber("")];
  for (let name = unit.text(); name !== ""; name = unit.text()) files.push(readFile4(unit, table, directories, name));
  return { directories, files };
}

function readFile4(unit: DwarfReader, table: LineTable, directories: readonly string[], name: string): number {
  const directory = directories[unit.uleb()];
  unit.uleb();
  unit.uleb();
  return table.fileNumber(join(directory, name));
}

const PATH = 1;
const DIRECTORY = 2;

/** Version 5: entries of fields that the header describes. */
function readTables5(unit: DwarfReader, wide: boolean, sections: DwarfSections, table: LineTable): Tables {
  const entries = (): { path: string; directory: number }[] => {
    const formats = Array.from({ length: unit.u8() }, () => [unit.uleb(), unit.uleb()] as const);
    const list: { path: string; directory: number }[] = [];
    for (let left = unit.uleb(); left > 0 && !unit.done; left--) {
      const entry = { path: "", directory: 0 };
      for (const [content, form] of formats) {
        const value = readForm(unit, form, wide, sections);
        if (content === PATH) entry.path = String(value);
        else if (content === DIRECTORY) entry.directory = Number(value);
      }
      list.push(entry);
      if (formats.length === 0) break;
    }
    return list;
  };
  const found = entries();
  const root = found[0]?.path;
  const directories = found.map(({ path }, index) => (index === 0 ? path : join(root, path)));
  const files = entries().map(({ path, directory }) => table.fileNumber(join(directories[directory], path)));
  return { directories, files };
}

function readForm(unit: DwarfReader, form: number, wide: boolean, sections: DwarfSections): string | number {
  const at = (strings: Uint8Array): string => new DwarfReader(strings, unit.number(wide ? 8 : 4)).text();
  switch (form) {
    case 0x08:
      return unit.text();
    case 0x0e:
      return at(sections.strings);
    case 0x1f:
      return at(sections.lineStrings);
    case 0x0b:
      return unit.u8();
    case 0x05:
      return unit.number(2);
    case 0x06:
      return unit.number(4);
    case 0x07:
      return unit.number(8);
    case 0x0f:
      return unit.uleb();
    case 0x1e:
      unit.skip(16);
      return 0;
    case 0x09:
      unit.skip(unit.uleb());
      return 0;
    default:
      // Its length is not known, so nothing behind it can be read.
      throw new EndOfDwarf();
  }
}

/** Runs a line program: a small machine whose registers become rows. */
function run(unit: DwarfReader, header: Header, table: LineTable, base: number): void {
  const { minimum, lineBase, lineRange, opcodeBase, lengths, files } = header;
  let [address, file, line, column] = [0, 1, 1, 0];
  let leftOut = true;
  const row = (): void => {
    if (!leftOut) table.add(base + address, files[file] ?? table.fileNumber(""), line, column);
  };
  const advance = (operation: number): void => {
    address += Math.floor(operation / lineRange) * minimum;
  };
  while (!unit.done) {
    const opcode = unit.u8();
    if (opcode >= opcodeBase) {
      advance(opcode - opcodeBase);
      line += lineBase + ((opcode - opcodeBase) % lineRange);
      row();
    } else if (opcode === 0) {
      const length = unit.uleb();
      const next = unit.at + length;
      const extended = unit.u8();
      if (extended === 1) {
        if (!leftOut) table.end(base + address);
        [address, file, line, column] = [0, 1, 1, 0];
        leftOut = true;
      } else if (extended === 2) {
        address = unit.number(Math.min(8, length - 1));
        leftOut = isLeftOut(address);
      } else if (extended === 3) files.push(readFile4(unit, table, header.directories, unit.text()));
      unit.at = next;
    } else if (opcode === 1) row();
    else if (opcode === 2) address += unit.uleb() * minimum;
    else if (opcode === 3) line += unit.sleb();
    else if (opcode === 4) file = unit.uleb();
    else if (opcode === 5) column = unit.uleb();
    else if (opcode === 8) advance(255 - opcodeBase);
    else if (opcode === 9) address += unit.number(2);
    else for (let left = lengths[opcode - 1] ?? 0; left > 0; left--) unit.uleb();
  }
}
