import { describe, expect, it } from "vitest";
import { Progress } from "../../../src/integrations/register/progress.ts";

/** A clock that goes when it is told to. */
class Clock {
  readonly #due: { at: number; work: () => void }[] = [];
  #now = 0;
  readonly later = (work: () => void, milliseconds: number): (() => void) => {
    const entry = { at: this.#now + milliseconds, work };
    this.#due.push(entry);
    return () => {
      this.#due.splice(this.#due.indexOf(entry), 1);
    };
  };
  go(milliseconds: number): void {
    this.#now += milliseconds;
    for (const entry of this.#due.filter(({ at }) => at <= this.#now)) {
      this.#due.splice(this.#due.indexOf(entry), 1);
      entry.work();
    }
  }
  get waiting(): number {
    return this.#due.length;
  }
}

function start(open = 0): { said: string[]; clock: Clock; progress: Progress } {
  const said: string[] = [];
  const clock = new Clock();
  const progress = new Progress({ say: (text) => said.push(text), open: () => open, later: clock.later });
  return { said, clock, progress };
}

describe("the progress line", () => {
  it("comes when a check takes longer than a second, once", async () => {
    const { said, clock, progress } = start();
    const result = await progress.during(async () => {
      clock.go(999);
      await Promise.resolve();
      expect(said).toEqual([]);
      clock.go(1);
      clock.go(60_000);
      return "checked";
    });
    expect(result).toBe("checked");
    expect(said).toEqual(["looking for leaks ..."]);
  });

  it("does not come for a quick check, and not after it", async () => {
    const { said, clock, progress } = start();
    await progress.during(() => Promise.resolve(clock.go(900)));
    expect(clock.waiting).toBe(0);
    clock.go(10_000);
    expect(said).toEqual([]);
  });

  it("lets the failure of a check through, and leaves no timer", async () => {
    const { clock, progress } = start();
    await expect(progress.during(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    expect(clock.waiting).toBe(0);
  });

  it.each([
    [300_000, []],
    [300_001, ["looking for leaks ..."]],
  ])("before a check without an event loop, the number of open records decides: %d", (open, expected) => {
    const { said, progress } = start(open);
    progress.beforeSynchronous();
    expect(said).toEqual(expected);
  });

  it("is not said again before the verdict when the check has said it", async () => {
    const { said, clock, progress } = start(1_000_000);
    await progress.during(() => Promise.resolve(clock.go(2000)));
    progress.beforeSynchronous();
    expect(said).toHaveLength(1);
  });

  it("has a timer of its own when none is given, which keeps nothing waiting", async () => {
    const said: string[] = [];
    const progress = new Progress({ say: (text) => said.push(text), open: () => 0 });
    expect(await progress.during(() => Promise.resolve(1))).toBe(1);
    expect(said).toEqual([]);
  });
});
