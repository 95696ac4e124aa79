const adding = /^(\w*?)(inc_ref|incref|IncRef|Incref|INCREF)(\w*)$/;
const takingAway = /^\w*?(?:dec_ref|decref|DecRef|Decref|DECREF)\w*$/;

const opposites: Readonly<Record<string, string>> = {
  inc_ref: "dec_ref",
  incref: "decref",
  IncRef: "DecRef",
  Incref: "Decref",
  INCREF: "DECREF",
};

/** The function that undoes `ast_inc_ref(context, ast)`: the last argument is what is counted. */
export function referenceRelease(name: string): string | undefined {
  const [, before, word, after] = adding.exec(name) ?? [];
  const opposite = word === undefined ? undefined : opposites[word];
  return opposite === undefined ? undefined : `${before ?? ""}${opposite}${after ?? ""}`;
}

/** Gives one reference back; whether it is the last one is not known. */
export function dropsReference(name: string): boolean {
  return takingAway.test(name);
}
