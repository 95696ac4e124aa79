import type { Program } from "./generate.ts";
import { plainHelpers } from "./generate.ts";
import { acquire, attempt, branch, release, use } from "./statements.ts";
import { flagNames, Writer } from "./writer.ts";

const given = "(a, b, c, d, n)";

/** What a later call is given has nothing to do with what the constructor was. */
const others = "((n & 1) === 1, (n & 1) === 1, (n & 1) === 1, d, n)";

/** A class that holds handles and pointers in fields, made, changed, used and disposed of once by `run`. */
export function generateClass(decisions: readonly number[]): Program {
  const writer = new Writer(decisions, member);
  const dash = writer.pick(3) === 0 ? "#" : "";
  const parts = [`${dash}part0`, `${dash}part1`];
  writer.fields.push(...parts);
  writer.emit(...plainHelpers, "class Box {", `${dash}part0 = 0;`, `${dash}part1 = null;`);
  writer.emit(`constructor${given} {`);
  writer.block(2 + writer.pick(5));
  const changes = writer.pick(3);
  if (changes > 0) {
    writer.emit("}", `${changes === 1 ? "swap" : "reset"}${given} {`);
    writer.block(1 + writer.pick(4));
  }
  const end = ["dispose", "delete", "[Symbol.dispose]"][writer.pick(3)] ?? "dispose";
  const before = writer.source.length;
  writer.emit("}", "use() {", `M._touch(this.${dash}part0);`, `this.${dash}part1?.use();`, "}", `${end}() {`);
  // What another method releases counts as released.
  const forgets = /^M\._free\(this|^this.*\.delete/m.test(writer.source.slice(0, before)) ? 7 : writer.pick(8);
  if (forgets !== 0) writer.emit(`M._free(this.${dash}part0);`);
  if (forgets !== 1) writer.emit(`this.${dash}part1?.delete();`);
  writer.emit("}", "}", `function run${given} {`);
  const byUsing = end.startsWith("[");
  const call = changes === 0 ? [] : [`box.${changes === 1 ? "swap" : "reset"}${others};`];
  if (byUsing) writer.emit(`using box = new Box${given};`, ...call, "box.use();");
  else
    writer.emit(
      "let box;",
      "try {",
      `box = new Box${given};`,
      ...call,
      "box.use();",
      "} finally {",
      `box?.${end}();`,
      "}",
    );
  writer.emit("}");
  return { source: writer.source, flags: flagNames.length + 1 };
}

/** One statement of a method; none returns anything. */
function member(writer: Writer): boolean {
  const field = writer.fields[writer.pick(2)] ?? "part0";
  const isPointer = field.endsWith("0");
  switch (writer.pick(16)) {
    case 0:
    case 1:
      acquire(writer);
      return false;
    case 2:
    case 3:
      release(writer);
      return false;
    case 4:
      use(writer);
      return false;
    case 5:
    case 6:
    case 7:
      writer.emit(`this.${field} = ${isPointer ? "M._malloc(8)" : "new M.Thing()"};`);
      return false;
    case 8: {
      const name = `${isPointer ? "p" : "h"}${writer.number()}`;
      writer.emit(`const ${name} = ${isPointer ? "make()" : "makeThing()"};`);
      if (writer.pick(2) === 0) writer.emit(`if (${writer.flag()}) throw new Error('thrown');`);
      writer.emit(`this.${field} = ${name};`);
      return false;
    }
    case 9:
    case 10:
      writer.emit(isPointer ? `M._free(this.${field});` : `this.${field}?.delete();`);
      writer.emit(`this.${field} = ${isPointer ? "0" : "null"};`);
      return false;
    case 11:
    case 12:
      if (writer.mayNest) branch(writer);
      return false;
    case 13:
      if (writer.mayNest) attempt(writer);
      return false;
    case 14:
      writer.emit(`if (${writer.flag()}) throw new Error('thrown');`);
      return false;
    default:
      writer.emit("M.risky(d);");
      return false;
  }
}
