import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** Generators of the file, left early or run to the end, with what they hold released in `finally`. */
export const generators: Shape = {
  helpers: [
    ...["function* counted(count) {", "const p = M._malloc(8);", "try {"],
    ...["for (let i = 0; i < count; i++) {", "yield i;", "}", "} finally {", "M._free(p);", "}", "}"],
    ...["function* fresh(count) {", "for (let i = 0; i < count; i++) {", "M.at(0);", "yield new M.Thing();", "}", "}"],
    ...["function* over(list) {", "for (const each of list) {", "yield each;", "}", "}"],
  ],
  statement: writeGenerator,
};

function writeGenerator(writer: Writer): boolean {
  switch (writer.pick(6)) {
    case 0:
      if (!writer.mayNest) return false;
      writer.emit("for (const step of counted(n)) {", "M._touch(step);");
      round(writer);
      return false;
    case 1:
    case 2: {
      if (!writer.mayNest) return false;
      const name = { name: `h${writer.number()}`, kind: "handle", constant: true, nullable: false } as const;
      writer.emit(`for (const ${name.name} of fresh(n)) {`);
      writer.scoped(() => round(writer, `${name.name}.delete();`), name);
      return false;
    }
    case 3: {
      const pointer = writer.some("pointer");
      if (pointer === undefined) return false;
      writer.emit(`for (const each of over([${pointer.name}])) {`);
      writer.emit(writer.pick(2) === 0 ? "M._free(each);" : "touch(each);", "}");
      return false;
    }
    case 4: {
      const handle = writer.some("handle");
      if (handle === undefined) return false;
      writer.emit(
        `for (const each of over([${handle.name}])) {`,
        `each?.${writer.pick(2) === 0 ? "use" : "delete"}();`,
        "}",
      );
      return false;
    }
    default: {
      const list = `list${writer.number()}`;
      writer.emit(`const ${list} = [...fresh(n)];`);
      if (writer.pick(3) > 0) writer.emit(`for (const each of ${list}) {`, "each.delete();", "}");
      return false;
    }
  }
}

function round(writer: Writer, last?: string): void {
  writer.loops++;
  writer.nested(3);
  writer.loops--;
  if (last !== undefined && writer.pick(3) > 0) writer.emit(last);
  writer.emit("}");
}
