import type { TSESTree } from "@typescript-eslint/utils";
import type { FileVocabulary } from "../lifetime/words/index.ts";
import type { SourceFile, Variable } from "../source-file.ts";
import { isInside, isNullish, unwrap } from "../syntax.ts";
import type { Disposables } from "./disposables.ts";

/** A handle that is acquired, and released in the `finally` of the `try` that uses it. */
export interface ReleasedInFinally {
  variable: Variable;
  /** The name where it is filled: the declaration, or the assignment inside the `try`. */
  name: TSESTree.Identifier;
  made: TSESTree.Expression;
  declaration: TSESTree.VariableDeclaration;
  /** `let h; try { h = make(); … }`: the assignment. */
  assignment: TSESTree.ExpressionStatement | undefined;
  statement: FinallyStatement;
  /** The statement of the `finally` block that releases it, with the test for null around it. */
  release: TSESTree.Statement;
}

type FinallyStatement = TSESTree.TryStatement & { finalizer: TSESTree.BlockStatement };

interface Words {
  file: SourceFile;
  vocabulary: FileVocabulary;
  disposables: Disposables;
}

/** Every handle whose `finally` says what `using` would say, in source order. */
export function releasedInFinally(words: Words): ReleasedInFinally[] {
  return words.file
    .nodes("TryStatement")
    .filter((statement): statement is FinallyStatement => statement.finalizer !== null)
    .flatMap((statement) => statement.finalizer.body.map((release) => candidate(words, statement, release)))
    .filter((found) => found !== undefined);
}

function candidate(
  words: Words,
  statement: FinallyStatement,
  release: TSESTree.Statement,
): ReleasedInFinally | undefined {
  const call = releaseCall(release);
  const found = call && words.vocabulary.release(call);
  if (call === undefined || found?.style !== "method" || found.target.type !== "Identifier") return undefined;
  if (found.consumes === true || found.callback !== undefined) return undefined;
  const variable = words.file.variableOf(found.target);
  const declarator = variable?.defs.length === 1 ? variable.defs[0]?.node : undefined;
  if (variable === undefined || declarator?.type !== "VariableDeclarator" || declarator.id.type !== "Identifier")
    return undefined;
  const declaration = declarator.parent;
  const isPlain = declaration.kind === "const" || declaration.kind === "let";
  if (!isPlain || declaration.declarations.length !== 1 || declaration.parent !== statement.parent) return undefined;
  if (!holdsUsing(words.file, declaration.parent) || declaration.range[1] > statement.range[0]) return undefined;
  const place = filledAt(variable, declarator, statement);
  if (place === undefined) return undefined;
  const { name, made, assignment } = place;
  const isRight = variable.references.every(({ identifier }) => {
    if (identifier === name || isInside(identifier, release)) return true;
    if (isReleased(words.vocabulary, identifier)) return false;
    const within = assignment ? statement.block : statement;
    const from = (assignment ?? declaration).range[1];
    return identifier.range[0] >= from && identifier.range[1] <= within.range[1] && isBefore(identifier, statement);
  });
  if (!isRight || !words.disposables.has(made, found.name)) return undefined;
  return { variable, name, made, declaration, assignment, statement, release };
}

/** Uses in the `finally` block itself may come after the release there; with `using` they come before. */
function isBefore(identifier: TSESTree.Node, { finalizer }: FinallyStatement): boolean {
  return !isInside(identifier, finalizer);
}

/** `const h = make()`, or `let h` with its one assignment as a statement of the `try` block. */
function filledAt(
  variable: Variable,
  declarator: TSESTree.VariableDeclarator,
  { block }: TSESTree.TryStatement,
): Pick<ReleasedInFinally, "name" | "made" | "assignment"> | undefined {
  const writes = variable.references.filter((reference) => reference.isWrite() && reference.init !== true);
  if (declarator.init !== null && !isNullish(declarator.init)) {
    return writes.length === 0
      ? { name: declarator.id as TSESTree.Identifier, made: declarator.init, assignment: undefined }
      : undefined;
  }
  const [only] = writes;
  const assignment = only?.identifier.parent;
  if (writes.length !== 1 || assignment?.type !== "AssignmentExpression" || assignment.operator !== "=")
    return undefined;
  const statement = assignment.parent;
  if (statement.type !== "ExpressionStatement" || statement.parent !== block || assignment.left.type !== "Identifier")
    return undefined;
  return { name: assignment.left, made: assignment.right, assignment: statement };
}

/** The call in `h.delete();`, `h?.delete();`, `if (h) h.delete();` or `h && h.delete();`. */
export function releaseCall(statement: TSESTree.Statement): TSESTree.CallExpression | undefined {
  if (statement.type === "BlockStatement") {
    const [only] = statement.body;
    return only && statement.body.length === 1 ? releaseCall(only) : undefined;
  }
  if (statement.type === "IfStatement") {
    const call = statement.alternate === null ? releaseCall(statement.consequent) : undefined;
    return call && testsName(statement.test, call) ? call : undefined;
  }
  if (statement.type !== "ExpressionStatement") return undefined;
  const expression = unwrapChain(statement.expression);
  if (expression.type === "LogicalExpression" && expression.operator === "&&") {
    const call = unwrapChain(expression.right);
    return call.type === "CallExpression" && testsName(expression.left, call) ? call : undefined;
  }
  return expression.type === "CallExpression" ? expression : undefined;
}

/** Unlike `unwrap`, keeps `await`: what is awaited is no release of `using`. */
function unwrapChain(node: TSESTree.Node): TSESTree.Node {
  return node.type === "ChainExpression" ? node.expression : node;
}

/** `h`, `h != null`, `h !== undefined`: `using` makes the same test. */
function testsName(test: TSESTree.Node, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
  if (name?.type !== "Identifier") return false;
  if (test.type === "Identifier") return test.name === name.name;
  return (
    test.type === "BinaryExpression" &&
    (test.operator === "!=" || test.operator === "!==") &&
    test.left.type === "Identifier" &&
    test.left.name === name.name &&
    isNullish(test.right)
  );
}

function isReleased(vocabulary: FileVocabulary, identifier: TSESTree.Node): boolean {
  const member = identifier.parent;
  const call = member?.type === "MemberExpression" ? member.parent : member;
  return call?.type === "CallExpression" && vocabulary.release(call)?.target === identifier;
}

/** `using` may stand in a block, a static block and a module, not at the top of a script nor right after `case`. */
function holdsUsing({ code }: SourceFile, parent: TSESTree.Node): boolean {
  if (parent.type === "Program") return code.ast.sourceType === "module";
  return parent.type === "BlockStatement" || parent.type === "StaticBlock";
}
