/** Look-up in the C libraries: what a function does to ownership, by its published name. */
import { namesOf, type CFunction, type CLibrary } from "./library.ts";
import { audio } from "./audio.ts";
import { chemistryAndBiology } from "./chemistry-and-biology.ts";
import { compression } from "./compression.ts";
import { cryptoAndNetwork } from "./crypto-and-network.ts";
import { databases } from "./databases.ts";
import { documents } from "./documents.ts";
import { geometryAndMaps } from "./geometry-and-maps.ts";
import { images } from "./images.ts";
import { languagesAndParsers } from "./languages-and-parsers.ts";
import { machineLearning } from "./machine-learning.ts";
import { numbers } from "./numbers.ts";
import { physicsAndGames } from "./physics-and-games.ts";
import { textAndFonts } from "./text-and-fonts.ts";
import { toolkits } from "./toolkits.ts";
import { video } from "./video.ts";

export type { CFamily, CFunction, CLibrary } from "./library.ts";

/** All libraries that are described. */
export const libraries: readonly CLibrary[] = [
  ...textAndFonts,
  ...geometryAndMaps,
  ...images,
  ...audio,
  ...video,
  ...compression,
  ...databases,
  ...languagesAndParsers,
  ...cryptoAndNetwork,
  ...documents,
  ...physicsAndGames,
  ...numbers,
  ...machineLearning,
  ...chemistryAndBiology,
  ...toolkits,
];

let functions: ReadonlyMap<string, CFunction> | undefined;

const ending = /_(?:orig|wasm|js|\d\d)$/;

/** What is known of a function, by the name a binding calls it: `_hb_blob_create`, `av_frame_alloc_js`, `ubrk_open_74`. */
export function libraryFunction(spelled: string): CFunction | undefined {
  functions ??= collect();
  const name = spelled.startsWith("_") ? spelled.replace(/^_+/, "") : spelled;
  const found = functions.get(name);
  return found !== undefined || !ending.test(name) ? found : functions.get(name.replace(ending, ""));
}

type Draft = { -readonly [Key in keyof CFunction]: CFunction[Key] };

function collect(): ReadonlyMap<string, CFunction> {
  const found = new Map<string, Draft>();
  for (const library of libraries) {
    const at = (name: string): Draft => {
      let known = found.get(name);
      if (known === undefined)
        found.set(name, (known = { library: library.name, name, lends: false, keeps: [], reads: false }));
      return known;
    };
    for (const family of library.families ?? []) {
      for (const [name, out] of namesOf(family.acquire)) at(name).acquires = { family, out };
      for (const [name, argument = 0] of namesOf(family.release)) {
        // `free` is everybody's, and says nothing of what it is given.
        if (name === "free") continue;
        const release = at(name);
        release.releases = { families: [...(release.releases?.families ?? []), family], argument };
      }
    }
    for (const [name] of namesOf(library.lends ?? "")) at(name).lends = true;
    for (const [name, ...keeps] of namesOf(library.keeps ?? "")) at(name).keeps = keeps;
    for (const [name] of namesOf(library.reads ?? "")) at(name).reads = true;
  }
  return found;
}
