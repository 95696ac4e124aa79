import { builtin } from "../node.ts";

/** Bytes: the look costs about ten collections, which in a larger heap would be seconds. */
const MOST_HEAP = 24 * 2 ** 20;

/** Where the inspector's function finds the instances that were seen, while it runs. */
const SEEN = "wasm-leaks.seen";
const seenKey: unique symbol = Symbol.for(SEEN) as never;

/** Evaluated in the program's own realm, where an instance's exports can be read. */
const NAMES_OF_EXPORTS =
  `function () { const seen = globalThis[Symbol.for('${SEEN}')]; return [...this].filter((instance) => !seen?.has(instance))` +
  ".map((instance) => Object.keys(instance.exports).filter((name) => typeof instance.exports[name] === 'function')); }";

/** What a discovery saw being instantiated, this one or one that was stopped. */
const seenInstances = new WeakSet<object>();

/** Takes note of an instance, and of what the application got in its place. */
export function noteInstance(...instances: readonly object[]): void {
  for (const instance of instances) seenInstances.add(instance);
}

/**
 * True when the program holds a WebAssembly instance that nobody saw and that may make objects; undefined where nobody can look: in browsers, and
 * in a Node without an inspector or with more than 24 MiB on the heap. Asked before the hooks are up.
 */
export function hasEarlierInstance(): boolean | undefined {
  try {
    const Session = builtin("node:inspector")?.Session;
    const heap = builtin("node:v8")?.getHeapStatistics().used_heap_size ?? Infinity;
    if (Session === undefined || heap > MOST_HEAP) return undefined;
    const session = new Session();
    session.connect();
    const host = globalThis as { [seenKey]?: WeakSet<object> };
    Reflect.defineProperty(host, seenKey, { value: seenInstances, configurable: true });
    try {
      const ask = <Answer>(method: string, parameters: object): Answer => {
        let answer: unknown;
        // To the thread's own inspector: answered before it returns.
        session.post(method, parameters, (_error, given) => {
          answer = given;
        });
        return answer as Answer;
      };
      const { result } = ask<Handle>("Runtime.evaluate", { expression: "WebAssembly.Instance.prototype" });
      const { objects } = ask<{ objects: Handle["result"] }>("Runtime.queryObjects", {
        prototypeObjectId: result.objectId,
      });
      const names = ask<{ result: { value: string[][] } }>("Runtime.callFunctionOn", {
        objectId: objects.objectId,
        functionDeclaration: NAMES_OF_EXPORTS,
        returnByValue: true,
      });
      return names.result.value.some(mayMakeObjects);
    } finally {
      Reflect.deleteProperty(host, seenKey);
      session.disconnect();
    }
  } catch {
    return undefined;
  }
}

interface Handle {
  readonly result: { readonly objectId: string };
}

/**
 * False for what Node and its loaders bring, which keep no objects for anybody: Node's HTTP parser, the two lexers of modules,
 * the reader of source maps; and for modules without a function.
 */
export function mayMakeObjects(exports: readonly string[]): boolean {
  if (exports.length === 0) return false;
  const isLexer = exports.includes("sa") && (exports.includes("parse") || exports.includes("parseCJS"));
  return !isLexer && !exports.some((name) => name.startsWith("llhttp_") || name === "parse_mappings");
}
