import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** Lists, maps and sets that are filled, looked at and emptied. */
export const collections: Shape = { helpers: [], statement: writeCollection };

function writeCollection(writer: Writer): boolean {
  const list = `list${writer.number()}`;
  const handles = writer.pick(2) === 0;
  const guarded = writer.mayNest && writer.pick(3) === 0;
  const isMap = fill(writer, list, handles);
  if (guarded) writer.emit("try {");
  if (writer.mayNest && writer.pick(2) === 0) writer.nested(2);
  if (guarded) writer.emit("} finally {");
  empty(writer, list, handles, isMap);
  if (guarded) writer.emit("}");
  return false;
}

function made(handles: boolean): string {
  return handles ? "new M.Thing()" : "M._malloc(4)";
}

function freed(handles: boolean, each: string): string {
  return handles ? `${each}.delete()` : `M._free(${each})`;
}

function fill(writer: Writer, list: string, handles: boolean): "list" | "map" | "set" {
  const index = `i${writer.number()}`;
  const loop = `for (let ${index} = 0; ${index} < n; ${index}++) {`;
  switch (writer.pick(6)) {
    case 0:
      writer.emit(`const ${list} = [];`, loop, `${list}.push(${made(handles)});`, "}");
      return "list";
    case 1:
      writer.emit(`const ${list} = new Map();`, loop, `${list}.set(${index}, ${made(handles)});`, "}");
      return "map";
    case 2:
      writer.emit(`const ${list} = new Set();`, loop, `${list}.add(${made(handles)});`, "}");
      return "set";
    case 3:
      writer.emit(`const ${list} = [1, 2].map(() => ${made(handles)});`);
      return "list";
    case 4:
      writer.emit(`const ${list} = [${made(handles)}, ${made(handles)}];`);
      return "list";
    default:
      writer.emit(`const ${list} = Array.from({ length: n }, () => ${made(handles)});`);
      return "list";
  }
}

function empty(writer: Writer, list: string, handles: boolean, kind: "list" | "map" | "set"): void {
  const index = `i${writer.number()}`;
  const how = writer.pick(8);
  if (how === 0) return;
  if (kind === "map") {
    if (how < 4) writer.emit(`for (const each of ${list}.values()) {`, `${freed(handles, "each")};`, "}");
    else if (how < 6) writer.emit(`for (const [, each] of ${list}) {`, `${freed(handles, "each")};`, "}");
    else writer.emit(`${list}.forEach((each) => ${freed(handles, "each")});`);
    return;
  }
  if (how === 1 || kind === "set") {
    writer.emit(`for (const each of ${list}) {`, `${freed(handles, "each")};`, "}");
  } else if (how === 2) writer.emit(`${list}.forEach((each) => ${freed(handles, "each")});`);
  else if (how === 3) writer.emit(`while (${list}.length > 0) {`, `${freed(handles, `${list}.pop()`)};`, "}");
  else if (how === 4) {
    const loop = `for (let ${index} = 0; ${index} < ${list}.length; ${index}++) {`;
    writer.emit(loop, `${freed(handles, `${list}[${index}]`)};`, "}");
  } else if (how === 5) {
    writer.emit(`for (const each of ${list}.splice(0)) {`, `${freed(handles, "each")};`, "}");
  } else if (how === 6) {
    writer.emit(`for (const each of ${list}) {`, `if (${writer.flag()}) ${freed(handles, "each")};`, "}");
  } else writer.emit(`return ${list};`);
}
