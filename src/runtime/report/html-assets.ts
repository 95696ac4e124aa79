/** Style of the page; light and dark as the reader's system is. */
export const style: string = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --paper: #fff; --band: #f5f7f9; --line: #d8dee4;
  --leak: #cf222e; --warn: #9a6700; --fine: #1a7f37; --blue: #0969da; --violet: #8250df; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --band: #161b22;
  --line: #30363d; --leak: #ff7b72; --warn: #d29922; --fine: #3fb950; --blue: #58a6ff; --violet: #bc8cff; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 1100px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 28px; }
.tool { margin: 0; color: var(--soft); font-size: 13px; }
h1 { margin: 4px 0 16px; font-size: 28px; line-height: 1.2; }
header.leaks h1 { color: var(--leak); }
header.clean h1 { color: var(--fine); }
h2 { margin: 36px 0 12px; font-size: 18px; }
dl { display: flex; flex-wrap: wrap; gap: 12px 36px; margin: 0; }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; font-size: 18px; font-variant-numeric: tabular-nums; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: 13px; }
th, td { padding: 8px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
td code { overflow-wrap: anywhere; }
.finding td:first-child { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.finding { cursor: pointer; }
.finding:hover, .finding:focus-visible { background: var(--band); outline: none; }
.finding td:first-child::before { content: "▸"; display: inline-block; width: 1.2em; color: var(--soft); }
.finding[aria-expanded="true"] td:first-child::before { content: "▾"; }
.kind { font-weight: 600; white-space: nowrap; }
.kind.leak { color: var(--leak); }
.kind.warning { color: var(--warn); }
.detail td { background: var(--band); padding: 12px 24px 16px; }
.detail p { margin: 6px 0; }
.detail ul { margin: 4px 0; padding-left: 20px; }
.detail pre { margin: 8px 0; padding: 10px 12px; background: var(--paper); border: 1px solid var(--line);
  border-radius: 6px; overflow-x: auto; }
.line { color: var(--soft); padding-right: 1.5em; user-select: none; }
a { color: var(--blue); }
small, .hint { color: var(--soft); font-size: 13px; }
.notes { margin: 20px 0 0; padding: 12px 12px 12px 32px; background: var(--band); border-radius: 6px; color: var(--soft); }
.timeline { display: block; width: 100%; height: auto; }
.timeline text { fill: var(--soft); font-size: 12px; }
.timeline .axis { stroke: var(--soft); }
.timeline .grid { stroke: var(--line); stroke-dasharray: 3 4; }
.timeline .area { fill: var(--blue); opacity: 0.12; }
.timeline polyline { fill: none; stroke-width: 2; }
.timeline .objects { stroke: var(--blue); }
.timeline polyline.bytes { stroke: var(--violet); stroke-dasharray: 5 3; }
.key { display: inline-block; width: 18px; height: 3px; margin: 0 4px 3px 0; vertical-align: middle; }
.key.objects { background: var(--blue); }
.key.bytes { background: var(--violet); margin-left: 16px; }
.flame { width: 100%; overflow: hidden; }
.node { flex-basis: 0; min-width: 0; overflow: hidden; }
.node.aside { display: none; }
.children { display: flex; }
.node > button { display: block; width: 100%; height: 24px; margin: 0; padding: 0 6px; border: 1px solid var(--paper);
  border-radius: 3px; text-align: left; font: 12px/22px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  color: #24180a; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; cursor: pointer; }
.node > button:hover { filter: brightness(0.92); }

main { padding-bottom: 48px; }
@media (max-width: 760px) { header, main { padding-left: 14px; padding-right: 14px; } section { overflow-x: auto; }
  section > table, .timeline, .flame { min-width: 720px; } }
@media print { .detail[hidden] { display: table-row; } }
`;

/** Opens the details of a finding, colours the flame graph and zooms it. No library, no network. */
export const script: string = `
for (const row of document.querySelectorAll(".finding")) {
  const toggle = () => {
    const open = row.getAttribute("aria-expanded") === "true";
    row.setAttribute("aria-expanded", String(!open));
    row.nextElementSibling.hidden = open;
  };
  row.addEventListener("click", toggle);
  row.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
}
document.querySelector(".finding")?.click();
const nodes = [...document.querySelectorAll(".flame .node")];
for (const node of nodes) {
  const button = node.firstElementChild;
  button.style.background = "hsl(" + node.dataset.hue + " 85% 66%)";
  button.addEventListener("click", () => {
    for (const other of nodes) {
      other.classList.toggle("aside", !node.contains(other) && !other.contains(node));
    }
  });
}
`;
