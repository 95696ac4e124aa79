import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { isInside, memberName, unwrap } from "../syntax.ts";
import { possibleLeak, type LeakFinding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";
import { handleByUse } from "./words/by-use.ts";
import { boundTo } from "./words/vectors.ts";

const evaluating = /^(?:evalCode|evalCodeAsync|callFunction|callMethod)$/;
const reading = /^(?:dump|getString|getNumber|getProp|typeof)$/;

/**
 * `if (result.error) { throw new Error(vm.dump(result.error).message); }`: of QuickJS's result the `error` is a handle as the
 * `value` is, and who leaves there has to dispose of it.
 */
export function judgeQuickJsErrors(file: FileAnalysis, reported: ReadonlySet<TSESTree.Node>): LeakFinding[] {
  const { source } = file;
  if (!source.mentions("quickjs")) return [];
  return source.nodes("CallExpression").flatMap((site): LeakFinding[] => {
    const callee = unwrap(site.callee);
    const name = callee.type === "MemberExpression" ? (memberName(callee) ?? "") : "";
    const target = evaluating.test(name) && !reported.has(site) ? boundTo(site) : undefined;
    const declarator = target?.parent;
    if (target === undefined || declarator?.type !== "VariableDeclarator" || declarator.parent.kind === "using")
      return [];
    const result = source.variableOf(target);
    const test = result === undefined ? undefined : forgottenError(result);
    if (test === undefined) return [];
    const text = `the \`error\` that \`${name}\` of QuickJS gives is a handle`;
    const acquisition = handleByUse("dispose", ".error.dispose()", text, name);
    const exit = test.exit.type === "ThrowStatement" ? "throw" : "return";
    return [
      possibleLeak(site, acquisition, target.name, { exit, node: test.exit, when: { test: test.test, taken: true } }),
    ];
  });
}

/** `if (result.error) { …; throw …; }` where the error is only read, and nothing of the result is disposed of. */
function forgottenError(
  result: Variable,
): { test: TSESTree.Expression; exit: TSESTree.ReturnStatement | TSESTree.ThrowStatement } | undefined {
  for (const { identifier } of result.references) {
    const member = identifier.parent;
    const branch = member?.type === "MemberExpression" && memberName(member) === "error" ? member.parent : undefined;
    if (branch?.type !== "IfStatement" || branch.test !== member) continue;
    const exit = exitOf(branch.consequent);
    const uses = result.references.filter((each) => isInside(each.identifier, branch.consequent));
    if (exit !== undefined && uses.length > 0 && uses.every((each) => isOnlyRead(each.identifier)))
      return { test: branch.test, exit };
  }
  return undefined;
}

function exitOf(branch: TSESTree.Statement): TSESTree.ReturnStatement | TSESTree.ThrowStatement | undefined {
  const last = branch.type === "BlockStatement" ? branch.body.at(-1) : branch;
  return last?.type === "ReturnStatement" || last?.type === "ThrowStatement" ? last : undefined;
}

/** `vm.dump(result.error)` */
function isOnlyRead(name: TSESTree.Node): boolean {
  const member = name.parent;
  if (member?.type !== "MemberExpression" || memberName(member) !== "error") return false;
  const call = member.parent;
  if (call.type !== "CallExpression" || call.callee === member) return false;
  const callee = unwrap(call.callee);
  return callee.type === "MemberExpression" && reading.test(memberName(callee) ?? "");
}
