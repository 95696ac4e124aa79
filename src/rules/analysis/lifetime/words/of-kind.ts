import type { ClassFacts } from "../../../../resources/catalog.ts";
import { installedVersion, isAtLeast } from "../../installed.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { runsRepeatedly } from "./repeated.ts";

/** What making an object of a class of the catalog acquires; the file's name tells which version is installed. */
export function ofKind(
  made: ClassFacts,
  node: CallNode,
  certainty: Acquisition["certainty"],
  text: string,
  filename: string,
): Acquisition {
  const [method] = made.releaseMethods;
  const [fn] = made.releaseFunctions;
  const finalizer = finalizerOf(made, node, filename);
  return {
    kind: "handle",
    family: method ?? fn ?? "delete",
    release: method === undefined ? `${fn ?? "destroy"}(…)` : method.startsWith("[") ? method : `.${method}()`,
    releases: [...made.releaseMethods, ...made.releaseFunctions],
    certainty: finalizer === "unknown" ? "possible" : certainty,
    evidence: { kind: "catalog", text },
    finalizer,
    lent: made.package.style === "wasm-bindgen" ? "unknown" : "stays",
    name: made.name,
  };
}

/** What the installed version mends; a version that is not known counts where much may leak. */
function finalizerOf(made: ClassFacts, node: CallNode, filename: string): Acquisition["finalizer"] {
  const { finalizer, finalizerSince } = made;
  if (finalizer === "none" || (finalizer === "results" && node.type === "NewExpression")) return "none";
  if (finalizerSince === undefined) return "late";
  const version = installedVersion(filename, made.package.name);
  if (version === undefined) return runsRepeatedly(node) ? "unknown" : "late";
  return isAtLeast(version, finalizerSince) ? "late" : "none";
}
