import type { TSESTree } from "@typescript-eslint/utils";
import { Releases } from "../escape/releases.ts";
import { SpoilageRun, type Spoilage } from "../flow/spoilage.ts";
import type { Recognition } from "../recognise/index.ts";
import { sourcesOf } from "../sources.ts";
import { classOfThis, enclosingFunction, isFunction, isInside, memberName, thisOwner, unwrap } from "../syntax.ts";
import { functionsOf, Growth, isFixedMemory } from "./growth.ts";

/** A view of linear memory that is used when it may show nothing any more. */
export interface StaleView {
  node: TSESTree.Node;
  how: "used" | "suspended" | "freed" | "receiver" | "module" | "field" | "stored";
  /** The view as the code writes it. */
  name: string;
  /** Where the view is made. */
  made: TSESTree.Node;
  /** What detaches it. */
  by: TSESTree.Node;
  certain: boolean;
}

/** Every use of a stale view in the file, in source order. */
export function staleViewsOf(recognition: Recognition): StaleView[] {
  const views = new Views(recognition);
  const found: StaleView[] = [...views.freedUses()];
  if (!isFixedMemory(recognition)) {
    found.push(
      ...views.flowUses(),
      ...views.receivers(),
      ...views.moduleViews(),
      ...views.fieldViews(),
      ...views.storedViews(),
    );
  }
  const seen = new Set<TSESTree.Node>();
  return found
    .sort((a, b) => a.node.range[0] - b.node.range[0] || Number(b.certain) - Number(a.certain))
    .filter(({ node }) => !seen.has(node) && seen.add(node));
}

class Views {
  readonly #recognition: Recognition;
  readonly #growth: Growth;

  constructor(recognition: Recognition) {
    this.#recognition = recognition;
    this.#growth = new Growth(recognition);
  }

  isView = (value: TSESTree.Node): boolean => {
    const kind = this.#recognition.values.of(value)?.kind;
    return kind === "view" || kind === "heap-view" || kind === "buffer";
  };

  flowUses(): StaleView[] {
    const rules: Spoilage = {
      isTracked: this.isView,
      spoils: (node) => {
        if (node.type === "AwaitExpression" || node.type === "YieldExpression" || node.type === "ForOfStatement")
          return { node, certain: false };
        return this.#growth.of(node);
      },
      isCheck,
    };
    return this.#runs(rules).map(({ variable, made, by, use }) => {
      const how = by.node.type === "CallExpression" ? "used" : "suspended";
      return { node: use, how, name: variable.name, made, by: by.node, certain: by.certain };
    });
  }

  freedUses(): StaleView[] {
    const { file, values } = this.#recognition;
    const releases = new Releases(file, values);
    const rules: Spoilage = {
      isTracked: this.isView,
      spoils: () => undefined,
      spoilsOnly: (node, made) => {
        if (node.type !== "CallExpression" || !releases.isRelease(node)) return undefined;
        const [argument] = node.arguments;
        const variable = argument?.type === "Identifier" ? file.variableOf(argument) : undefined;
        const shows = variable?.references.some(({ identifier }) => isInside(identifier, made));
        return shows === true ? { node, certain: true } : undefined;
      },
    };
    return this.#runs(rules).map(({ variable, made, by, use }) => ({
      node: use,
      how: "freed",
      name: variable.name,
      made,
      by: by.node,
      certain: true,
    }));
  }

  /** `heap.set(x, malloc(n))` and `heap[i] = malloc(n)`: the view is evaluated before the call that grows. */
  receivers(): StaleView[] {
    const { file } = this.#recognition;
    const found: StaleView[] = [];
    const add = (view: TSESTree.Node, after: readonly TSESTree.Node[]): void => {
      if (!this.isView(view)) return;
      const growing = after.map((node) => this.#growth.within(node)).filter((spoiler) => spoiler !== undefined);
      const by = growing.find(({ certain }) => certain) ?? growing[0];
      if (by !== undefined)
        found.push({
          node: view,
          how: "receiver",
          name: file.text(view),
          made: view,
          by: by.node,
          certain: by.certain,
        });
    };
    for (const { callee, arguments: given } of file.nodes("CallExpression")) {
      if (callee.type === "MemberExpression") add(callee.object, given);
    }
    for (const { left, right } of file.nodes("AssignmentExpression")) {
      if (left.type === "MemberExpression" && left.computed) add(left.object, [left.property, right]);
    }
    return found;
  }

  /** A view in a module's variable, made once, read by functions between which the memory grows. */
  moduleViews(): StaleView[] {
    const { file } = this.#recognition;
    const found: StaleView[] = [];
    for (const declarator of file.nodes("VariableDeclarator")) {
      const variable = declarator.id.type === "Identifier" ? file.variableOf(declarator.id) : undefined;
      const isModules = variable?.scope.type === "module" || variable?.scope.type === "global";
      if (variable === undefined || !isModules || declarator.init === null || !this.isView(declarator.init)) continue;
      const by = this.#growthInFunctions();
      const isRead = variable.references.some(
        ({ identifier }) => isFunction(enclosingFunction(identifier)) && !isCheck(identifier),
      );
      if (by === undefined || !isRead || sourcesOf(variable).length !== 1) continue;
      found.push({
        node: declarator.id,
        how: "module",
        name: variable.name,
        made: declarator.init,
        by: by.node,
        certain: by.certain,
      });
    }
    return found;
  }

  /** A view in a field, filled once, read by other methods. */
  fieldViews(): StaleView[] {
    const { file, values } = this.#recognition;
    const found: StaleView[] = [];
    for (const { left, right } of file.nodes("AssignmentExpression")) {
      if (left.type !== "MemberExpression" || unwrap(left.object).type !== "ThisExpression" || !this.isView(right))
        continue;
      const key = values.places.keyOf(left);
      const owner = classOfThis(thisOwner(left));
      const name = memberName(left);
      if (key === undefined || owner === undefined || name === undefined || values.places.writesTo(key).length !== 1)
        continue;
      const home = enclosingFunction(left);
      const isRead = file.nodes("MemberExpression").some((member) => {
        return member !== left && values.places.keyOf(member) === key && enclosingFunction(member) !== home;
      });
      const growing = this.#growth.all.filter(({ node }) => {
        const isBefore = enclosingFunction(node) === home && node.range[0] < left.range[0];
        return isInside(node, owner.node) && !isBefore;
      });
      const by = growing.find(({ certain }) => certain) ?? growing[0];
      if (isRead && by !== undefined)
        found.push({ node: left, how: "field", name, made: right, by: by.node, certain: by.certain });
    }
    return found;
  }

  /** A view put into an object that outlives the function. */
  storedViews(): StaleView[] {
    const { file } = this.#recognition;
    return file.nodes("Property").flatMap((property) => {
      if (
        property.parent.type !== "ObjectExpression" ||
        !isFunction(enclosingFunction(property)) ||
        property.value.type !== "Identifier"
      )
        return [];
      const { value } = property;
      const variable = file.variableOf(value);
      if (variable === undefined || !this.isView(value) || !isOutgoing(property.parent)) return [];
      const [source] = sourcesOf(variable);
      if (source?.kind !== "expression") return [];
      return [{ node: value, how: "stored" as const, name: value.name, made: source.node, by: value, certain: false }];
    });
  }

  #growthInFunctions(): ReturnType<Growth["of"]> {
    const inside = this.#growth.all.filter(({ node }) => isFunction(enclosingFunction(node)));
    return inside.find(({ certain }) => certain) ?? inside[0];
  }

  #runs(rules: Spoilage): ReturnType<SpoilageRun["run"]> {
    const { file } = this.#recognition;
    const run = new SpoilageRun(file, rules);
    return [file.code.ast, ...functionsOf(this.#recognition)].flatMap((root) => run.run(root));
  }
}

/** `view.buffer !== memory.buffer`, `view.byteLength === 0`, `view.buffer.detached`: the code knows that views go stale. */
function isCheck(identifier: TSESTree.Node): boolean {
  let at: TSESTree.Node = identifier;
  let name: string | undefined;
  while (at.parent?.type === "MemberExpression" && at.parent.object === at) {
    at = at.parent;
    name = memberName(at as TSESTree.MemberExpression);
  }
  if (name === undefined || !["buffer", "byteLength", "length", "detached"].includes(name)) return false;
  const { parent } = at;
  if (parent?.type === "BinaryExpression") return ["===", "!==", "==", "!="].includes(parent.operator);
  return name === "detached" || parent?.type === "UnaryExpression" || parent?.type === "IfStatement";
}

/** Whether an object literal leaves the function: returned, handed to a constructor, stored in a field. */
function isOutgoing(literal: TSESTree.ObjectExpression): boolean {
  const { parent } = literal;
  if (parent.type === "ReturnStatement" || parent.type === "NewExpression") return true;
  return parent.type === "AssignmentExpression" && parent.left.type === "MemberExpression";
}
