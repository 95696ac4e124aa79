import type * as Path from "node:path";
import type { createPathsMatcher, getTsconfig } from "get-tsconfig";

interface Library {
  readonly getTsconfig: typeof getTsconfig;
  readonly createPathsMatcher: typeof createPathsMatcher;
}

interface Configured {
  readonly checked: number;
  readonly candidates: ((specifier: string) => string[]) | undefined;
}

/** In milliseconds: an editor lints for hours, and a project's configuration seldom changes. */
const validFor = 5000;

/** By folder: what the nearest tsconfig.json, or else jsconfig.json, maps. */
const byFolder = new Map<string, Configured>();

let library: Library | undefined;

/**
 * The places, without their endings, that a specifier such as `@/native` names by `paths` or `baseUrl` of the project's
 * tsconfig.json or jsconfig.json, the first one first; none where nothing maps it, or the configuration cannot be read.
 */
export function aliased(path: typeof Path, filename: string, specifier: string): readonly string[] {
  const folder = path.dirname(filename);
  let configured = byFolder.get(folder);
  if (configured === undefined || Date.now() - configured.checked > validFor)
    byFolder.set(folder, (configured = { checked: Date.now(), candidates: matcherFor(filename) }));
  const found = configured.candidates?.(specifier) ?? [];
  return found.length > 0 ? found : ofSvelteKit(path, filename, specifier);
}

/** `$lib/native` is `src/lib/native` of a project of SvelteKit, whose configuration is made when it is built. */
function ofSvelteKit(path: typeof Path, filename: string, specifier: string): readonly string[] {
  const [, rest] = /^\$lib(?:\/(.*))?$/.exec(specifier) ?? [];
  const sources = filename.lastIndexOf(`${path.sep}src${path.sep}`);
  return rest === undefined || sources < 0 ? [] : [path.join(filename.slice(0, sources), "src", "lib", rest)];
}

function matcherFor(filename: string): Configured["candidates"] {
  // Loaded when first needed: the linter runs where no such module can be had, too.
  library ??= process.getBuiltinModule("node:module").createRequire(import.meta.url)("get-tsconfig") as Library;
  for (const name of ["tsconfig.json", "jsconfig.json"]) {
    try {
      const config = library.getTsconfig(filename, name);
      if (config !== null) return library.createPathsMatcher(config) ?? undefined;
    } catch {
      // What is wrong with the file is the compiler's to say.
    }
  }
  return undefined;
}
