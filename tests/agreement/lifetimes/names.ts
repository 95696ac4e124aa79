/** The names that may hold what a line acquires: its own, and those that are made of them line by line. */
export function namesOf(source: string, site: number): ReadonlySet<string> {
  const lines = source.split("\n");
  const names = new Set<string>();
  const [first] = [lines[site - 1] ?? ""];
  for (const name of targetsOf(first)) names.add(name);
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const line of lines) {
      const given = line.replace(/^.*?(?: = |\.(?:push|add|set)\(|^for .* of )/, "");
      if (given === line) continue;
      const isGiven = [...names].some((name) => new RegExp(`(?<![.\\w])${name}\\b`).test(given));
      if (isGiven) for (const name of targetsOf(line)) names.add(name);
    }
  }
  return names;
}

/** What an assignment writes, or the container that something is put into. */
function targetsOf(line: string): string[] {
  const [target] =
    /^(?:const |let |using |for \((?:await )?(?:const ))?[^=(]*?(?= (?:\|\||\?\?)?= | of |\.(?:push|add|set)\()/.exec(
      line,
    ) ?? [];
  return target?.match(/\b[a-z]+\d+\b|\beach\b/g) ?? [];
}
