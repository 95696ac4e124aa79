import type { Shape } from "../generate.ts";
import type { Writer } from "../writer.ts";

/** Functions of the file that take, free, return, make and keep. */
export const helpers: Shape = {
  helpers: [
    ...["function pass(p) {", "return p;", "}"],
    ...["function freeIf(p, really) {", "if (really) M._free(p);", "}"],
    ...["function freeBoth(p, q) {", "M._free(p);", "M._free(q);", "}"],
    ...["function maybeMake(really) {", "if (!really) return 0;", "return M._malloc(8);", "}"],
    ...["function makePair() {", "return [M._malloc(1), M._malloc(2)];", "}"],
    ...["function makeBox() {", "return { ptr: M._malloc(1), thing: new M.Thing() };", "}"],
    ...["function freeBox(box) {", "M._free(box.ptr);", "box.thing.delete();", "}"],
    ...["function endThing(h) {", "if (h) h.delete();", "}"],
    ...["function withThing(work) {", "const h = new M.Thing();", "try {", "return work(h);"],
    ...["} finally {", "h.delete();", "}", "}"],
    ...["function check(really) {", "if (!really) throw M.refused();", "}"],
    ...["const kept = M.list();", "function keep(value) {", "kept.push(value);", "return value;", "}"],
    ...["function freeDeep(p, depth) {", "if (depth > 0) freeDeep(p, depth - 1);", "else M._free(p);", "}"],
  ],
  statement: writeHelper,
};

function writeHelper(writer: Writer): boolean {
  const pointer = writer.some("pointer");
  const handle = writer.some("handle");
  switch (writer.pick(13)) {
    case 0:
      if (pointer === undefined) return false;
      writer.emit(`const ${writer.fresh("pointer", true, true).name} = pass(${pointer.name});`);
      return false;
    case 1:
      if (pointer !== undefined) writer.emit(`freeIf(${pointer.name}, ${writer.flag()});`);
      return false;
    case 2: {
      const other = writer.some("pointer");
      if (pointer !== undefined && other !== undefined) writer.emit(`freeBoth(${pointer.name}, ${other.name});`);
      return false;
    }
    case 3: {
      const flag = writer.flag();
      writer.emit(`const ${writer.fresh("pointer", true, true).name} = maybeMake(${flag});`);
      return false;
    }
    case 4: {
      const first = writer.fresh("pointer", true, true);
      const second = writer.fresh("pointer", true, true);
      writer.emit(`const [${first.name}, ${second.name}] = makePair();`);
      return false;
    }
    case 5:
    case 6:
      boxed(writer);
      return false;
    case 7:
      if (handle !== undefined) writer.emit(`endThing(${handle.name});`);
      return false;
    case 8:
      writer.emit("withThing((h) => h.use());");
      return false;
    case 9:
      writer.emit(`check(${writer.flag()});`);
      return false;
    case 10:
      if (handle !== undefined) writer.emit(`keep(${handle.name});`);
      return false;
    case 11:
      if (pointer !== undefined) writer.emit(`kept.push(${pointer.name});`);
      return false;
    default:
      if (pointer !== undefined) writer.emit(`freeDeep(${pointer.name}, n);`);
      return false;
  }
}

function boxed(writer: Writer): void {
  const name = `box${writer.number()}`;
  writer.emit(`const ${name} = makeBox();`);
  switch (writer.pick(4)) {
    case 0:
      writer.emit(`freeBox(${name});`);
      return;
    case 1:
      writer.emit(`M._free(${name}.ptr);`, `${name}.thing.delete();`);
      return;
    case 2: {
      const pointer = writer.fresh("pointer", true, true);
      const thing = writer.fresh("handle", true, false);
      writer.emit(`const { ptr: ${pointer.name}, thing: ${thing.name} } = ${name};`);
      return;
    }
    default:
      writer.emit(`${name}.thing.use();`);
  }
}
