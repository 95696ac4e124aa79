import type { TSESTree } from "@typescript-eslint/utils";
import { isParameter } from "../sources.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap } from "../syntax.ts";
import { pointerIn, type Escape, type EscapeContext } from "./index.ts";
import { collectionEscape } from "./stores.ts";

const adders = new Set(["push", "unshift", "add", "set"]);
const emitters = new Set(["emit", "trigger", "next"]);
const collecting = /free|dispos|destroy|releas|delet|defer|clean|track|manage/i;
const ending =
  /(?:^|_|[a-z](?=[A-Z]))(?:free|delete|destroy|dispose|release|dealloc(?:ate)?|giveBack|putBack|recycle)(?![a-z])/i;
const sharing = /SharedArrayBuffer|shared:\s*true|\bAtomics\.|\b[pP][tT]hread/;
const told = /\b(?:data|msg|message|event|args?|params|payload|request|req)\b/;

/** A pointer that leaves by a call: into a collection, to a callback or a listener, to another thread. */
export function callEscape(context: EscapeContext, call: TSESTree.CallExpression): Escape | undefined {
  const callee = unwrap(call.callee);
  const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type === "MemberExpression" && method !== undefined && adders.has(method)) {
    const stored = method === "set" ? call.arguments[1] : call.arguments[0];
    const pointer = stored && pointerIn(context, stored);
    return pointer && collectionEscape(context, callee.object, pointer.node, pointer.origin);
  }
  const name = callee.type === "Identifier" ? callee.name : method;
  if (name === "postMessage" || (name === "send" && context.file.text(callee) === "process.send"))
    return messageEscape(context, call);
  if (method !== undefined && emitters.has(method)) return callbackEscape(context, call, method);
  return callee.type === "Identifier" && isCallback(context, callee)
    ? callbackEscape(context, call, callee.name)
    : undefined;
}

function messageEscape(context: EscapeContext, call: TSESTree.CallExpression): Escape | undefined {
  // Threads of one module share its memory, and an address means the same to all of them.
  if (context.file.matches(sharing)) return undefined;
  const [message] = call.arguments;
  const pointer = message && pointerIn(context, message);
  if (pointer === undefined) return undefined;
  const { node, origin } = pointer;
  return { node, how: "message", through: "postMessage", origin, certain: !endsWhatItIsTold(context) };
}

/** `case "free": module._free(event.data.pointer)`: the other thread may ask for the end of what it was told of. */
function endsWhatItIsTold({ file }: EscapeContext): boolean {
  return file.nodes("CallExpression").some(({ callee, arguments: [given] }) => {
    return given !== undefined && ending.test(lastName(callee) ?? "") && told.test(file.text(given));
  });
}

function callbackEscape(context: EscapeContext, call: TSESTree.CallExpression, through: string): Escape | undefined {
  for (const argument of call.arguments) {
    const pointer = pointerIn(context, argument);
    if (pointer === undefined || context.releases.has(pointer.node) || context.owners.has(pointer.node)) continue;
    const { node, origin } = pointer;
    // Whoever gave the address gave the callback as well.
    if (call.callee.type === "Identifier" && isParameter(context.file, node)) continue;
    const place = context.values.places.keyOf(asNumber(node));
    if (place !== undefined && (context.managed.has(place) || isEndedBeside(context, call, place))) continue;
    return { node, how: "callback", through, origin, certain: origin.of === "object" && origin.how === "call" };
  }
  return undefined;
}

/** `pointer | 0`, `pointer >>> 0`: the same address. */
function asNumber(node: TSESTree.Node): TSESTree.Node {
  const given = unwrap(node);
  return given.type === "BinaryExpression" && /^(?:\||>>>?)$/.test(given.operator) ? given.left : given;
}

/** `try { return f(model); } finally { db_destroy_model(model); }`: the callback has it for as long as it runs. */
function isEndedBeside({ file, values }: EscapeContext, call: TSESTree.CallExpression, place: string): boolean {
  const fn = enclosingFunction(call);
  return file.nodes("CallExpression").some((other) => {
    const name = lastName(other.callee);
    const [given] = other.arguments;
    if (name === undefined || given === undefined || !ending.test(name) || !isInside(other, fn)) return false;
    return values.places.keyOf(given) === place;
  });
}

/** Whether a name is a function that the caller of this code gave: a parameter whose value the file does not show. */
function isCallback({ file, values }: EscapeContext, callee: TSESTree.Identifier): boolean {
  const definition = file.variableOf(callee)?.defs[0];
  // `deferredFree(pointer)` is there to look after it.
  if (definition?.type !== "Parameter" || collecting.test(callee.name) || values.of(callee) !== undefined) return false;
  const fn = enclosingFunction(definition.name);
  return isFunction(fn) && values.functionOf(callee) === undefined;
}
