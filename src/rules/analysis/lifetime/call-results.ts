import type { TSESTree } from "@typescript-eslint/utils";
import { lastName, memberName, unwrap } from "../syntax.ts";
import { areAll, escape, makeBox } from "./ownership.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import { derive, truthy, unknown, withTruth, type Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";
import { isLibraryValue, isPlainValue, isVector } from "./words/copied.ts";
import { outlivesReceiver, worksOnReceiver } from "./words/fluent.ts";

const keeping = /^(?:keep|track|manage|own|adopt|register|defer|hold|r|gc)$/;

/** A mathematical value that native code is given: by a method of a native object, or to make one of. */
export function isCopied(run: Run, value: Value, node: CallNode, receiver: Value): boolean {
  if (value.boxes.length > 0 || !areAll(run, value, isPlainValue)) return false;
  const isMember = unwrap(node.callee).type === "MemberExpression";
  if (node.type === "NewExpression" && isMember && areAll(run, value, isVector)) return true;
  // `scope.keep(new gp_Pnt(0, 0, 0))` of a class that is known by its release alone: it keeps what it is given.
  const isCollector = areAll(
    run,
    receiver,
    (acquisition) => acquisition !== undefined && acquisition.evidence.kind !== "catalog",
  );
  if (isCollector && keeping.test(lastName(node.callee) ?? "")) return false;
  const made = node.type === "NewExpression" ? run.file.vocabulary.acquisition(node) : undefined;
  if (made?.kind === "handle" || areAll(run, receiver, (acquisition) => acquisition?.kind === "handle")) return true;
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" && node.type === "CallExpression" ? memberName(callee) : undefined;
  if (name === undefined || callee.type !== "MemberExpression" || callee.object.type === "ThisExpression") return false;
  // `actor.addForce(force)`: nothing but an engine has it. A list has `add(force)`, and may have `addVector(v)`.
  const isSure = /^(?:add|apply)\w*(?:Force|Torque|Impulse)/i.test(name);
  if (!isSure && !/^(?:add|apply|set|create|make|move|transform|raycast|sweep|overlap)[A-Z]/i.test(name)) return false;
  return areAll(run, value, (made) => isLibraryValue(made) && (isSure || made?.certainty === "possible"));
}

/** `pool.vector().fromArray(a)`: of objects that only the file shows to be released, what works on them gives them back. */
function isFluent(run: Run, node: TSESTree.CallExpression, { ids, derived, boxes }: Value): boolean {
  if (ids.length === 0 || derived || boxes.length > 0 || node.parent.type === "ExpressionStatement") return false;
  const isShown = ids.every((id) => run.file.resources.get(id)?.acquisition?.evidence.kind === "destructor-seen");
  if (!isShown || !worksOnReceiver(run.file.source, node)) return false;
  return !outlivesReceiver(run.file.source, run.file.vocabulary, node);
}

/** `file.asMat()` of a wrapper that only the file shows to be released: its native part, and who ends it ends the wrapper. */
export function isNativePart(run: Run, node: CallNode, receiver: Value): boolean {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (node.arguments.length > 0 || name === undefined || !/^as[A-Z]/.test(name)) return false;
  return areAll(run, receiver, (made) => made?.evidence.kind === "destructor-seen");
}

// `toPtr(malloc(n))` is the same address under another type; AssemblyScript's own words for it are compiled to JavaScript too.
const converting =
  /^(?:changetype|unchecked|(?:reinterpret|static)_cast|(?:to|as)_?(?:[A-Z]\w*)?(?:Ptr|Pointer|Address|Number|BigInt|Unsigned|U32|U64|Offset)|Number|BigInt)$/;

const wrapping = /^(?:wrap|create|make|build|from|of|as|to|with|new|adopt|init|load)(?![a-z])|^(?:Promise|Object)$/;

/** What a call gives whose callee nobody knows, as far as its name and what it is given tell. */
export function resultOf(run: Run, state: State, node: CallNode, receiver: Value, args: readonly Value[]): Value {
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (node.type === "NewExpression") {
    if (name === "Map" || name === "Set" || name === "Array" || name === "WeakMap") {
      return makeBox(state, node, new Map(), collectionContent(state, args));
    }
    if (name === "Object" && args.length === 0) return makeBox(state, node, new Map(), unknown);
    if (isArrayCopy(node, name)) return truthy;
    const viewed = derive(...args.filter((value) => !isCopied(run, value, node, receiver)));
    if (viewed.ids.length > 0) return { ...viewed, truth: 1 };
    return truthy;
  }
  if (run.file.vocabulary.returnsReceiver(node) || isFluent(run, node, receiver)) return receiver;
  if (name === "resolve" && args[0] !== undefined) return withTruth(args[0], 0);
  if (args.length === 1 && args[0] !== undefined && name !== undefined && converting.test(name)) return args[0];
  if (name === "all" && args[0] !== undefined && args[0].boxes.length > 0) return args[0];
  // Each result of `Promise.allSettled(…)` is in an object of its own.
  if (name !== undefined && /^(?:allSettled|any|race)$/.test(name) && args[0] !== undefined)
    escape(run, state, args[0]);
  // `api.scan.bind(api)` holds the object.
  if (name === "bind") return derive(...args);
  // Whatever has `map` gives something.
  if (name === "map" || name === "flatMap") return truthy;
  // Typed-array views of views; `slice` copies.
  if (name === "subarray") return derive(receiver, ...args);
  if (name !== undefined && wrapping.test(name)) {
    const handles = args.filter(
      (value) =>
        value.ids.some((id) => run.file.resources.get(id)?.acquisition?.kind === "handle") &&
        !isCopied(run, value, node, receiver),
    );
    if (handles.length > 0) return derive(...handles);
  }
  return unknown;
}

const typedArray = /^(?:Uint8Clamped|Big(?:Ui|I)nt64|(?:Ui|I)nt(?:8|16|32)|Float(?:16|32|64))Array$/;

/** `new Uint8Array(HEAPU8.subarray(p, p + n))` copies the elements; of a buffer, `new Uint8Array(memory.buffer)`, it is a view. */
function isArrayCopy({ arguments: given }: CallNode, name: string | undefined): boolean {
  const [source] = given;
  if (name === undefined || !typedArray.test(name) || given.length !== 1 || source === undefined) return false;
  return !/buffer$/i.test(lastName(source) ?? "");
}

function collectionContent(state: State, args: readonly Value[]): Value {
  const [first] = args;
  if (first === undefined || first.boxes.length === 0) return unknown;
  let content = unknown;
  for (const boxId of first.boxes) content = state.box(boxId)?.elements ?? content;
  return content;
}
