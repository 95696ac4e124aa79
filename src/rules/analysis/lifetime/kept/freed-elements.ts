import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  isFunction,
  isInside,
  lastName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import { heldAfterRelease, type Finding } from "../findings.ts";
import { freesAtOnce } from "../frees.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { isLast as isLastOfAll } from "../unreset-shared.ts";
import { final } from "../set-anew.ts";
import { endsEach, releasedElements, type ElementRelease } from "./released-elements.ts";
import { placeKey } from "./stores.ts";

/**
 * `drain() { for (const grid of this.idle) grid_destroy(grid); }`: the list still has what the loop released, and another
 * function gives it out again.
 */
export function judgeFreedElements(file: FileAnalysis): Finding[] {
  return releasedElements(file).flatMap((each): Finding[] => {
    if (
      !freesAtOnce(each.release) ||
      !endsEach(each) ||
      isLast(file, each) ||
      isEmptied(file, each) ||
      !isTakenFrom(file, each)
    )
      return [];
    return [heldAfterRelease(each.node, file.source.text(each.place), "elements")];
  });
}

/** By its name nothing happens to the object after the function, or the program ends; a module has no end. */
function isLast(file: FileAnalysis, { fn, place }: ElementRelease): boolean {
  const name = functionNameOf(fn);
  if (name === undefined || isLastOfAll(file, fn)) return true;
  return file.source.text(place).startsWith("this.") && (final.test(name) || /clean|end|exit|stop/i.test(name));
}

const taking = /^(?:get|pop|shift|at|find)$/;

/** Another function takes an element out, or looks one up to work on it. */
function isTakenFrom(file: FileAnalysis, { key, fn }: ElementRelease): boolean {
  return file.source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || !taking.test(memberName(callee) ?? "")) return false;
    return isOf(file, callee.object, key, fn);
  });
}

function isOf(file: FileAnalysis, place: TSESTree.Node, key: string, fn: FunctionNode): boolean {
  const around = enclosingFunction(place);
  return around !== fn && isFunction(around) && placeKey(file, place, around, "entry") === key;
}

/** The function, one that it calls, or one that calls it empties the collection or puts another one there. */
function isEmptied(file: FileAnalysis, { key, fn }: ElementRelease): boolean {
  const { source, functions } = file;
  const emptiers = [
    ...source.nodes("CallExpression").flatMap(({ callee }) => {
      const member = unwrap(callee);
      const name = member.type === "MemberExpression" ? memberName(member) : undefined;
      return member.type === "MemberExpression" && /^(?:clear|delete|splice|pop|shift)$/.test(name ?? "")
        ? [member.object]
        : [];
    }),
    ...source.nodes("AssignmentExpression").map(({ left }) => {
      return left.type === "MemberExpression" && memberName(left) === "length" ? left.object : left;
    }),
  ].flatMap((place) => {
    const around = enclosingFunction(place);
    return isFunction(around) && placeKey(file, place, around, "entry") === key ? [around] : [];
  });
  if (emptiers.some((around) => around === fn || isInside(around, fn) || isInside(fn, around))) return true;
  const name = functionNameOf(fn);
  return source.nodes("CallExpression").some((call) => {
    const called = functions.resolve(call.callee);
    if (called === fn || (name !== undefined && lastName(call.callee) === name))
      return emptiers.some((around) => isInside(call, around));
    return called !== undefined && isInside(call, fn) && emptiers.includes(called);
  });
}
