import type { FlameNode } from "./flame.ts";
import { escapeXml } from "./junit.ts";
import { size } from "./text.ts";

/** What a flame graph counts. */
export type FlameUnit = "bytes" | "objects" | "blocks";

/** Nodes of a smaller share are left out: nobody could see or click them. */
const LEAST_SHARE = 0.001;

/** A flame graph, outermost frame on top; the page's script colours and zooms it. */
export function renderFlame(root: FlameNode, unit: FlameUnit): string {
  return `<div class="flame" role="tree">${node(root, root.value, unit)}</div><p class="hint">Click a frame to see it in full width; click “all” to go back.</p>`;
}

function node(one: FlameNode, total: number, unit: FlameUnit): string {
  const share = ((100 * one.value) / total).toFixed(1);
  const value = unit === "bytes" ? size(one.value) : `${one.value.toLocaleString("en")} ${unit}`;
  const children = one.children
    .filter((child) => child.value >= LEAST_SHARE * total)
    .map((child) => node(child, total, unit))
    .join("");
  return (
    `<div class="node" role="treeitem" style="flex-grow:${one.value}" data-hue="${hue(one.name)}">` +
    `<button type="button" title="${escapeXml(one.name)}: ${value}, ${share} %">${escapeXml(one.name)}</button>` +
    (children === "" ? "" : `<div class="children" role="group">${children}</div>`) +
    "</div>"
  );
}

/** The same colour for the same name, from yellow to red. */
function hue(name: string): number {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 997;
  return sum % 50;
}
