import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** `switch`, labels, `while`, `do`, endless loops that break, and exits from a `try` inside a loop. */
export const control: Shape = { helpers: [], statement: writeControl };

function writeControl(writer: Writer): boolean {
  if (!writer.mayNest) return false;
  switch (writer.pick(7)) {
    case 0:
    case 1:
      choose(writer);
      return false;
    case 2:
      labelledLoop(writer);
      return false;
    case 3:
      labelledBlock(writer);
      return false;
    case 4:
      countDown(writer);
      return false;
    case 5:
      endless(writer);
      return false;
    default:
      guardedRound(writer);
      return false;
  }
}

function choose(writer: Writer): void {
  const cases = 1 + writer.pick(3);
  const hasDefault = writer.pick(2) === 0;
  writer.emit("switch (n) {");
  for (let i = 0; i < cases; i++) {
    writer.emit(`case ${i}:`);
    writer.nested(2);
    if (writer.pick(3) > 0) writer.emit("break;");
  }
  if (hasDefault) {
    writer.emit("default:");
    writer.nested(2);
  }
  writer.emit("}");
}

function labelledLoop(writer: Writer): void {
  const label = `outer${writer.number()}`;
  const index = `i${writer.number()}`;
  const inner = `i${writer.number()}`;
  writer.emit(`${label}: for (let ${index} = 0; ${index} < n; ${index}++) {`);
  writer.loops++;
  writer.deeper(() => {
    writer.block(1 + writer.pick(2));
    writer.emit(`for (let ${inner} = 0; ${inner} < n; ${inner}++) {`);
    writer.nested(2);
    writer.emit(`if (${writer.flag()}) ${writer.pick(2) === 0 ? "continue" : "break"} ${label};`);
    writer.nested(2);
    writer.emit("}");
    writer.block(1 + writer.pick(2));
  });
  writer.loops--;
  writer.emit("}");
}

function labelledBlock(writer: Writer): void {
  const label = `done${writer.number()}`;
  writer.emit(`${label}: {`);
  writer.nested(3);
  writer.emit(`if (${writer.condition()}) break ${label};`);
  writer.nested(3);
  writer.emit("}");
}

function countDown(writer: Writer): void {
  const left = `i${writer.number()}`;
  const first = writer.pick(2) === 0;
  writer.emit(`let ${left} = n;`);
  writer.emit(first ? `while (${left} > 0) {` : "do {");
  writer.emit(`${left}--;`);
  writer.loops++;
  writer.nested(3);
  writer.loops--;
  writer.emit(first ? "}" : `} while (${left} > 0);`);
}

function endless(writer: Writer): void {
  const index = `i${writer.number()}`;
  writer.emit(`let ${index} = 0;`);
  writer.emit(writer.pick(2) === 0 ? "for (;;) {" : "while (true) {");
  writer.emit(`if (${index}++ >= n) break;`);
  writer.loops++;
  writer.nested(3);
  writer.loops--;
  writer.emit("}");
}

/** A handle per round, released in `finally` whatever leaves the round. */
function guardedRound(writer: Writer): void {
  const index = `i${writer.number()}`;
  const name = { name: `h${writer.number()}`, kind: "handle", constant: true, nullable: false } as const;
  writer.emit(`for (let ${index} = 0; ${index} < n; ${index}++) {`, `const ${name.name} = new M.Thing();`, "try {");
  writer.loops++;
  writer.scoped(() => {
    writer.nested(2);
    writer.emit(`if (${writer.flag()}) ${["continue", "break", "return 0"][writer.pick(3)] ?? "break"};`);
    writer.nested(2);
  }, name);
  writer.loops--;
  writer.emit("} finally {", `${name.name}.delete();`, "}", "}");
}
