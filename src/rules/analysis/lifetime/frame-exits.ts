import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, unwrap, type FunctionNode } from "../syntax.ts";
import { isHandedOn } from "./captured-exits.ts";
import { possibleLeak, type Leak, type LeakFinding } from "./findings.ts";
import { scheduling, schedulingCalls } from "./frames.ts";
import { exits } from "./leaving.ts";
import { functionNameOf } from "./names.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition } from "./vocabulary.ts";

type Exit = Pick<Leak, "exit" | "node" | "when">;

interface Loop {
  readonly home: FunctionNode;
  readonly frame: FunctionNode;
  /** Where the frame asks for the next one. */
  readonly calls: readonly TSESTree.CallExpression[];
}

/**
 * `const mat = new cv.Mat(); function frame() { if (!running) return; …; requestAnimationFrame(frame); }`: where the frame
 * does not ask for the next one the loop is over, and what the function around it made for the loop is lost.
 */
export function judgeFrameExits(file: FileAnalysis, reported: ReadonlySet<TSESTree.Node>): LeakFinding[] {
  const findings: LeakFinding[] = [];
  for (const loop of loops(file)) {
    const stop = stopOf(loop);
    const failure = failureOf(file, loop);
    let isFailureTold = false;
    for (const { variable, site, acquisition } of madeFor(file, loop)) {
      if (reported.has(site)) continue;
      const releases = releasesOf(file, variable);
      const isSeen = releases.length === 0 && stop !== undefined;
      // One exception loses all of them, and one report tells of it.
      const fails: boolean = !isSeen && !isFailureTold && failure !== undefined && endsInFrame(loop, releases, failure);
      if (!isSeen && !fails) continue;
      isFailureTold ||= fails;
      const exit = isSeen ? stop : failure;
      if (exit !== undefined) findings.push(possibleLeak(site, acquisition, variable.name, exit));
    }
  }
  return findings;
}

/** Functions that ask for themselves, and that nobody else can set going again once they have stopped. */
function* loops(file: FileAnalysis): Iterable<Loop> {
  const seen = new Set<TSESTree.Node>();
  for (const call of file.source.nodes("CallExpression")) {
    const frame = scheduling.test(lastName(call.callee) ?? "") ? frameAround(call) : undefined;
    if (!isFunction(frame) || seen.has(frame)) continue;
    const name = functionNameOf(frame) ?? "";
    const calls = schedulingCalls(file, frame, name);
    const home = enclosingFunction(frame);
    if (calls.length === 0 || !isFunction(home)) continue;
    seen.add(frame);
    if (isBegunInHome(file, frame, home, name)) yield { home, frame, calls };
  }
}

/** `setTimeout(() => { requestAnimationFrame(frame); }, 33)` is asked for by the function around. */
function frameAround(call: TSESTree.CallExpression): TSESTree.Node {
  const fn = enclosingFunction(call);
  const around = isFunction(fn) ? fn.parent : undefined;
  const isDelayed = around?.type === "CallExpression" && scheduling.test(lastName(around.callee) ?? "");
  return isDelayed ? enclosingFunction(around) : fn;
}

function isBegunInHome(file: FileAnalysis, frame: FunctionNode, home: FunctionNode, name: string): boolean {
  const declared = frame.type === "FunctionDeclaration" ? frame : frame.parent;
  const variables = declared === undefined ? [] : (file.source.code.scopeManager?.getDeclaredVariables(declared) ?? []);
  const variable = variables.find((each) => each.name === name);
  return (
    variable?.references.every(({ identifier, init }) => {
      const fn = enclosingFunction(identifier);
      const { parent } = identifier;
      return init === true || isInside(identifier, frame) || (fn === home && parent?.type === "CallExpression");
    }) ?? false
  );
}

/** What the function around the loop makes for it, and nobody else is given. */
function* madeFor(
  file: FileAnalysis,
  { home, frame }: Loop,
): Iterable<{ variable: Variable; site: TSESTree.Node; acquisition: Acquisition }> {
  for (const declarator of file.source.nodes("VariableDeclarator")) {
    if (enclosingFunction(declarator) !== home || declarator.init === null) continue;
    const site = unwrap(declarator.init);
    if (site.type !== "CallExpression" && site.type !== "NewExpression") continue;
    const [variable] = file.source.code.scopeManager?.getDeclaredVariables(declarator) ?? [];
    if (variable === undefined || variable.defs.length > 1 || declarator.id.type !== "Identifier") continue;
    const acquisition = file.vocabulary.acquisition(site);
    if (acquisition === undefined || acquisition.part !== undefined || acquisition.finalizer === "late") continue;
    const isOfLoop = variable.references.every(({ identifier }) => {
      const fn = enclosingFunction(identifier);
      return fn === home || isInside(identifier, frame);
    });
    const isUsed = variable.references.some(({ identifier }) => isInside(identifier, frame));
    if (isOfLoop && isUsed && !isHandedOn(variable, releasesOf(file, variable))) yield { variable, site, acquisition };
  }
}

function releasesOf(file: FileAnalysis, variable: Variable): TSESTree.CallExpression[] {
  return file.source.nodes("CallExpression").filter((call) => {
    const target = file.vocabulary.release(call)?.target;
    const node = target === undefined ? undefined : unwrap(target);
    return node?.type === "Identifier" && file.source.variableOf(node) === variable;
  });
}

/** `if (!running) return;` in the frame's own block, before it asks for the next one. */
function stopOf({ frame, calls }: Loop): Exit | undefined {
  for (const statement of frame.body.type === "BlockStatement" ? frame.body.body : []) {
    if (calls.some((call) => isInside(call, statement))) return undefined;
    if (statement.type !== "IfStatement" || statement.alternate !== null || !exits(statement.consequent)) continue;
    const { consequent, test } = statement;
    const block = consequent.type === "BlockStatement" ? consequent.body : [consequent];
    const node = block.find(({ type }) => type === "ReturnStatement");
    if (node !== undefined && isEnd(block)) return { exit: "return", node, when: { test, taken: true } };
  }
  return undefined;
}

const starting = /next|again|resume|schedule|loop|start|clean|release|free|dispose|destroy|delete|stop|close|end/i;

/** Nothing is called there that may release something or go on with the loop. */
function isEnd(block: readonly TSESTree.Statement[]): boolean {
  return block.every((each) => {
    if (each.type === "ReturnStatement") return each.argument === null;
    if (each.type !== "ExpressionStatement") return false;
    const { expression } = each;
    return expression.type === "AssignmentExpression"
      ? !isFunction(expression.right) && expression.right.type !== "CallExpression"
      : expression.type === "CallExpression" && !starting.test(lastName(expression.callee) ?? "next");
  });
}

/** `try { …; requestAnimationFrame(frame); } catch (error) { console.error(error); }`: an exception is the end of the loop. */
function failureOf(file: FileAnalysis, { frame, calls }: Loop): Exit | undefined {
  const [statement, ...others] = frame.body.type === "BlockStatement" ? frame.body.body : [];
  if (statement?.type !== "TryStatement" || others.length > 0 || statement.finalizer !== null) return undefined;
  const { block, handler } = statement;
  if (handler === null || !calls.every((call) => isInside(call, block)) || !isEnd(handler.body.body)) return undefined;
  const isOwn = file.source
    .nodes("CallExpression")
    .some((call) => isInside(call, handler) && file.functions.resolve(call.callee) !== undefined);
  if (isOwn) return undefined;
  const [call] = calls;
  const node = file.source
    .nodes("CallExpression")
    .find((each) => isInside(each, block) && isNative(each) && (call === undefined || each.range[0] < call.range[0]));
  return node === undefined ? undefined : { exit: "throw", node, when: undefined };

  function isNative(each: TSESTree.CallExpression): boolean {
    const isOfStop = statementsWithReturn(block).some((branch) => isInside(each, branch));
    return !isOfStop && each.arguments.length > 0 && unwrap(each.callee).type === "MemberExpression";
  }
}

function statementsWithReturn({ body }: TSESTree.BlockStatement): readonly TSESTree.Statement[] {
  return body.filter((each) => each.type === "IfStatement" && exits(each.consequent));
}

/** All that releases it stands in the frame, before its end that an exception passes by. */
function endsInFrame({ frame }: Loop, releases: readonly TSESTree.CallExpression[], { node }: Exit): boolean {
  const { body } = frame;
  const [tried] = body.type === "BlockStatement" ? body.body : [];
  return (
    tried?.type === "TryStatement" &&
    releases.every((call) => isInside(call, tried.block)) &&
    isInside(node, tried.block)
  );
}
