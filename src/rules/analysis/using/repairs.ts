import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { indentOf } from "../indentation.ts";
import type { FileVocabulary } from "../lifetime/words/index.ts";
import { isInside } from "../syntax.ts";
import { releaseCall, type ReleasedInFinally } from "./finally.ts";

export interface Edit {
  range: readonly [number, number];
  text: string;
}

type Code = Readonly<TSESLint.SourceCode>;

/**
 * The edits that put `using` in the place of the release, at the same moment as before; none where other statements of
 * the `finally` block would run in another order, or a comment would be lost.
 */
export function withUsing(code: Code, found: ReleasedInFinally, vocabulary: FileVocabulary): Edit[] | undefined {
  const { declaration, assignment, statement, release } = found;
  const { block, handler, finalizer } = statement;
  // A handle that is made inside the `try` is gone before anything of the `finally` block runs.
  const passed = assignment ? finalizer.body : finalizer.body.slice(finalizer.body.indexOf(release));
  if (!passed.every((other) => isRelease(other, vocabulary))) return undefined;
  const others = finalizer.body.length - 1;
  const removed = others > 0 ? release : finalizer;
  if (code.getCommentsInside(removed).length > 0) return undefined;
  const edits: Edit[] = [];
  const around = declaration.parent as TSESTree.BlockStatement | TSESTree.StaticBlock | TSESTree.Program;
  const isLast = around.body.at(-1) === statement;
  const isNext = code.getTokenAfter(declaration)?.range[0] === statement.range[0];
  if (assignment !== undefined) {
    if (code.getCommentsInside(declaration).length > 0) return undefined;
    const start = withLine(code, declaration);
    edits.push({ range: start, text: "" }, { range: [assignment.range[0], assignment.range[0]], text: "using " });
  } else {
    const keyword = code.getFirstToken(declaration);
    if (keyword === null) return undefined;
    edits.push({ range: keyword.range, text: "using" });
  }
  if (others > 0) edits.push({ range: withLine(code, release), text: "" });
  else if (handler !== null) edits.push({ range: [handler.range[1], finalizer.range[1]], text: "" });
  const isWhole = others === 0 && handler === null;
  if (assignment !== undefined) {
    // The block of the `try` is where the handle lives.
    if (isWhole)
      edits.push(
        { range: [statement.range[0], block.range[0]], text: "" },
        { range: [block.range[1], statement.range[1]], text: "" },
      );
    return edits.sort(byPlace);
  }
  if (isWhole) {
    const body = bodyOf(code, block);
    const unwrapped = isLast && body !== undefined && !hasClash(code, block);
    if (isLast) {
      if (unwrapped) edits.push({ range: statement.range, text: dedent(body, isShifted(code, block)) });
      else
        edits.push(
          { range: [statement.range[0], block.range[0]], text: "" },
          { range: [block.range[1], statement.range[1]], text: "" },
        );
    } else if (isNext) {
      const inner = `${indentOf(code, declaration)}  `;
      edits.push(
        { range: [declaration.range[0], declaration.range[0]], text: `{\n${inner}` },
        // The block's own brace opens too late, so only its body and its end stay.
        { range: [declaration.range[1], block.range[0] + 1], text: "" },
        { range: [block.range[1], statement.range[1]], text: "" },
      );
    } else return undefined;
    return edits.sort(byPlace);
  }
  if (isLast) return edits.sort(byPlace);
  if (!isNext) return undefined;
  edits.push(
    { range: [declaration.range[0], declaration.range[0]], text: "{ " },
    { range: [statement.range[1], statement.range[1]], text: " }" },
  );
  return edits.sort(byPlace);
}

function byPlace(one: Edit, other: Edit): number {
  return one.range[0] - other.range[0] || one.range[1] - other.range[1];
}

function isRelease(statement: TSESTree.Statement, vocabulary: FileVocabulary): boolean {
  const call = releaseCall(statement);
  return call !== undefined && vocabulary.release(call) !== undefined;
}

/** The text between a block's braces, without the white space around it. */
function bodyOf(code: Code, block: TSESTree.BlockStatement): string | undefined {
  const text = code.text.slice(block.range[0] + 1, block.range[1] - 1);
  return text.trim() === "" ? undefined : text.replace(/^\s*?\n?(?=[ \t]*\S)/, "").trimEnd();
}

/** Whether the lines of a block may be moved to the left: no template literal spans them. */
function isShifted(code: Code, block: TSESTree.BlockStatement): boolean {
  return code.getTokens(block).every(({ type, value }) => (type as string) !== "Template" || !value.includes("\n"));
}

function dedent(body: string, isShifted: boolean): string {
  const lines = body.split("\n");
  const first = lines[0]?.trimStart() ?? "";
  if (!isShifted) return [first, ...lines.slice(1)].join("\n");
  return [first, ...lines.slice(1).map((line) => line.replace(/^(?: {2}|\t)/, ""))].join("\n");
}

/** Whether a name that the block declares is also used around it. */
function hasClash(code: Code, block: TSESTree.BlockStatement): boolean {
  const scope = code.scopeManager?.acquire(block);
  const outer = scope?.upper;
  if (!scope || !outer) return false;
  const names = new Set(scope.variables.map(({ name }) => name));
  if (outer.variables.some(({ name, identifiers }) => names.has(name) && identifiers.length > 0)) return true;
  return (code.scopeManager?.scopes ?? []).some(({ references }) =>
    references.some(
      ({ identifier }) =>
        names.has(identifier.name) && isInside(identifier, outer.block) && !isInside(identifier, block),
    ),
  );
}

/** The range of a statement with its line, when it has the line to itself. */
function withLine(code: Code, node: TSESTree.Node): readonly [number, number] {
  const before = code.text.slice(0, node.range[0]).match(/\n[ \t]*$/);
  const isAlone = before !== null && /^[ \t]*(?:\r?\n|$)/.test(code.text.slice(node.range[1]));
  return isAlone ? [node.range[0] - before[0].length, node.range[1]] : node.range;
}
