import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isInside,
  isMethod,
  keyName,
  memberName,
  unwrap,
  type ClassNode,
  type Method,
} from "../syntax.ts";
import { again } from "./kept/replaced.ts";
import { heldAfterRelease } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import type { FileAnalysis, Run } from "./run.ts";
import { final, isSetAnew, onlyDecides } from "./set-anew.ts";
import { RELEASED, type State } from "./state.ts";

/** Names of functions after which nothing is done with what they end. */
export const ending =
  /destroy|dispos|free|delet|dealloc|dtor|releas|clean|clos|shut|terminat|reset|stop|final|tear|exit|end|clear|unload|remov|drop|kill|abort|cancel|finish|done|detach|leave|hide|unmount|disconnect|quit|deinit|uninit/i;

/**
 * `resize(n) { free(this.block); if (n === 0) return; this.block = malloc(n); }`: the field still holds what was freed
 * when the method ends, and this method or another one frees it again. What another path sets anew shows by itself that
 * the method runs again.
 */
export function checkFreedFields(run: Run, ends: readonly State[]): void {
  const method = run.fn.parent;
  if (!isMethod(method) || method.static) return;
  const name = keyName(method) ?? "";
  if (final.test(name)) return;
  const owner = method.parent.parent as ClassNode;
  for (const state of ends) {
    for (const [key, { ids, derived }] of state.entries()) {
      const field = /^this\.([^.]+)$/.exec(key)?.[1];
      const [id = -1, ...more] = ids;
      const resource = run.file.resources.get(id);
      const node = state.releasedAt(id);
      if (field === undefined || derived || more.length > 0 || resource?.origin !== "outer") continue;
      if (node?.type !== "CallExpression" || state.bits(id) !== RELEASED) continue;
      if (!freesAtOnce(run.file.vocabulary.release(node))) continue;
      // What another method has released is judged there.
      if (!isInside(node, method)) continue;
      const freeing = otherReleases(run.file, owner, field, method);
      const livesOn = isSetAnew(run.file, method, node, field);
      // `[Symbol.dispose]` comes last, behind those that leave the field as it is.
      if (method.computed && freeing.every((other) => isEmptied(run.file, other, field))) continue;
      if (!livesOn && (ending.test(name) || (freeing.length === 0 && !again.test(name)))) continue;
      if (isFlagged(run.file, state, node, field, freeing, livesOn ? owner : undefined)) continue;
      run.file.findings.add(
        `double:${node.range[0]}:${node.range[1]}`,
        heldAfterRelease(node, resource.label, "field"),
      );
    }
  }
}

/** The function that releases the field writes it as well. */
function isEmptied({ source }: FileAnalysis, fn: TSESTree.Node, field: string): boolean {
  return source.nodes("AssignmentExpression").some(({ left }) => isInside(left, fn) && fieldOfThis(left) === field);
}

/** Another field of the object says whether there is anything to free, or is told that there is nothing any more. */
function isFlagged(
  file: FileAnalysis,
  state: State,
  node: TSESTree.Node,
  field: string,
  others: readonly TSESTree.Node[],
  living: ClassNode | undefined,
): boolean {
  const { source } = file;
  for (let at = state.trail; at !== undefined; at = at.before) {
    const text = source.text(at.test);
    if (!/\bthis\b/.test(text) || ofField(field).test(text)) continue;
    // `this.kit.makeFast(size) ?? this.kit.makePlain(size)` asks for a new one.
    const asking = unwrap(at.test);
    if (asking.type === "CallExpression" && file.vocabulary.acquisition(asking) !== undefined) continue;
    if (living !== undefined && at.test.range[0] > node.range[1]) {
      if (onlyDecides(file, living, at.test)) continue;
      return true;
    }
    const asked = /^!*this\.([\w$]+)$/.exec(text)?.[1];
    // What only this method asks, `if (this.digested) return …`, does not keep the others from freeing.
    const isOwn =
      asked !== undefined && others.length > 0 && !others.some((other) => ofField(asked).test(source.text(other)));
    if (!isOwn) return true;
  }
  for (let at = node.parent; at && !isMethod(at); at = at.parent) {
    if (at.type !== "BlockStatement") continue;
    // `this.loaded = false;` beside the release
    const tells = at.body.some(
      (statement) =>
        statement.type === "ExpressionStatement" &&
        statement.expression.type === "AssignmentExpression" &&
        statement.expression.left.type === "MemberExpression" &&
        unwrap(statement.expression.left.object).type === "ThisExpression" &&
        memberName(statement.expression.left) !== field &&
        (statement.expression.right.type === "Literal" || statement.expression.right.type === "Identifier"),
    );
    if (tells) return true;
  }
  return false;
}

/** The other functions of the class that release the field. */
function otherReleases(
  { source, vocabulary }: FileAnalysis,
  owner: ClassNode,
  field: string,
  method: Method,
): readonly TSESTree.Node[] {
  return source.nodes("CallExpression").flatMap((call) => {
    if (!isInside(call, owner) || isInside(call, method)) return [];
    const target = vocabulary.release(call)?.target;
    return target !== undefined && fieldOfThis(target) === field ? [enclosingFunction(call)] : [];
  });
}

function ofField(field: string): RegExp {
  return new RegExp(`\\bthis\\??\\.${inPattern(field)}(?![\\w$])`);
}
