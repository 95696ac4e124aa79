import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, isInside, lastName, memberName, stringValue, unwrap, type FunctionNode } from "../../syntax.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { ending } from "./mentions.ts";

const listening = /^(?:addEventListener|addListener|on|setInterval|subscribe|watch)$/;
// What comes again and again, with nothing of its own kind that ends it: no `pointerdown`, which `pointerup` follows.
const repeated = /move|scroll|wheel|resiz|input|chang|drag(?:over)?$|tick|frame|render|updat|progress|zoom|rotat|pan$/i;

/**
 * `element.addEventListener("pointermove", this.move)`: the function runs as often as something happens, whether the
 * listener is the function itself, a bound one, or one that calls it by its name.
 */
export function isListener(file: FileAnalysis, fn: FunctionNode): boolean {
  const name = functionNameOf(fn);
  return listeners(file).some((listener) => {
    if (listener === fn) return true;
    if (name === undefined) return false;
    if (!isFunction(listener)) return nameOf(listener) === name;
    return !isInside(listener, fn) && isCalledFirst(file, listener, name);
  });
}

/** `() => { api.load(detail); }`, and nothing that ends what is there before. */
function isCalledFirst({ source }: FileAnalysis, listener: TSESTree.Node, name: string): boolean {
  const calls = source.nodes("CallExpression").filter((call) => isInside(call, listener));
  const first = calls.find((call) => lastName(call.callee) === name);
  return (
    first !== undefined &&
    !calls.some((call) => call.range[0] < first.range[0] && ending.test(lastName(call.callee) ?? ""))
  );
}

const known = new WeakMap<FileAnalysis, readonly TSESTree.Node[]>();

/** What the file has called for every event, tick or frame. */
function listeners(file: FileAnalysis): readonly TSESTree.Node[] {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const found: TSESTree.Node[] = file.source.nodes("CallExpression").flatMap((call) => {
    if (!listening.test(lastName(call.callee) ?? "")) return [];
    const [first, second] = call.arguments;
    const event = first === undefined ? undefined : stringValue(first);
    if (first === undefined || (event !== undefined && !repeated.test(event)) || isOnce(file, call)) return [];
    const listener = event === undefined ? first : second;
    return listener === undefined ? [] : [unwrap(listener)];
  });
  // `slider.oninput = () => this.setTable();`
  for (const { left, right, operator } of file.source.nodes("AssignmentExpression")) {
    const name = left.type === "MemberExpression" && operator === "=" ? memberName(left) : undefined;
    if (name?.startsWith("on") === true && repeated.test(name.slice(2)) && /^on[a-z]+$/.test(name))
      found.push(unwrap(right));
  }
  // `new ResizeObserver(([entry]) => resize(entry))`
  for (const made of file.source.nodes("NewExpression")) {
    const [listener] = made.arguments;
    if (listener !== undefined && /Observer$/.test(lastName(made.callee) ?? "")) found.push(unwrap(listener));
  }
  known.set(file, found);
  return found;
}

/** `{ once: true }` */
function isOnce({ source }: FileAnalysis, { arguments: [, , options] }: TSESTree.CallExpression): boolean {
  return options !== undefined && /\bonce\b/.test(source.text(options));
}

/** `move` of `move`, `this.move`, `this.move.bind(this)`. */
function nameOf(listener: TSESTree.Node): string | undefined {
  const callee = listener.type === "CallExpression" ? unwrap(listener.callee) : undefined;
  const isBound = callee?.type === "MemberExpression" && memberName(callee) === "bind";
  return lastName(isBound ? callee.object : listener);
}
