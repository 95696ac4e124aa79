import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../../source-file.ts";
import { lastName, memberName, stringValue, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { boundTo } from "./vectors.ts";

// Methods that nothing but Pyodide's proxies of Python objects have.
const ofProxy = /^(?:toJs|callKwargs|callRelaxed|callKwargsRelaxed|callPromising|pyRelaxed)$/;
// What asks Python for an object; a number or a string comes as it is.
const asking = /^(?:runPython|runPythonAsync|toPy|get|copy|getattr)$/;

const pyodide = /pyodide/i;

const known = new WeakMap<SourceFile, ReadonlySet<Variable>>();

/**
 * A call whose result is used as Pyodide's proxies of Python objects are: what Python gives is a proxy unless it is a
 * number, a string, a boolean or none, so only the use tells.
 */
export function pyProxy(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type !== "CallExpression" || !source.matches(pyodide)) return undefined;
  const callee = unwrap(node.callee);
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : "";
  if (name === undefined || ofProxy.test(name) || lending.test(name)) return undefined;
  const used = proxyMethod(node);
  const target = used === undefined ? boundTo(node) : undefined;
  const variable = target === undefined ? undefined : source.variableOf(target);
  const isProxy = used !== undefined || (variable !== undefined && proxiesOf(source).has(variable));
  // `globals.get("f")` whose result is called is a function of Python's.
  const isConverted = name === "toPy" && isContainer(node.arguments[0]);
  const isFunction =
    !isProxy && variable !== undefined && asking.test(name) && isGlobals(source, callee) && isCalled(variable);
  const isRead = variable !== undefined && /^runPython(?:Async)?$/.test(name) && isAskedByKey(variable);
  if (!isProxy && !isFunction && !isConverted && !isRead) return undefined;
  const text = isConverted
    ? "`toPy` makes an object of Python's of an object or a list, and gives a proxy of it"
    : isFunction
      ? `\`${variable?.name ?? name}\` is a function of Python, which Pyodide hands out as a proxy`
      : `\`.${used ?? (isRead ? "get" : "toJs")}()\` is a method of Pyodide's proxies of Python objects`;
  return {
    kind: "handle",
    family: "destroy",
    release: ".destroy()",
    releases: [],
    certainty: "possible",
    evidence: { kind: "duck", text },
    finalizer: "late",
    lent: "stays",
    name: "PyProxy",
  };
}

/** What becomes a dictionary or a list of Python's: a number or a string has no proxy. */
function isContainer(given: TSESTree.CallExpressionArgument | undefined): boolean {
  const value = given === undefined ? undefined : unwrap(given);
  return (
    value?.type === "ObjectExpression" ||
    value?.type === "ArrayExpression" ||
    (value?.type === "NewExpression" && /^(?:Map|Set|\w+Array)$/.test(lastName(value.callee) ?? ""))
  );
}

// What a map or a cache of JavaScript's gives is somebody else's.
// What `evalR` of webR gives is of R, and its shelter's.
const lending = /^(?:then|map|filter|find|pop|shift|at|Proxy|fromEntries|evalR\w*)$|^(?:get|find|use)[A-Z]/;

/** `call().toJs()`. */
function proxyMethod(node: TSESTree.Node): string | undefined {
  let at = node;
  while (
    ["AwaitExpression", "TSAsExpression", "TSNonNullExpression", "ChainExpression"].includes(at.parent?.type ?? "")
  )
    at = at.parent as TSESTree.Node;
  const { parent } = at;
  const name = parent?.type === "MemberExpression" && parent.object === at ? memberName(parent) : undefined;
  return name !== undefined && ofProxy.test(name) ? name : undefined;
}

function proxiesOf(source: SourceFile): ReadonlySet<Variable> {
  let found = known.get(source);
  if (found === undefined) {
    const variables = new Set<Variable>();
    for (const call of source.nodes("CallExpression")) {
      const callee = unwrap(call.callee);
      if (callee.type !== "MemberExpression" || !ofProxy.test(memberName(callee) ?? "")) continue;
      const object = unwrap(callee.object);
      const variable = object.type === "Identifier" ? source.variableOf(object) : undefined;
      if (variable !== undefined) variables.add(variable);
    }
    known.set(source, (found = variables));
  }
  return found;
}

function isGlobals(source: SourceFile, callee: TSESTree.Node): boolean {
  return (
    callee.type === "MemberExpression" &&
    /(?:^|\.)(?:globals|runPython\w*)\??$/.test(
      memberName(callee) === "get" ? source.text(callee.object) : (memberName(callee) ?? ""),
    )
  );
}

/** `result.get("value")`: of what Python code gives, only a proxy has it. */
function isAskedByKey(variable: Variable): boolean {
  return variable.references.some(({ identifier: { parent } }) => {
    const call = parent?.type === "MemberExpression" && memberName(parent) === "get" ? parent.parent : undefined;
    const [key] = call?.type === "CallExpression" && call.callee === parent ? call.arguments : [];
    return key !== undefined && stringValue(key) !== undefined;
  });
}

function isCalled(variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    const { parent } = identifier;
    return parent?.type === "CallExpression" && parent.callee === identifier;
  });
}
