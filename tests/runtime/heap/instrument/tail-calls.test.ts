import { describe, expect, it } from "vitest";
import { tailCalled } from "../../../../src/runtime/heap/instrument/tail-calls.ts";
import { readModule } from "../../../../src/runtime/heap/module/index.ts";

const section = (id: number, ...content: number[]): number[] => [id, content.length, ...content];
const TYPES = section(1, 2, 0x60, 0, 1, 0x7f, 0x60, 1, 0x7f, 1, 0x7f);
const FUNCTIONS = section(3, 2, 0, 1);
const EXPORTS = section(7, 1, 1, 0x61, 0, 0);

/** Two functions, the first one exported: it takes nothing and gives a number, and so does the second but for a parameter. */
function moduleOf(first: number[], second: number[], ...more: number[]): Parameters<typeof tailCalled>[0] {
  const bodies = [first, second].flatMap((code) => [code.length + 2, 0, ...code, 0x0b]);
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...TYPES, ...FUNCTIONS, ...more, ...EXPORTS];
  return readModule(Uint8Array.from([...bytes, ...section(10, 2, ...bodies)]));
}

const NUMBER = [0x41, 7];
const isTailCalled = (module: Parameters<typeof tailCalled>[0]): boolean => tailCalled(module, [0])(0);

describe("tail calls by reference", () => {
  it("reach what a function makes a reference of", () => {
    expect(isTailCalled(moduleOf([0xd2, 0, 0x15, 0], NUMBER))).toBe(true);
    expect(isTailCalled(moduleOf(NUMBER, [0xd2, 0, 0x15, 0]))).toBe(true);
  });

  it("reach anything of the type once there is a cast or a typed table", () => {
    expect(isTailCalled(moduleOf([0xd0, 0x70, 0xfb, 0x17, 0, 0x15, 0], NUMBER))).toBe(true);
    const table = section(4, 1, 0x63, 0, 0, 1);
    expect(isTailCalled(moduleOf([0x41, 0, 0x25, 0, 0x15, 0], NUMBER, ...table))).toBe(true);
  });

  it("are none where the bytes are numbers", () => {
    expect(isTailCalled(moduleOf([0x41, 0x15, 0x1a, 0x41, 0], NUMBER))).toBe(false);
    expect(isTailCalled(moduleOf([0x41, 0x12, 0x1a, 0x41, 0], NUMBER))).toBe(false);
  });
});
