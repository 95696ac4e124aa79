import { conventions } from "../../../resources/conventions.ts";
import type { Settings } from "../../settings.ts";
import { anyPattern, fillPattern, namePattern, type NameMatch } from "./names.ts";

/** A function name that acquires: what it belongs to and the names that release what it returns. */
export interface AcquireName {
  name: string;
  release: readonly string[];
  /** `exports`: proof only together with a known exports object; `pair`: and with the release's name in the file. */
  evidence: "configured" | "name" | "exports" | "pair";
}

interface Entry {
  acquire: NameMatch;
  release: readonly { pattern: string; match: NameMatch }[];
  evidence: AcquireName["evidence"];
}

/** The pointer families of a configuration: the user's own first, then the conventions. */
export class PointerFamilies {
  readonly #entries: readonly Entry[];
  readonly #mayAcquire: (name: string) => boolean;
  readonly #mayRelease: (name: string) => boolean;
  readonly #acquires = new Map<string, AcquireName | undefined>();
  readonly #releases = new Map<string, ReturnType<PointerFamilies["release"]>>();

  constructor(settings: Settings) {
    const entry = (acquire: string, release: readonly string[], evidence: Entry["evidence"]): Entry => ({
      acquire: namePattern(acquire),
      release: release.map((pattern) => ({ pattern, match: namePattern(pattern) })),
      evidence,
    });
    this.#entries = [
      ...settings.families.map((family) => entry(family.acquire, family.release, "configured")),
      ...conventions.map((family) => entry(family.acquire, family.release, family.evidence)),
    ];
    const all = [...settings.families, ...conventions];
    this.#mayAcquire = anyPattern(all.map(({ acquire }) => acquire));
    this.#mayRelease = anyPattern(all.flatMap(({ release }) => release));
  }

  /** The family whose acquire has this name. */
  acquire(name: string): AcquireName | undefined {
    return remembered(this.#acquires, name, () => this.#findAcquire(name));
  }

  #findAcquire(name: string): AcquireName | undefined {
    if (!this.#mayAcquire(name)) return undefined;
    for (const { acquire, release, evidence } of this.#entries) {
      const star = acquire(name);
      if (star === undefined) continue;
      return { name, evidence, release: release.map(({ pattern }) => fillPattern(pattern, star)) };
    }
    return undefined;
  }

  /** Whether a function of this name releases what it is given; `exports` when only a known exports object makes it sure. */
  release(name: string): Exclude<AcquireName["evidence"], "pair"> | undefined {
    return remembered(this.#releases, name, () => this.#findRelease(name));
  }

  #findRelease(name: string): Exclude<AcquireName["evidence"], "pair"> | undefined {
    if (!this.#mayRelease(name)) return undefined;
    let weak: "exports" | undefined;
    for (const { release, evidence } of this.#entries) {
      if (!release.some(({ match }) => match(name) !== undefined)) continue;
      if (evidence === "name" || evidence === "configured") return evidence;
      weak = "exports";
    }
    return weak;
  }
}

const made = new WeakMap<Settings, PointerFamilies>();

/** The pointer families of a configuration, the same for all files that are linted with it. */
export function familiesOf(settings: Settings): PointerFamilies {
  let families = made.get(settings);
  if (families === undefined) made.set(settings, (families = new PointerFamilies(settings)));
  return families;
}

/** Names come again in other files; an editor that runs for days does not keep all it ever saw. */
const maxNames = 10_000;

function remembered<T>(known: Map<string, T>, name: string, find: () => T): T {
  if (known.has(name)) return known.get(name) as T;
  if (known.size >= maxNames) known.clear();
  const found = find();
  known.set(name, found);
  return found;
}
