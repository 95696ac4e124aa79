import { packageOf } from "../tracker/frames.ts";
import type { AnyFunction, Discovery } from "./context.ts";
import { ClassWatch } from "./module-classes.ts";
import { isObject } from "./stamp.ts";
import { NameSource, releaseMethods } from "./types.ts";

/** Where appended code finds {@link watchTransformed}'s function; the same in every copy of this tool. */
export const TRANSFORM_KEY = "wasm-leaks.transformed-class";

const DECLARED = /\bclass\s+([A-Za-z_$][\w$]*)/g;
const ASSIGNED = /(?<![.\w$])([A-Za-z_$][\w$]*)\s*=\s*class\b/g;

/**
 * The line to append to a script so that its classes can be replaced by watched ones; empty when it has none. Only a
 * module knows its own bindings: `class X` and `var X = class` can be assigned to and are exported live, a `const`, or a
 * name that is no top-level binding, ends in its `catch`. Nothing before the line moves, so positions and maps hold.
 */
export function appendedCode(source: string): string {
  const names = new Set<string>();
  for (const pattern of [DECLARED, ASSIGNED])
    for (const found of source.matchAll(pattern)) {
      const name = found[1] as string;
      if (isBinding(name)) names.add(name);
    }
  // A private static member is reached through the class itself, which a stand-in is not.
  if (names.size === 0 || /\bstatic\s+#/.test(source)) return "";
  const steps = [...names].map((name) => `try{if(typeof ${name}=="function")${name}=w("${name}",${name},u)}catch{}`);
  return `\n;{const w=globalThis[Symbol.for("${TRANSFORM_KEY}")];if(w){const u=typeof __filename=="string"?__filename:import.meta.url;${steps.join("")}}}\n`;
}

/** Comments and strings say "class for" and "class with" too: only what may be assigned to is a name. */
function isBinding(name: string): boolean {
  if (name === "await" || name.length > 80) return false;
  try {
    new Function(`"use strict";${name}=0`);
    return true;
  } catch {
    return false;
  }
}

/** The same for CommonJS, where `import.meta` is a syntax error. */
export function appendedCommonJs(source: string): string {
  return appendedCode(source).replace("import.meta.url", '""');
}

/** Puts up the function that appended code calls. */
export function watchTransformed(context: Discovery): void {
  const classes = new ClassWatch(context, "transform");
  const watched = (name: string, class_: AnyFunction, file: string): AnyFunction => {
    const prototype = Object.getOwnPropertyDescriptor(class_, "prototype")?.value as unknown;
    if (!context.active || !isObject(prototype) || releaseMethods(prototype).length === 0) return class_;
    if (classes.done.has(class_)) return class_;
    return classes.standIn(name, class_, prototype, packageOf(file), NameSource.module) ?? class_;
  };
  context.patches.define(globalThis, Symbol.for(TRANSFORM_KEY), { value: watched, enumerable: false, writable: false });
}
