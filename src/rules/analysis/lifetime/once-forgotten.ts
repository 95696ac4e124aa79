import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction } from "../syntax.ts";
import { isExportedVariable } from "../visibility.ts";
import type { Resource } from "./resources.ts";
import type { Run } from "./run.ts";
import { LIVE, RELEASED, type State } from "./state.ts";

/**
 * `image.delete(); gray.delete();` at the end of a program that runs once and forgets `faces`. What a program holds lives as
 * long as it, but whoever releases two and more of its objects means to release them all.
 */
export function judgeProgram(run: Run, ends: readonly State[]): void {
  const made = run.file.resources.all().filter((resource) => isOwnObject(run, resource));
  const released = made.flatMap(({ id, acquisition }) =>
    acquisition !== undefined && ends.some((state) => state.bits(id) === RELEASED) ? [acquisition.family] : [],
  );
  for (const resource of made) {
    const { id, acquisition, handled, lentAbroad, leaks } = resource;
    if (handled || lentAbroad || acquisition === undefined) continue;
    if (released.filter((family) => family === acquisition.family).length < 2) continue;
    if (!ends.every((state) => state.bits(id) === LIVE)) continue;
    leaks.push({
      exit: "end",
      node: run.fn,
      when: undefined,
      sure: false,
      kept: false,
      swallowed: false,
      together: new Set(),
    });
  }
}

/** An object in a variable that nothing but the program itself reads. */
function isOwnObject({ file: { source }, fn }: Run, { site, acquisition, origin, isOlder }: Resource): boolean {
  if (origin !== "acquired" || isOlder || acquisition?.kind !== "handle" || enclosingFunction(site) !== fn)
    return false;
  const name = holderOf(site);
  const variable = name === undefined ? undefined : source.variableOf(name);
  if (variable === undefined || isExportedVariable(variable)) return false;
  return variable.references.every(
    (reference) => enclosingFunction(reference.identifier) === fn && (reference.init === true || !reference.isWrite()),
  );
}

function holderOf(site: TSESTree.Node): TSESTree.Identifier | undefined {
  const { parent } = site.parent?.type === "AwaitExpression" ? site.parent : site;
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id : undefined;
}
