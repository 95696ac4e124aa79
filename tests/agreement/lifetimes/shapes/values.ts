import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** Ownership flags, values that are one thing or another, defaults, destructuring, aliases, guards. */
export const values: Shape = { helpers: [], statement: writeValue };

function writeValue(writer: Writer): boolean {
  switch (writer.pick(13)) {
    case 0:
    case 1:
      if (writer.mayNest) ownershipFlag(writer);
      return false;
    case 2:
    case 3:
      lentOrOwn(writer);
      return false;
    case 4:
      lateHandle(writer);
      return false;
    case 5:
      byDefault(writer);
      return false;
    case 6:
      pair(writer);
      return false;
    case 7:
      swap(writer);
      return false;
    case 8: {
      const from = writer.some("pointer");
      if (from === undefined) return false;
      const to = writer.fresh("pointer", true, true);
      writer.emit(`const ${to.name} = ${from.name} ${writer.pick(2) === 0 ? ">>> 0" : "| 0"};`);
      return false;
    }
    case 9:
      guard(writer);
      return false;
    case 10:
      inExpression(writer);
      return false;
    case 11: {
      const name = writer.fresh("pointer", false, true);
      writer.emit(`let ${name.name};`, `if ((${name.name} = M._malloc(8)) === 0) return 0;`);
      return false;
    }
    default:
      ownObject(writer);
      return false;
  }
}

function ownershipFlag(writer: Writer): void {
  const pointer = writer.fresh("pointer", false, true);
  const owns = `owns${writer.number()}`;
  writer.emit(`let ${pointer.name} = 0;`, `let ${owns} = false;`);
  writer.emit(`if (${writer.flag()}) {`, `${pointer.name} = M._malloc(8);`, `${owns} = true;`, "}");
  writer.nested(2);
  writer.emit(`if (${owns}) M._free(${pointer.name});`);
}

/** Uses what is there or makes its own, and releases only its own. */
function lentOrOwn(writer: Writer): void {
  const from = writer.some("handle");
  if (from === undefined) return;
  const flag = writer.flag();
  const name = `h${writer.number()}`;
  writer.emit(`const ${name} = ${flag} ? ${from.name} : new M.Thing();`, `${name}?.use();`);
  const test = [`${name} !== ${from.name}`, `!(${flag})`][writer.pick(2)] ?? flag;
  writer.emit(`if (${test}) ${name}.delete();`);
}

function lateHandle(writer: Writer): void {
  const name = writer.fresh("handle", false, true);
  writer.emit(`let ${name.name} = null;`);
  writer.emit(`if (${writer.flag()}) ${name.name} = new M.Thing();`);
  if (writer.pick(2) === 0) writer.emit(`${name.name}?.use();`);
  if (writer.pick(2) === 0) writer.emit(`${name.name}?.delete();`);
  else if (writer.pick(2) === 0) writer.emit(`if (${name.name}) ${name.name}.delete();`);
}

function byDefault(writer: Writer): void {
  const targets = writer.visible("pointer", "handle").filter(({ constant }) => !constant);
  const target = targets[targets.length === 0 ? 0 : writer.pick(targets.length)];
  if (target === undefined) return;
  if (target.kind === "pointer") writer.emit(`${target.name} ||= M._malloc(3);`);
  else writer.emit(`${target.name} ??= new M.Thing();`);
}

function pair(writer: Writer): void {
  if (writer.pick(2) === 0) {
    const first = writer.fresh("pointer", true, true);
    const second = writer.fresh("pointer", true, true);
    writer.emit(`const [${first.name}, ${second.name}] = [M._malloc(1), M._malloc(2)];`);
  } else {
    const pointer = writer.fresh("pointer", true, true);
    const handle = writer.fresh("handle", true, false);
    writer.emit(`const { ptr: ${pointer.name}, thing: ${handle.name} } = { ptr: M._malloc(1), thing: new M.Thing() };`);
  }
}

function swap(writer: Writer): void {
  const targets = writer.visible("pointer").filter(({ constant }) => !constant);
  if (targets.length < 2) return;
  const first = targets[writer.pick(targets.length)];
  const second = targets[writer.pick(targets.length)];
  if (first === undefined || second === undefined || first === second) return;
  writer.emit(`[${first.name}, ${second.name}] = [${second.name}, ${first.name}];`);
}

function guard(writer: Writer): void {
  const name = writer.some("pointer", "handle");
  if (name === undefined) return;
  const isNothing = name.kind === "handle" ? `${name.name} == null` : `${name.name} === 0`;
  const leave = ["return 0;", "throw new Error('thrown');"][writer.pick(2)] ?? "return 0;";
  writer.emit(`if (${writer.pick(2) === 0 ? `!${name.name}` : isNothing}) ${leave}`);
}

function inExpression(writer: Writer): void {
  const name = writer.some("pointer", "handle");
  if (name === undefined) return;
  const isHandle = name.kind === "handle";
  const release = isHandle ? `${name.name}.delete()` : `M._free(${name.name})`;
  const use = isHandle ? `${name.name}?.use()` : `touch(${name.name})`;
  switch (writer.pick(3)) {
    case 0:
      writer.emit(`(${writer.flag()}) ? ${isHandle ? `${name.name}?.delete()` : release} : ${use};`);
      return;
    case 1:
      writer.emit(`(${name.name}) && ${release};`);
      return;
    default:
      writer.emit(`(${writer.flag()}) || ${isHandle ? `${name.name}?.delete()` : release};`);
  }
}

/** An object that releases its own parts. */
function ownObject(writer: Writer): void {
  const name = `box${writer.number()}`;
  writer.emit(`const ${name} = { ptr: M._malloc(5), free() { M._free(this.ptr); } };`, `touch(${name}.ptr);`);
  if (writer.pick(3) > 0) writer.emit(`${name}.free();`);
}
