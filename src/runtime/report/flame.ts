import type { Finding, Location, Report } from "./model.ts";
import { place } from "./text.ts";

/** What is still owned and by which call stack: outermost frame first, the class as the innermost. */
export interface Weighed {
  readonly frames: readonly Location[];
  readonly className: string;
  readonly count: number;
  readonly bytes: number;
  /** Everything that was ever allocated there, where it is known. */
  readonly allocated?: { readonly count: number; readonly bytes: number };
}

/** Findings whose memory is still there, of the application and of packages. */
export function liveStacks(report: Report): Weighed[] {
  return [...report.findings, ...report.library].filter(isLive).map((finding) => ({
    frames: [...finding.stack].reverse(),
    className: finding.className,
    count: finding.count,
    bytes: finding.bytes,
  }));
}

function isLive({ kind }: Finding): boolean {
  return kind === "never-freed" || kind === "retained" || kind === "held-forever";
}

/** Weight of a stack: bytes when every object said its size, else objects. */
export function unitOf(stacks: readonly Weighed[]): "bytes" | "objects" {
  return stacks.length > 0 && stacks.every(({ bytes }) => bytes > 0) ? "bytes" : "objects";
}

export interface FlameNode {
  readonly name: string;
  /** Of this node and everything above it in the picture. */
  value: number;
  readonly children: FlameNode[];
}

/** Stacks merged from their outermost frame on. */
export function flameTree(stacks: readonly Weighed[]): FlameNode {
  const unit = unitOf(stacks);
  const root: FlameNode = { name: "all", value: 0, children: [] };
  for (const { frames, className, count, bytes } of stacks) {
    const weight = unit === "bytes" ? bytes : count;
    root.value += weight;
    let at = root;
    for (const name of [...frames.map(frameName), className]) {
      let child = at.children.find((one) => one.name === name);
      if (!child) at.children.push((child = { name, value: 0, children: [] }));
      child.value += weight;
      at = child;
    }
  }
  return root;
}

/** Function and place, without the column. */
export function frameName(frame: Location): string {
  return place({ ...frame, column: 0 });
}
