import { describe, expect, it } from "vitest";
import { Mailbox } from "../../../src/integrations/register/mailbox.ts";
import { isWorthWaiting, type Asked } from "../../../src/integrations/register/patience.ts";
import { sampleReport } from "../../runtime/report/sample.ts";

const thread = (said: ReturnType<Asked["said"]>, idle: number, active: number): Asked => ({
  said: () => said,
  spent: () => ({ idle, active }),
});

describe("how long a thread that ends is waited for", () => {
  it.each([
    ["one that reported", thread("report", 0, 0), 0],
    ["one that never comes back from what it does", thread("nothing", 0, 500), 200],
    ["one whose loop has not begun to turn", thread("nothing", 0, 0), 1000],
    ["one that has time, on a machine that has none", thread("nothing", 400, 20), 3000],
    ["one that is at its report", thread("acknowledged", 0, 900), 3000],
  ])("%s", (_what, asked, most) => {
    expect(isWorthWaiting(asked, most)).toBe(false);
    if (most > 0) expect(isWorthWaiting(asked, most - 1)).toBe(true);
  });
});

describe("the mailbox", () => {
  it("keeps acknowledgements and reports apart, by thread", () => {
    const report = sampleReport();
    const ours = new Mailbox();
    const theirs = new Mailbox(ours.buffer);
    expect(ours.said(1)).toBe("nothing");
    theirs.acknowledge(1);
    expect([ours.said(1), ours.said(2), ours.reports().size]).toEqual(["acknowledged", "nothing", 0]);
    expect(theirs.put(1, report)).toBe(true);
    theirs.acknowledge(1);
    expect(ours.said(1)).toBe("report");
    expect(ours.reports()).toEqual(new Map([[1, JSON.parse(JSON.stringify(report))]]));
  });

  it("has a report only when its thread has given the lock back, for one that is ended with it locks out all others", () => {
    const mailbox = new Mailbox();
    expect(mailbox.put(1, sampleReport())).toBe(true);
    const lock = new Int32Array(mailbox.buffer, 0, 1);
    Atomics.store(lock, 0, 1);
    expect(mailbox.said(1)).toBe("acknowledged");
    expect(mailbox.put(2, sampleReport())).toBe(false);
    Atomics.store(lock, 0, 2);
    expect(mailbox.said(1)).toBe("report");
    Atomics.store(lock, 0, 0);
    expect(mailbox.put(2, sampleReport())).toBe(true);
  });
});
