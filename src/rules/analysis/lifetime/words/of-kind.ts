import type { ClassFacts } from "../../../../resources/catalog.ts";
import { installedVersion, isAtLeast } from "../../installed.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { runsRepeatedly } from "./repeated.ts";
import { isOwnBuild, takesModuleForClass } from "./specifiers.ts";

/** What making an object of a class of the catalog acquires; the file tells which version is installed. */
export function ofKind(
  made: ClassFacts,
  node: CallNode,
  certainty: Acquisition["certainty"],
  text: string,
  source: SourceFile,
): Acquisition {
  const [method] = made.releaseMethods;
  const [fn] = made.releaseFunctions;
  const finalizer = finalizerOf(made, node, source);
  return {
    kind: "handle",
    family: method ?? fn ?? "delete",
    release: method === undefined ? `${fn ?? "destroy"}(…)` : method.startsWith("[") ? method : `.${method}()`,
    releases: [...made.releaseMethods, ...made.releaseFunctions],
    certainty: finalizer === "unknown" || isOwnBuild(source, made.package) ? "possible" : certainty,
    evidence: { kind: "catalog", text },
    finalizer,
    lent: made.package.style === "wasm-bindgen" ? "unknown" : "stays",
    name: made.name,
  };
}

/** What the installed version mends; a version that is not known counts where much may leak. */
function finalizerOf(made: ClassFacts, node: CallNode, source: SourceFile): Acquisition["finalizer"] {
  const { finalizer, finalizerSince } = made;
  if (finalizer === "none" || (finalizer === "results" && node.type === "NewExpression")) return "none";
  if (finalizerSince === undefined) return "late";
  if (takesModuleForClass(source, made.package)) return "none";
  const version = installedVersion(source.filename, made.package.name);
  if (version === undefined) return runsRepeatedly(node) ? "unknown" : "late";
  return isAtLeast(version, finalizerSince) ? "late" : "none";
}
