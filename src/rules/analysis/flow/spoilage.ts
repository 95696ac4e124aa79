import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../source-file.ts";
import { isFunction, unwrap, type FunctionNode } from "../syntax.ts";

/** What spoils a value: the node after which it is no longer good, and how sure that is. */
export interface Spoiler {
  node: TSESTree.Node;
  certain: boolean;
}

/** A tracked value that was used after something spoiled it. */
export interface SpoiledUse {
  variable: Variable;
  made: TSESTree.Node;
  by: Spoiler;
  use: TSESTree.Node;
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
  isCheck?(identifier: TSESTree.Identifier): boolean;
}

interface Fact {
  made: TSESTree.Node;
  by: Spoiler | undefined;
}

type State = Map<Variable, Fact>;

interface Target {
  label: string | undefined;
  breaks: State[];
  continues: State[];
  isLoop: boolean;
}

/** Runs a function's statements in order, both ways at every branch and twice around every loop. */
export class SpoilageRun {
  readonly #file: SourceFile;
  readonly #rules: Spoilage;
  readonly #found = new Map<TSESTree.Node, SpoiledUse>();
  readonly #targets: Target[] = [];
  #state: State | undefined = new Map();

  constructor(file: SourceFile, rules: Spoilage) {
    this.#file = file;
    this.#rules = rules;
  }

  run(root: FunctionNode | TSESTree.Program): SpoiledUse[] {
    this.#found.clear();
    this.#state = new Map();
    if (root.type === "Program") for (const statement of root.body) this.#statement(statement);
    else if (root.body.type === "BlockStatement") this.#statement(root.body);
    else this.#expression(root.body);
    return [...this.#found.values()];
  }

  #statement(node: TSESTree.Node, label?: string): void {
    if (this.#state === undefined) return;
    switch (node.type) {
      case "BlockStatement":
        for (const statement of node.body) this.#statement(statement);
        return;
      case "IfStatement":
        this.#expression(node.test);
        this.#either(
          () => this.#statement(node.consequent),
          () => node.alternate && this.#statement(node.alternate),
        );
        return;
      case "ForStatement":
        if (node.init) this.#expression(node.init);
        this.#loop(
          label,
          () => {
            if (node.test) this.#expression(node.test);
          },
          node.body,
          () => node.update && this.#expression(node.update),
          node.test === null,
        );
        return;
      case "WhileStatement":
        this.#loop(label, () => this.#expression(node.test), node.body, undefined, isTrue(node.test));
        return;
      case "DoWhileStatement":
        this.#loop(label, undefined, node.body, () => this.#expression(node.test), true);
        return;
      case "ForOfStatement":
      case "ForInStatement":
        this.#expression(node.right);
        this.#loop(
          label,
          () => {
            if (node.type === "ForOfStatement" && node.await) this.#spoil(node);
            this.#expression(node.left);
          },
          node.body,
          undefined,
          false,
        );
        return;
      case "LabeledStatement":
        this.#targeted({ label: node.label.name, isLoop: false }, () => this.#statement(node.body, node.label.name));
        return;
      case "SwitchStatement":
        this.#switch(node);
        return;
      case "TryStatement":
        this.#try(node);
        return;
      case "BreakStatement":
      case "ContinueStatement":
        this.#jump(node);
        return;
      case "ReturnStatement":
      case "ThrowStatement":
        if (node.argument) this.#expression(node.argument);
        this.#state = undefined;
        return;
      default:
        this.#expression(node);
    }
  }

  #either(first: () => void, second: () => unknown): void {
    const before = copy(this.#state);
    first();
    const after = this.#state;
    this.#state = before;
    second();
    this.#state = join(this.#state, after);
  }

  #loop(
    label: string | undefined,
    test: (() => void) | undefined,
    body: TSESTree.Node,
    update: (() => unknown) | undefined,
    endless: boolean,
  ): void {
    let out: State | undefined;
    // Two rounds carry what the end of the body spoils back to its start.
    for (let round = 0; round < 2; round++) {
      test?.();
      if (!endless) out = join(out, copy(this.#state));
      const target: Target = { label, breaks: [], continues: [], isLoop: true };
      this.#targets.push(target);
      this.#statement(body);
      this.#targets.pop();
      for (const state of target.continues) this.#state = join(this.#state, state);
      if (this.#state !== undefined) update?.();
      for (const state of target.breaks) out = join(out, state);
    }
    this.#state = endless ? out : join(out, this.#state);
  }

  #targeted(options: { label: string | undefined; isLoop: boolean }, run: () => void): void {
    const target: Target = { ...options, breaks: [], continues: [] };
    this.#targets.push(target);
    run();
    this.#targets.pop();
    for (const state of target.breaks) this.#state = join(this.#state, state);
  }

  #switch(node: TSESTree.SwitchStatement): void {
    this.#expression(node.discriminant);
    const entry = copy(this.#state);
    let hasDefault = false;
    this.#targeted({ label: undefined, isLoop: false }, () => {
      this.#state = undefined;
      for (const branch of node.cases) {
        hasDefault ||= branch.test === null;
        this.#state = join(this.#state, copy(entry));
        for (const statement of branch.consequent) this.#statement(statement);
      }
    });
    if (!hasDefault) this.#state = join(this.#state, entry);
  }

  #try(node: TSESTree.TryStatement): void {
    const before = copy(this.#state);
    this.#statement(node.block);
    const end = this.#state;
    let after = copy(end);
    if (node.handler) {
      this.#state = join(before, copy(end));
      this.#statement(node.handler.body);
      after = join(after, this.#state);
    }
    this.#state = after ?? (node.finalizer ? copy(before) : undefined);
    const isOver = after === undefined;
    if (node.finalizer) this.#statement(node.finalizer);
    if (isOver) this.#state = undefined;
  }

  #jump(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): void {
    const name = node.label?.name;
    const target = this.#targets.findLast((entry) =>
      name === undefined
        ? entry.isLoop || (node.type === "BreakStatement" && entry.label === undefined)
        : entry.label === name && (node.type === "BreakStatement" || entry.isLoop),
    );
    if (this.#state && target) (node.type === "BreakStatement" ? target.breaks : target.continues).push(this.#state);
    this.#state = undefined;
  }

  #expression(node: TSESTree.Node): void {
    if (this.#state === undefined || isFunction(node)) return;
    switch (node.type) {
      case "Identifier":
        this.#read(node);
        return;
      case "VariableDeclarator":
        if (node.init) this.#expression(node.init);
        if (node.id.type === "Identifier") this.#write(node.id, node.init);
        else if (node.id.type === "ObjectPattern") {
          for (const property of node.id.properties) {
            if (property.type === "Property" && property.value.type === "Identifier")
              this.#write(property.value, property);
          }
        }
        return;
      case "AssignmentExpression":
        if (node.left.type !== "Identifier" || node.operator !== "=") this.#expression(node.left);
        this.#expression(node.right);
        if (node.left.type === "Identifier") this.#write(node.left, node.right);
        return;
      case "ConditionalExpression":
        this.#expression(node.test);
        this.#either(
          () => this.#expression(node.consequent),
          () => this.#expression(node.alternate),
        );
        return;
      case "LogicalExpression":
        this.#expression(node.left);
        this.#either(
          () => this.#expression(node.right),
          () => undefined,
        );
        return;
      case "MemberExpression":
        this.#expression(node.object);
        if (node.computed) this.#expression(node.property);
        return;
      case "Property":
        if (node.computed) this.#expression(node.key);
        this.#expression(node.value);
        return;
      default:
        for (const child of this.#children(node)) this.#expression(child);
        this.#spoil(node);
    }
  }

  #children(node: TSESTree.Node): TSESTree.Node[] {
    if (node.type.startsWith("TS")) return "expression" in node && isNode(node.expression) ? [node.expression] : [];
    const record = node as unknown as Record<string, unknown>;
    const keys = this.#file.code.visitorKeys[node.type] ?? [];
    return keys.flatMap((key) => record[key]).filter((child): child is TSESTree.Node => isNode(child));
  }

  #spoil(node: TSESTree.Node): void {
    const spoiler = this.#rules.spoils(node);
    for (const [variable, fact] of this.#state ?? []) {
      const by = spoiler ?? this.#rules.spoilsOnly?.(node, fact.made);
      if (by === undefined || (fact.by !== undefined && (fact.by.certain || !by.certain))) continue;
      this.#state?.set(variable, { made: fact.made, by });
    }
  }

  #read(node: TSESTree.Identifier): void {
    const variable = this.#file.variableOf(node);
    const fact = variable && this.#state?.get(variable);
    if (variable === undefined || fact === undefined) return;
    if (this.#rules.isCheck?.(node) === true) {
      this.#state?.set(variable, { made: fact.made, by: undefined });
    } else if (fact.by !== undefined) {
      const known = this.#found.get(fact.made);
      if (known === undefined || (fact.by.certain && !known.by.certain)) {
        this.#found.set(fact.made, { variable, made: fact.made, by: fact.by, use: node });
      }
    }
  }

  #write(name: TSESTree.Identifier, value: TSESTree.Node | null): void {
    const variable = this.#file.variableOf(name);
    if (variable === undefined) return;
    if (value !== null && this.#rules.isTracked(unwrap(value)))
      this.#state?.set(variable, { made: value, by: undefined });
    else this.#state?.delete(variable);
  }
}

function copy(state: State | undefined): State | undefined {
  return state && new Map(state);
}

/** A value is good after a join only if it is good on both ways. */
function join(one: State | undefined, other: State | undefined): State | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const both = new Map(one);
  for (const [variable, fact] of other) {
    const known = both.get(variable);
    if (known?.by === undefined || (fact.by?.certain === true && !known.by.certain))
      both.set(variable, fact.by || !known ? fact : known);
  }
  return both;
}

function isTrue(node: TSESTree.Node): boolean {
  return node.type === "Literal" && node.value === true;
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === "object" && value !== null && "type" in value && "range" in value;
}
