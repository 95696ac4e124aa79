/**
 * Puts hand-written corrections over extracted data. Every one carries a reason, and one that no longer changes
 * anything is an error: the package caught up, or the name is gone.
 */
export function applyOverrides(data, overrides, complain) {
  const made = structuredClone(data);
  for (const change of overrides.changes ?? []) {
    if (!change.reason) complain(`${data.package}: an override without a reason: ${JSON.stringify(change)}`);
    const before = JSON.stringify(made);
    apply(made, change);
    if (JSON.stringify(made) === before)
      complain(`${data.package}: this override changes nothing any more: ${JSON.stringify(change)}`);
  }
  return made;
}

const FIELDS = [
  ...["style", "specifiers", "init", "namespace", "families", "collectors", "singletons", "kinds", "glue", "bases"],
  ...["variables", "patterns", "overloads", "untypedDispose", "main", "since"],
];

function apply(data, change) {
  for (const table of ["methods", "statics", "functions", "constructors"])
    for (const [name, fact] of Object.entries(change[table] ?? {})) {
      data[table] ??= {};
      if (fact === null) delete data[table][name];
      else data[table][name] = fact;
      data[table] = sorted(data[table]);
    }
  for (const field of FIELDS)
    if (change[field] !== undefined)
      data[field] =
        Array.isArray(change[field]) || typeof change[field] !== "object"
          ? change[field]
          : { ...data[field], ...change[field] };
  for (const [kind, names] of Object.entries(change.classes ?? {}))
    for (const name of names.split(" ")) moveClass(data, name, kind);
}

/** `null` as kind ("drop") removes the class. */
function moveClass(data, name, kind) {
  for (const [letter, names] of Object.entries(data.classes)) {
    const left = names.split(" ").filter((n) => n !== name);
    if (left.length === 0) delete data.classes[letter];
    else data.classes[letter] = left.join(" ");
  }
  if (kind !== "drop") data.classes[kind] = [...(data.classes[kind]?.split(" ") ?? []), name].sort().join(" ");
  data.classes = sorted(data.classes);
}

function sorted(table) {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}
