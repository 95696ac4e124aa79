import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../source-file.ts";
import { isInside } from "../syntax.ts";
import { evaluate } from "./expressions.ts";
import { isInert } from "./inert.ts";
import { peek } from "./peek.ts";
import { knownOutcome, refine } from "./refine.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import { unknown, type Value } from "./value.ts";

/** A function that is made only where a condition holds runs only where it holds, when what it asks of never changes. */
export function assumeSurroundings(run: Run, state: State, fn: TSESTree.Node): void {
  let child = fn;
  for (let at = fn.parent; at; child = at, at = at.parent) {
    if (at.type === "BlockStatement") assumeGuards(run, state, at, child);
    if (at.type !== "IfStatement" && at.type !== "ConditionalExpression") continue;
    if (child !== at.test && isConstant(run.file.source, at.test)) {
      refine(run, state, at.test, unknown, child === at.consequent);
    }
  }
}

/** `if (c) return;` before the statement that makes the function. One that is declared is there from the start. */
function assumeGuards(run: Run, state: State, block: TSESTree.BlockStatement, child: TSESTree.Node): void {
  if (child.type === "FunctionDeclaration") return;
  for (const statement of block.body) {
    if (statement === child) return;
    if (statement.type !== "IfStatement" || statement.alternate !== null || !leaves(statement.consequent)) continue;
    if (isConstant(run.file.source, statement.test)) refine(run, state, statement.test, unknown, false);
  }
}

function leaves(node: TSESTree.Node): boolean {
  const last = node.type === "BlockStatement" ? node.body.at(-1) : node;
  return last !== undefined && /^(?:Return|Throw|Break|Continue)Statement$/.test(last.type);
}

/** `const p = owns ? malloc(8) : 0` outside of the function: nothing where `owns` is known to be false. */
export function outerValue(run: Run, state: State, variable: Variable): Value {
  const [definition] = variable.defs;
  if (definition?.node.type !== "VariableDeclarator" || definition.parent?.type !== "VariableDeclaration")
    return unknown;
  const { init, id } = definition.node;
  if (definition.parent.kind !== "const" || id.type !== "Identifier" || init?.type !== "ConditionalExpression")
    return unknown;
  if (isInside(id, run.fn) || !isConstant(run.file.source, init.test)) return unknown;
  const outcome = knownOutcome(run, state, init.test, peek(run, state, init.test) ?? unknown);
  const taken = outcome === 0 ? undefined : outcome === 1 ? init.consequent : init.alternate;
  return taken?.type === "Literal" ? evaluate(run, state, taken) : unknown;
}

/** A condition over names that hold one value as long as a closure sees them. */
export function isConstant(source: SourceFile, node: TSESTree.Node): boolean {
  switch (node.type) {
    case "Literal":
      return true;
    case "Identifier": {
      const variable = source.variableOf(node);
      const [definition, ...others] = variable?.defs ?? [];
      if (variable === undefined || definition === undefined || others.length > 0) return false;
      const isFixed =
        definition.type === "Parameter" ||
        (definition.type === "Variable" &&
          definition.parent.type === "VariableDeclaration" &&
          definition.parent.kind !== "var");
      return isFixed && variable.references.every((reference) => !reference.isWrite() || reference.init === true);
    }
    case "UnaryExpression":
      return isInert(node) && isConstant(source, node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isConstant(source, node.left) && isConstant(source, node.right);
    default:
      return false;
  }
}
