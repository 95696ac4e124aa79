import type { MethodData } from "../facts.ts";

/** Method, then class, then what the call does. */
export type FactTable = Map<string, Map<string, string>>;

const MAX_FACTS = 6;
const MAX_OWNERS = 4;

/** The classes that extend one, at whatever distance. */
export type Derived = (owner: string) => readonly string[];

export function setFact(table: FactTable, method: string, owner: string, fact: string): void {
  let row = table.get(method);
  if (!row) table.set(method, (row = new Map()));
  row.set(owner, fact);
}

/**
 * Writes a table method by method, the commonest fact as the default: most methods mean the same in every class. Given
 * `derived`, a method that few classes have is told of those and what extends them alone: `AddShape` of a class that
 * only another build of the library has is another method.
 */
export function encodeTable(table: FactTable, derived?: Derived): Record<string, MethodData> {
  const encoded: [string, MethodData][] = [];
  for (const [method, row] of table) {
    const own = new Map([...row].map(([owner, fact]) => [owner, ownClass(owner, fact)]));
    if (derived !== undefined && own.size <= MAX_OWNERS) {
      const told = ofFew(own, derived);
      if (told !== undefined) encoded.push([method, told]);
      continue;
    }
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

function ofFew(row: ReadonlyMap<string, string>, derived: Derived): MethodData | undefined {
  const owners: Record<string, string[]> = {};
  for (const [owner, fact] of row)
    if (fact !== "!") (owners[fact] ??= []).push(owner, ...derived(owner).filter((name) => !row.has(name)));
  const facts = Object.entries(owners).sort(([a], [b]) => (a < b ? -1 : 1));
  if (facts.length === 0) return undefined;
  return Object.fromEntries(facts.map(([fact, names]) => [fact, [...new Set(names)].sort().join(" ")]));
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
