import type { MethodData } from "../facts.ts";

/** Method, then class, then what the call does. */
export type FactTable = Map<string, Map<string, string>>;

const MAX_FACTS = 6;

export function setFact(table: FactTable, method: string, owner: string, fact: string): void {
  let row = table.get(method);
  if (!row) table.set(method, (row = new Map()));
  row.set(owner, fact);
}

/** Writes a table method by method, the commonest fact as the default: most methods mean the same in every class. */
export function encodeTable(table: FactTable): Record<string, MethodData> {
  const encoded: [string, MethodData][] = [];
  for (const [method, row] of table) {
    const own = new Map([...row].map(([owner, fact]) => [owner, ownClass(owner, fact)]));
    simplify(own);
    const byFact = new Map<string, string[]>();
    for (const [owner, fact] of own) byFact.set(fact, [...(byFact.get(fact) ?? []), owner]);
    const ranked = [...byFact].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
    const [common, ...rest] = ranked;
    if (!common || (rest.length === 0 && common[0] === "!")) continue;
    if (rest.length === 0) encoded.push([method, common[0]]);
    else
      encoded.push([
        method,
        { "*": common[0], ...Object.fromEntries(rest.map(([f, owners]) => [f, owners.sort().join(" ")])) },
      ]);
  }
  return Object.fromEntries(encoded.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Containers of everything, as OpenCascade's: past a handful of classes the name of the element is not worth its bytes. */
function simplify(row: Map<string, string>): void {
  const named = new Set([...row.values()].filter((fact) => /^[~?]?\w/.test(fact) && !fact.startsWith("this")));
  if (named.size <= MAX_FACTS) return;
  for (const [owner, fact] of row) if (named.has(fact)) row.set(owner, fact.replace(/^([~?]?)[\w|]+/, "$1-"));
}

/** `Path` on class `Path` is written `$`, so that `clone` is one entry for all classes. */
function ownClass(owner: string, fact: string): string {
  const [head = "", ...effects] = fact.split(" ");
  const bare = /^([~?]?)(.*?)((?:\[\])?)$/.exec(head);
  return bare && bare[2] === owner ? [`${bare[1] ?? ""}$${bare[3] ?? ""}`, ...effects].join(" ") : fact;
}
