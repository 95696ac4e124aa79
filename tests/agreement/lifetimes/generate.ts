import { plainStatement } from "./statements.ts";
import { flagNames, Writer } from "./writer.ts";

/** A program with one function `run`, its inputs, and the text in which every statement has a line of its own. */
export interface Program {
  readonly source: string;
  /** How many boolean parameters `run` reads; the last only makes a call throw. */
  readonly flags: number;
}

/** Statements that real code has beside the plain ones, and what they need above `run`. */
export interface Shape {
  readonly helpers: readonly string[];
  /** What stands before `function run`. */
  readonly modifier?: "async";
  /** Writes one; `true` when nothing after it in the block can run. */
  readonly statement: (writer: Writer) => boolean;
}

/** Functions of the file that every program has. */
export const plainHelpers: readonly string[] = [
  ...["function make() {", "return M._malloc(8);", "}"],
  ...["function giveUp(p) {", "M._free(p);", "}"],
  ...["function touch(p) {", "M._touch(p);", "}"],
  ...["function makeThing() {", "return new M.Thing();", "}"],
  ...["function dropAll(list) {", "for (const each of list) {", "M._free(each);", "}", "}"],
  ...["function unused() {", "const h = new M.Thing();", "h.delete();", "}"],
];

/** Builds a program from a stream of decisions; the same stream gives the same program, a shorter one a smaller. */
export function generate(decisions: readonly number[], shapes: readonly Shape[] = []): Program {
  const writer = new Writer(decisions, (at) => {
    const shape = shapes.length > 0 && at.pick(3) > 0 ? shapes[at.pick(shapes.length)] : undefined;
    return (shape?.statement ?? plainStatement)(at);
  });
  writer.emit(...plainHelpers, ...shapes.flatMap((shape) => shape.helpers));
  const isAsync = shapes.some(({ modifier }) => modifier === "async");
  writer.emit(`${isAsync ? "async " : ""}function run(a, b, c, d, n) {`);
  writer.block(5 + writer.pick(6));
  writer.emit("}");
  return { source: writer.source, flags: flagNames.length + 1 };
}
