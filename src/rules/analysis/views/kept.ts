import type { TSESTree } from "@typescript-eslint/utils";
import type { Spoiler } from "../flow/spoilage.ts";
import { sourcesOf } from "../sources.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import type { StaleView } from "./index.ts";
import { closureBelow, lifeOf } from "./lives.ts";
import { isCheck, type ViewVariable, type ViewWords } from "./words.ts";

/** Views that are made once and read whenever a function is called: in a module's variable, or captured by a closure. */
export function keptInVariables(words: ViewWords): StaleView[] {
  return words.variables.flatMap((kept): StaleView[] => {
    const { variable, name, made } = kept;
    const isModules = variable.scope.type === "module" || variable.scope.type === "global";
    const by = isModules ? readByFunctions(words, kept) : readByClosures(words, kept);
    if (by === undefined) return [];
    const how = isModules ? "module" : "closure";
    return [{ node: name, how, name: variable.name, made, by: by.node, certain: by.certain }];
  });
}

function readByFunctions({ growth }: ViewWords, { variable }: ViewVariable): Spoiler | undefined {
  const isRead = variable.references.some(
    ({ identifier }) => isFunction(enclosingFunction(identifier)) && !isCheck(identifier),
  );
  return isRead ? surest(growth.all.filter(({ node }) => isFunction(enclosingFunction(node)))) : undefined;
}

/** A closure that outlives the call: certain where one of its siblings, or it itself, grows the memory. */
function readByClosures(words: ViewWords, { variable, made }: ViewVariable): Spoiler | undefined {
  const home = enclosingFunction(made);
  if (!isFunction(home) || variable.references.some(({ identifier }) => isCheck(identifier))) return undefined;
  const lives = new Set<"again" | "once">();
  for (const { identifier } of variable.references) {
    const closure = closureBelow(home, identifier);
    const life = closure && lifeOf(words, closure);
    if (life) lives.add(life);
  }
  if (lives.size === 0) return undefined;
  const inFunctions = words.growth.all.filter(({ node }) => isFunction(enclosingFunction(node)));
  if (lives.has("again")) {
    const sure = inFunctions.find(({ node, certain }) => {
      const closure = isInside(node, home) ? closureBelow(home, node) : undefined;
      return certain && closure !== undefined && lifeOf(words, closure) === "again";
    });
    if (sure !== undefined) return sure;
  }
  // What the function itself does before it makes the view is over by then.
  const later = inFunctions.find(({ node }) => enclosingFunction(node) !== home || node.range[0] > made.range[1]);
  const by = later?.node ?? callWithExports(words, home);
  return by && { node: by, certain: false };
}

/** A call inside of a function that gives the module's exports away: who has them can allocate. */
function callWithExports({ recognition }: ViewWords, home: FunctionNode): TSESTree.Node | undefined {
  const { file, values } = recognition;
  return file.nodes("CallExpression").find((call) => {
    if (!isInside(call, home) || closureBelow(home, call) === undefined || values.calledFunction(call)) return false;
    return call.arguments.some((argument) => {
      const kind = values.of(argument)?.kind;
      return kind === "exports" || kind === "instance";
    });
  });
}

/** A view put into an object that outlives the function. */
export function keptInObjects({ recognition, isView }: ViewWords): StaleView[] {
  const { file } = recognition;
  return file.nodes("Property").flatMap((property): StaleView[] => {
    const { parent, value } = property;
    if (parent.type !== "ObjectExpression" || !isFunction(enclosingFunction(property)) || value.type !== "Identifier")
      return [];
    const variable = file.variableOf(value);
    if (variable === undefined || !isView(value) || !isOutgoing(parent)) return [];
    const [source] = sourcesOf(variable);
    if (source?.kind !== "expression") return [];
    return [{ node: value, how: "stored", name: value.name, made: source.node, by: value, certain: false }];
  });
}

/** Whether an object literal leaves the function: returned, handed to a constructor, stored in a field. */
function isOutgoing(literal: TSESTree.ObjectExpression): boolean {
  const { parent } = literal;
  if (parent.type === "ReturnStatement" || parent.type === "NewExpression") return true;
  return parent.type === "AssignmentExpression" && parent.left.type === "MemberExpression";
}

/** `heap.set(x, malloc(n))` and `heap[i] = malloc(n)`: the view is evaluated before the call that grows. */
export function receivers({ recognition, growth, isView }: ViewWords): StaleView[] {
  const { file } = recognition;
  const found: StaleView[] = [];
  const add = (view: TSESTree.Node, after: readonly TSESTree.Node[]): void => {
    if (!isView(view)) return;
    const by = surest(after.map((node) => growth.within(node)).filter((spoiler) => spoiler !== undefined));
    if (by === undefined) return;
    found.push({ node: view, how: "receiver", name: file.text(view), made: view, by: by.node, certain: by.certain });
  };
  for (const { callee, arguments: given } of file.nodes("CallExpression")) {
    if (callee.type === "MemberExpression" && unwrap(callee.object).type !== "ThisExpression" && memberName(callee))
      add(callee.object, given);
  }
  // `new Uint8Array(memory.buffer, alloc(n), n)`: arguments are read from the left.
  for (const type of ["CallExpression", "NewExpression"] as const) {
    for (const { arguments: given } of file.nodes(type))
      given.forEach((argument, index) => {
        add(argument, given.slice(index + 1));
      });
  }
  for (const { left, right } of file.nodes("AssignmentExpression")) {
    if (left.type === "MemberExpression" && left.computed) add(left.object, [left.property, right]);
  }
  return found;
}

function surest(spoilers: readonly Spoiler[]): Spoiler | undefined {
  return spoilers.find(({ certain }) => certain) ?? spoilers[0];
}
