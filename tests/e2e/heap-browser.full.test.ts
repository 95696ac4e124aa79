import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../package/install.ts";
import { launchChromium } from "./chromium.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".html": "text/html",
};

/** Serves the package and its development dependencies as they lie on disk, on the loopback interface. */
async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = path.join(root, path.normalize(pathname));
    const content = pathname === "/" ? Promise.resolve("<!doctype html><title>heap</title>") : readFile(file);
    content.then(
      (body) => {
        const type = pathname === "/" ? "text/html" : (TYPES[path.extname(file)] ?? "application/octet-stream");
        response.writeHead(200, { "content-type": type }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describe("heap in Chromium", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    server = await serve();
    browser = await launchChromium();
    page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    await page.addScriptTag({
      type: "module",
      content: `
        import * as dev from "/dist/runtime/dev.js";
        window.dev = dev;
        window.notices = [];
        window.installation = dev.instrument({ onNotice: (notice) => notices.push(notice) });`,
    });
    await page.waitForFunction("window.installation !== undefined");
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it("instruments what instantiateStreaming compiles, names wasm frames, and finds what is lost", async () => {
    const result = await page.evaluate(`(async () => {
      const url = "/native/cpp/leaks/built/release.wasm";
      const { instance } = await WebAssembly.instantiateStreaming(fetch(url), {});
      const wasm = instance.exports;
      wasm._initialize();
      wasm.lost_list(10);
      wasm.shared_cycle();
      const address = wasm.malloc(64);
      wasm.free(address);
      wasm.free(address);
      const { heap } = dev;
      const check = heap.check(wasm);
      const other = await heap.checkInWorker(wasm);
      const leaks = ({ leaks }) => leaks.map(({ verdict, blocks, site }) => [verdict, blocks, site.split(" < ").includes("lost_list")]);
      return {
        visible: Object.keys(wasm).filter((name) => name.startsWith("wasm-leaks")),
        leaks: leaks(check),
        same: JSON.stringify(leaks(other)) === JSON.stringify(leaks(check)),
        totals: JSON.stringify(other.totals) === JSON.stringify(check.totals),
        found: heap.report(wasm).allocator.found,
        findings: heap.report(wasm).findings.map(({ kind }) => kind),
        walked: [...heap.walk(wasm).live.addresses].join() === heap.snapshot(wasm).blocks.map(({ address }) => address).join(),
      };
    })()`);
    expect(result).toEqual({
      visible: [],
      leaks: [
        ["definitely lost", 10, true],
        ["cycle", 2, false],
      ],
      same: true,
      totals: true,
      found: "name",
      findings: ["double-release"],
      walked: true,
    });
  });

  it("records a package through its own glue, which streams", async () => {
    const result = (await page.evaluate(`(async () => {
      const { Parser, Language } = await import("/node_modules/web-tree-sitter/web-tree-sitter.js");
      await Parser.init({ locateFile: () => "/node_modules/web-tree-sitter/web-tree-sitter.wasm" });
      const language = await Language.load("/node_modules/tree-sitter-javascript/tree-sitter-javascript.wasm");
      const parser = new Parser();
      parser.setLanguage(language);
      const instance = dev.heap.instances().find(({ recorder }) => recorder.ledger.events > 0 && recorder.allocator.found !== "name");
      const before = dev.heap.snapshot(instance);
      const trees = [parser.parse("let a = 1;"), parser.parse("f(x)")];
      const between = dev.heap.diff(before, dev.heap.snapshot(instance));
      for (const tree of trees) tree.delete();
      const after = dev.heap.diff(before, dev.heap.snapshot(instance));
      const walk = dev.heap.walk(instance);
      return { between: between.blocks, after: after.blocks, confirmed: walk.confirmed, frames: between.growth.flatMap(({ frames }) => frames.map(({ file }) => file)) };
    })()`)) as { between: number; after: number; confirmed: boolean; frames: string[] };
    expect(result.between).toBeGreaterThan(result.after);
    expect(result.confirmed).toBe(true);
    expect(result.frames.some((file) => file.includes("web-tree-sitter.js"))).toBe(true);
  });

  it("tries the exports of a module without any sign of an allocator in a worker of its own", async () => {
    const result = await page.evaluate(`(async () => {
      const { loadYoga } = await import("/node_modules/yoga-layout/dist/src/load.js");
      const count = dev.heap.instances().length;
      const yoga = await loadYoga();
      const [instance] = dev.heap.instances().slice(count);
      const before = dev.heap.snapshot(instance).blocks.length;
      const node = yoga.Node.create();
      const between = dev.heap.snapshot(instance).blocks.length;
      node.free();
      return { found: instance.allocator.found, coverage: instance.allocator.coverage, gained: between > before };
    })()`);
    expect(result).toMatchObject({ found: "probe" });
  });

  it("puts the heaps into the report and the page, and nothing failed meanwhile", async () => {
    const result = (await page.evaluate(`(async () => {
      const report = await dev.checkLeaks();
      return { heaps: report.heaps.length, html: dev.renderHtml(report), profiles: JSON.parse(dev.heapSpeedscope(report.heaps, report)).profiles.length };
    })()`)) as { heaps: number; html: string; profiles: number };
    expect(result.heaps).toBeGreaterThanOrEqual(2);
    expect(result.profiles).toBe(4 * result.heaps);
    const shown = await browser.newPage({ colorScheme: "dark", viewport: { width: 1200, height: 900 } });
    const requests: string[] = [];
    shown.on("request", (request) => requests.push(request.url()));
    shown.on("pageerror", (error) => errors.push(String(error)));
    await shown.setContent(result.html);
    const heap = shown.locator("section.heap").first();
    await heap.getByRole("tab", { name: "Hot spots" }).click();
    expect(await heap.getByRole("tabpanel").count()).toBe(1);
    expect(await heap.getByRole("tabpanel").getAttribute("data-view")).toBe("hot");
    // Nothing sticks out to the right, at the width of a small window too.
    for (const width of [1200, 600]) {
      await shown.setViewportSize({ width, height: 900 });
      expect(await shown.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    }
    expect(requests).toEqual([]);
    expect(errors).toEqual([]);
  });
});
