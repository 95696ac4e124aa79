import type { TSESTree } from "@typescript-eslint/utils";
import { viewConstructors } from "../recognise/wasm-values.ts";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, lastName, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { areAlternatives } from "./judge.ts";
import type { FileAnalysis } from "./run.ts";

// Codecs keep one result inside of the module, and are told when it has been copied.
const freeing = /^_?free_?(?:the_?)?(?:last_?)?(?:result|output|decoded|encoded)_?(?:data|buffer|memory|image)?s?$/i;
const shows = /^(?:buffer|data|pixels|bytes|subarray|slice|set)$/;
const number = /size|len|count|width|height|stride|channels|status|code|error/i;

/** `const result = module.quantize(data); module.free_result(); return new Uint8Array(result.buffer);` */
export function judgeResultFrees(file: FileAnalysis): Finding[] {
  const { source } = file;
  return source.nodes("CallExpression").flatMap((released): Finding[] => {
    const callee = unwrap(released.callee);
    if (released.arguments.length > 0 || callee.type !== "MemberExpression") return [];
    if (!freeing.test(memberName(callee) ?? "")) return [];
    const module = source.text(unwrap(callee.object));
    const node = resultsOf(file, released, module).flatMap((variable) => usedAfter(variable, released) ?? [])[0];
    if (node === undefined) return [];
    return [
      {
        kind: "use-after-release",
        node,
        released,
        acquisition: undefined,
        certainty: "possible",
        text: source.text(node),
        how: "plain",
      },
    ];
  });
}

/** The variables of the function that hold what the module gave before the call. */
function resultsOf(file: FileAnalysis, released: TSESTree.CallExpression, module: string): Variable[] {
  const { source } = file;
  const found: Variable[] = [];
  for (const declarator of source.nodes("VariableDeclarator")) {
    if (declarator.init === null || declarator.range[1] > released.range[0]) continue;
    if (enclosingFunction(declarator) !== enclosingFunction(released)) continue;
    if (!givenBy(declarator.init, module)) continue;
    const [variable] = source.code.scopeManager?.getDeclaredVariables(declarator) ?? [];
    if (variable?.references.every((each) => each.init === true || !each.isWrite()) === true) found.push(variable);
  }
  return found;

  function givenBy(value: TSESTree.Expression, object: string): boolean {
    const node = unwrap(value);
    if (node.type === "ConditionalExpression")
      return givenBy(node.consequent, object) || givenBy(node.alternate, object);
    // `new Uint8Array(module.HEAPU8.buffer, address, length)`
    if (node.type === "NewExpression")
      return (
        viewConstructors.has(lastName(node.callee) ?? "") &&
        node.arguments.length > 1 &&
        source.text(node.arguments[0] ?? node).startsWith(`${object}.`)
      );
    const callee = node.type === "CallExpression" ? unwrap(node.callee) : undefined;
    return (
      callee?.type === "MemberExpression" &&
      source.text(unwrap(callee.object)) === object &&
      !number.test(memberName(callee) ?? "")
    );
  }
}

/** Its bytes are asked for behind the call; its numbers were copied when it was made. */
function usedAfter(variable: Variable, released: TSESTree.Node): TSESTree.Node | undefined {
  return variable.references
    .map(({ identifier }) => identifier)
    .find((use) => {
      if (use.range[0] < released.range[1] || areAlternatives(released, use)) return false;
      if (enclosingFunction(use) !== enclosingFunction(released)) return false;
      const { parent } = use;
      if (parent?.type === "MemberExpression" && parent.object === use) return shows.test(memberName(parent) ?? "");
      return parent?.type === "NewExpression" || parent?.type === "ReturnStatement" || parent?.type === "SpreadElement";
    });
}
