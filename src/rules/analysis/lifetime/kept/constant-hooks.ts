import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { cleanupOf, effects, isReleasedSomewhere, madeBy } from "./hooks.ts";

const makingOnce = /^use(?:State|Const(?:ant)?|Lazy\w*|Singleton|Instance(?:Ref)?|Once|Creation|Init\w*)$/;
const keeping = /regist|manag|track|adopt|push|append|^_?(?:add|set|put|own|use)/i;

/**
 * `const queue = useConstant(() => new EventQueue(true))`, made once per mount, of a component whose clean-up releases
 * another handle: this one stays behind with each unmount.
 */
export function judgeConstantHooks(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  if (!file.source.mentions("Effect")) return findings;
  for (const call of file.source.nodes("CallExpression")) {
    const [callback] = call.arguments;
    const component = enclosingFunction(call);
    if (!makingOnce.test(lastName(call.callee) ?? "") || !isFunction(callback) || !isFunction(component)) continue;
    const variable = heldBy(file, call);
    const acquisition = variable === undefined ? undefined : madeBy(file, callback);
    if (variable === undefined || acquisition === undefined || acquisition.finalizer === "late") continue;
    if (isHandedOn(variable) || isReleasedSomewhere(file, variable)) continue;
    if (!cleansUpOther(file, component, variable)) continue;
    findings.push({
      kind: "kept",
      site: call,
      acquisition,
      place: variable.name,
      how: "unmounted",
      from: call,
      certainty: "possible",
    });
  }
  return findings;
}

/** `const queue = …`, `const [queue] = …`, `const { current: queue } = …`, `const queue = ….current` */
function heldBy({ source }: FileAnalysis, call: TSESTree.CallExpression): Variable | undefined {
  let at: TSESTree.Node = call;
  if (at.parent.type === "MemberExpression" && at.parent.object === at && memberName(at.parent) === "current")
    at = at.parent;
  const { parent } = at;
  if (parent?.type !== "VariableDeclarator" || parent.init !== at) return undefined;
  const { id } = parent;
  if (id.type === "Identifier") return source.variableOf(id);
  if (id.type === "ArrayPattern") {
    const [first] = id.elements;
    return first?.type === "Identifier" ? source.variableOf(first) : undefined;
  }
  const [only, other] = id.properties;
  const value = only?.type === "Property" && other === undefined ? only.value : undefined;
  return value?.type === "Identifier" ? source.variableOf(value) : undefined;
}

/** A hook returns it, or somebody is given it who may look after it. */
function isHandedOn(variable: Variable): boolean {
  return variable.references.some(({ identifier, init }) => {
    if (init === true) return false;
    let at: TSESTree.Node = identifier;
    while (at.parent?.type === "MemberExpression" && at.parent.object === at && memberName(at.parent) === "current")
      at = at.parent;
    const { parent } = at;
    switch (parent?.type) {
      case "ReturnStatement":
      case "Property":
      case "SpreadElement":
      case "JSXSpreadAttribute":
      case "VariableDeclarator":
        return true;
      case "ArrayExpression":
        // What an effect depends on is a list as well.
        return parent.parent.type !== "CallExpression";
      case "ArrowFunctionExpression":
        return parent.body === at;
      case "AssignmentExpression":
        return parent.right === at;
      case "CallExpression":
        return parent.callee !== at && keeping.test(lastName(parent.callee) ?? "use");
      default:
        return false;
    }
  });
}

/** An effect of the component returns what releases something else. */
function cleansUpOther(file: FileAnalysis, component: FunctionNode, variable: Variable): boolean {
  const calls = file.source.nodes("CallExpression");
  return calls.some((call) => {
    const [callback] = call.arguments;
    if (!effects.test(lastName(call.callee) ?? "") || enclosingFunction(call) !== component || !isFunction(callback))
      return false;
    const cleanup = cleanupOf(file, callback);
    if (!isFunction(cleanup)) return false;
    // What it calls of this file may release anything.
    if (variable.references.some(({ identifier }) => isInside(identifier, cleanup))) return false;
    return calls.some((each) => isInside(each, cleanup) && file.vocabulary.release(each)?.exact === true);
  });
}
