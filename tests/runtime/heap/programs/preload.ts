// Loaded with --import before a program: instruments, and writes what was recorded to the file named in HEAP_OUT.
import { writeFileSync } from "node:fs";
import { install, type InstrumentOptions } from "../../../../src/runtime/heap/install.ts";

process.argv[1] += "x".repeat(Number(process.env["HEAP_LONGER"]));
const options = JSON.parse(process.env["HEAP_OPTIONS"] ?? "{}") as InstrumentOptions;
const installation = install({ ...options, onNotice: () => undefined });

process.on("exit", () => {
  for (const instance of installation.instances) {
    instance.recorder.checkLive();
    instance.recorder.flush();
  }
  const result = {
    notices: installation.notices,
    instances: installation.instances.map((instance) => ({
      found: instance.allocator.found,
      kind: instance.allocator.kind,
      totals: instance.recorder.ledger.totals(),
      stacks: instance.recorder.stacks.size,
      captures: instance.recorder.stacks.captures,
      findings: instance.recorder.findings,
      stack: instance.stackUse(),
    })),
  };
  writeFileSync(process.env["HEAP_OUT"] as string, JSON.stringify(result));
});
