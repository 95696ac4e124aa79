import { afterAll, describe, expect, it } from "vitest";
import { loadMyClass } from "../../native/cpp/my-class/load.js";
import { checkLeaks, checkpoint, manage, release, start, stop } from "../../src/runtime/dev.ts";
import { session } from "../../src/runtime/session.ts";

const hooked = (): boolean => "postRun" in {} && FinalizationRegistry.name === "FinalizationRegistry";

/** A class whose objects only a registry knows, as generated glue makes them. */
function handles(): new (address: number) => { free(): void } {
  const registry = new FinalizationRegistry(() => undefined);
  return class Handle {
    constructor(address: number) {
      registry.register(this, address, this);
    }
    free(): void {
      registry.unregister(this);
    }
  };
}

afterAll(() => {
  stop();
});

describe("the switch of the development runtime", () => {
  it("is on once it is loaded, and takes everything out and puts it back", () => {
    expect([hooked(), session().tracker.level]).toEqual([true, "full"]);
    expect(stop()).toEqual([]);
    expect([hooked(), session().tracker.level, session().discovery]).toEqual([false, "off", undefined]);
    expect(stop()).toEqual([]);
    start("sample");
    expect([hooked(), session().tracker.level, session().discovery?.tracker.level]).toEqual([true, "sample", "sample"]);
    start();
    expect([session().tracker.level, session().discovery?.tracker.level]).toEqual(["full", "full"]);
  });

  it("records what manage and what a registry sees, while it is on only", async () => {
    const { _MyClass__constructor: make, _MyClass__destructor: destroy } = loadMyClass();
    const since = checkpoint();
    const Handle = handles();
    const kept: object[] = [new Handle(4096)];
    const owner = { name: "first" };
    manage(make(1), owner, destroy);
    stop();
    kept.push(new Handle(8192));
    const unseen = { name: "second" };
    manage(make(2), unseen, destroy);
    const found = (await checkLeaks({ since })).findings.filter(({ leak }) => leak);
    expect(found.map(({ className, count }) => `${className} x${count}`).sort()).toEqual(["Handle x1", "Object x1"]);
    start();
    const again = handles();
    kept.push(new again(64), new again(128));
    const later = (await checkLeaks({ since })).findings.filter(({ leak }) => leak);
    expect(later.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    release(owner);
    release(unseen);
    expect(kept).toHaveLength(4);
  });
});
