import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, keyName, memberName, stringValue, uncast } from "../syntax.ts";
import { assign, bindPattern } from "./bindings.ts";
import { evaluateCall } from "./calls.ts";
import { elementOfParameter } from "./elements.ts";
import { getterOf, useFields } from "./field-uses.ts";
import { isEndTaken } from "./handed-on.ts";
import { isInert } from "./inert.ts";
import { kindTest } from "./kinds.ts";
import { isPause } from "./pauses.ts";
import { acquire, areAll, escape, escapeCaptured, makeBox, use } from "./ownership.ts";
import { relate, useAddress, useMember, useShown } from "./needs.ts";
import { refine } from "./refine.ts";
import { PathEnd, type Run } from "./run.ts";
import { NONE, type Box, type State } from "./state.ts";
import { outerValue } from "./surroundings.ts";
import { noteThrow } from "./throwers.ts";
import { closureValue, derive, falsy, joinValues, nullish, truthy, unknown, withTruth, type Value } from "./value.ts";
import { isPartOfResult } from "./words/result-forms.ts";

/** Evaluates an expression on one path; the state changes as the program's would. */
export function evaluate(run: Run, state: State, node: TSESTree.Node): Value {
  switch (node.type) {
    case "Literal":
      return node.value === null || node.value ? (node.raw === "null" ? nullish : truthy) : falsy;
    case "Identifier":
      return readVariable(run, state, node);
    case "MemberExpression":
      return evaluateMember(run, state, node);
    case "CallExpression":
    case "NewExpression":
      return evaluateCall(run, state, node);
    case "ConditionalExpression":
      return evaluateConditional(run, state, node);
    case "LogicalExpression":
      return evaluateLogical(run, state, node.operator, node.left, () => evaluate(run, state, node.right), node.right);
    case "AssignmentExpression":
      return evaluateAssignment(run, state, node);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return closureValue(node);
    case "ClassExpression":
      escapeCaptured(run, state, node);
      return truthy;
    case "ObjectExpression":
      return evaluateObject(run, state, node);
    case "ArrayExpression":
      return evaluateArray(run, state, node);
    case "UnaryExpression":
      return evaluateUnary(run, state, node);
    case "BinaryExpression":
      return evaluateBinary(run, state, node);
    case "SequenceExpression":
      return node.expressions.map((part) => evaluate(run, state, part)).at(-1) ?? unknown;
    case "UpdateExpression":
      evaluate(run, state, node.argument);
      assign(run, state, node.argument, unknown, node);
      return unknown;
    case "AwaitExpression": {
      const value = evaluate(run, state, node.argument);
      if (!isPause(node.argument)) {
        const rejected = withoutPromised(state, value);
        run.mayThrow(rejected, node);
        noteThrow(run, rejected, node);
      }
      run.file.places.forgetShared(state, run.fn);
      return withTruth(value, 0);
    }
    case "YieldExpression":
      if (node.argument) escape(run, state, evaluate(run, state, node.argument));
      run.mayThrow(state, node);
      // Who is given the value may ask for no other: `return()` leaves the generator here.
      noteThrow(run, state, node);
      return unknown;
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return evaluate(run, state, node.expression);
    case "TemplateLiteral":
      for (const part of node.expressions) evaluate(run, state, part);
      return unknown;
    case "ImportExpression":
      evaluate(run, state, node.source);
      run.mayThrow(state, node);
      return unknown;
    case "SpreadElement": {
      const value = evaluate(run, state, node.argument);
      useShown(run, state, value, node);
      return value;
    }
    case "ThisExpression":
    case "Super":
      return truthy;
    default: {
      const cast = uncast(node);
      return cast === undefined ? evaluateParts(run, state, node) : evaluate(run, state, cast);
    }
  }
}

/** A promise that rejects gives nothing: `try { return await open(); } catch { return null; }`. */
function withoutPromised(state: State, { ids, derived }: Value): State {
  if (ids.length === 0 || derived) return state;
  const rejected = state.copy();
  for (const id of ids) rejected.setBits(id, NONE);
  return rejected;
}

/** JSX, tagged templates and whatever else there is: its parts are evaluated and handed over. */
function evaluateParts(run: Run, state: State, node: TSESTree.Node): Value {
  const record = node as unknown as Record<string, unknown>;
  for (const key of run.file.source.code.visitorKeys[node.type] ?? []) {
    if (key === "typeArguments" || key === "typeAnnotation") continue;
    const child = record[key];
    for (const part of Array.isArray(child) ? (child as unknown[]) : [child]) {
      if (typeof part === "object" && part !== null && "type" in part) {
        escape(run, state, evaluate(run, state, part as TSESTree.Node));
      }
    }
  }
  return unknown;
}

function readVariable(run: Run, state: State, node: TSESTree.Identifier): Value {
  if (node.name === "undefined") return nullish;
  const variable = run.file.source.variableOf(node);
  if (variable === undefined) return unknown;
  const known = state.value(run.file.places.variable(variable));
  if (known !== undefined) return known;
  const fn = run.file.functions.functionOf(variable);
  return fn === undefined ? outerValue(run, state, variable) : closureValue(fn);
}

function evaluateMember(run: Run, state: State, node: TSESTree.MemberExpression): Value {
  const object = evaluate(run, state, node.object);
  if (isPartOfResult(node) && areAll(run, object, (made) => made?.kind === "pointer")) return object;
  const name = memberName(node);
  useFields(run, state, node, getterOf(node, name));
  const index = node.computed ? evaluate(run, state, node.property) : unknown;
  use(run, state, object, node);
  useMember(run, state, object, node);
  if (isEndTaken(run, node, object)) escape(run, state, object);
  if (isMemory(run, node.object)) use(run, state, index, node);
  useAddress(run, state, index, node);
  const place = name === undefined ? undefined : run.file.places.of(node);
  const known = place === undefined ? undefined : state.value(place);
  if (known !== undefined) return known;
  const made = object.boxes.length > 0 ? undefined : run.file.vocabulary.property(node);
  if (made !== undefined) return acquire(run, state, node, made);
  const isElement = node.computed && (name === undefined || /^\d+$/.test(name));
  const element = isElement ? elementOfParameter(run, object) : unknown;
  return element.ids.length > 0 ? element : relate(run, state, node, readProperty(state, object, name), object, []);
}

/** `HEAPU8[pointer]` reads memory; an address that is the key of a table (`delete open[pointer]`) is a number like any other. */
function isMemory(run: Run, object: TSESTree.Node): boolean {
  return /heap|mem|view|buf|bytes|data(?!base)|array|ptr|[iuf](?:8|16|32|64)/i.test(run.file.source.text(object));
}

/** What a property of a value may be, as far as containers tell. */
export function readProperty(state: State, object: Value, name: string | undefined): Value {
  let found: Value | undefined;
  for (const boxId of object.boxes) {
    const box = state.box(boxId);
    if (box === undefined) continue;
    const value = (name === undefined ? undefined : box.props.get(name)) ?? elementOrNothing(box, name);
    found = found === undefined ? value : joinValues(found, value);
  }
  if (found !== undefined) return found;
  // A typed array over a pointer, or an object that wraps one, gives the address back by this name.
  if (name === "byteOffset" && object.ids.length > 0) return { ...object, derived: false, truth: 0 };
  return unknown;
}

/** An element that is not known by its index, or the length of what holds something. */
function elementOrNothing(box: Box, name: string | undefined): Value {
  if (!isMethodName(name)) return box.elements.ids.length === 0 ? box.elements : { ...box.elements, some: true };
  const isLength = name === "length" || name === "size";
  return isLength && box.elements.ids.length > 0 ? truthy : unknown;
}

function isMethodName(name: string | undefined): boolean {
  return name !== undefined && !/^\d+$/.test(name);
}

function evaluateConditional(run: Run, state: State, node: TSESTree.ConditionalExpression): Value {
  const test = evaluate(run, state, node.test);
  if (isInert(node.consequent) && isInert(node.alternate)) {
    const value = joinValues(evaluate(run, state.copy(), node.consequent), evaluate(run, state.copy(), node.alternate));
    if (value.ids.length === 0 && value.boxes.length === 0) return value;
  }
  const taken = test.truth !== 0 ? test.truth === 1 : run.choose(2) === 0;
  if (!refine(run, state, node.test, test, taken)) throw new PathEnd(undefined);
  state.trail = { test: node.test, taken, before: state.trail };
  return evaluate(run, state, taken ? node.consequent : node.alternate);
}

/** `&&`, `||`, `??` and their assignments: the right side runs on one of two ways. */
export function evaluateLogical(
  run: Run,
  state: State,
  operator: string,
  leftNode: TSESTree.Node,
  right: () => Value,
  rightNode: TSESTree.Node,
): Value {
  const left = evaluate(run, state, leftNode);
  if (isInert(rightNode) && left.ids.length === 0 && left.boxes.length === 0 && !operator.endsWith("=")) {
    const value = evaluate(run, state.copy(), rightNode);
    if (value.ids.length === 0 && value.boxes.length === 0) return { ...unknown };
  }
  const runsOnTruth = operator.startsWith("&&");
  const rightRuns = left.truth !== 0 ? (left.truth === 1) === runsOnTruth : run.choose(2) === 0;
  const leftIsTrue = rightRuns === runsOnTruth;
  if (!refine(run, state, leftNode, left, leftIsTrue)) throw new PathEnd(undefined);
  state.trail = { test: leftNode, taken: leftIsTrue, before: state.trail };
  return rightRuns ? right() : withTruth(left, leftIsTrue ? 1 : -1);
}

function evaluateAssignment(run: Run, state: State, node: TSESTree.AssignmentExpression): Value {
  const { operator, left, right } = node;
  if (operator === "=") {
    if (left.type === "MemberExpression") evaluate(run, state, left.object);
    const value = evaluate(run, state, right);
    if (left.type === "MemberExpression" && left.computed) {
      const index = evaluate(run, state, left.property);
      if (isMemory(run, left.object)) use(run, state, index, left);
    }
    bindPattern(run, state, left, value, node);
    return value;
  }
  if (operator === "&&=" || operator === "||=" || operator === "??=") {
    const store = (): Value => {
      const value = evaluate(run, state, right);
      assign(run, state, left, value, node);
      return value;
    };
    return evaluateLogical(run, state, operator, left, store, right);
  }
  const value = derive(evaluate(run, state, left), evaluate(run, state, right));
  assign(run, state, left, value, node);
  return value;
}

function evaluateObject(run: Run, state: State, node: TSESTree.ObjectExpression): Value {
  const props = new Map<string, Value>();
  let elements = unknown;
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = evaluate(run, state, property.argument);
      for (const boxId of spread.boxes) {
        for (const [name, value] of state.box(boxId)?.props ?? []) props.set(name, value);
      }
      continue;
    }
    if (property.computed) evaluate(run, state, property.key);
    const value = isFunction(property.value) ? closureValue(property.value) : evaluate(run, state, property.value);
    const name = keyName(property);
    if (name === undefined) elements = joinValues(elements, value);
    else props.set(name, value);
  }
  return makeBox(state, node, props, elements);
}

function evaluateArray(run: Run, state: State, node: TSESTree.ArrayExpression): Value {
  const props = new Map<string, Value>();
  let elements: Value | undefined;
  let exact = true;
  node.elements.forEach((element, index) => {
    if (element === null) return;
    let value = evaluate(run, state, element);
    if (element.type === "SpreadElement") {
      exact = false;
      value = readProperty(state, value, undefined);
    }
    // Whoever takes a closure from the list runs it: `for (const end of [() => free(p)]) end()`.
    if (value.closure !== undefined) escape(run, state, value);
    if (exact) props.set(String(index), value);
    else elements = elements === undefined ? value : joinValues(elements, value);
  });
  for (const value of props.values()) elements = elements === undefined ? value : joinValues(elements, value);
  return makeBox(state, node, props, elements ?? unknown);
}

function evaluateUnary(run: Run, state: State, node: TSESTree.UnaryExpression): Value {
  const value = evaluate(run, state, node.argument);
  switch (node.operator) {
    case "!":
      return { ...unknown, truth: value.truth === 0 ? 0 : value.truth === 1 ? -1 : 1 };
    case "void":
      return nullish;
    case "+":
      return value;
    case "~":
      // `~~p` is the same number; a single one only ever meets another or a mask.
      return value;
    case "-":
      return derive(value);
    case "typeof":
      return truthy;
    default:
      return unknown;
  }
}

function evaluateBinary(run: Run, state: State, node: TSESTree.BinaryExpression): Value {
  const tested = kindTest(run, state, node);
  if (tested !== undefined) return tested;
  const left = node.left.type === "PrivateIdentifier" ? unknown : evaluate(run, state, node.left);
  const right = evaluate(run, state, node.right);
  switch (node.operator) {
    case ">>>":
    case "|":
      return isZero(node.right) ? left : derive(left, right);
    case "+":
    case "-":
      if (isZero(node.right)) return left;
      // `"expected " + p` is text, and `end - p` a length: neither is an address.
      return isText(node) || (node.operator === "-" && right.ids.length > 0) ? unknown : derive(left, right);
    case ">>":
    case "<<":
    case "&":
    case "/":
    case "*":
    case "^":
      return derive(left, right);
    default:
      // `accessof(place) <- pointer;` of a macro language: nobody uses what such a comparison says.
      if (node.parent.type === "ExpressionStatement") escape(run, state, joinValues(left, right));
      return unknown;
  }
}

function isText(node: TSESTree.Node): boolean {
  if (node.type === "BinaryExpression" && node.operator === "+") return isText(node.left) || isText(node.right);
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
}

function isZero(node: TSESTree.Node): boolean {
  return node.type === "Literal" && (node.value === 0 || node.value === 0n || stringValue(node) === "");
}
