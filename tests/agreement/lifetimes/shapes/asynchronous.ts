import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** `await` between acquire and release, promises that are combined, chained or returned, `for await`. */
export const asynchronous: Shape = {
  modifier: "async",
  helpers: [
    ...["async function makeLater() {", "await M.tick();", "return new M.Thing();", "}"],
    ...["async function mallocLater() {", "await M.tick();", "return M._malloc(8);", "}"],
    ...["async function useLater(h) {", "await h.later();", "}"],
    ...["async function endLater(h) {", "await M.tick();", "h.delete();", "}"],
    ...[
      "async function* things(count) {",
      "for (let i = 0; i < count; i++) {",
      "M.at(0);",
      "yield new M.Thing();",
      "}",
      "}",
    ],
  ],
  statement: writeAsync,
};

function writeAsync(writer: Writer): boolean {
  const handle = writer.visible("handle").find(({ nullable }) => !nullable);
  switch (writer.pick(14)) {
    case 0:
      writer.emit("await M.tick();");
      return false;
    case 1:
    case 2:
      writer.emit(`const ${writer.fresh("handle", true, false).name} = await makeLater();`);
      return false;
    case 3:
      writer.emit(`const ${writer.fresh("pointer", true, true).name} = await mallocLater();`);
      return false;
    case 4:
      if (handle !== undefined) writer.emit(`await useLater(${handle.name});`);
      return false;
    case 5:
      if (handle !== undefined) writer.emit(`await ${handle.name}.later();`);
      return false;
    case 6:
      writer.emit("await M.riskyLater(d);");
      return false;
    case 7: {
      const first = writer.fresh("handle", true, false);
      const second = writer.fresh("handle", true, false);
      writer.emit(`const [${first.name}, ${second.name}] = await Promise.all([makeLater(), makeLater()]);`);
      return false;
    }
    case 8:
      if (handle !== undefined) writer.emit(`await Promise.all([${handle.name}.later(), M.tick()]);`);
      return false;
    case 9:
      if (writer.mayNest) forAwait(writer);
      return false;
    case 10:
      return chain(writer);
    case 11:
      if (handle !== undefined) writer.emit(`await endLater(${handle.name});`);
      return false;
    case 12:
      return returned(writer);
    default:
      if (writer.mayNest) guarded(writer);
      return false;
  }
}

function forAwait(writer: Writer): void {
  const name = { name: `h${writer.number()}`, kind: "handle", constant: true, nullable: false } as const;
  writer.emit(`for await (const ${name.name} of things(n)) {`);
  writer.loops++;
  writer.scoped(() => writer.nested(3), name);
  writer.loops--;
  if (writer.pick(3) > 0) writer.emit(`${name.name}.delete();`);
  writer.emit("}");
}

function chain(writer: Writer): boolean {
  switch (writer.pick(3)) {
    case 0:
      writer.emit("await makeLater().then((h) => h.delete());");
      return false;
    case 1:
      writer.emit("await makeLater().then((h) => h.use());");
      return false;
    default: {
      const handle = writer.fresh("handle", true, false);
      writer.emit(`const ${handle.name} = new M.Thing();`);
      writer.emit(`await M.riskyLater(d).finally(() => ${handle.name}.delete());`);
      return false;
    }
  }
}

/** What a returned promise still works on when `finally` releases it. */
function returned(writer: Writer): boolean {
  if (!writer.mayNest) return false;
  const name = `h${writer.number()}`;
  writer.emit(`const ${name} = new M.Thing();`, "try {");
  writer.nested(2);
  writer.emit(`return ${writer.pick(2) === 0 ? "await " : ""}${name}.later();`);
  writer.emit("} finally {", `${name}.delete();`, "}");
  return true;
}

function guarded(writer: Writer): void {
  const handle = writer.fresh("handle", true, false);
  writer.emit(`const ${handle.name} = ${writer.pick(2) === 0 ? "await makeLater()" : "new M.Thing()"};`, "try {");
  writer.nested(3);
  writer.emit("} finally {", `${handle.name}.delete();`, "}");
}
