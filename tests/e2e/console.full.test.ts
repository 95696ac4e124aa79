import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser, ConsoleMessage } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderHtml } from "../../src/runtime/report/html.ts";
import { discovered, sampleReport } from "../runtime/report/sample.ts";
import { launchChromium } from "./chromium.ts";

/** A page that makes two handles whose package frees them when they are collected, and one that it releases. */
const PAGE = `
import { checkpoint } from "../../src/runtime/dev.ts";
checkpoint();
const registry = new FinalizationRegistry(() => undefined);
class Picture {
  constructor(address) { registry.register(this, address, this); }
  free() { registry.unregister(this); }
}
const forget = () => { for (const address of [4096, 8192]) new Picture(address); };
globalThis.forget = forget;
new Picture(64).free();
document.body.textContent = "ready";
`;

describe("the development runtime in a page", () => {
  let browser: Browser;
  let server: Server;
  let address: string;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: PAGE, resolveDir: import.meta.dirname, loader: "ts" },
      bundle: true,
      format: "esm",
      write: false,
      platform: "browser",
      external: ["node:*"],
      logLevel: "silent",
    });
    const script = outputFiles[0]?.text ?? "";
    server = createServer((request, response) => {
      const isScript = request.url === "/app.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? script : `<!doctype html><body><script type="module" src="/app.js"></script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it("warns once on the console of what only the garbage collector freed, with the place and what to write", async () => {
    const page = await browser.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.goto(address);
    await page.getByText("ready").waitFor();
    const warnings: string[] = [];
    page.on("console", (message: ConsoleMessage) => {
      if (message.type() === "warning") warnings.push(message.text());
    });
    await page.evaluate("forget()");
    // One collection may find an object still on the stack of the one before.
    while (warnings.length === 0) {
      await page.requestGC();
      await page.evaluate("new Promise((resolve) => setTimeout(resolve, 20))");
    }
    const [text] = warnings;
    expect(text).toMatch(/Picture(?: objects)? (?:was|were) released by the garbage collector alone/);
    expect(text).toMatch(/app\.js:\d+:\d+ \(forget\)/);
    expect(text).toContain("value.free() in a finally block");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shows the HTML report: table, timeline, flame graph, and no request to anywhere", async () => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.setContent(renderHtml(sampleReport({}, discovered)));
    await expect(page.getByText("Image").first().isVisible()).resolves.toBe(true);
    expect(await page.locator("svg").count()).toBeGreaterThanOrEqual(1);
    expect(asked.filter((url) => /^https?:/.test(url))).toEqual([]);
    expect((await page.screenshot()).length).toBeGreaterThan(10_000);
    await page.close();
  });
});
