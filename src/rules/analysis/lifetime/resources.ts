import type { TSESTree } from "@typescript-eslint/utils";
import type { Leak } from "./findings.ts";
import type { Shows } from "./shown.ts";
import type { Acquisition } from "./vocabulary.ts";

/** What something needs as long as it is used, and may outlive by mistake: the object it was made from or lives in. */
export interface Need {
  /** The resource, or the place of something that no path of the function has made. */
  readonly on: number | string;
  /** The package whose relation it is. */
  readonly library: string;
  readonly isOrdered: boolean;
  /** The end of what is needed releases what needs it. */
  readonly isEndedWith?: boolean;
  readonly sure: boolean;
  /** Only the names of the members say so: of objects of C++ they do. */
  readonly isNamed?: boolean;
}

/** Something that is acquired and released, one per place in the code (and one more for its older instances). */
export interface Resource {
  readonly id: number;
  readonly site: TSESTree.Node;
  /** `undefined` for a parameter that nothing declares as taken or an outer place: never reported as leaked, but its release counts. */
  readonly acquisition: Acquisition | undefined;
  /** `part`: it belongs to another object and goes with it. */
  readonly origin: "acquired" | "parameter" | "outer" | "part";
  needs: readonly Need[];
  /** What it needs is released, in the function that made it or in another, and that releases it too. */
  endedWithOwner: "here" | "elsewhere" | undefined;
  /** It is a view of memory of what it needs, or tells where that begins. */
  shows: Shows | undefined;
  /** A place that outlives the function was given the view here. */
  storedAt: TSESTree.Node | undefined;
  /** Its memory is somebody else's as well: a list that it was put into has it too. */
  isShared: boolean;
  /** The late use of the view that was told of: one copy mends them all. */
  late: { readonly node: TSESTree.Node; readonly sure: boolean } | undefined;
  /** The instances that earlier rounds of a loop left behind. */
  older: Resource | undefined;
  readonly isOlder: boolean;
  /** Some path of the file releases it, returns it or hands it over. */
  handled: boolean;
  /** It was given to a callee nobody knows. */
  lent: boolean;
  /** The callee is one of another file, which may keep anything. */
  lentAbroad: boolean;
  /** A native function was given it, if only to read, as far as its name tells. */
  seenByNative: boolean;
  /** The glue was told to read what is there: `UTF8ToString(p)`. */
  readBack: boolean;
  /** The objects it was given to by calling their methods: they may keep it as long as they live. */
  readonly lentTo: Set<number>;
  /** A callback that only uses it lives as long as a native object does. */
  isCaptured: boolean;
  /** A native function whose result lives on was given it, and by its name keeps it: `image_create(pixels)`. */
  built: boolean;
  /** The helper that gave it gives things of its own at times, and says so beside it: `{ path, cached }`. */
  isOneOf: boolean;
  /** Something reads it, calls it or passes it on. */
  used: boolean;
  holder: string | undefined;
  /** A field holds it although its function has released it: nobody has to release it again. */
  keptReleased: boolean;
  readonly leaks: Leak[];
  /** Where it was last seen released, for the message of a second release or a late use. */
  releasedAt: TSESTree.Node | undefined;
  /** The release that was seen is one that surely frees. */
  readonly label: string;
}

/** All resources of a file. */
export class Resources {
  /** Those that the end of what they need releases too. */
  readonly owned = new Set<Resource>();
  readonly #list: Resource[] = [];
  readonly #byKey = new Map<string, Resource>();

  get(id: number): Resource | undefined {
    return this.#list[id];
  }

  all(): readonly Resource[] {
    return this.#list;
  }

  /** The resource of a site, made when first met; `part` tells apart what one call gives several of. */
  at(
    site: TSESTree.Node,
    part: string,
    origin: Resource["origin"],
    acquisition: Acquisition | undefined,
    label: string,
  ): Resource {
    const key = `${site.range[0]}:${site.range[1]}:${part}:${origin}`;
    let resource = this.#byKey.get(key);
    if (resource === undefined) {
      resource = this.#make(site, origin, acquisition, label, false);
      this.#byKey.set(key, resource);
    }
    return resource;
  }

  /** What an expression gave that shows memory of something else. */
  shownAt(site: TSESTree.Node): Resource | undefined {
    return this.#list.find((resource) => resource.site === site && resource.shows !== undefined && !resource.isOlder);
  }

  older(resource: Resource): Resource {
    if (resource.isOlder) return resource;
    resource.older ??= this.#make(resource.site, resource.origin, resource.acquisition, resource.label, true);
    return resource.older;
  }

  #make(
    site: TSESTree.Node,
    origin: Resource["origin"],
    acquisition: Acquisition | undefined,
    label: string,
    isOlder: boolean,
  ): Resource {
    const resource: Resource = {
      id: this.#list.length,
      site,
      acquisition,
      origin,
      needs: [],
      endedWithOwner: undefined,
      shows: undefined,
      storedAt: undefined,
      isShared: false,
      late: undefined,
      older: undefined,
      isOlder,
      handled: false,
      lent: false,
      lentAbroad: false,
      seenByNative: false,
      readBack: false,
      lentTo: new Set(),
      isCaptured: false,
      built: false,
      isOneOf: false,
      used: false,
      holder: undefined,
      keptReleased: false,
      leaks: [],
      releasedAt: undefined,
      label,
    };
    this.#list.push(resource);
    return resource;
  }
}
