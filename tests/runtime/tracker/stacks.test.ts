import { describe, expect, it } from "vitest";
import { isApplicationFile, packageOf, parseStack } from "../../../src/runtime/tracker/frames.ts";
import { Stacks, takeStack } from "../../../src/runtime/tracker/stacks.ts";
import { collect } from "../collect.ts";

describe("parseStack", () => {
  it("reads what V8 writes", () => {
    const stack = [
      "Error: with a message",
      "    at new Paint (file:///app/main.ts:10:7)",
      "    at Surface.draw [as paint] (C:\\app\\main.ts:11:8)",
      "    at async run (/app/run.js:12:9)",
      "    at /app/plain.js:13:10",
      "    at eval (eval at make (/app/eval.js:14:11), <anonymous>:1:1)",
      "    at Array.forEach (<anonymous>)",
      "    at wasm://wasm/002f0a4e:wasm-function[1743]:0x87d29",
    ].join("\n");
    expect(parseStack(stack)).toEqual([
      { name: "new Paint", file: "file:///app/main.ts", line: 10, column: 7, async: false },
      { name: "Surface.draw [as paint]", file: "C:\\app\\main.ts", line: 11, column: 8, async: false },
      { name: "run", file: "/app/run.js", line: 12, column: 9, async: true },
      { name: "", file: "/app/plain.js", line: 13, column: 10, async: false },
      { name: "eval", file: "/app/eval.js", line: 14, column: 11, async: false },
      { name: "Array.forEach", file: "", line: 0, column: 0, async: false },
      { name: "", file: "", line: 0, column: 0, async: false },
    ]);
  });

  it("reads what SpiderMonkey and JavaScriptCore write", () => {
    const stack =
      "Paint@http://host/main.js:10:7\nasync*run@http://host/run.js:12:9\nmake/<@/app/a.js:1:2\n[native code]\n";
    expect(parseStack(stack)).toEqual([
      { name: "Paint", file: "http://host/main.js", line: 10, column: 7, async: false },
      { name: "run", file: "http://host/run.js", line: 12, column: 9, async: true },
      { name: "make", file: "/app/a.js", line: 1, column: 2, async: false },
    ]);
  });

  it("tells packages from the application", () => {
    expect(packageOf("file:///app/node_modules/sql.js/dist/sql-wasm.js")).toBe("sql.js");
    expect(packageOf("C:\\app\\node_modules\\@dimforge\\rapier2d\\rapier.js")).toBe("@dimforge/rapier2d");
    expect(packageOf("/app/src/main.ts")).toBeUndefined();
    expect(
      ["node:fs", "", "/a/node_modules/b/c.js", import.meta.resolve("../../../src/runtime/lean.ts")].map(
        isApplicationFile,
      ),
    ).toEqual([false, false, false, false]);
    expect(isApplicationFile("webpack://app/./src/main.ts")).toBe(true);
  });
});

describe("takeStack", () => {
  it("starts at the caller of the function below and leaves the limit alone", () => {
    const before = Error.stackTraceLimit;
    function below(): string {
      return takeStack(below, 3);
    }
    function caller(): string {
      return below();
    }
    const frames = parseStack(caller());
    expect(frames[0]?.name).toBe("caller");
    expect(frames.length).toBeLessThanOrEqual(3);
    expect(Error.stackTraceLimit).toBe(before);
  });

  it("gives a string although the application returns call sites", () => {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (_error, sites) => sites;
    try {
      const stack = takeStack(takeStack, 3);
      expect(parseStack(stack)[0]?.file).toContain("stacks.test.ts");
    } finally {
      Error.prepareStackTrace = before;
    }
  });

  it("retains nothing that was on the stack", async () => {
    const texts: string[] = [];
    const refs: WeakRef<object>[] = [];
    class Receiver {
      method(): void {
        texts.push(takeStack(takeStack, 8));
        refs.push(new WeakRef(this));
      }
    }
    (() => {
      for (let i = 0; i < 100; i++) new Receiver().method();
    })();
    await collect();
    expect(texts[0]).toContain("Receiver.method");
    expect(refs.filter((ref) => ref.deref() !== undefined)).toHaveLength(0);
  });
});

describe("Stacks", () => {
  it("keeps one copy of equal stacks", () => {
    const stacks = new Stacks();
    function hook(): number {
      return stacks.capture(hook);
    }
    const ids = new Set<number>();
    for (let i = 0; i < 100; i++) ids.add(hook());
    expect(ids.size).toBe(1);
    expect(stacks.text([...ids][0] as number)).toContain("stacks.test.ts");
  });

  it("stops at a number of different ones", () => {
    const stacks = new Stacks();
    for (let i = 0; i < 20_000; i++) stacks.intern(`at f (/app/a.ts:${i}:1)`);
    expect(stacks.full).toBe(true);
    expect(stacks.intern("at g (/app/a.ts:1:1)")).toBe(0);
    expect(stacks.intern("at f (/app/a.ts:7:1)")).toBeGreaterThan(0);
  });
});
