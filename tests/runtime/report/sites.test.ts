import { describe, expect, it } from "vitest";
import type { Surroundings } from "../../../src/runtime/report/model.ts";
import { Sites } from "../../../src/runtime/report/sites.ts";
import { signatureOf } from "../../../src/runtime/report/signature.ts";

/** Files by name; nothing else is known. */
function sites(files: Readonly<Record<string, string>> = {}): Sites {
  const around: Surroundings = {
    version: "0",
    platform: "test",
    map: (frame) => frame,
    show: (file) => file,
    text: (file, line) => files[file]?.split("\n")[line - 1],
  };
  return new Sites(around);
}

describe("the place in a line that has no end", () => {
  const front = "a(1);".repeat(100);
  const bundle = `  ${front}const p=new q.Paint();${"b(2);".repeat(100)}p=new q.Paint(1);`;
  const files = { "/app/bundle.js": bundle };
  const at = (column: number): string => `    at Ls (/app/bundle.js:1:${String(column)})`;
  const first = bundle.indexOf("new q") + 1;
  const second = bundle.lastIndexOf("new q") + 1;

  it("is shown, and not the first letters of the file", () => {
    const { site, written } = sites(files).of(at(first), "Paint");
    expect(site?.text).toMatch(/^….*const p=new q\.Paint\(\);.*…$/);
    expect(site?.text?.length).toBeLessThanOrEqual(202);
    expect(written).toBeUndefined();
    expect(sites(files).of(at(second), "Paint").site?.text).toMatch(/p=new q\.Paint\(1\);$/);
  });

  it("tells two leaks of one class apart", () => {
    const [one, two] = [first, second].map((column) => signatureOf("Paint", sites(files).of(at(column), "Paint").site));
    expect(one).not.toBe(two);
  });
});

describe("stacks of Windows", () => {
  it.each([
    ["paths", String.raw`C:\app\src\main.js`, String.raw`C:\app\node_modules\@scope\canvas\glue.js`],
    ["URLs", "file:///C:/app/src/main.mjs", "file:///C:/app/node_modules/@scope/canvas/glue.mjs"],
  ])("with %s show the application's line and the package", (_what, main, glue) => {
    const stack = `    at new Paint (${glue}:9:20)\n    at draw (${main}:12:17)`;
    const files = { [main]: `${"\n".repeat(11)}  const paint = new Paint();` };
    expect(sites(files).of(stack, "Thing")).toMatchObject({
      site: { file: main, line: 12, column: 17, name: "draw", text: "const paint = new Paint();" },
      package: "@scope/canvas",
      bucket: "application",
      written: { fate: "constant", target: "paint" },
    });
  });
});
