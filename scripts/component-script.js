// A tag may have `>` in the value of an attribute; what a comment has in it is no script.
const tags = /<!--[^]*?-->|<script\b((?:"[^"]*"|'[^']*'|[^"'>])*?)(?:\/>|>([^]*?)<\/script\s*>)/dgi;
const ofData = /\stype\s*=(?!\s*["']?(?:module|(?:text|application)\/(?:java|type|ecma)script)\b)/i;
const language = /\slang\s*=\s*["']?(tsx?)\b/i;

/**
 * What a parser of scripts can read of a file: of a component of Vue or Svelte what its script tags have in them, where it
 * stands in the file, with spaces in the place of all else, under a name that says in which language it is. Other files
 * are given back as they are.
 */
export function asScript(name, text) {
  if (!/\.(?:vue|svelte)$/.test(name)) return { name, text };
  let script = "";
  let typed;
  for (const { 1: attributes = "", indices } of text.matchAll(tags)) {
    const within = indices[2];
    if (within === undefined || ofData.test(attributes)) continue;
    script += blank(text.slice(script.length, within[0])) + text.slice(...within);
    typed ??= language.exec(attributes)?.[1].toLowerCase();
  }
  return { name: `${name}.${typed ?? "js"}`, text: script + blank(text.slice(script.length)) };
}

function blank(text) {
  return text.replace(/[^\r\n]/g, " ");
}
