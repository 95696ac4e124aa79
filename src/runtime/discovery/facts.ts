import { packageOf } from "../../resources/catalog.ts";
import type { CallFact, ClassFacts, PackageFacts as CatalogFacts } from "../../resources/catalog.ts";
import type { PackageFacts } from "./circumstances.ts";

const known = new Map<string, PackageFacts | undefined>();

/** What the ownership rules need of the catalog's facts about a package. */
export function factsOf(name: string): PackageFacts | undefined {
  if (!known.has(name)) {
    const facts = packageOf(name);
    known.set(name, facts && view(facts));
  }
  return known.get(name);
}

/** The catalog's facts about one class. */
export function classFactsOf(from: string, class_: string): ClassFacts | undefined {
  return packageOf(from)?.class(class_);
}

function view(facts: CatalogFacts): PackageFacts {
  return {
    isSingleton: (class_) => facts.singletons.has(class_),
    owns(class_, method, result) {
      // A factory of its own class: `Node.create`.
      const fact = facts.class(result)?.staticMethod(method) ?? methodFact(facts, class_, method);
      return fact?.result === "owned";
    },
    lends: (class_, method) => methodFact(facts, class_, method)?.result === "borrowed",
    handsOut(name) {
      const fact = facts.function(name);
      if (fact?.raw === true && fact.result === "owned") return true;
      return facts.families.some((family) => family.acquire.includes(name));
    },
    releasesOf: (name) => facts.families.find((family) => family.acquire.includes(name))?.release ?? [],
    resultOf(method) {
      const classes = (facts.anyMethod(method) ?? facts.function(method))?.classes ?? [];
      return classes.length === 1 ? classes[0] : undefined;
    },
  };
}

function methodFact(facts: CatalogFacts, class_: string, method: string): CallFact | undefined {
  const known = facts.class(class_);
  return known?.method(method) ?? known?.staticMethod(method) ?? facts.function(method) ?? facts.anyMethod(method);
}
