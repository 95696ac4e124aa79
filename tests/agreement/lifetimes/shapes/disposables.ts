import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** `using` in every place a declaration may stand, and stacks of disposables. */
export const disposables: Shape = { helpers: [], statement: writeDisposable };

function writeDisposable(writer: Writer): boolean {
  const name = `h${writer.number()}`;
  switch (writer.pick(7)) {
    case 0:
      writer.emit(`using ${name} = new M.Thing();`, `${name}.use();`);
      return false;
    case 1:
      writer.emit(`using ${name} = ${writer.flag()} ? new M.Thing() : null;`, `${name}?.use();`);
      return false;
    case 2: {
      const handle = writer.some("handle");
      if (handle !== undefined) writer.emit(`using ${name} = ${handle.name};`);
      return false;
    }
    case 3:
      if (!writer.mayNest) return false;
      writer.emit(`for (let i${name} = 0; i${name} < n; i${name}++) {`, `using ${name} = makeThing();`);
      writer.loops++;
      writer.nested(3);
      writer.loops--;
      writer.emit("}");
      return false;
    default:
      stack(writer);
      return false;
  }
}

function stack(writer: Writer): void {
  const name = `stack${writer.number()}`;
  const pointer = writer.some("pointer");
  const byHand = writer.mayNest && writer.pick(2) === 0;
  writer.emit(byHand ? `const ${name} = new DisposableStack();` : `using ${name} = new DisposableStack();`);
  const fill = (): void => {
    for (let i = 1 + writer.pick(2); i > 0; i--) {
      const what = writer.pick(4);
      if (what === 0) writer.emit(`const ${writer.fresh("handle", true, false).name} = ${name}.use(new M.Thing());`);
      else if (what === 1) writer.emit(`${name}.defer(() => touch(0));`);
      else if (what === 2) {
        const { name: adopted } = writer.fresh("pointer", true, true);
        writer.emit(`const ${adopted} = ${name}.adopt(M._malloc(4), M._free);`);
      } else if (pointer !== undefined) writer.emit(`${name}.defer(() => M._free(${pointer.name}));`);
    }
  };
  if (!byHand) {
    fill();
    return;
  }
  writer.emit("try {");
  writer.scoped(() => {
    fill();
    writer.nested(3);
  });
  writer.emit("} finally {", `${name}.dispose();`, "}");
}
