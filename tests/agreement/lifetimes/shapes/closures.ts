import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** Closures that make, free, fill variables around them, and stand in a list of things to do at the end. */
export const closures: Shape = {
  helpers: [
    ...["function scoped(work) {", "const h = new M.Thing();", "try {", "return work(h);"],
    ...["} finally {", "h.delete();", "}", "}"],
  ],
  statement: writeClosure,
};

function writeClosure(writer: Writer): boolean {
  const name = `f${writer.number()}`;
  switch (writer.pick(9)) {
    case 0: {
      writer.emit(`const ${name} = () => M._malloc(3);`);
      writer.emit(`const ${writer.fresh("pointer", true, true).name} = ${name}();`);
      return false;
    }
    case 1: {
      const pointer = writer.some("pointer");
      if (pointer === undefined) return false;
      writer.emit(`const ${name} = (p) => {`, `if (${writer.flag()}) return;`, "M._free(p);", "};");
      writer.emit(`${name}(${pointer.name});`);
      return false;
    }
    case 2: {
      if (!writer.mayNest) return false;
      const flag = writer.flag();
      writer.emit(`const ${writer.fresh("pointer", true, true).name} = (() => {`, "const q = M._malloc(2);");
      writer.emit(`if (${flag}) {`, "M._free(q);", "return 0;", "}", "return q;", "})();");
      return false;
    }
    case 3: {
      const pointer = { name: `p${writer.number()}`, kind: "pointer", constant: true, nullable: true } as const;
      writer.emit(`let ${pointer.name} = 0;`, `const ${name} = () => {`, `${pointer.name} = M._malloc(8);`, "};");
      writer.emit(writer.pick(3) > 0 ? `${name}();` : `if (${writer.flag()}) ${name}();`);
      writer.declare(pointer);
      return false;
    }
    case 4: {
      const pointer = writer.some("pointer");
      const handle = writer.some("handle");
      writer.emit(`const ${name} = () => {`);
      if (pointer !== undefined) writer.emit(`M._free(${pointer.name});`);
      if (handle !== undefined) writer.emit(`${handle.name}?.delete();`);
      writer.emit("};");
      if (writer.mayNest && writer.pick(2) === 0) {
        writer.emit("try {");
        writer.nested(3);
        writer.emit("} finally {", `${name}();`, "}");
      } else if (writer.pick(2) === 0) writer.emit(`if (${writer.flag()}) ${name}();`);
      return false;
    }
    case 5: {
      const pointer = writer.fresh("pointer", true, true);
      writer.emit(`const ${pointer.name} = M._malloc(1);`, `const ${name} = [() => M._free(${pointer.name})];`);
      if (writer.pick(2) === 0) writer.emit(`${name}.push(() => touch(${pointer.name}));`);
      if (writer.pick(4) > 0) writer.emit(`for (const each of ${name}) {`, "each();", "}");
      return false;
    }
    case 6:
      if (writer.mayNest) inScope(writer);
      return false;
    case 7: {
      const inner = `f${writer.number()}`;
      const pointer = writer.some("pointer");
      if (pointer === undefined) return false;
      writer.emit(`const ${name} = () => {`, `const ${inner} = () => {`, `M._free(${pointer.name});`, "};");
      writer.emit(`if (${writer.flag()}) ${inner}();`, "};", `${name}();`);
      return false;
    }
    default: {
      const handle = writer.some("handle");
      if (handle === undefined) return false;
      writer.emit(`[1, 2].forEach(() => ${handle.name}?.use());`);
      return false;
    }
  }
}

/** `scoped((h) => { … })`: what is done inside the closure is done on this path. */
function inScope(writer: Writer): void {
  const thing = { name: `h${writer.number()}`, kind: "handle", constant: true, nullable: false } as const;
  const { loops } = writer;
  writer.loops = 0;
  writer.emit(`scoped((${thing.name}) => {`, `${thing.name}.use();`);
  writer.nested(2);
  writer.emit("});");
  writer.loops = loops;
}
