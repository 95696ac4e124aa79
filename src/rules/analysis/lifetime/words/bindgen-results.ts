import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { keyName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { bindgenImport, bindgenType } from "./bindgen-imports.ts";
import { boundTo } from "./vectors.ts";

const snake = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
// What looks something up lends it in JavaScript's own classes.
const lending = /^(?:then|catch|finally|map|filter|find|at|pop|shift|apply|call|bind)$/;

/**
 * `engine.analyze(input).to_js()`: what a method of an object of wasm-bindgen gives, and has methods with Rust's names, is
 * another such object, which its caller owns.
 */
export function bindgenResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee);
  if (name === undefined || lending.test(name)) return undefined;
  const method = snakeMethodOf(source, node);
  const owner = method === undefined ? undefined : ownerOf(source, callee.object, 0);
  if (method === undefined || owner === undefined) return undefined;
  return {
    kind: "handle",
    family: "free",
    release: ".free()",
    releases: [],
    certainty: "possible",
    evidence: { kind: "binding", text: `a method of \`${owner}\` gives it, and \`${method}()\` is a method of Rust's` },
    finalizer: "unknown",
    lent: "unknown",
    name,
  };
}

/** A method in snake case that the file calls on the result, at once or by its name. */
function snakeMethodOf(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  const { parent } = node;
  const isWrapped = parent.type === "TSNonNullExpression" || parent.type === "ChainExpression";
  const called = methodOn(isWrapped ? parent : node);
  if (called !== undefined) return snake.test(called) ? called : undefined;
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  for (const { identifier } of variable?.references ?? []) {
    const method = methodOn(identifier);
    if (method !== undefined && snake.test(method)) return method;
  }
  return undefined;
}

function methodOn(node: TSESTree.Node): string | undefined {
  const { parent } = node;
  if (parent?.type !== "MemberExpression" || parent.object !== node) return undefined;
  return parent.parent.type === "CallExpression" && parent.parent.callee === parent ? memberName(parent) : undefined;
}

/** The class of wasm-bindgen that an expression is declared as or made of. */
function ownerOf(source: SourceFile, expression: TSESTree.Node, depth: number): string | undefined {
  const node = unwrap(expression);
  if (depth > 3) return undefined;
  switch (node.type) {
    case "AwaitExpression":
      return ownerOf(source, node.argument, depth + 1);
    case "NewExpression":
    case "CallExpression":
      return bindgenImport(source, node)?.name;
    case "Identifier": {
      const variable = source.variableOf(node);
      return variable === undefined ? undefined : ofVariable(source, variable, depth);
    }
    case "MemberExpression": {
      const name = unwrap(node.object).type === "ThisExpression" ? memberName(node) : undefined;
      const field = source.nodes("PropertyDefinition").find((each) => name !== undefined && keyName(each) === name);
      return field === undefined ? undefined : bindgenType(source, field);
    }
    default:
      return undefined;
  }
}

function ofVariable(source: SourceFile, variable: Variable, depth: number): string | undefined {
  for (const identifier of variable.identifiers) {
    const declared = bindgenType(source, identifier);
    if (declared !== undefined) return declared;
  }
  for (const origin of sourcesOf(variable)) {
    const made =
      origin.kind === "expression" && origin.path.length === 0 ? ownerOf(source, origin.node, depth + 1) : undefined;
    if (made !== undefined) return made;
  }
  return undefined;
}
