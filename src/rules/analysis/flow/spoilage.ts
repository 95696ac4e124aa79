import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../source-file.ts";
import { isFunction, isInside, isNode, isNullish, unwrap, type FunctionNode } from "../syntax.ts";
import type { Fact, Slot, Spoiler } from "./facts.ts";
import { StatementRun } from "./statements.ts";

export type { Fact, Slot, Spoiler } from "./facts.ts";

/** A tracked value that was used after something spoiled it. */
export interface SpoiledUse {
  slot: Slot;
  made: TSESTree.Node;
  by: Spoiler;
  use: TSESTree.Node;
}

/** A function of the file that a call runs before it returns. */
export interface Inlined {
  fn: FunctionNode;
  /** As the body of a loop: any number of times. */
  loops: boolean;
}

/** What makes, spoils and saves a value; called in the order in which the program evaluates. */
export interface Spoilage {
  /** Whether a value put into a variable is to be watched; for `const { a } = o` it is the pattern's property. */
  isTracked(value: TSESTree.Node): boolean;
  /** What a node does to every watched value. */
  spoils(node: TSESTree.Node): Spoiler | undefined;
  /** What a node does to the values made by certain nodes only. */
  spoilsOnly?(node: TSESTree.Node, made: TSESTree.Node): Spoiler | undefined;
  /** Whether a reading of the variable is a check that finds out a spoiled value. */
  isCheck?(node: TSESTree.Node): boolean;
  /** The field that a member expression stands for, where fields are watched. */
  fieldOf?(member: TSESTree.MemberExpression): string | undefined;
  /** The function that a call runs. */
  runs?(call: TSESTree.CallExpression | TSESTree.NewExpression): Inlined | undefined;
  /** The getter of the file that a member expression runs. */
  getter?(member: TSESTree.MemberExpression): FunctionNode | undefined;
  /** Whether a call may give any field a new value without this file showing how. */
  refreshes?(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean;
  /** What is known when a function starts. */
  initial?(root: FunctionNode | TSESTree.Program): Iterable<readonly [Slot, Fact]>;
}

const maxDepth = 3;
const maxInlined = 400;

/** Runs a function and the functions of the file that it calls, and finds the uses of spoiled values. */
export class SpoilageRun extends StatementRun {
  readonly #file: SourceFile;
  readonly #rules: Spoilage;
  readonly #found = new Map<TSESTree.Node, SpoiledUse>();
  /** The calls through which functions were entered. */
  readonly #entered: { call: TSESTree.Node; fn: FunctionNode }[] = [];
  #inlined = 0;

  constructor(file: SourceFile, rules: Spoilage) {
    super();
    this.#file = file;
    this.#rules = rules;
  }

  run(root: FunctionNode | TSESTree.Program): SpoiledUse[] {
    this.#found.clear();
    this.#inlined = 0;
    this.state = new Map(this.#rules.initial?.(root));
    if (root.type === "Program") for (const statement of this.#file.statements) this.statement(statement);
    else this.#body(root);
    return [...this.#found.values()];
  }

  #body(fn: FunctionNode): void {
    if (fn.body.type === "BlockStatement") this.statement(fn.body);
    else this.expression(fn.body);
  }

  protected override suspend(node: TSESTree.Node): void {
    this.#spoil(node);
  }

  protected override expression(node: TSESTree.Node): void {
    if (this.state === undefined || isFunction(node)) return;
    switch (node.type) {
      case "Identifier":
        this.#read(this.#file.variableOf(node), node);
        return;
      case "VariableDeclarator":
        if (node.init && !(node.id.type === "Identifier" && this.#factOf(node.init))) this.expression(node.init);
        if (node.id.type === "Identifier") this.#write(this.#file.variableOf(node.id), node.init);
        else if (node.id.type === "ObjectPattern") {
          for (const property of node.id.properties) {
            if (property.type === "Property" && property.value.type === "Identifier")
              this.#write(this.#file.variableOf(property.value), property);
          }
        }
        return;
      case "AssignmentExpression":
        this.#assign(node);
        return;
      case "ConditionalExpression":
        this.expression(node.test);
        this.either(
          () => this.expression(node.consequent),
          () => this.expression(node.alternate),
        );
        return;
      case "LogicalExpression": {
        this.expression(node.left);
        const empty = this.#slotOf(emptyWhenSkipped(node));
        this.either(
          () => this.expression(node.right),
          () => empty !== undefined && this.state?.delete(empty),
        );
        return;
      }
      case "MemberExpression": {
        const field = this.#rules.fieldOf?.(node);
        if (field !== undefined && this.state.has(field)) this.#read(field, node);
        else this.expression(node.object);
        if (node.computed) this.expression(node.property);
        const getter = this.#rules.getter?.(node);
        if (getter !== undefined) this.#inline(node, { fn: getter, loops: false }, []);
        return;
      }
      case "UnaryExpression":
        // `delete this.view` lets go of the view and reads nothing of it.
        if (node.operator === "delete" && node.argument.type === "MemberExpression") {
          const dropped = this.#rules.fieldOf?.(node.argument);
          if (dropped !== undefined) {
            this.state.delete(dropped);
            return;
          }
        }
        this.expression(node.argument);
        this.#spoil(node);
        return;
      case "Property":
        if (node.computed) this.expression(node.key);
        this.expression(node.value);
        return;
      case "CallExpression":
      case "NewExpression":
        for (const child of this.#children(node)) this.expression(child);
        this.#call(node);
        return;
      default:
        for (const child of this.#children(node)) this.expression(child);
        this.#spoil(node);
    }
  }

  #assign(node: TSESTree.AssignmentExpression): void {
    const { left, right, operator } = node;
    const isPlain = operator === "=" || operator === "??=" || operator === "||=";
    const field = left.type === "MemberExpression" ? this.#rules.fieldOf?.(left) : undefined;
    const slot = left.type === "Identifier" ? this.#file.variableOf(left) : field;
    if (slot === undefined || operator !== "=") this.expression(left);
    // A second name for a value is not yet a use of it.
    if (slot === undefined || !this.#factOf(right)) this.expression(right);
    if (slot !== undefined && isPlain) this.#write(slot, right);
  }

  #call(node: TSESTree.CallExpression | TSESTree.NewExpression): void {
    const inlined = this.#rules.runs?.(node);
    if (inlined !== undefined && this.#inline(node, inlined, node.arguments)) {
      this.mayThrow();
      return;
    }
    if (this.#rules.refreshes?.(node) === true) {
      for (const slot of [...(this.state?.keys() ?? [])]) if (typeof slot === "string") this.state?.delete(slot);
    }
    this.#spoil(node);
  }

  /** Runs the called function in the state of the call; not when that leads too deep. */
  #inline(call: TSESTree.Node, { fn, loops }: Inlined, given: readonly TSESTree.CallExpressionArgument[]): boolean {
    const isUnderWay = this.#entered.some((entry) => entry.fn === fn);
    if (isUnderWay || fn.generator || this.#entered.length >= maxDepth || ++this.#inlined > maxInlined) return false;
    this.#entered.push({ call, fn });
    const body = (): void => this.entire(() => this.#body(fn));
    if (loops) this.loop(undefined, undefined, body, undefined, false);
    else {
      fn.params.forEach((parameter, i) => {
        const argument = given[i];
        if (parameter.type === "Identifier")
          this.#write(this.#file.variableOf(parameter), argument?.type === "SpreadElement" ? null : (argument ?? null));
      });
      body();
    }
    this.#entered.pop();
    return true;
  }

  #children(node: TSESTree.Node): TSESTree.Node[] {
    if (node.type.startsWith("TS")) return "expression" in node && isNode(node.expression) ? [node.expression] : [];
    const record = node as unknown as Record<string, unknown>;
    const keys = this.#file.code.visitorKeys[node.type] ?? [];
    const found: TSESTree.Node[] = [];
    for (const key of keys) {
      const child = record[key];
      if (Array.isArray(child)) {
        for (const each of child) if (isNode(each)) found.push(each);
      } else if (isNode(child)) found.push(child);
    }
    return found;
  }

  #spoil(node: TSESTree.Node): void {
    const spoiler = this.#rules.spoils(node);
    for (const [slot, fact] of this.state ?? []) {
      if (fact.other === true) continue;
      const found = spoiler ?? this.#rules.spoilsOnly?.(node, fact.made);
      if (found === undefined) continue;
      // The reader looks for what happened in the function at hand.
      const inner = this.#entered.findLastIndex(({ fn }) => isInside(fact.made, fn));
      const at = this.#entered[inner + 1]?.call ?? found.node;
      const by = { node: at, certain: found.certain && fact.guessed !== true };
      if (fact.by === undefined || (by.certain && !fact.by.certain)) this.state?.set(slot, { ...fact, by });
    }
    if (node.type === "CallExpression" || node.type === "NewExpression") this.mayThrow();
  }

  #read(slot: Variable | string | undefined, node: TSESTree.Node): void {
    const fact = slot === undefined ? undefined : this.state?.get(slot);
    if (slot === undefined || fact === undefined || fact.other === true || isTestForNothing(node)) return;
    if (this.#rules.isCheck?.(node) === true) {
      // A kept buffer that is compared vouches for the views of it that are kept beside it.
      const vouchesForAll = typeof slot === "string" || node.parent?.type !== "MemberExpression";
      for (const [other, known] of this.state ?? [])
        if (other === slot || (vouchesForAll && typeof other === typeof slot))
          this.state?.set(other, { ...known, by: undefined });
    } else if (fact.by !== undefined) {
      const known = this.#found.get(fact.made);
      if (known === undefined || (fact.by.certain && !known.by.certain)) {
        this.#found.set(fact.made, { slot, made: fact.made, by: fact.by, use: node });
      }
    }
  }

  #write(slot: Slot | undefined, value: TSESTree.Node | null): void {
    if (slot === undefined) return;
    const known = value === null ? undefined : this.#factOf(value);
    if (known !== undefined) this.state?.set(slot, known);
    else if (value !== null && this.#rules.isTracked(unwrap(value)))
      this.state?.set(slot, { made: value, by: undefined });
    else if (value !== null && this.state?.has(slot) === true && !isNullish(value))
      this.state.set(slot, { made: value, by: undefined, other: true });
    else this.state?.delete(slot);
  }

  /** A second name is as good or bad as the first. */
  #factOf(expression: TSESTree.Node): Fact | undefined {
    const slot = this.#slotOf(expression);
    return slot === undefined ? undefined : this.state?.get(slot);
  }

  #slotOf(expression: TSESTree.Node | undefined): Slot | undefined {
    const value = expression && unwrap(expression);
    if (value?.type === "Identifier") return this.#file.variableOf(value);
    return value?.type === "MemberExpression" ? this.#rules.fieldOf?.(value) : undefined;
  }
}

/** `view === null`: it tells whether there is a view, and reads nothing of it. */
function isTestForNothing(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (parent?.type === "UnaryExpression") return parent.operator === "!";
  return parent?.type === "BinaryExpression" && comparedWithNothing(parent) === node;
}

function comparedWithNothing({ left, right, operator }: TSESTree.BinaryExpression): TSESTree.Node | undefined {
  if (!["===", "!==", "==", "!="].includes(operator)) return undefined;
  return isNullish(right) ? left : isNullish(left) ? right : undefined;
}

/** What is null where the right side of `view === null || …`, `view && …` is not evaluated. */
function emptyWhenSkipped({ left, operator }: TSESTree.LogicalExpression): TSESTree.Node | undefined {
  const test = unwrap(left);
  if (test.type === "BinaryExpression")
    return test.operator.startsWith(operator === "&&" ? "!=" : "==") ? comparedWithNothing(test) : undefined;
  if (operator === "&&") return test;
  return operator === "||" && test.type === "UnaryExpression" && test.operator === "!" ? test.argument : undefined;
}
