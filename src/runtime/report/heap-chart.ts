import type { TimelinePoint } from "../heap/ledger/timeline.ts";
import type { HeapReport } from "../heap/tables.ts";
import type { HeapPlaces } from "./heap-place.ts";
import { escapeXml } from "./junit.ts";
import { size } from "./text.ts";

const WIDTH = 960;
const HEIGHT = 260;
const LEFT = 84;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 26;
const BASE = HEIGHT - BOTTOM;
/** Places with a colour of their own; the rest is one area. */
const PLACES = 7;

/** One coloured area of the chart. */
interface Area {
  readonly title: string;
  readonly bytes: (point: TimelinePoint) => number;
}

/**
 * Live bytes over the life of a heap in the manner of massif: the total at every point, and who held it at the detailed
 * ones. The axis counts events, which are the same on every machine; the times stand below.
 */
export function renderHeapChart({ timeline, rows, totals }: HeapReport, places: HeapPlaces): string {
  const end = Math.max(1, timeline.at(-1)?.events ?? 1);
  const top = Math.max(1, totals.peakBytes);
  const x = (events: number): string => (LEFT + ((WIDTH - LEFT - RIGHT) * events) / end).toFixed(1);
  const y = (bytes: number): string => (BASE - ((BASE - TOP) * bytes) / top).toFixed(1);
  const detailed = timeline.filter(({ largest }) => largest !== undefined);
  const areas = areasOf(detailed, rows, places);
  const below = detailed.map(() => 0);
  const polygons = areas.map(({ title, bytes }, index) => {
    const lower = detailed.map((point, at) => `${x(point.events)},${y(below[at] ?? 0)}`);
    const upper = detailed.map((point, at) => {
      const sum = (below[at] = (below[at] ?? 0) + bytes(point));
      return `${x(point.events)},${y(Math.min(sum, top))}`;
    });
    const points = [...upper, ...lower.reverse()].join(" ");
    return `<polygon class="place p${index}" points="${points}"><title>${escapeXml(title)}</title></polygon>`;
  });
  const total = timeline.map((point) => `${x(point.events)},${y(point.liveBytes)}`).join(" ");
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => tick(timeline, share * end, x(share * end), share));
  return `<svg class="timeline heap-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="live bytes over time, at most ${size(totals.peakBytes)}">
${[0.5, 1].map((share) => `<line class="grid" x1="${LEFT}" y1="${y(share * top)}" x2="${WIDTH - RIGHT}" y2="${y(share * top)}"/><text x="${LEFT - 8}" y="${Number(y(share * top)) + 4}" text-anchor="end">${size(share * top)}</text>`).join("")}
${polygons.join("\n")}
<polyline class="total" points="${total}"/>
<line class="axis" x1="${LEFT}" y1="${BASE}" x2="${WIDTH - RIGHT}" y2="${BASE}"/>
<text x="${LEFT - 8}" y="${BASE}" text-anchor="end">0</text>
${ticks.join("")}
</svg>
<ul class="legend">${areas.map(({ title }, index) => `<li><span class="key p${index}"></span><code>${escapeXml(title)}</code></li>`).join("")}</ul>
<p class="hint">Live bytes by the place that acquired them, over the events of the allocator (times below the axis). The top line is the peak.</p>`;
}

/** The places that held most, and one area for all others. */
function areasOf(detailed: readonly TimelinePoint[], rows: HeapReport["rows"], places: HeapPlaces): Area[] {
  const most = new Map<string, number>();
  const titles = new Map(rows.map(({ stack, frames }) => [stack, places.of(frames)]));
  const title = (stack: number): string => titles.get(stack) ?? "no stack was taken";
  const held = (point: TimelinePoint): Map<string, number> => {
    const bytes = new Map<string, number>();
    for (const one of point.largest ?? []) bytes.set(title(one.stack), (bytes.get(title(one.stack)) ?? 0) + one.bytes);
    return bytes;
  };
  const byPoint = new Map(detailed.map((point) => [point, held(point)]));
  for (const bytes of byPoint.values())
    for (const [name, value] of bytes) most.set(name, Math.max(most.get(name) ?? 0, value));
  const names = [...most]
    .sort((a, b) => b[1] - a[1])
    .slice(0, PLACES)
    .map(([name]) => name);
  const areas: Area[] = names.map((name) => ({ title: name, bytes: (point) => byPoint.get(point)?.get(name) ?? 0 }));
  const others = (point: TimelinePoint): number =>
    areas.reduce((rest, { bytes }) => rest - bytes(point), point.liveBytes);
  return detailed.some((point) => others(point) > 0)
    ? [...areas, { title: "all other places", bytes: (point) => Math.max(0, others(point)) }]
    : areas;
}

function tick(timeline: HeapReport["timeline"], events: number, x: string, share: number): string {
  const point = timeline.find((one) => one.events >= events) ?? timeline.at(-1);
  const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
  const time = ((point?.time ?? 0) / 1000).toFixed(2);
  return `<text x="${x}" y="${HEIGHT - 8}" text-anchor="${anchor}">${Math.round(events).toLocaleString("en")} · ${time} s</text>`;
}
