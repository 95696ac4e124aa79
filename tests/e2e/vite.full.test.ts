import path from "node:path";
import type { Browser, ConsoleMessage } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../package/install.ts";
import { launchChromium } from "./chromium.ts";

describe("the demo application on Vite's dev server", () => {
  let server: ViteDevServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await createServer({
      root: path.join(root, "demo"),
      configFile: false,
      logLevel: "silent",
      cacheDir: path.join(root, ".cache/vite-demo"),
      server: { host: "127.0.0.1", port: 0, fs: { allow: [root] } },
    });
    await server.listen();
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it("warns in the browser's console, because the development condition selects the tracker", async () => {
    const page = await browser.newPage();
    const warned = page.waitForEvent("console", {
      predicate: (message: ConsoleMessage) => message.type() === "warning" && /wasm-leaks/u.test(message.text()),
    });
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await page.getByText("The findings are in the console.").waitFor();
    await page.requestGC();
    const text = (await warned).text();
    expect(text).toContain("Detail");
    expect(text).toMatch(/src\/thumbnail\.ts/u);
  });
});
