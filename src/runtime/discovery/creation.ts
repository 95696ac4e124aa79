import { isApplicationFile, isToolFile, packageOf, parseStack } from "../tracker/frames.ts";
import type { Frame } from "../tracker/frames.ts";
import type { Circumstances } from "./circumstances.ts";
import type { HandleType } from "./types.ts";

/** Where a handle was made, seen from the application. */
export interface Creation {
  readonly site: Frame | undefined;
  /** The frame just below the application's; undefined when the application called the hook directly. */
  readonly callee: Frame | undefined;
  /** Frames below the application's, innermost first. */
  readonly below: readonly Frame[];
  /** The same as one text, the same for every caller of one package function. */
  readonly path: string;
  readonly package: string | undefined;
}

/** Rule 2: the first frame outside packages, glue, Node and this tool, unless it only waited (`at async`). */
export function creationOf(stack: string, glueFiles: ReadonlySet<string>, className = ""): Creation {
  const frames = parseStack(stack).filter((frame) => !isToolFile(frame.file));
  const calls = frames.filter((frame) => !frame.async);
  const maker = calls.map((frame) => packageOf(frame.file)).find((name) => name !== undefined);
  let at = calls.findIndex((frame) => isApplicationFile(frame.file) && !glueFiles.has(frame.file));
  if (at < 0 && maker === undefined) at = amongGlue(calls);
  // A wrapper of the application's own: the line that forgot it is the one that said `new`.
  const made = at < 0 ? -1 : calls.findLastIndex((frame) => isConstructor(frame.name, className));
  if (at >= 0 && made >= at && calls[made + 1] !== undefined) at = made + 1;
  const below = at < 0 ? calls : calls.slice(0, at);
  return {
    site: calls[at],
    callee: below.at(-1),
    below,
    path: below.map((frame) => `${frame.name}@${frame.file}:${String(frame.line)}:${String(frame.column)}`).join("\n"),
    package: maker,
  };
}

/**
 * The application's frame when all its files instantiate modules: whoever instantiates one by hand is the application to the
 * glue of another. A bundle holds glue and application in one file, and any of its frames may be either.
 */
function amongGlue(calls: readonly Frame[]): number {
  const first = calls.findIndex((frame) => isApplicationFile(frame.file));
  const glue = calls[first]?.file;
  const outside = calls.findIndex((frame) => isApplicationFile(frame.file) && frame.file !== glue);
  return outside < 0 ? first : outside;
}

/** True when a frame is the class's own constructor: what that returns is always owned. */
export function isConstructor(frameName: string, className: string): boolean {
  return frameName === `new ${className}` || /^constructor(?: |$)/.test(frameName);
}

/** True when the stack shows that the class's own constructor ran. */
export function isConstruction(stack: string, className: string): boolean {
  return parseStack(stack).some((frame) => isConstructor(frame.name, className));
}

const creations = new WeakMap<Circumstances, Map<string, Creation>>();

/** Stacks are read once for a verdict. */
export function remembered(stack: string, type: HandleType, about: Circumstances): Creation {
  let known = creations.get(about);
  if (known === undefined) creations.set(about, (known = new Map()));
  const key = `${String(type.id)} ${stack}`;
  let creation = known.get(key);
  if (creation === undefined) known.set(key, (creation = creationOf(stack, about.glueFiles, type.name)));
  return creation;
}

/** Rule 3: paths that returned a second handle on a live object. They lend, before that and after. */
export function lendingPaths(stacks: Iterable<string>, glueFiles: ReadonlySet<string>): Set<string> {
  const lending = new Set<string>();
  for (const stack of stacks) if (stack !== "") lending.add(creationOf(stack, glueFiles).path);
  return lending;
}

/** Rule 5: the line and the call below it; what agrees in both is one finding. */
export function callOf(creation: Creation, type: HandleType): string {
  const { site, callee } = creation;
  const where = site === undefined ? (creation.package ?? "") : `${site.file}:${String(site.line)}`;
  return [where, callee?.name ?? "", callee === undefined || site === undefined ? type.id : ""].join("|");
}

/** Whether one package call made the first after the second: where the frames part, the later place in the source wins. */
export function isLater(a: Creation, b: Creation): boolean {
  for (let depth = 1; ; depth++) {
    const [left, right] = [a.below.at(-depth), b.below.at(-depth)];
    if (left === undefined || right === undefined) return left === undefined && right !== undefined;
    if (left.line !== right.line) return left.line > right.line;
    if (left.column !== right.column) return left.column > right.column;
  }
}
