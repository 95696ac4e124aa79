import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../sources.ts";
import type { SourceFile } from "../source-file.ts";
import { lastName, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `const pdf = new Tess.PDFRenderer(…); …; Tess._free(pdf);`: the function of C takes an address, and what JavaScript makes of
 * an object for it is 0, so nothing is freed.
 */
export function judgeObjectFrees({ source, vocabulary }: FileAnalysis): Finding[] {
  if (!source.mentions("_free(")) return [];
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const callee = unwrap(node.callee);
    const [given, other] = node.arguments;
    if (callee.type !== "MemberExpression" || memberName(callee) !== "_free" || other !== undefined) return [];
    if (given?.type !== "Identifier") return [];
    const made = objectIn(source.variableOf(given));
    const site = made?.parent;
    if (made === undefined || source.text(made.object) !== source.text(callee.object)) return [];
    // What is known to be owned in another way is followed on every path.
    const known = site?.type === "NewExpression" ? vocabulary.acquisition(site) : undefined;
    const release = vocabulary.release(node);
    if (known !== undefined && release !== undefined && vocabulary.matches(known, release) === false) return [];
    const module = source.text(callee.object);
    return [
      {
        kind: "object",
        node,
        text: given.name,
        release: `${module}._free`,
        name: source.text(made),
        right: ends(source, module, given.name),
        site: made,
        certainty: "certain",
      },
    ];
  });
}

/** As the file ends others of the module, or both ways that there are. */
function ends(source: SourceFile, module: string, name: string): string {
  const [ofWebIdl, ofEmbind] = [`'${module}.destroy(${name})'`, `'${name}.delete()'`];
  if (source.mentions(`${module}.destroy(`)) return ofWebIdl;
  return source.mentions(".delete()") ? ofEmbind : `${ofEmbind} (Embind) or ${ofWebIdl} (WebIDL)`;
}

/** `Tess.PDFRenderer` of the one `new Tess.PDFRenderer(…)` that a variable gets. */
function objectIn(variable: Parameters<typeof sourcesOf>[0] | undefined): TSESTree.MemberExpression | undefined {
  const [origin, ...others] = variable === undefined ? [] : sourcesOf(variable);
  if (origin?.kind !== "expression" || origin.path.length > 0 || others.length > 0) return undefined;
  const made = unwrap(origin.node);
  const callee = made.type === "NewExpression" ? unwrap(made.callee) : undefined;
  return callee?.type === "MemberExpression" && /^[A-Z]/.test(lastName(callee) ?? "") ? callee : undefined;
}
