import type { SourceFile } from "../source-file.ts";

const working = /_(?:open|init|load|start|setup|begin|read|parse)$/;
const ending = /^(.*_)(?:destroy|free|delete|release|dispose)$/;

/** `lib_open(context, file)` beside `lib_create()` and `lib_destroy(context)`: what is destroyed is what is created. */
export function isMadeByOther({ code }: SourceFile, name: string, release: string): boolean {
  const stem = working.test(name) ? ending.exec(release)?.[1] : undefined;
  return stem !== undefined && ["create", "new", "alloc"].some((verb) => hasWord(code.text, `${stem}${verb}`));
}

/** The text has the name, and nothing that goes on behind it. */
export function hasWord(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/\w/.test(text[at + name.length] ?? "");
}
