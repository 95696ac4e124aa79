import type { Frame } from "../tracker/frames.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Creation } from "./creation.ts";
import type { RecordGroup } from "./recorder.ts";
import { NameSource } from "./types.ts";

function isMinified(group: RecordGroup): boolean {
  return group.type.name.length <= 2 && group.type.nameSource < NameSource.registry;
}

/** The class's own name, or for a minified class what the catalog says the method returns. */
export function className(group: RecordGroup, about: Circumstances, creation?: Creation): string {
  const { name, package: from, how } = group.type;
  // An address a package's function hands out goes by that function, not by the allocator below it.
  if (how === "export" && creation?.package !== undefined) return methodOf(creation.callee)[1] || name;
  if (!isMinified(group) || from === undefined || creation === undefined) return name;
  return about.facts?.(from)?.resultOf(calledMethod(creation, about)) ?? name;
}

/** The method the application called: from the frame below its own, or from its source when a hook stands there. */
function calledMethod(creation: Creation, about: Circumstances): string {
  if (creation.callee !== undefined) return methodOf(creation.callee)[1];
  const text = creation.site && about.sourceAt?.(creation.site);
  return (text && /^([\w$]+)\s*\(/.exec(text)?.[1]) ?? "";
}

/** Class and method of a frame name: `Database.prepare`, `prepare`, `MatVector.MatVector$get [as get]`. */
export function methodOf(callee: Frame | undefined): [string, string] {
  const name = callee?.name ?? "";
  const words = name.replace(/ \[as .*\]$/, "").split(".");
  const method = / \[as (.*)\]$/.exec(name)?.[1] ?? words.at(-1) ?? "";
  return [words.length > 1 ? (words[0] ?? "") : "", method.replace(/^_/, "")];
}

/**
 * The class the application wrote after `new`: from the callee's name, or from the source when that is minified.
 * Undefined when it says the same as the class itself, give or take what bundlers add to names.
 */
export function writtenName(creation: Creation, about: Circumstances, group: RecordGroup): string | undefined {
  const called = /^new ([\w$.]{3,})$/
    .exec(creation.callee?.name ?? "")?.[1]
    ?.split(".")
    .pop();
  const text = called === undefined && creation.site !== undefined ? about.sourceAt?.(creation.site) : undefined;
  const written = called ?? (text && /^new\s+(?:[\w$]+\s*\.\s*)*([\w$]+)/.exec(text)?.[1]);
  return written === undefined || plain(written) === plain(group.type.name) ? undefined : written;
}

function plain(name: string): string {
  return name.replace(/^_+|\d+$/g, "").toLowerCase();
}

/** V8 writes `QuickJSContext.get global [as global]`. */
export function isAccessor(callee: Frame | undefined): boolean {
  return /(?:^|\.)get [\w$]+(?: \[as|$)/.test(callee?.name ?? "");
}
