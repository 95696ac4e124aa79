import type { TSESTree } from "@typescript-eslint/utils";
import { SpoilageRun, type Fact, type Slot, type Spoilage } from "../flow/spoilage.ts";
import { enclosingFunction, isFunction, type FunctionNode } from "../syntax.ts";
import { candidates } from "./candidates.ts";
import { fieldsIn } from "./fields.ts";
import { functionsOf } from "./growth.ts";
import type { StaleView } from "./index.ts";
import { isCheck, type ViewWords } from "./words.ts";

/** Uses of a view after something in the same function, or in one it calls, may have grown the memory. */
export function usesAfterGrowth(words: ViewWords): StaleView[] {
  const { recognition, growth } = words;
  const captured = capturedViews(words);
  const starts = new Map<FunctionNode, [Slot, Fact][]>();
  const startOf = (fn: FunctionNode): [Slot, Fact][] => {
    let start = starts.get(fn);
    if (start === undefined) starts.set(fn, (start = atStart(words, captured, fn)));
    return start;
  };
  const rules: Spoilage = {
    isTracked: words.isView,
    spoils: (node) => {
      if (node.type === "AwaitExpression" || node.type === "YieldExpression" || node.type === "ForOfStatement")
        return { node, certain: false };
      return growth.of(node);
    },
    isCheck,
    fieldOf: words.fieldOf,
    runs: words.runs,
    getter: words.getter,
    refreshes: words.refreshes,
    initial: (root) => (root.type === "Program" ? [] : startOf(root)),
  };
  const functions = functionsOf(recognition);
  const roots = candidates(words, startOf, functions);
  const run = new SpoilageRun(recognition.file, rules);
  const found: StaleView[] = [];
  for (const root of [recognition.file.code.ast, ...functions]) {
    if (!roots.has(root)) continue;
    for (const { slot, made, by, use } of run.run(root)) {
      const name = typeof slot === "string" ? `this.${words.fields.get(slot)?.name ?? slot}` : slot.name;
      // Also under another name the view is the field's.
      const old = [...words.fields.values()].find(({ stale }) => stale !== undefined && stale === by);
      if (old !== undefined) {
        const how = old.made === by.node ? "outside" : "field";
        found.push({ node: old.place, how, name: old.name, made, by: by.node, certain: by.certain });
        continue;
      }
      const how = by.node.type === "CallExpression" ? "used" : "suspended";
      found.push({ node: use, how, name, made, by: by.node, certain: by.certain });
    }
  }
  return found;
}

/** What a function finds when it is called: views among its parameters, in variables around it, in fields. */
function atStart(
  words: ViewWords,
  captured: ReadonlyMap<TSESTree.Node, readonly [Slot, Fact][]>,
  fn: FunctionNode,
): [Slot, Fact][] {
  const start: [Slot, Fact][] = [...(captured.get(fn) ?? [])];
  for (const [key, { made, stale }] of fieldsIn(words, fn)) start.push([key, { made, by: stale }]);
  for (const parameter of fn.params) {
    for (const name of namesIn(parameter)) {
      const variable = words.recognition.file.variableOf(name);
      if (variable === undefined) continue;
      // The caller read the view before it called.
      if (words.isView(name)) start.push([variable, { made: name, by: undefined }]);
      else if (/^_?heap[a-z]*\d*$/i.test(name.name))
        start.push([variable, { made: name, by: undefined, guessed: true }]);
    }
  }
  return start;
}

function namesIn(parameter: TSESTree.Node): TSESTree.Identifier[] {
  switch (parameter.type) {
    case "Identifier":
      return [parameter];
    case "AssignmentPattern":
      return namesIn(parameter.left);
    case "ObjectPattern":
      return parameter.properties.flatMap((property) => (property.type === "Property" ? namesIn(property.value) : []));
    default:
      return [];
  }
}

/** Views in the variables of an outer function, by the closure that reads them; taken for fresh when it starts. */
function capturedViews(words: ViewWords): Map<TSESTree.Node, [Slot, Fact][]> {
  const found = new Map<TSESTree.Node, [Slot, Fact][]>();
  for (const { variable, made } of words.variables) {
    const home = enclosingFunction(made);
    if (!isFunction(home)) continue;
    for (const closure of new Set(variable.references.map(({ identifier }) => enclosingFunction(identifier)))) {
      if (closure === home) continue;
      found.set(closure, [...(found.get(closure) ?? []), [variable, { made, by: undefined }]]);
    }
  }
  return found;
}
