import type { ClassFacts } from "../../../../resources/catalog.ts";
import type { Acquisition } from "../vocabulary.ts";

/** What making an object of a class of the catalog acquires. */
export function ofKind(
  made: ClassFacts,
  isNew: boolean,
  certainty: Acquisition["certainty"],
  text: string,
): Acquisition {
  const [method] = made.releaseMethods;
  const [fn] = made.releaseFunctions;
  const late = made.finalizer === "always" || (made.finalizer === "results" && !isNew);
  return {
    kind: "handle",
    family: method ?? fn ?? "delete",
    release: method === undefined ? `${fn ?? "destroy"}(…)` : method.startsWith("[") ? method : `.${method}()`,
    releases: [...made.releaseMethods, ...made.releaseFunctions],
    certainty,
    evidence: { kind: "catalog", text },
    finalizer: late ? "late" : "none",
    lent: made.package.style === "wasm-bindgen" ? "unknown" : "stays",
    name: made.name,
  };
}
