import type { Writer } from "./writer.ts";

/** Writes one statement; `true` when nothing after it in the block can run. */
export function plainStatement(writer: Writer): boolean {
  const nested = writer.mayNest;
  switch (writer.pick(26)) {
    case 0:
    case 1:
    case 2:
      acquire(writer);
      return false;
    case 3:
    case 4:
    case 5:
    case 6:
      release(writer);
      return false;
    case 7:
    case 8:
      use(writer);
      return false;
    case 9: {
      const from = writer.some("pointer", "handle");
      if (from === undefined) return false;
      const to = writer.fresh(from.kind, true, from.nullable);
      writer.emit(`const ${to.name} = ${from.name};`);
      return false;
    }
    case 10:
      reassign(writer);
      return false;
    case 11:
    case 12:
    case 13:
      if (nested) branch(writer);
      return false;
    case 14:
      if (nested) loop(writer);
      return false;
    case 15:
    case 16:
      if (nested) attempt(writer);
      return false;
    case 17:
      return leave(writer);
    case 18:
      array(writer);
      return false;
    case 19:
      object(writer);
      return false;
    case 20:
      closure(writer);
      return false;
    case 21: {
      const name = writer.fresh("pointer", true, true);
      writer.emit(`const ${name.name} = ${writer.flag()} ? M._malloc(4) : 0;`);
      return false;
    }
    case 22:
      writer.emit(writer.pick(2) === 0 ? "touch(make());" : "makeThing().use();");
      return false;
    case 23: {
      if (!nested) return false;
      writer.emit("{");
      const name = `h${writer.number()}`;
      writer.emit(`using ${name} = new M.Thing();`);
      writer.emit(`${name}.use();`);
      writer.nested(2);
      writer.emit("}");
      return false;
    }
    default:
      writer.emit("M.risky(d);");
      return false;
  }
}

export function acquire(writer: Writer): void {
  const constant = writer.pick(2) === 0;
  const keyword = constant ? "const" : "let";
  if (writer.pick(2) === 0) {
    const name = writer.fresh("pointer", constant, true);
    writer.emit(`${keyword} ${name.name} = ${writer.pick(3) === 0 ? "make()" : "M._malloc(8)"};`);
  } else {
    const name = writer.fresh("handle", constant, false);
    writer.emit(`${keyword} ${name.name} = ${writer.pick(3) === 0 ? "makeThing()" : "new M.Thing()"};`);
  }
}

export function release(writer: Writer): void {
  const name = writer.some("pointer", "handle");
  if (name === undefined) return;
  if (name.kind === "handle") writer.emit(`${name.name}${name.nullable ? "?." : "."}delete();`);
  else writer.emit(writer.pick(3) === 0 ? `giveUp(${name.name});` : `M._free(${name.name});`);
}

export function use(writer: Writer): void {
  const name = writer.some("pointer", "handle");
  if (name === undefined) return;
  if (name.kind === "handle") writer.emit(`${name.name}${name.nullable ? "?." : "."}use();`);
  else writer.emit(writer.pick(2) === 0 ? `touch(${name.name});` : `M._touch(${name.name});`);
}

function reassign(writer: Writer): void {
  const targets = writer.visible("pointer", "handle").filter(({ constant }) => !constant);
  const target = targets[targets.length === 0 ? 0 : writer.pick(targets.length)];
  if (target === undefined) return;
  if (writer.pick(2) === 0) {
    target.nullable = true;
    writer.emit(`${target.name} = ${target.kind === "handle" ? "null" : "0"};`);
  } else writer.emit(`${target.name} = ${target.kind === "handle" ? "new M.Thing()" : "M._malloc(2)"};`);
}

export function branch(writer: Writer): void {
  writer.emit(`if (${writer.condition()}) {`);
  writer.nested(3);
  if (writer.pick(2) === 0) {
    writer.emit("} else {");
    writer.nested(3);
  }
  writer.emit("}");
}

function loop(writer: Writer): void {
  const index = `i${writer.number()}`;
  writer.emit(`for (let ${index} = 0; ${index} < n; ${index}++) {`);
  writer.loops++;
  writer.nested(4);
  writer.loops--;
  writer.emit("}");
}

export function attempt(writer: Writer): void {
  writer.emit("try {");
  writer.nested(4);
  const form = writer.pick(3);
  if (form !== 0) {
    writer.emit("} catch {");
    writer.nested(2);
  }
  if (form !== 1) {
    writer.emit("} finally {");
    writer.deeper(() => writer.scoped(() => release(writer)));
  }
  writer.emit("}");
}

function leave(writer: Writer): boolean {
  switch (writer.pick(writer.loops > 0 ? 6 : 4)) {
    case 0:
      writer.emit("throw new Error('thrown');");
      return true;
    case 1: {
      const name = writer.some("pointer", "handle", "object");
      writer.emit(name === undefined ? "return 0;" : `return ${name.name};`);
      return true;
    }
    case 4:
      writer.emit("break;");
      return true;
    case 5:
      writer.emit("continue;");
      return true;
    default:
      writer.emit("return 0;");
      return true;
  }
}

function array(writer: Writer): void {
  const list = writer.some("array");
  const item = writer.some("pointer");
  if (list === undefined || item === undefined) {
    const name = writer.fresh("array", true, false);
    writer.emit(`const ${name.name} = [];`);
    return;
  }
  switch (writer.pick(5)) {
    case 0:
      writer.emit(`${list.name}.push(${item.name});`);
      return;
    case 1:
      writer.emit(`${list.name}.push(M._malloc(16));`);
      return;
    case 2:
      writer.emit(`for (const each of ${list.name}) {`, "M._free(each);", "}");
      return;
    case 3:
      writer.emit(`${list.name}.forEach((each) => M._free(each));`);
      return;
    default:
      writer.emit(`dropAll(${list.name});`);
  }
}

function object(writer: Writer): void {
  const object = writer.some("object");
  const item = writer.some("pointer");
  if (item === undefined) return;
  if (object === undefined || writer.pick(3) === 0) {
    const name = writer.fresh("object", true, false);
    writer.emit(`const ${name.name} = { ptr: ${item.name} };`);
  } else if (writer.pick(2) === 0) {
    const name = writer.fresh("pointer", true, true);
    writer.emit(`const { ptr: ${name.name} } = ${object.name};`);
  } else writer.emit(`M._free(${object.name}.ptr);`);
}

function closure(writer: Writer): void {
  const closure = writer.some("closure");
  if (closure !== undefined && writer.pick(3) > 0) {
    writer.emit(`${closure.name}();`);
    return;
  }
  const item = writer.some("pointer");
  if (item === undefined) return;
  const name = writer.fresh("closure", true, false);
  writer.emit(`const ${name.name} = () => {`, `M._free(${item.name});`, "};");
}
