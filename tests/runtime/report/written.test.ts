import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readWritten } from "../../../src/runtime/report/written.ts";

/** A line with `|` where the stack points. */
const read = (marked: string, next?: string): string => {
  const at = marked.indexOf("|");
  const written = readWritten(marked.slice(0, at) + marked.slice(at + 1), at + 1, next);
  return written === undefined ? "nothing" : `${written.fate} ${written.target} ${written.call}`.replace("  ", " ");
};

describe("what a line does with the object that a call on it makes", () => {
  it.each([
    ["const paint = |new CanvasKit.Paint(); // leaks", "constant paint new CanvasKit.Paint()"],
    ["  export const tree: Tree = parser.|parse(source);", "constant tree parser.parse(...)"],
    ["const doc = await |load('a)b(', [1]);", "constant doc load(...)"],
    ["const thing = |new Thing;", "constant thing new Thing()"],
    ["const set = |new TypedSet<string>(4);", "constant set new TypedSet(...)"],
    ["const world = |new RAPIER.World({", "constant world new RAPIER.World(...)"],
    ["let doc = Automerge.|from({});", "variable doc Automerge.from(...)"],
    ["this.#tree = this.#parser.|parse(text);", "assigned this.#tree this.#parser.parse(...)"],
    ["  image ??= |new Image()", "assigned image new Image()"],
    ["cache[key] = |new Image(4);", "stored cache new Image(...)"],
    ["cache.set(name, |new Image(64, 64));", "stored cache new Image(...)"],
    ["this.pool.push(|new Image());", "collected this.pool new Image()"],
    ["for (;;) kept.push(|new MyClass());", "collected kept new MyClass()"],
    ["return |new Image(1);", "returned new Image(...)"],
    ["const make = () => |new Image();", "returned new Image()"],
    ["|new Image(1);", "dropped new Image(...)"],
    ["const area = |new Image(1).area();", "dropped new Image(...)"],
    ["const b = a.|fork()?.name;", "dropped a.fork()"],
  ])("%s", (line, expected) => {
    expect(read(line)).toBe(expected);
  });

  it("looks at the next line of a chain, and does not guess its front", () => {
    expect(read("const moved = Manifold.|cube([1, 1, 1]) // first", "  .translate([1, 0, 0])")).toBe(
      "dropped Manifold.cube(...)",
    );
    expect(read("  .|translate([1, 0, 0])", "  .scale(2);")).toBe("dropped ...");
  });

  it.each([
    ["thumbnail = |new Thumbnail(64);", "  cache.set(name, thumbnail);", "stored cache new Thumbnail(...)"],
    ["let image = |new Image();", "  images[name] = image", "stored images new Image()"],
    ["const image = |new Image();", "  this.images.push(image);", "collected this.images new Image()"],
    ["const image = |new Image();", "  return image;", "returned new Image()"],
    ["const image = |new Image();", "  return image.width;", "constant image new Image()"],
    ["const image = |new Image();", "  cache.set(image, name);", "constant image new Image()"],
  ])("%s then %s", (line, next, expected) => {
    expect(read(line, next)).toBe(expected);
  });

  it.each([
    "const copies = [base.|copy(), base.copy()];",
    "const length = measure(|new Image());",
    "if (a == |make()) stop();",
    "const sum = |one() + two();",
    "const both = { left: |new Image() };",
    "cache.set(|new Image(), 1);",
    "|if (ready) run();",
    "",
  ])("says nothing of %s", (line) => {
    expect(read(line)).toBe("nothing");
  });

  it("takes any line and any column", () => {
    const part = fc.constantFrom(
      "new ",
      "a",
      ".",
      "(",
      ")",
      "=",
      " ",
      "const ",
      "`",
      "'",
      "\\",
      "[",
      "]",
      ";",
      "/*",
      "?",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.integer({ min: -2, max: 60 }), (parts, column) => {
        const written = readWritten(parts.join(""), column);
        expect(written === undefined || written.call.endsWith(")") || written.call === "...").toBe(true);
      }),
    );
  });
});
