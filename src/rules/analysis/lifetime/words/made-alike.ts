import { Remembered } from "../../remembered.ts";
import type { SourceFile } from "../../source-file.ts";
import type { NativeCall } from "./native-names.ts";

const making = "create|new|open|alloc";
const ending = "destroy|free|delete|close|release|dispose";

interface Pair {
  readonly maker: string;
  readonly ender: string;
}

const known = new Remembered<SourceFile, "pairs", ReadonlyMap<string, Pair>>();

/**
 * Why `_dict_create()` is taken to make something, in a file that ends what `_spell_create` makes by `_spell_destroy`: one
 * library names its functions alike. What is given an object of the library may belong to that.
 */
export function madeAlike(
  source: SourceFile,
  name: string,
  call: NativeCall,
): { readonly text: string; readonly release: string } | undefined {
  const verb = new RegExp(`_(${making})$`).exec(name)?.[1];
  if (verb === undefined || !call.arguments.every(({ type }) => type === "Literal")) return undefined;
  const pair = pairsOf(source).get(verb);
  if (pair === undefined || pair.maker === name.replace(/^_/, "")) return undefined;
  return {
    text: `\`${name}\` is named as \`${pair.maker}\` is, whose objects \`${pair.ender}\` releases`,
    release: name.slice(0, -verb.length) + pair.ender.slice(pair.ender.lastIndexOf("_") + 1),
  };
}

/** By the verb that makes: two functions of the file that make and end the same. */
function pairsOf(source: SourceFile): ReadonlyMap<string, Pair> {
  return known.get(source, "pairs", () => {
    const { text } = source.code;
    const enders = new Map<string, string>();
    for (const [ender = "", noun = ""] of text.matchAll(
      new RegExp(`(?<![A-Za-z\\d])([a-z]\\w*)_(?:${ending})\\b`, "g"),
    ))
      enders.set(noun, ender);
    const pairs = new Map<string, Pair>();
    for (const [maker = "", noun = "", verb = ""] of text.matchAll(
      new RegExp(`(?<![A-Za-z\\d])([a-z]\\w*)_(${making})\\b`, "g"),
    )) {
      const ender = enders.get(noun);
      if (ender !== undefined) pairs.set(verb, { maker, ender });
    }
    return pairs;
  });
}
