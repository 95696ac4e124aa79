import { nodeProcess } from "../node.ts";
import { session } from "../session.ts";
import type { Report } from "./model.ts";
import { renderText } from "./text.ts";
import { writeWhole } from "./write.ts";

const claimed: unique symbol = Symbol.for("wasm-leaks.exit") as never;

/** For this copy of the package, where a frozen global object takes nothing. */
let claimedHere = false;

/** True for the first who asks: exactly one part of this package reports when the program ends. */
export function claimExit(): boolean {
  const host = globalThis as { [claimed]?: true };
  if (claimedHere || host[claimed] === true) return false;
  Reflect.defineProperty(host, claimed, { value: true });
  claimedHere = true;
  return true;
}

/**
 * Prints a report on stderr when a Node program ends, if there is anything to say. The exit code stays the program's:
 * `wasm-leaks/register` is for those who want it to fail.
 */
export function reportAtExit(): void {
  if (!nodeProcess || !claimExit()) return;
  const process = nodeProcess;
  let done = false;
  process.once("beforeExit", () => {
    void session()
      .checkLeaks()
      .then((report) => {
        if (!done) print(process, report);
        done = true;
      });
  });
  process.once("exit", () => {
    if (!done) print(process, session().report({ reason: "exit" }));
    done = true;
  });
}

function print(process: NodeJS.Process, report: Report): void {
  if (report.findings.length === 0) return;
  writeWhole(2, `\n${renderText(report, textOptions(process))}`);
}

/** Colour and length as the environment asks: NO_COLOR, FORCE_COLOR, WASM_LEAKS_MOST. */
export function textOptions(process: NodeJS.Process): { colour: boolean; most: number } {
  const { NO_COLOR, FORCE_COLOR, WASM_LEAKS_MOST } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  const most = Number(WASM_LEAKS_MOST);
  return {
    colour: forced || ((NO_COLOR ?? "") === "" && FORCE_COLOR !== "0" && process.stderr.isTTY),
    most: Number.isInteger(most) && most > 0 ? most : 10,
  };
}
