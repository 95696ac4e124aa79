import type { NativeFrame } from "../heap/symbols/frames.ts";
import { weighedStacks } from "../heap/profiles.ts";
import { topRows, type HeapReport, type HeapRow, type HeapView, type LostRow } from "../heap/tables.ts";
import { flameTree } from "./flame.ts";
import { renderHeapChart } from "./heap-chart.ts";
import { framePlace, HeapPlaces } from "./heap-place.ts";
import { renderFlame } from "./html-flame.ts";
import { escapeXml } from "./junit.ts";
import { plural, size } from "./text.ts";

const TABS: readonly { view: HeapView; title: string; what: string }[] = [
  { view: "leaked", title: "Still live", what: "What each place still holds." },
  { view: "peak", title: "At the peak", what: "What each place held when the heap was largest." },
  {
    view: "temporary",
    title: "Temporary",
    what: "Blocks released before anything else was acquired: a buffer kept by the caller would save them.",
  },
  { view: "hot", title: "Hot spots", what: "Places that allocate most often." },
];

const MOST_ROWS = 25;
const count = (value: number): string => value.toLocaleString("en");

/** One line under the page's title, so that "no leak" among JavaScript's objects hides nothing inside the modules. */
export function heapSummary(heaps: readonly HeapReport[]): string {
  if (heaps.length === 0) return "";
  const sum = (of: (heap: HeapReport) => number): number => heaps.reduce((all, heap) => all + of(heap), 0);
  const live = `${size(sum((heap) => heap.totals.liveBytes))} in ${plural(
    sum((heap) => heap.totals.live),
    "block",
  )} still live`;
  const lost = sum((heap) => certain(heap.lost ?? []).reduce((all, row) => all + row.blocks, 0));
  const wrong = sum((heap) => heap.findings.length);
  const parts = [
    `Inside ${plural(heaps.length, "module")}: ${live}`,
    ...(lost > 0 ? [`<b class="kind leak">${plural(lost, "block")} nothing in memory points to</b>`] : []),
    ...(wrong > 0 ? [`<b class="kind leak">${plural(wrong, "memory error")}</b>`] : []),
  ];
  return `<p class="heaps">${parts.join(" · ")}</p>`;
}

/** What heaptrack and massif show, for every recorded module. */
export function heapSections(heaps: readonly HeapReport[]): string {
  return heaps.map((heap) => section(heap)).join("\n");
}

function section(heap: HeapReport): string {
  const places = new HeapPlaces(heap.rows);
  const { kind, found, coverage } = heap.allocator;
  const partly = coverage === "boundary" ? "; only what JavaScript asked for is seen" : "";
  return `<section class="heap"><h2>Heap of ${escapeXml(heap.name)}</h2>
<p class="hint">${escapeXml(kind === "unknown" ? "Allocator of an unknown kind" : kind)}, found by ${escapeXml(found ?? "nothing")}${partly}</p>
<dl>${facts(heap)}</dl>
${heap.notices.map((notice) => `<p class="hint">${escapeXml(notice)}</p>`).join("")}
${heap.findings.length > 0 ? `<h3>Memory errors</h3>${findings(heap, places)}` : ""}
${(heap.lost ?? []).length > 0 ? `<h3>Nothing in the module’s memory points to these</h3>${lost(heap.lost ?? [], places)}` : ""}
${heap.timeline.length > 1 ? `<h3>Live bytes over time</h3>${renderHeapChart(heap, places)}` : ""}
${tabs(heap, places)}
</section>`;
}

function facts({ totals, memory, shadowStack }: HeapReport): string {
  const known: [name: string, value: string][] = [
    ["live", `${size(totals.liveBytes)} in ${plural(totals.live, "block")}`],
    ["peak", size(totals.peakBytes)],
    ["acquired", `${count(totals.acquired)} (${size(totals.acquiredBytes)})`],
    ["temporary", share(totals.temporary, totals.acquired)],
  ];
  if (memory !== undefined)
    known.push(
      ["linear memory", size(memory.linearBytes)],
      ["free in it", `${size(memory.freeBytes)}, fragmented ${share(memory.fragmentation, 1)}`],
    );
  if (typeof shadowStack.size === "number")
    known.push(["deepest stack", `${size(shadowStack.deepest)} of ${size(shadowStack.size)}`]);
  return known.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "0 %" : `${((100 * part) / whole).toFixed(part * 100 < whole && part > 0 ? 1 : 0)} %`;
}

function stack(frames: readonly NativeFrame[]): string {
  if (frames.length === 0) return "no stack was taken";
  return frames.map((frame) => `<span class="${frame.kind}">${escapeXml(framePlace(frame))}</span>`).join("\n");
}

/** A row that opens its call stack. */
function opening(cells: readonly string[], detail: string): string {
  return `<tr class="finding" tabindex="0" aria-expanded="false">${cells.join("")}</tr>
<tr class="detail" hidden><td colspan="${cells.length}">${detail}</td></tr>`;
}

const cell = (text: string): string => `<td>${text}</td>`;
const number = (text: string): string => `<td class="number">${text}</td>`;

function placeCell(frames: readonly NativeFrame[], places: HeapPlaces): string {
  const caller = places.caller(frames);
  const from = caller === undefined ? "" : `<small class="from">${escapeXml(caller)}</small>`;
  return cell(`<code>${escapeXml(places.of(frames))}</code>${from}`);
}

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((name) =>
    name.startsWith("#") ? `<th class="number">${name.slice(1)}</th>` : `<th>${name}</th>`,
  );
  return `<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function findings({ findings: found }: HeapReport, places: HeapPlaces): string {
  const part = (title: string, frames: readonly NativeFrame[]): string =>
    frames.length === 0 ? "" : `<p>${title}</p><pre>${stack(frames)}</pre>`;
  const rows = found.map((finding) =>
    opening(
      [
        cell(`<span class="kind leak">${finding.kind}</span>`),
        placeCell(finding.stack, places),
        cell(escapeXml(finding.message)),
      ],
      part("Noticed at", finding.stack) +
        part("Acquired at", finding.acquired) +
        part("Released before at", finding.released),
    ),
  );
  return table(["error", "noticed at", "what happened"], rows);
}

function certain(rows: readonly LostRow[]): LostRow[] {
  return rows.filter(({ verdict }) => verdict !== "possibly lost");
}

function lost(rows: readonly LostRow[], places: HeapPlaces): string {
  const cells = rows
    .slice(0, MOST_ROWS)
    .map(({ verdict, losses, blocks, bytes, frames }) =>
      opening(
        [
          cell(`<span class="kind ${verdict === "possibly lost" ? "warning" : "leak"}">${verdict}</span>`),
          number(count(losses)),
          number(count(blocks)),
          number(size(bytes)),
          placeCell(frames, places),
        ],
        `<pre>${stack(frames)}</pre>`,
      ),
    );
  return `${table(["verdict", "#losses", "#blocks", "#bytes", "acquired at"], cells)}${more(rows.length)}<p class="hint">Unless JavaScript still holds their addresses in a variable, nobody can release them any more.</p>`;
}

function more(length: number): string {
  return length > MOST_ROWS ? `<p class="hint">and ${count(length - MOST_ROWS)} more places</p>` : "";
}

function tabs(heap: HeapReport, places: HeapPlaces): string {
  const shown = TABS.filter(({ view }) => topRows(heap, view, 1).length > 0);
  if (shown.length === 0) return "";
  const buttons = shown.map(
    ({ view, title }, index) =>
      `<button type="button" role="tab" data-view="${view}" aria-selected="${index === 0}">${title}</button>`,
  );
  const panels = shown.map(({ view, what }, index) => panel(heap, places, view, what, index === 0));
  return `<div class="tabs"><div role="tablist">${buttons.join("")}</div>${panels.join("\n")}</div>`;
}

function panel(heap: HeapReport, places: HeapPlaces, view: HeapView, what: string, open: boolean): string {
  const all = topRows(heap, view, Infinity);
  const rows = all.slice(0, MOST_ROWS).map((row) => opening(cellsOf(row, places), `<pre>${stack(row.frames)}</pre>`));
  const blocks = view === "temporary" || view === "hot";
  const flame = renderFlame(flameTree(weighedStacks(heap, view)), blocks ? "blocks" : "bytes");
  return `<div role="tabpanel" data-view="${view}"${open ? "" : " hidden"}><p class="hint">${what}</p>
${table(["place", "#live", "#blocks", "#at peak", "#acquired", "#in all", "#temporary"], rows)}${more(all.length)}
${flame}</div>`;
}

function cellsOf(row: HeapRow, places: HeapPlaces): string[] {
  return [
    placeCell(row.frames, places),
    number(size(row.liveBytes)),
    number(count(row.live)),
    number(size(row.peakBytes)),
    number(count(row.acquired)),
    number(size(row.acquiredBytes)),
    number(share(row.temporary, row.acquired)),
  ];
}
