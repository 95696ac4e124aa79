/**
 * `node --import wasm-leaks/register app.js`: hooks first, report and exit code last. No top-level await, so that eval
 * workers can load it by `require`.
 */
import { dirname, resolve } from "node:path";
import { isMainThread } from "node:worker_threads";
import { writeFileSync } from "node:fs";
import { startDiscovery } from "../runtime/discovery/index.ts";
import type { DiscoveredFinding } from "../runtime/discovery/index.ts";
import { watchExit } from "../runtime/exit/watch-exit.ts";
import { writeAll } from "../runtime/exit/write-all.ts";
import { Tracker } from "../runtime/tracker/tracker.ts";
import { readSettings } from "./register/settings.ts";
import { watchSources } from "./register/source-hooks.ts";
import { sourceAt } from "./register/source-at.ts";

const say = (text: string): void => {
  writeAll(2, `wasm-leaks: ${text}\n`);
};
const settings = readSettings(process.env, say);
const tracker = new Tracker(
  settings.stacks === "full"
    ? { fullStacks: Infinity }
    : settings.stacks === "off"
      ? { fullStacks: 0, sampleEvery: Infinity }
      : {},
);
const discovery = startDiscovery({ tracker, onNotice: say });
watchSources([process.cwd(), dirname(resolve(process.argv[1] ?? "."))], process.env["WASM_LEAKS_TRANSFORM"]);

watchExit(
  {
    position: () => tracker.totals.created + tracker.totals.released + tracker.totals.collected,
    settling(now) {
      discovery.context.settling = now;
    },
    verdict() {
      const findings = discovery.findings({ sourceAt });
      const leaks = findings.filter((finding) => finding.verdict === "leak");
      if (settings.output !== undefined) writeFileSync(settings.output, JSON.stringify(findings.map(plain), null, 1));
      if (leaks.length > 0 && !settings.quiet) writeAll(2, leaks.map(line).join(""));
      return leaks.length > 0 && settings.exitCode !== 0 ? settings.exitCode : undefined;
    },
  },
  isMainThread,
);

function plain(finding: DiscoveredFinding): unknown {
  return { ...finding, parts: Object.fromEntries(finding.parts) };
}

function line(finding: DiscoveredFinding): string {
  const { site } = finding;
  return `${finding.class} x${String(finding.count)} at ${site === undefined ? "?" : `${site.file}:${String(site.line)}`}\n`;
}
