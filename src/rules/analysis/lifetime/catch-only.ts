import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { callsIn } from "../recognise/calls.ts";
import { concernsWasm } from "../recognise/gate.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap } from "../syntax.ts";
import { possibleLeak, type Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition, CallNode } from "./vocabulary.ts";

const closing = new Set(["close", "free", "delete", "dispose", "destroy", "terminate", "finalize", "release"]);

/**
 * `const connection = await db.connect(); try { … } catch (error) { await connection.close(); throw error; }`: ended where
 * something fails, and on no other way, though nobody else is given it.
 */
export function judgeCatchOnly(file: FileAnalysis, reported: ReadonlySet<TSESTree.Node>): Finding[] {
  if (!concernsWasm(file.source)) return [];
  const findings: Finding[] = [];
  for (const handler of file.source.nodes("CatchClause")) {
    const fn = enclosingFunction(handler);
    if (!isFunction(fn) || handler.body.body.at(-1)?.type !== "ThrowStatement") continue;
    for (const call of callsIn(file.source, fn)) {
      if (!isInside(call, handler) || call.arguments.length > 0) continue;
      const callee = unwrap(call.callee);
      const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
      const target = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
      if (name === undefined || !closing.has(name) || target?.type !== "Identifier") continue;
      const variable = file.source.variableOf(target);
      const site = variable === undefined ? undefined : madeIn(variable, fn);
      if (variable === undefined || site === undefined || reported.has(site) || isInside(site, handler.parent))
        continue;
      if (!isOnlyUsed(variable, call)) continue;
      const acquisition: Acquisition = {
        kind: "handle",
        family: name,
        release: `.${name}()`,
        releases: [name],
        certainty: "possible",
        evidence: {
          kind: "destructor-seen",
          text: `\`.${name}()\` ends it on line ${call.loc.start.line}, where something fails`,
        },
        finalizer: "unknown",
        lent: "stays",
      };
      findings.push(possibleLeak(site, acquisition, variable.name, { exit: "end", node: fn, when: undefined }));
    }
  }
  return findings;
}

function madeIn(variable: Variable, fn: TSESTree.Node): CallNode | undefined {
  const [definition] = variable.defs;
  const node = definition?.node;
  if (node?.type !== "VariableDeclarator" || node.init === null || enclosingFunction(node) !== fn) return undefined;
  const made = unwrap(node.init);
  return made.type === "CallExpression" || made.type === "NewExpression" ? made : undefined;
}

/** Apart from the one release its methods are called, and that is all. */
function isOnlyUsed(variable: Variable, release: TSESTree.CallExpression): boolean {
  return variable.references.every(({ identifier, init }) => {
    if (init === true || isInside(identifier, release)) return true;
    const { parent } = identifier;
    const isCalled =
      parent?.type === "MemberExpression" &&
      parent.object === identifier &&
      parent.parent.type === "CallExpression" &&
      parent.parent.callee === parent;
    return (
      isCalled &&
      !closing.has(memberName(parent) ?? "") &&
      enclosingFunction(identifier) === enclosingFunction(release) &&
      parent.parent.parent?.type !== "ReturnStatement"
    );
  });
}
