import type { Moment } from "../tracker/timeline.ts";
import { size } from "./text.ts";

const WIDTH = 960;
const HEIGHT = 180;
const LEFT = 76;
const BOTTOM = 24;
const TOP = 12;

/** Live objects, and live bytes where they are known, over time. */
export function renderTimeline(known: readonly Moment[]): string {
  // Before the first object there was none.
  const moments = [{ time: 0, live: 0, bytes: 0 }, ...known];
  const end = Math.max(1, moments.at(-1)?.time ?? 1);
  const objects = axis(moments, ({ live }) => live);
  const bytes = axis(moments, ({ bytes: owned }) => owned);
  const x = (time: number): number => LEFT + ((WIDTH - 2 * LEFT) * time) / end;
  const line = (values: Axis): string => {
    const y = (value: number): number => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * value) / values.top;
    // Steps: between two moments nothing is known but the first.
    return moments
      .map((moment, index) => {
        const at = `${x(moment.time).toFixed(1)},${y(values.of(moment)).toFixed(1)}`;
        const before = moments[index - 1];
        return before ? `${x(moment.time).toFixed(1)},${y(values.of(before)).toFixed(1)} ${at}` : at;
      })
      .join(" ");
  };
  const base = HEIGHT - BOTTOM;
  const area = `${LEFT},${base} ${line(objects)} ${WIDTH - LEFT},${base}`;
  const hasBytes = moments.some((moment) => moment.bytes > 0);
  return `<svg class="timeline" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="live objects over time, at most ${objects.top}">
<line class="axis" x1="${LEFT}" y1="${base}" x2="${WIDTH - LEFT}" y2="${base}"/>
<line class="grid" x1="${LEFT}" y1="${TOP}" x2="${WIDTH - LEFT}" y2="${TOP}"/>
<polygon class="area" points="${area}"/>
<polyline class="objects" points="${line(objects)}"/>
${hasBytes ? `<polyline class="bytes" points="${line(bytes)}"/>` : ""}
<text x="${LEFT - 8}" y="${TOP + 4}" text-anchor="end">${objects.top.toLocaleString("en")}</text>
<text x="${LEFT - 8}" y="${base}" text-anchor="end">0</text>
<text x="${LEFT}" y="${HEIGHT - 6}">0 s</text>
<text x="${WIDTH - LEFT}" y="${HEIGHT - 6}" text-anchor="end">${(end / 1000).toFixed(1)} s</text>
${hasBytes ? `<text class="bytes" x="${WIDTH - LEFT + 8}" y="${TOP + 4}">${size(bytes.top)}</text>` : ""}
</svg>
<p class="hint"><span class="key objects"></span> live objects${hasBytes ? ' <span class="key bytes"></span> live bytes' : ""}</p>`;
}

interface Axis {
  readonly top: number;
  readonly of: (moment: Moment) => number;
}

function axis(moments: readonly Moment[], of: (moment: Moment) => number): Axis {
  return { top: moments.reduce((most, moment) => Math.max(most, of(moment)), 1), of };
}
