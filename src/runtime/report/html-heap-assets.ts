/** Style of the sections on modules' heaps; the colours come from the page's own style. */
export const heapStyle: string = `
.heaps { margin: 14px 0 0; }
.heap { margin-top: 48px; border-top: 2px solid var(--line); }
.heap > h2 { margin-top: 20px; margin-bottom: 0; }
.heap > .hint { margin: 2px 0 14px; }
h3 { margin: 26px 0 8px; font-size: 15px; }
.heap-chart .place { opacity: 0.75; stroke: var(--paper); stroke-width: 0.5; }
.heap-chart .place:hover { opacity: 1; }
.heap-chart .total { stroke: var(--ink); stroke-width: 1.2; }
.p0 { fill: #4e79a7; background: #4e79a7; } .p1 { fill: #f28e2b; background: #f28e2b; }
.p2 { fill: #59a14f; background: #59a14f; } .p3 { fill: #e15759; background: #e15759; }
.p4 { fill: #76b7b2; background: #76b7b2; } .p5 { fill: #edc948; background: #edc948; }
.p6 { fill: #b07aa1; background: #b07aa1; } .p7 { fill: #9c9a98; background: #9c9a98; }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 2px 20px; margin: 6px 0; padding: 0; list-style: none; }
.legend li { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.legend .key { width: 12px; height: 12px; border-radius: 2px; margin: 0 8px -1px 0; }
.tabs { margin-top: 28px; }
[role="tablist"] { display: flex; gap: 4px; border-bottom: 1px solid var(--line); }
[role="tab"] { padding: 8px 14px; border: 0; border-bottom: 2px solid transparent; background: none; color: var(--soft);
  font: inherit; cursor: pointer; }
[role="tab"]:hover { color: var(--ink); }
[role="tab"][aria-selected="true"] { color: var(--ink); border-bottom-color: var(--blue); font-weight: 600; }
[role="tabpanel"] .flame { margin-top: 20px; }
.heap td:first-child { overflow-wrap: anywhere; white-space: normal; }
.heap td:first-child:has(.kind) { white-space: nowrap; }
.from { display: block; padding-left: 1.4em; overflow-wrap: anywhere; }
.detail pre .js { color: var(--soft); }
`;

/** Shows one view at a time. */
export const heapScript: string = `
for (const tabs of document.querySelectorAll(".tabs")) {
  const buttons = [...tabs.querySelectorAll("[role=tab]")];
  const panels = [...tabs.querySelectorAll("[role=tabpanel]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-selected", String(other === button));
      for (const panel of panels) panel.hidden = panel.dataset.view !== button.dataset.view;
    });
  }
}
`;
