import { liveStacks, unitOf, type Weighed } from "./flame.ts";
import type { Location, Report } from "./model.ts";

/** The file format of speedscope.app: what is still owned, by call stack. */
export function renderSpeedscope(report: Report): string {
  return encodeSpeedscope([{ name: "not released", stacks: liveStacks(report) }], report);
}

/** One profile of a file that may have several. */
export interface NamedStacks {
  readonly name: string;
  readonly stacks: readonly Weighed[];
}

/** The same for stacks of any origin. */
export function encodeSpeedscope(profiles: readonly NamedStacks[], about: Pick<Report, "date" | "tool">): string {
  const frames: { name: string; file?: string; line?: number; col?: number }[] = [];
  const known = new Map<string, number>();
  const index = (name: string, location?: Location): number => {
    const key = location ? `${name} ${location.file}:${location.line}:${location.column}` : name;
    let at = known.get(key);
    if (at === undefined) {
      at =
        frames.push(location ? { name, file: location.file, line: location.line, col: location.column } : { name }) - 1;
      known.set(key, at);
    }
    return at;
  };
  const profile = ({ name, stacks }: NamedStacks): object => {
    const unit = unitOf(stacks);
    const weights = stacks.map(({ bytes, count }) => (unit === "bytes" ? bytes : count));
    return {
      type: "sampled",
      name: `${name} (${unit})`,
      unit: unit === "bytes" ? "bytes" : "none",
      startValue: 0,
      endValue: weights.reduce((sum, weight) => sum + weight, 0),
      samples: stacks.map(({ frames: all, className }) => [
        ...all.map((frame) => index(frame.name || "(top level)", frame)),
        index(className),
      ]),
      weights,
    };
  };
  const encoded = profiles.map(profile);
  return `${JSON.stringify({
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: `wasm-leaks ${about.tool.version}`,
    name: `${profiles[0]?.name ?? "nothing"}, ${about.date}`,
    activeProfileIndex: 0,
    shared: { frames },
    profiles: encoded,
  })}\n`;
}
