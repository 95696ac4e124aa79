import type { TSESTree } from "@typescript-eslint/utils";
import { Remembered } from "../remembered.ts";
import { enclosingFunction, isConstructor, isInside, memberName, unwrap } from "../syntax.ts";
import { placeInTest } from "./asserted.ts";
import { maxThrows, type FileAnalysis, type Run } from "./run.ts";
import { LIVE, RELEASED, type State } from "./state.ts";
import type { Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

// Functions of the platform that throw for input which nobody has looked at before.
const platform: ReadonlySet<string> = new Set([
  "JSON.parse",
  "atob",
  "decodeURIComponent",
  "structuredClone",
  "new ImageData",
  "new URL",
  "new RegExp",
  "execSync",
  "fs.readFileSync",
  "fs.writeFileSync",
  "readFileSync",
  "writeFileSync",
]);

const named = /(?:OrThrow|OrFail|_or_(?:throw|fail))$|^unwrapResult$/;
const asserting = /^(?:assert|invariant)(?![a-z])/;
const checkingResult =
  /^(?:check|assert|ensure|raise|throw)(?:If|On|For)?(?:Err(?:or)?|Status|Result|R[cC]|Return(?:Code)?|Code|Success|Ok|Failed|Failure)(?:Code)?$/;
const checking = /^(?:validate|verify|assert|must|check|throw(?:If|On)|raise(?:If|On))(?![a-z])/;

/** By its name the call throws where its arguments are not what they should be: `JSON.parse(text)`, `validate(input);`. */
export function throwsByName(run: Run, node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type !== "Identifier" && callee.type !== "MemberExpression") return false;
  const name = callee.type === "Identifier" ? callee.name : memberName(callee);
  if (name === undefined || node.arguments.every(({ type }) => type === "Literal")) {
    return (
      name !== undefined && node.arguments.length === 0 && run.file.vocabulary.throws(node) && !isInTest(run.file, node)
    );
  }
  if (named.test(name) || run.file.vocabulary.throws(node)) return !isInTest(run.file, node);
  // What a function of this file throws, and what it has released by then, is known from its body.
  const own = run.file.functions.resolve(callee);
  if (own !== undefined) return !own.async && failsInside(run.file, own) && !isInTest(run.file, node);
  // `console.assert()` and its like only tell.
  const isOwn = callee.type === "Identifier" || callee.object.type === "ThisExpression";
  if (isOwn && asserting.test(name)) return true;
  // A check whose answer nobody reads can only throw.
  if (node.parent.type === "ExpressionStatement" && (isOwn ? checking : checkingResult).test(name)) return true;
  if (callee.type === "Identifier" && run.file.source.variableOf(callee)?.defs[0]?.type === "Variable") return false;
  return isOfPlatform(run.file, node);
}

function isOfPlatform({ source }: FileAnalysis, node: CallNode): boolean {
  return platform.has(`${node.type === "NewExpression" ? "new " : ""}${source.text(unwrap(node.callee))}`);
}

const failing = new Remembered<FileAnalysis, TSESTree.Node, boolean>();

/** `const decode = (text) => Uint8Array.from(atob(text), …)`: the function asks the platform for what it is given, outside of any `try`. */
function failsInside(file: FileAnalysis, fn: TSESTree.Node): boolean {
  return failing.get(file, fn, () =>
    file.source.nodes("CallExpression").some((call) => {
      if (enclosingFunction(call) !== fn || !isOfPlatform(file, call)) return false;
      for (let at: TSESTree.Node | undefined = call.parent; at && at !== fn; at = at.parent)
        if (at.type === "TryStatement") return false;
      return call.arguments.some(({ type }) => type !== "Literal");
    }),
  );
}

/** A resource of this function is given to what works through data, or does that itself: `ptr = malloc(n); parse(ptr, n);`. */
export function worksOnOwned(run: Run, state: State, node: CallNode, receiver: Value, args: readonly Value[]): boolean {
  const isOwned = (id: number): boolean => {
    const resource = run.file.resources.get(id);
    return (state.bits(id) & LIVE) !== 0 && resource?.acquisition !== undefined && resource.origin !== "parameter";
  };
  const isGiven = [receiver, ...args].some(({ ids, derived }) => !derived && ids.some(isOwned));
  if (!isGiven || !run.file.vocabulary.works(node) || isInTest(run.file, node)) return false;
  return run.file.functions.resolve(node.callee) === undefined;
}

/** `const second = Model.load(other);` behind `const first = Model.load(one);`: what makes an object of data may find it wrong. */
export function worksOutObject({ file }: Run, node: CallNode): boolean {
  if (node.type === "NewExpression" || isInTest(file, node) || !file.vocabulary.works(node)) return false;
  const isOfData = node.arguments.some(({ type }) => type !== "Literal");
  return isOfData && file.vocabulary.acquisition(node)?.kind === "handle";
}

/** What goes wrong in a test fails it, and the objects go with the process. */
export function isInTest({ source }: FileAnalysis, node: TSESTree.Node): boolean {
  return testFile.test(source.filename) || placeInTest(node) !== undefined;
}

// `parse.test.ts`, `test_statement.js`, `bench.js`.
const testFile = /[.-](?:test|spec|bench)s?\.\w+$|(?:^|[\\/])(?:test|spec|bench)(?:[_.-][^\\/]*)?\.\w+$/;

/** An exception may leave here, and nothing in the function catches it: what it holds by then is lost. */
export function noteThrow(run: Run, state: State, node: TSESTree.Node): void {
  if (run.catches || run.inlined.length > 0 || run.callbackThrows.length >= maxThrows) return;
  const thrown = state.thrownAt(node);
  for (const id of toldMissing(run, state, node)) thrown.setBits(id, 0);
  let holds = false;
  for (const [id, bits] of state.allBits()) {
    const resource = run.file.resources.get(id);
    // A field may still hold what is released by then.
    if (resource?.origin === "outer" && bits === RELEASED) holds = true;
    if ((bits & LIVE) === 0 || resource?.acquisition === undefined) continue;
    // What the call itself would have given is not there when it throws, nor what a rejected promise would.
    if (isInside(resource.site, node)) thrown.setBits(id, 0);
    else holds = true;
  }
  // What the fields of an object own by then is lost with it.
  if (holds || isConstructor(run.fn)) run.callbackThrows.push(thrown);
}

/** `check(model === 0, error)`: a check that throws for what it is told has nothing to say where there is a model. */
function toldMissing(run: Run, state: State, node: TSESTree.Node): readonly number[] {
  if (node.type !== "CallExpression") return [];
  return node.arguments.flatMap((argument) => {
    const test = unwrap(argument);
    const isNegated = test.type === "UnaryExpression" && test.operator === "!";
    const asked = isNegated ? test.argument : test.type === "BinaryExpression" ? test.left : undefined;
    const place = asked === undefined ? undefined : run.file.places.of(asked);
    return place === undefined ? [] : (state.value(place)?.ids ?? []);
  });
}
