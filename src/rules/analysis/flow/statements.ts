import type { TSESTree } from "@typescript-eslint/utils";
import { copy, join, type State } from "./facts.ts";

interface Target {
  label: string | undefined;
  breaks: State[];
  continues: State[];
  isLoop: boolean;
}

/** A `try` under way: in which states something in it throws, and in which `return` or a jump leaves it. */
interface Try {
  thrown: State | undefined;
  left: State | undefined;
  /** How many jump targets are outside of it. */
  targets: number;
}

/** Runs statements in order, both ways at every branch and twice around every loop; what expressions do is the subclass's. */
export abstract class StatementRun {
  protected state: State | undefined = new Map();
  /** The states in which the function under way returns. */
  #returns: State[] = [];
  readonly #targets: Target[] = [];
  /** Per `try` around, innermost last. */
  readonly #tries: Try[] = [];
  /** How many of them are around the call of the function under way. */
  #outerTries = 0;

  protected abstract expression(node: TSESTree.Node): void;

  /** What `for await` does between two rounds. */
  protected abstract suspend(node: TSESTree.Node): void;

  /** Control may go to the handler from here. */
  protected mayThrow(): void {
    const around = this.#tries.at(-1);
    if (around) around.thrown = join(around.thrown, copy(this.state));
  }

  /** `return`, or a jump to one of the first `targets` targets, runs the `finally` blocks on its way. */
  #leave(targets: number): void {
    for (const around of this.#tries.slice(this.#outerTries)) {
      if (targets <= around.targets) around.left = join(around.left, copy(this.state));
    }
  }

  /** Runs the body of a function to wherever it returns. */
  protected entire(body: () => void): void {
    const outer = { returns: this.#returns, tries: this.#outerTries };
    this.#returns = [];
    this.#outerTries = this.#tries.length;
    body();
    for (const state of this.#returns) this.state = join(this.state, state);
    this.#returns = outer.returns;
    this.#outerTries = outer.tries;
  }

  protected statement(node: TSESTree.Node, label?: string): void {
    if (this.state === undefined) return;
    switch (node.type) {
      case "BlockStatement":
        for (const statement of node.body) this.statement(statement);
        return;
      case "IfStatement":
        this.expression(node.test);
        this.either(
          () => this.statement(node.consequent),
          () => node.alternate && this.statement(node.alternate),
        );
        return;
      case "ForStatement": {
        const { init, test, update } = node;
        if (init) this.expression(init);
        this.loop(
          label,
          () => test && this.expression(test),
          () => this.statement(node.body),
          () => update && this.expression(update),
          test === null,
        );
        return;
      }
      case "WhileStatement":
        this.loop(
          label,
          () => this.expression(node.test),
          () => this.statement(node.body),
          undefined,
          isTrue(node.test),
        );
        return;
      case "DoWhileStatement":
        this.#doWhile(label, node);
        return;
      case "ForOfStatement":
      case "ForInStatement":
        this.expression(node.right);
        this.loop(
          label,
          () => {
            if (node.type === "ForOfStatement" && node.await) this.suspend(node);
            this.expression(node.left);
          },
          () => this.statement(node.body),
          undefined,
          false,
        );
        return;
      case "LabeledStatement":
        this.#targeted({ label: node.label.name, isLoop: false }, () => this.statement(node.body, node.label.name));
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
        if (node.argument) this.expression(node.argument);
        this.#leave(0);
        if (this.state) this.#returns.push(this.state);
        this.state = undefined;
        return;
      case "ThrowStatement":
        this.expression(node.argument);
        this.mayThrow();
        this.state = undefined;
        return;
      default:
        this.expression(node);
    }
  }

  protected either(first: () => void, second: () => unknown): void {
    const before = copy(this.state);
    first();
    const after = this.state;
    this.state = before;
    second();
    this.state = join(this.state, after);
  }

  protected loop(
    label: string | undefined,
    test: (() => unknown) | undefined,
    body: () => void,
    update: (() => unknown) | undefined,
    endless: boolean,
  ): void {
    let out: State | undefined;
    // Two rounds carry what the end of the body spoils back to its start.
    for (let round = 0; round < 2; round++) {
      test?.();
      if (!endless) out = join(out, copy(this.state));
      out = join(out, this.#round(label, body));
      if (this.state !== undefined) update?.();
    }
    if (!endless && this.state !== undefined) {
      test?.();
      out = join(out, this.state);
    }
    this.state = out;
  }

  #doWhile(label: string | undefined, node: TSESTree.DoWhileStatement): void {
    let out: State | undefined;
    for (let round = 0; round < 2; round++) {
      out = join(
        out,
        this.#round(label, () => this.statement(node.body)),
      );
      if (this.state !== undefined) this.expression(node.test);
      if (!isTrue(node.test)) out = join(out, copy(this.state));
    }
    this.state = out;
  }

  /** One round of a loop's body; gives the state in which it is left by `break`. */
  #round(label: string | undefined, body: () => void): State | undefined {
    const target: Target = { label, breaks: [], continues: [], isLoop: true };
    this.#targets.push(target);
    body();
    this.#targets.pop();
    for (const state of target.continues) this.state = join(this.state, state);
    return target.breaks.reduce<State | undefined>((all, state) => join(all, state), undefined);
  }

  #targeted(options: { label: string | undefined; isLoop: boolean }, run: () => void): void {
    const target: Target = { ...options, breaks: [], continues: [] };
    this.#targets.push(target);
    run();
    this.#targets.pop();
    for (const state of target.breaks) this.state = join(this.state, state);
  }

  #switch(node: TSESTree.SwitchStatement): void {
    this.expression(node.discriminant);
    const entry = copy(this.state);
    let hasDefault = false;
    this.#targeted({ label: undefined, isLoop: false }, () => {
      this.state = undefined;
      for (const branch of node.cases) {
        hasDefault ||= branch.test === null;
        this.state = join(this.state, copy(entry));
        for (const statement of branch.consequent) this.statement(statement);
      }
    });
    if (!hasDefault) this.state = join(this.state, entry);
  }

  #try(node: TSESTree.TryStatement): void {
    const around: Try = { thrown: copy(this.state), left: undefined, targets: this.#targets.length };
    this.#tries.push(around);
    this.statement(node.block);
    let after = this.state;
    if (node.handler) {
      this.state = around.thrown;
      around.thrown = undefined;
      this.statement(node.handler.body);
      after = join(after, this.state);
    }
    this.#tries.pop();
    if (node.finalizer) {
      // Once for the ways that go elsewhere from here, once for the way on.
      this.state = join(join(copy(around.thrown), around.left), copy(after));
      this.statement(node.finalizer);
      this.mayThrow();
      this.state = after;
      if (after !== undefined) this.statement(node.finalizer);
    } else {
      this.state = around.thrown;
      this.mayThrow();
      this.state = after;
    }
  }

  #jump(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): void {
    const name = node.label?.name;
    const index = this.#targets.findLastIndex((entry) =>
      name === undefined
        ? entry.isLoop || (node.type === "BreakStatement" && entry.label === undefined)
        : entry.label === name && (node.type === "BreakStatement" || entry.isLoop),
    );
    const target = this.#targets[index];
    this.#leave(index + 1);
    if (this.state && target) (node.type === "BreakStatement" ? target.breaks : target.continues).push(this.state);
    this.state = undefined;
  }
}

function isTrue(node: TSESTree.Node): boolean {
  return node.type === "Literal" && node.value === true;
}
