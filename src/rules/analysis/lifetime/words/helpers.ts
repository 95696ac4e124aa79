import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { nativeName } from "./native-names.ts";

interface Freed {
  readonly name: string;
  readonly line: number;
}

const known = new WeakMap<SourceFile, ReadonlyMap<Variable, Freed>>();

/** A helper of another file that allocates: what it gave elsewhere in this file was freed. */
export function helperAcquisition(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "Identifier") return undefined;
  const variable = source.variableOf(callee);
  const freed = variable === undefined ? undefined : freedHelpers(source).get(variable);
  if (freed === undefined) return undefined;
  return {
    kind: "pointer",
    family: "free",
    release: `${freed.name}(…)`,
    releases: ["free", "_free"],
    certainty: "certain",
    evidence: {
      kind: "destructor-seen",
      text: `another result of \`${callee.name}()\` is freed on line ${freed.line}`,
    },
    finalizer: "none",
    lent: "unknown",
    name: callee.name,
    nullable: true,
  };
}

function freedHelpers(source: SourceFile): ReadonlyMap<Variable, Freed> {
  let found = known.get(source);
  if (found !== undefined) return found;
  const helpers = new Map<Variable, Freed>();
  for (const call of source.nodes("CallExpression")) {
    const native = nativeName(source, call);
    const [target] = native?.arguments ?? [];
    if (native === undefined || !/^_?free$/.test(native.name) || target?.type !== "Identifier") continue;
    const variable = source.variableOf(target);
    for (const origin of variable === undefined ? [] : sourcesOf(variable)) {
      if (origin.kind !== "expression" || origin.path.length > 0) continue;
      const helper = importedCallee(source, origin.node);
      if (helper !== undefined && !helpers.has(helper))
        helpers.set(helper, { name: native.name, line: call.loc.start.line });
    }
  }
  found = helpers;
  known.set(source, found);
  return found;
}

/** The imported (or required) function that a call runs. */
function importedCallee(source: SourceFile, node: TSESTree.Node): Variable | undefined {
  const call = unwrap(node);
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  const variable = callee?.type === "Identifier" ? source.variableOf(callee) : undefined;
  const definition = variable?.defs[0];
  if (definition?.type === "ImportBinding") return variable;
  const init = definition?.node.type === "VariableDeclarator" ? definition.node.init : null;
  const made = init === null ? undefined : unwrap(init);
  const isRequire =
    made?.type === "CallExpression" && made.callee.type === "Identifier" && made.callee.name === "require";
  return isRequire ? variable : undefined;
}
