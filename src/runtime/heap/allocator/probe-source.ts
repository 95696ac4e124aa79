/**
 * Program of the probing worker, for Node and browsers. It makes throw-away instances with imports that do nothing, asks
 * each candidate for blocks, and believes it only when another export makes it hand out a freed block again: a stack
 * allocator also gives distinct aligned addresses, but never that. Some allocators need the module's constructors, which are
 * among the exports without parameters.
 */
export const PROBE_SOURCE: string = `
const run = ({ bytes, imports, acquire, release, start }) => {
  const module = new WebAssembly.Module(bytes);
  const stub = ({ kind, type, minimum, maximum, shared, mutable }) => {
    if (kind === "function") return () => 0;
    if (kind === "memory") return new WebAssembly.Memory({ initial: minimum, maximum, shared });
    if (kind === "table") return new WebAssembly.Table({ element: "anyfunc", initial: minimum, maximum });
    return new WebAssembly.Global({ value: type, mutable }, type === "i64" ? 0n : 0);
  };
  const make = (first) => {
    const object = {};
    for (const entry of imports) (object[entry.module] ??= {})[entry.name] = stub(entry);
    const { exports } = new WebAssembly.Instance(module, object);
    if (first) try { exports[first](); } catch {}
    return exports;
  };
  const sizes = [24, 24, 100, 24];
  const gives = (exports, name) => {
    const at = sizes.map((size) => exports[name](size) >>> 0);
    const sound = at.every((a, i) => a >= 16 && a % 8 === 0 &&
      at.every((b, j) => i === j || (a < b ? a + sizes[i] <= b : b + sizes[j] <= a)));
    return sound ? at : undefined;
  };
  for (const first of [undefined, ...start])
    for (const name of acquire) {
      try {
        if (!gives(make(first), name)) continue;
      } catch { continue; }
      for (const other of release) {
        try {
          const exports = make(first);
          const [block] = gives(exports, name);
          const second = exports[name](24) >>> 0;
          exports[other](block);
          if (exports[name](24) >>> 0 !== block) continue;
          exports[other](second);
          if (exports[name](24) >>> 0 === second) return { acquire: name, release: other };
        } catch {}
      }
    }
  return undefined;
};
const answer = (post) => (message) => {
  let found;
  try { found = run(message); } catch {}
  post(found);
};
if (typeof self === "undefined") {
  const { parentPort } = require("node:worker_threads");
  parentPort.once("message", answer((found) => parentPort.postMessage({ found })));
} else self.onmessage = (event) => answer((found) => self.postMessage({ found }))(event.data);
`;
