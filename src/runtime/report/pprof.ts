import { gzipSync } from "node:zlib";
import {
  Function as PprofFunction,
  Line,
  Location as PprofLocation,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from "pprof-format";
import { liveStacks, type Weighed } from "./flame.ts";
import type { Report } from "./model.ts";

/** A gzipped pprof profile with `inuse_objects` and `inuse_space`, as `go tool pprof` reads it. */
export function renderPprof(report: Report): Uint8Array {
  return encodePprof(liveStacks(report), report);
}

/** The same for stacks of any origin; `date` in ISO 8601, `duration` in milliseconds. */
export function encodePprof(stacks: readonly Weighed[], about: { date: string; duration: number }): Uint8Array {
  const strings = new StringTable();
  const functions: PprofFunction[] = [];
  const locations: PprofLocation[] = [];
  const known = new Map<string, number>();
  const idOf = (name: string, file: string, line: number): number => {
    const key = `${name}\n${file}\n${line}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const id = locations.length + 1;
    const label = strings.dedup(name);
    functions.push(new PprofFunction({ id, name: label, systemName: label, filename: strings.dedup(file) }));
    locations.push(new PprofLocation({ id, line: [new Line({ functionId: id, line })] }));
    known.set(key, id);
    return id;
  };
  const history = stacks.some(({ allocated }) => allocated !== undefined);
  const sample = stacks.map(({ frames, className, count, bytes, allocated }) => {
    // pprof wants the innermost first.
    const outer = [...frames]
      .reverse()
      .map(({ name, file, line }) => idOf(name === "" ? "(top level)" : name, file, line));
    const ever = history ? [allocated?.count ?? count, allocated?.bytes ?? bytes] : [];
    return new Sample({ locationId: [idOf(className, "", 0), ...outer], value: [...ever, count, bytes] });
  });
  const type = (name: string, unit: string): ValueType =>
    new ValueType({ type: strings.dedup(name), unit: strings.dedup(unit) });
  const profile = new Profile({
    sampleType: [
      ...(history ? [type("alloc_objects", "count"), type("alloc_space", "bytes")] : []),
      type("inuse_objects", "count"),
      type("inuse_space", "bytes"),
    ],
    sample,
    location: locations,
    function: functions,
    stringTable: strings,
    timeNanos: BigInt(Date.parse(about.date)) * 1_000_000n,
    durationNanos: BigInt(Math.round(about.duration)) * 1_000_000n,
    defaultSampleType: strings.dedup("inuse_space"),
  });
  return gzipSync(profile.encode());
}
