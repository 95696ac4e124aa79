import type * as buffer from "node:buffer";
import type * as fs from "node:fs";
import type * as inspector from "node:inspector";
import type * as module from "node:module";
import type * as url from "node:url";
import type * as util from "node:util";
import type * as v8 from "node:v8";
import type * as vm from "node:vm";

interface Builtins {
  "node:buffer": typeof buffer;
  "node:fs": typeof fs;
  "node:inspector": typeof inspector;
  "node:module": typeof module;
  "node:url": typeof url;
  "node:util": typeof util;
  "node:v8": typeof v8;
  "node:vm": typeof vm;
}

/** The process of Node, undefined in browsers and where `process` is a bundler's stand-in. */
export const nodeProcess: NodeJS.Process | undefined = ((): NodeJS.Process | undefined => {
  const candidate = (globalThis as { process?: NodeJS.Process }).process;
  return typeof candidate?.versions?.node === "string" && typeof candidate.getBuiltinModule === "function"
    ? candidate
    : undefined;
})();

/** A module of Node without an import that a bundler would follow; undefined in browsers. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return nodeProcess?.getBuiltinModule(name) as Builtins[Name] | undefined;
}
