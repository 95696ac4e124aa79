import type { TSESTree } from "@typescript-eslint/utils";
import { releasesOf } from "../escape/releases.ts";
import { rootsOf } from "../flow/roots.ts";
import { SpoilageRun, type Spoilage } from "../flow/spoilage.ts";
import type { Values } from "../recognise/values.ts";
import { viewConstructors } from "../recognise/wasm-values.ts";
import type { SourceFile, Variable } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { enclosingFunction, isFunction, isInside, isNullish, isZero, lastName, memberName, unwrap } from "../syntax.ts";
import { functionsOf } from "./growth.ts";
import type { StaleView } from "./index.ts";
import { keptOf } from "./stored.ts";
import type { ViewWords } from "./words.ts";

/** The variables that a view shows the blocks of: at their addresses, or at an address that was read from there. */
interface Bases {
  own: readonly Variable[];
  read: readonly Variable[];
}

/** Uses of a view after the memory it shows was freed. */
export function usesAfterFree({ recognition, isView }: ViewWords): StaleView[] {
  const { file, values } = recognition;
  const releases = releasesOf(file, values);
  const freed = (node: TSESTree.Node): Variable | undefined => {
    const argument = node.type === "CallExpression" ? node.arguments[0] : undefined;
    if (node.type !== "CallExpression" || argument?.type !== "Identifier") return undefined;
    return releases.isRelease(node) || isNamedFree(node) ? file.variableOf(argument) : undefined;
  };
  const isSure = (node: TSESTree.Node): boolean => node.type === "CallExpression" && releases.isRelease(node);
  const bases = new Map<TSESTree.Node, Bases>();
  const rules: Spoilage = {
    isTracked: (value) => isView(value) || isViewAtPointer(value),
    spoils: () => undefined,
    spoilsOnly: (node, made) => {
      const pointer = freed(node);
      if (pointer === undefined) return undefined;
      let shown = bases.get(made);
      if (shown === undefined) {
        const own = basesOf(file, values, made);
        bases.set(made, (shown = { own, read: own.flatMap((variable) => readFrom(file, values, variable)) }));
      }
      if (shown.own.includes(pointer)) return { node, certain: isSure(node) };
      // What a block points at may live on without it.
      return shown.read.includes(pointer) ? { node, certain: false } : undefined;
    },
  };
  const releasing = file.nodes("CallExpression").filter((call) => freed(call) !== undefined);
  if (releasing.length === 0) return [];
  const roots = rootsOf(releasing);
  const run = new SpoilageRun(file, rules);
  const inOrder = [file.code.ast, ...functionsOf(recognition)].filter((root) => roots.has(root));
  const found: StaleView[] = inOrder.flatMap((root) =>
    run.run(root).flatMap(({ slot, made, by, use }): StaleView[] => {
      const name = typeof slot === "string" ? slot : slot.name;
      return [{ node: use, how: "freed", name, made, by: by.node, certain: by.certain }];
    }),
  );
  const returned = returnedThenFreed(file, values, freed, rules.isTracked);
  return [
    ...found,
    ...returned.map((stale) => ({ ...stale, certain: isSure(stale.by) })),
    ...keptThenFreed(file, values, releasing, freed, rules.isTracked),
  ];
}

/** `frames.push(heap.subarray(p, q)); free(p);`: what keeps the view has one of memory that is freed. */
function keptThenFreed(
  file: SourceFile,
  values: Values,
  releasing: readonly TSESTree.CallExpression[],
  freed: (node: TSESTree.Node) => Variable | undefined,
  isTracked: (value: TSESTree.Node) => boolean,
): StaleView[] {
  return releasing.flatMap((by) => {
    const pointer = freed(by);
    if (pointer === undefined) return [];
    return keptOf(file, by).flatMap((view): StaleView[] => {
      const made = madeBy(file, view);
      if (!isTracked(made) || !basesOf(file, values, made).includes(pointer)) return [];
      return [{ node: view, how: "freed", name: file.text(view), made, by, certain: false }];
    });
  });
}

/** `GEOSFree(p)`, `lib.freeBuffer(p)`: by what it is called, a function of the library's own that frees. */
function isNamedFree({ callee, arguments: given }: TSESTree.CallExpression): boolean {
  const name = lastName(callee);
  const frees = /(?:^|_|[a-z\dA-Z])[fF]ree$|^_?free(?:_|[A-Z])|_free_/;
  return given.length <= 2 && name !== undefined && frees.test(name);
}

/** `try { return heap.subarray(p, q); } finally { free(p); }`: the caller gets what is freed by then. */
function returnedThenFreed(
  file: SourceFile,
  values: Values,
  freed: (node: TSESTree.Node) => Variable | undefined,
  isTracked: (value: TSESTree.Node) => boolean,
): StaleView[] {
  const found: StaleView[] = [];
  for (const { argument, parent, range } of file.nodes("ReturnStatement")) {
    if (argument === null) continue;
    for (let at: TSESTree.Node | undefined = parent; at && !isFunction(at); at = at.parent) {
      if (at.type !== "TryStatement" || at.finalizer === null || range[0] > at.finalizer.range[0]) continue;
      const made = madeBy(file, argument);
      if (!isTracked(made)) continue;
      const bases = basesOf(file, values, made);
      for (const { statement, test } of at.finalizer.body.flatMap(behindTest)) {
        const call = statement.type === "ExpressionStatement" ? statement.expression : statement;
        const pointer = freed(call);
        if (test !== undefined && file.variableOf(test) !== pointer) continue;
        if (pointer !== undefined && bases.includes(pointer))
          found.push({ node: argument, how: "freed", name: file.text(argument), made, by: call, certain: true });
      }
    }
  }
  return found;
}

interface Guarded {
  readonly statement: TSESTree.Statement;
  /** The variable that an `if` asks for first. */
  readonly test: TSESTree.Identifier | undefined;
}

/** `if (pointer !== 0) free(pointer);`: the statements that run for any pointer. */
function behindTest(statement: TSESTree.Statement): readonly Guarded[] {
  if (statement.type !== "IfStatement" || statement.alternate !== null) return [{ statement, test: undefined }];
  let test = unwrap(statement.test);
  if (test.type === "BinaryExpression" && (isNullish(test.right) || isZero(test.right))) test = unwrap(test.left);
  if (test.type !== "Identifier") return [];
  const asked = test;
  const { consequent } = statement;
  const body = consequent.type === "BlockStatement" ? consequent.body : [consequent];
  return body.map((each) => ({ statement: each, test: asked }));
}

/** The expression behind a name that is given a value once. */
function madeBy(file: SourceFile, expression: TSESTree.Node): TSESTree.Node {
  const node = unwrap(expression);
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const [source, ...others] = variable ? sourcesOf(variable) : [];
  return source?.kind === "expression" && source.path.length === 0 && others.length === 0 ? unwrap(source.node) : node;
}

/** `new Float64Array(buffer, pointer, n)`: a view, whatever the buffer is. */
function isViewAtPointer(value: TSESTree.Node): boolean {
  const node = unwrap(value);
  return (
    node.type === "NewExpression" &&
    node.callee.type === "Identifier" &&
    viewConstructors.has(node.callee.name) &&
    node.arguments.length > 1
  );
}

/** The variables whose address a view is made from; for a view that a helper returns, those given to it for that. */
function basesOf(file: SourceFile, values: Values, made: TSESTree.Node, depth = 0): Variable[] {
  const node = madeBy(file, made);
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return [];
  const view = values.of(node);
  const helper = node.type === "CallExpression" && depth < 3 ? values.calledFunction(node) : undefined;
  if (helper !== undefined && view?.kind === "view" && isInside(view.node, helper)) {
    return basesOf(file, values, view.node, depth + 1).flatMap((variable) => {
      const index = helper.params.findIndex((parameter) => parameter === variable.identifiers[0]);
      const given = node.arguments[index];
      return given === undefined ? [] : namesIn(file, given);
    });
  }
  if (node.type === "CallExpression") {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression" || view?.kind !== "view") return [];
    // A part of a part shows the same block.
    const whole = unwrap(callee.object).type === "Identifier" ? basesOf(file, values, callee.object, depth + 1) : [];
    return [...whole, ...node.arguments.flatMap((argument) => namesIn(file, argument))];
  }
  const [, offset] = node.arguments;
  return offset === undefined ? [] : namesIn(file, offset);
}

/** `const data = header[3]`, `const data = header.getUint32(12)`: the blocks from which an address was read. */
function readFrom(file: SourceFile, values: Values, variable: Variable): Variable[] {
  const [source, ...others] = sourcesOf(variable);
  if (source?.kind !== "expression" || source.path.length > 0 || others.length > 0) return [];
  const read = unwrap(source.node);
  const member = read.type === "CallExpression" ? unwrap(read.callee) : read;
  if (member.type !== "MemberExpression" || unwrap(member.object).type !== "Identifier") return [];
  const isRead = read === member ? member.computed : /^get\w+\d/.test(memberName(member) ?? "");
  return isRead ? basesOf(file, values, member.object) : [];
}

/** The variables of an address computation. */
function namesIn(file: SourceFile, expression: TSESTree.Node): Variable[] {
  const home = enclosingFunction(expression);
  return file
    .nodes("Identifier")
    .filter((identifier) => isInside(identifier, expression) && enclosingFunction(identifier) === home)
    .map((identifier) => file.variableOf(identifier))
    .filter((variable) => variable !== undefined);
}
