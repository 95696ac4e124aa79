import { describe, expect, it } from "vitest";
import { runProgram, THING } from "./run-program.ts";
import { situations } from "./situations.ts";

describe("a program without a leak ends as it does without us", () => {
  for (const [name, end] of situations) {
    it(name, async () => {
      const program = `${THING}const one = new Thing(); one.free();\n${end.replace("kept.push(new Thing(8))", "1")}`;
      const ours = await runProgram(program);
      const bare = await runProgram(program, { register: false, env: { WASM_LEAKS_OUTPUT: "" } });
      expect([ours.code, ours.signal, ours.stdout]).toEqual([bare.code, bare.signal, bare.stdout]);
      expect(ours.report?.findings).toEqual([]);
    });
  }
});
