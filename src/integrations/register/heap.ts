/**
 * Loaded before the program by `wasm-leaks run --heap`: records every allocation inside modules. What the heaps held goes
 * into the report that `register` leaves. Settings are JSON in `WASM_LEAKS_HEAP`.
 */
import { instrument } from "../../runtime/heap/controls.ts";

interface HeapSettings {
  readonly functions?: boolean;
  readonly checks?: boolean;
}

const settings = JSON.parse(process.env["WASM_LEAKS_HEAP"] ?? "{}") as HeapSettings;
const checks = settings.checks === true ? { writePastEnd: true, writeAfterRelease: true, releaseStacks: true } : {};

instrument({ functions: settings.functions === true, checks, onNotice: () => undefined });
