import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { lastName, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";

const freeing = /(?:^|_|[a-z])(?:[fF]ree|[dD]ealloc(?:ate)?)(?:$|_)/;
const allocating = /(?:^|_|[a-z])m?[aA]lloc(?:ate)?(?:$|_)/;

/**
 * `p = alloc(bytes.length + 1); …; dealloc(p, bytes.length);`: what is told the size takes the block for another one, or
 * the allocator's lists are wrong from then on.
 */
export function judgeSizedReleases(file: FileAnalysis): Finding[] {
  const { source } = file;
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const name = lastName(node.callee) ?? "";
    const [target, size] = node.arguments;
    if (!freeing.test(name) || target?.type !== "Identifier" || size === undefined || node.arguments.length > 3)
      return [];
    if (file.functions.resolve(node.callee) !== undefined) return [];
    const made = behind(source, target);
    if (made.type !== "CallExpression" || !allocating.test(lastName(made.callee) ?? "")) return [];
    const [asked] = made.arguments;
    if (asked === undefined || file.functions.resolve(made.callee) !== undefined) return [];
    if (!differ(source, asked, size) && !differ(source, size, asked)) return [];
    const text = source.text(node.callee);
    return [
      { kind: "sized", node, text, given: source.text(size), asked: source.text(asked), made, certainty: "possible" },
    ];
  });
}

/** The expression behind a name that never gets another value. */
function behind(source: SourceFile, node: TSESTree.Node): TSESTree.Node {
  const name = unwrap(node);
  const variable = name.type === "Identifier" ? source.variableOf(name) : undefined;
  const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
  return origin?.kind === "expression" && origin.path.length === 0 && other === undefined ? unwrap(origin.node) : name;
}

/** The first is the second and something, or the length of the bytes of a text of which the second is the length. */
function differ(source: SourceFile, one: TSESTree.Node, other: TSESTree.Node): boolean {
  const whole = behind(source, one);
  const part = source.text(behind(source, other));
  if (whole.type === "BinaryExpression" && (whole.operator === "+" || whole.operator === "*")) {
    const neutral = whole.operator === "+" ? 0 : 1;
    const sides = [whole.left, whole.right] as const;
    return sides.some((side, index) => {
      const rest = unwrap(sides[1 - index] ?? side);
      const isNumber = rest.type === "Literal" && typeof rest.value === "number" && rest.value !== neutral;
      return isNumber && source.text(behind(source, side)) === part;
    });
  }
  const bytes = lengthOf(whole);
  const text = lengthOf(behind(source, other));
  if (bytes === undefined || text === undefined) return false;
  const encoded = behind(source, bytes);
  const [given] = encoded.type === "CallExpression" ? encoded.arguments : [];
  const isEncoded = encoded.type === "CallExpression" && /^encode$/.test(lastName(encoded.callee) ?? "");
  return isEncoded && given !== undefined && source.text(given) === source.text(text);
}

function lengthOf(node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type !== "MemberExpression") return undefined;
  return /^(?:length|byteLength)$/.test(memberName(node) ?? "") ? node.object : undefined;
}
