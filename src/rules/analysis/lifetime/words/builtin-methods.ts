const builtin = new Set<string>();
for (const prototype of [
  String.prototype,
  Number.prototype,
  Array.prototype,
  Uint8Array.prototype,
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  DataView.prototype,
  ArrayBuffer.prototype,
  Map.prototype,
  Set.prototype,
  Promise.prototype,
  Function.prototype,
  Date.prototype,
  RegExp.prototype,
  BigInt.prototype,
]) {
  for (const name of Object.getOwnPropertyNames(prototype)) builtin.add(name);
}
// Methods of EventTarget, streams and loggers, which no value of a module has.
for (const name of "addEventListener removeEventListener dispatchEvent emit on off once info warn error debug log trace write send".split(
  " ",
))
  builtin.add(name);

/** A method that values of the language have, so that calling it tells nothing of native objects. */
export function isBuiltinMethod(name: string): boolean {
  return builtin.has(name);
}
