import type { TSESTree } from "@typescript-eslint/utils";
import { exportOf, type Exported } from "../neighbours/exports.ts";
import { recognitionOf } from "../recognise/index.ts";
import { Remembered } from "../remembered.ts";
import type { SourceFile } from "../source-file.ts";
import { isFunction, keyName, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import type { Case } from "./cases.ts";
import { newAnalysis } from "./file-analysis.ts";
import { runFunction } from "./function-run.ts";
import { classBehind, classOfObject, methodOf } from "./instances.ts";
import type { FileAnalysis } from "./run.ts";
import type { Shape, Summary } from "./summaries.ts";
import type { Acquisition, CallNode } from "./vocabulary.ts";

const analyses = new WeakMap<SourceFile, FileAnalysis>();

/** The analysis of a file that another one imports: asked for what its functions do, never for what is wrong in it. */
export function analysisOf(source: SourceFile): FileAnalysis {
  let file = analyses.get(source);
  if (file === undefined) analyses.set(source, (file = newAnalysis(source)));
  return file;
}

/** What a function does that the file imports from another file of the project. */
export interface Neighbour {
  readonly summary: Summary;
  /** As the import names the file. */
  readonly from: string;
  /** Of an object of a class, not what the other file exports. */
  readonly isMethod: boolean;
}

const called = new Remembered<SourceFile, CallNode, Neighbour | undefined>();

/** What the function of another file does that a call runs; `undefined` for what is not followed there. */
export function neighbourOfCall(source: SourceFile, node: CallNode): Neighbour | undefined {
  if (source.reader === undefined || node.type === "NewExpression") return undefined;
  return called.get(source, node, () => find(source, node));
}

function find(source: SourceFile, node: TSESTree.CallExpression): Neighbour | undefined {
  const found = exportedFunction(source, node) ?? methodElsewhere(source, node);
  const { summary, called = "", from = "", isMethod = false } = found ?? {};
  // A function that only throws is there to be replaced: `parse() { throw new Error("call init() first"); }`
  if (summary === undefined || summary.throwsAlways) return undefined;
  const throwsSometimes = summary.throwsSometimes && !asking.test(called);
  const own = { name: called, throwsSometimes, cases: summary.cases?.map(seenCase) };
  return { summary: { ...summary, ...seen(summary), ...own }, from, isMethod };

  function seenCase(each: Case): Case {
    return { ...each, ...seen(each) };
  }

  function seen({
    parameters,
    result,
  }: Pick<Summary, "parameters" | "result">): Pick<Summary, "parameters" | "result"> {
    return {
      parameters: ending.test(called) ? parameters : parameters.map((each) => (each === "releases" ? "takes" : each)),
      // Of what the other file only guesses about, nothing is left.
      result:
        result?.acquisition !== undefined && isWeak(result.acquisition) ? undefined : result && elsewhere(result, from),
    };
  }
}

interface Found {
  readonly summary: Summary | undefined;
  readonly called: string;
  readonly from: string;
  readonly isMethod: boolean;
}

function exportedFunction(source: SourceFile, node: TSESTree.CallExpression): Found | undefined {
  const { from = "", path = [] } = recognitionOf(source).imports.of(node.callee) ?? {};
  const [name, ...members] = path;
  const exported = name === undefined || members.length > 1 ? undefined : exportOf(source, from, name);
  const summary = exported === undefined ? undefined : summaryOfExport(exported, members[0]);
  return summary && { summary, called: members[0] ?? name ?? "", from, isMethod: false };
}

/** `this.memory.alloc(8)`, where `memory` is declared or made as a class of another file. */
function methodElsewhere(source: SourceFile, node: TSESTree.CallExpression): Found | undefined {
  const callee = unwrap(node.callee);
  const called = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type !== "MemberExpression" || called === undefined) return undefined;
  const whole = classBehind(source, unwrap(callee.object));
  const of = whole ?? classOfObject(source, callee.object);
  if (of?.from === undefined) return undefined;
  const method = methodOf(of, called, whole !== undefined);
  return method && { summary: summaryIn(method.source, method.fn), called, from: of.from, isMethod: true };
}

// They throw where the program is wrong, or has not begun: nobody counts on that between making and releasing.
const asking = /^(?:get|ensure|require|use|assert|invariant|expect|is|has)(?![a-z])/;

// What a function of another name ends may have been its own copy.
const ending = /free|delete|destroy|dispose|release|drop|close|clean|clear|unref|remove/i;

/** What the function does that an export is, or that an exported object has under a name. */
export function summaryOfExport(exported: Exported, member: string | undefined): Summary | undefined {
  const fn = functionOf(exported, member);
  return fn === undefined ? undefined : summaryIn(exported.source, fn);
}

/** What a function of another file does; `undefined` where that is not known. */
export function summaryIn(source: SourceFile, fn: FunctionNode): Summary | undefined {
  if (fn.generator) return undefined;
  const file = analysisOf(source);
  const summary = runFunction(file, fn);
  return file.fuel < 0 || file.silent.has(fn) ? undefined : summary;
}

/** The same result, seen from another file: what is not on the screen is never certain. */
function elsewhere({ acquisition, parts, elements, ...shape }: Shape, from: string): Shape {
  return {
    ...shape,
    acquisition: acquisition === undefined || isWeak(acquisition) ? undefined : possibleIn(acquisition, from),
    parts: new Map([...parts].map(([name, part]) => [name, elsewhere(part, from)])),
    elements: elements && elsewhere(elements, from),
  };
}

/** The other file itself only guesses: it releases something that came from a call of the same name. */
export function isWeak({ finalizer, evidence }: Acquisition): boolean {
  return finalizer === "unknown" && (evidence.within ?? evidence.kind) !== "catalog";
}

/** What a function of another file acquires for its caller. */
function possibleIn(acquisition: Acquisition, from: string): Acquisition {
  const { evidence } = acquisition;
  return {
    ...acquisition,
    elsewhere: true,
    certainty: "possible",
    evidence: { ...evidence, text: `${evidence.text}, in ${from}` },
  };
}

/** What a call of such a function gives its caller to release, where that is all it gives. */
export function neighbourResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  const found = neighbourOfCall(source, node);
  const made = found?.summary.result?.acquisition;
  if (found === undefined || made === undefined) return undefined;
  const text = `\`${found.summary.name}\` returns it: ${made.evidence.text}`;
  const { kind, within = kind } = made.evidence;
  return { ...made, evidence: { kind: "helper", text, within } };
}

/** The function that an export is, or that an exported object has under a name. */
function functionOf({ source, node }: Exported, member: string | undefined): FunctionNode | undefined {
  const { functions } = analysisOf(source);
  if (member === undefined) return isFunction(node) ? node : functions.functionOf(source.variableOf(node));
  const variable = source.variableOf(node);
  const definition = variable?.defs[0]?.node;
  const value = definition?.type === "VariableDeclarator" && definition.init !== null ? definition.init : node;
  const object = unwrap(value);
  if (object.type !== "ObjectExpression") return undefined;
  const property = object.properties.find((each) => each.type === "Property" && keyName(each) === member);
  if (property?.type !== "Property") return undefined;
  return isFunction(property.value) ? property.value : functions.resolve(property.value);
}
