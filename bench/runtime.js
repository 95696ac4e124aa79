// manage, lean and development, against a bare FinalizationRegistry and against a loop that polls WeakRefs.
// Every candidate runs in a process of its own, in turn, three times: one heap's garbage would be another's pause.
// Wrappers are registered as their constructor would; medians; ratios are of this run alone.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { lean } from "../dist/runtime/lean.js";
import { createTrackedRuntime } from "../dist/runtime/tracked.js";
import { Tracker } from "../dist/runtime/tracker/tracker.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");
const turn = () => new Promise((resolve) => setImmediate(resolve));

// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the smallest wrapper there is
class Wrapper {
  constructor(pointer) {
    this.pointer = pointer;
  }
}

const free = () => undefined;

const development = createTrackedRuntime(new Tracker());
const withoutStacks = createTrackedRuntime(new Tracker({ fullStacks: 0, sampleEvery: Infinity }));

/** A candidate registers the owners and returns what undoes that by hand, and what its idle turn does. */
const candidates = {
  "bare registry": (owners) => {
    const registry = new FinalizationRegistry(free);
    for (let i = 0; i < owners.length; i++) {
      const owner = (owners[i] = new Wrapper(1024 + 16 * i));
      registry.register(owner, owner.pointer, owner);
    }
    return {
      release: () => {
        for (let i = 0; i < owners.length; i++) if (registry.unregister(owners[i])) free(owners[i].pointer);
      },
    };
  },
  "manage, lean": (owners) => {
    for (let i = 0; i < owners.length; i++) {
      const owner = (owners[i] = new Wrapper(1024 + 16 * i));
      lean.manage(owner.pointer, owner, free);
    }
    return {
      release: () => {
        for (let i = 0; i < owners.length; i++) lean.release(owners[i]);
      },
    };
  },
  "manage, development": (owners) => {
    for (let i = 0; i < owners.length; i++) {
      const owner = (owners[i] = new Wrapper(1024 + 16 * i));
      development.manage(owner.pointer, owner, free);
    }
    return {
      release: () => {
        for (let i = 0; i < owners.length; i++) development.release(owners[i]);
      },
    };
  },
  "manage, without stacks": (owners) => {
    for (let i = 0; i < owners.length; i++) {
      const owner = (owners[i] = new Wrapper(1024 + 16 * i));
      withoutStacks.manage(owner.pointer, owner, free);
    }
    return {
      release: () => {
        for (let i = 0; i < owners.length; i++) withoutStacks.release(owners[i]);
      },
    };
  },
  // As the pattern was published: an object keyed by address, and a walk over all of it.
  /* eslint-disable @typescript-eslint/no-dynamic-delete */
  "polling loop": (owners) => {
    const managed = {};
    for (let i = 0; i < owners.length; i++) {
      const owner = (owners[i] = new Wrapper(1024 + 16 * i));
      managed[owner.pointer] = [new WeakRef(owner), free];
    }
    return {
      release: () => {
        for (let i = 0; i < owners.length; i++) {
          free(owners[i].pointer);
          delete managed[owners[i].pointer];
        }
      },
      idle: () => {
        for (const pointer of Object.keys(managed)) {
          const [owner, release] = managed[pointer];
          if (owner.deref() !== undefined) continue;
          release(pointer);
          delete managed[pointer];
        }
      },
    };
  },
  /* eslint-enable @typescript-eslint/no-dynamic-delete */
};

const time = (run) => {
  const start = process.hrtime.bigint();
  const result = run();
  return [Number(process.hrtime.bigint() - start), result];
};
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const memory = () => {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

async function measure(name, size) {
  const candidate = candidates[name];
  // Compiled before anything is measured; the first thousands of calls of anything are slow.
  for (let round = 0; round < 3; round++) {
    const { release, idle } = candidate(new Array(50_000));
    idle?.();
    release();
    await turn();
  }
  const samples = { register: [], release: [], idle: [], bytes: [] };
  for (let round = 0; round < (size >= 1e6 ? 1 : 5); round++) {
    const owners = new Array(size);
    const before = memory();
    const [register, { release, idle }] = time(() => candidate(owners));
    samples.register.push(register / size);
    await turn();
    samples.bytes.push((memory() - before) / size);
    samples.idle.push(idle ? time(idle)[0] / 1e6 : 0);
    await turn();
    samples.release.push(time(release)[0] / size);
    await turn();
  }
  return samples;
}

function compare(size) {
  const rows = {};
  for (let pass = 0; pass < 3; pass++) {
    for (const name of Object.keys(candidates)) {
      const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, String(size)]);
      for (const [what, values] of Object.entries(JSON.parse(String(output)))) {
        ((rows[name] ??= {})[what] ??= []).push(...values);
      }
    }
  }
  const base = median(rows["bare registry"].register);
  const table = Object.entries(rows).map(([name, { register, release, idle, bytes }]) => [
    name,
    {
      "register ns": Math.round(median(register)),
      "times bare": Number((median(register) / base).toFixed(2)),
      "release ns": Math.round(median(release)),
      "bytes each": Math.round(median(bytes)),
      "idle ms per turn": Number(median(idle).toFixed(2)),
    },
  ]);
  console.log(`\n${size.toLocaleString("en")} live objects`);
  console.table(Object.fromEntries(table));
}

const [name, size] = process.argv.slice(2);
if (name in candidates) {
  console.log(JSON.stringify(await measure(name, Number(size))));
} else {
  const sizes = process.argv.slice(2).map(Number).filter(Boolean);
  for (const wanted of sizes.length > 0 ? sizes : [1e4, 1e5, 1e6]) compare(wanted);
  console.log("\nA polling loop takes its idle time every 100 ms, for ever; a registry takes none.");
}
