import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { memberName, unwrap } from "../syntax.ts";
import { isInert } from "./inert.ts";
import type { Run } from "./run.ts";

// A member may change in between; the class after `instanceof` does not.
const readsMember = /(?<!\binstanceof\s+[\w$.]*)[.[]/;
const builtIn = /^(?:Array|ArrayBuffer|Number|Buffer)$/;

/**
 * What a call asks when every call with the same arguments gives the same answer: the expression that the function
 * returns, or the call itself. `undefined` for any other call.
 */
export function askedBy({ file }: Run, node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type !== "CallExpression" || node.optional || !node.arguments.every(isInert)) return undefined;
  const callee = unwrap(node.callee);
  if (callee.type === "MemberExpression") {
    const isBuiltIn = callee.object.type === "Identifier" && builtIn.test(callee.object.name);
    return isBuiltIn && memberName(callee)?.startsWith("is") === true ? node : undefined;
  }
  if (callee.type !== "Identifier") return undefined;
  const fn = file.functions.resolve(callee);
  if (fn === undefined) return isKindTest(file.source, callee) ? node : undefined;
  if (fn.async || fn.generator) return undefined;
  const answer = answerOf(fn.body);
  if (answer !== undefined && isInert(answer) && !readsMember.test(file.source.text(answer))) return answer;
  // `value is Thing`: what an object is does not change.
  return fn.returnType?.typeAnnotation.type === "TSTypePredicate" ? node : undefined;
}

/** `isMat(value)` of another file: by its name it asks what the value is. */
function isKindTest(source: SourceFile, callee: TSESTree.Identifier): boolean {
  return /^is[A-Z]/.test(callee.name) && source.variableOf(callee)?.defs[0]?.type === "ImportBinding";
}

function answerOf(body: TSESTree.Node | null): TSESTree.Node | undefined {
  if (body?.type !== "BlockStatement") return body ?? undefined;
  const [only, ...others] = body.body;
  return others.length === 0 && only?.type === "ReturnStatement" ? (only.argument ?? undefined) : undefined;
}
