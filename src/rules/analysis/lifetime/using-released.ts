import { enclosingFunction, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import type { FileAnalysis } from "./run.ts";

/** `using mat = new cv.Mat(); …; mat.delete();`: the end of the block releases it once more. */
export function judgeUsingReleased(file: FileAnalysis): Finding[] {
  const { source, vocabulary } = file;
  if (!source.mentions("using ")) return [];
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const release = vocabulary.release(node);
    const target = freesAtOnce(release) ? unwrap(release.target) : undefined;
    const variable = target?.type === "Identifier" ? source.variableOf(target) : undefined;
    const declarator = variable?.defs[0]?.node;
    if (target === undefined || variable === undefined || declarator?.type !== "VariableDeclarator") return [];
    const { kind } = declarator.parent;
    if (!kind.endsWith("using") || enclosingFunction(node) !== enclosingFunction(declarator)) return [];
    return [
      {
        kind: "double-release",
        node,
        released: declarator,
        acquisition: undefined,
        certainty: "possible",
        text: variable.name,
        how: "using",
      },
    ];
  });
}
