import type { TSESTree } from "@typescript-eslint/utils";
import { isInert } from "./inert.ts";
import { askedBy } from "./predicates.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";

/** A condition came out one way; `false` when what is known of this path rules that out. */
export function assume(run: Run, state: State, node: TSESTree.Node, outcome: boolean): boolean {
  const asked = isInert(node) ? node : askedBy(run, node);
  if (asked === undefined) return true;
  const { text, holds } = factOf(run, node, outcome);
  return assumeText(state, text, holds, asked === node ? namesIn(node) : [...namesIn(node), ...namesIn(asked)]);
}

/** The value equals what a `case` stands for, or does not. */
export function assumeEqual(
  run: Run,
  state: State,
  value: TSESTree.Node,
  test: TSESTree.Node,
  outcome: boolean,
): boolean {
  if (!isInert(value) || !isInert(test)) return true;
  const { source } = run.file;
  const text = `${source.text(value)} === ${source.text(test)}`;
  return assumeText(state, text, outcome, [...namesIn(value), ...namesIn(test)]);
}

function assumeText(state: State, text: string, holds: boolean, names: readonly string[]): boolean {
  const known = fact(state, text);
  if (known !== undefined) return known === holds;
  state.ask(...names.map((name) => `?${name}`));
  state.setFact(text, { holds, names });
  return true;
}

/** What is known of a condition that stays as it is: 1, -1 or 0. */
export function knownFact(run: Run, state: State, node: TSESTree.Node): -1 | 0 | 1 {
  if (!isInert(node) && askedBy(run, node) === undefined) return 0;
  const { text, holds } = factOf(run, node, true);
  const known = fact(state, text);
  return known === undefined ? 0 : known === holds ? 1 : -1;
}

const equality = /^(.+) === (?:"([^"]*)"|'([^']*)'|(-?\d+))$/s;

/** A value that equals one literal equals no other. */
function fact(state: State, text: string): boolean | undefined {
  const known = state.fact(text);
  if (known !== undefined) return known;
  const [, value, ...literal] = equality.exec(text) ?? [];
  if (value === undefined) return undefined;
  for (const [other, { holds }] of state.facts()) {
    if (!holds || !other.startsWith(value)) continue;
    const [, sameValue, ...otherLiteral] = equality.exec(other) ?? [];
    if (sameValue === value) return literal.filter(Boolean).join() === otherLiteral.filter(Boolean).join();
  }
  return undefined;
}

const opposites: Readonly<Record<string, string>> = { "!==": "===", "!=": "==", ">=": "<", "<=": ">" };

function factOf(run: Run, node: TSESTree.Node, outcome: boolean): { text: string; holds: boolean } {
  const { source } = run.file;
  if (node.type === "BinaryExpression") {
    const opposite = opposites[node.operator];
    const operator = opposite ?? node.operator;
    return {
      text: `${source.text(node.left)} ${operator} ${source.text(node.right)}`,
      holds: opposite === undefined ? outcome : !outcome,
    };
  }
  return { text: source.text(node), holds: outcome };
}

const nameLists = new WeakMap<TSESTree.Node, readonly string[]>();

/** The names a condition reads, members included. */
function namesIn(node: TSESTree.Node): readonly string[] {
  let names = nameLists.get(node);
  if (names !== undefined) return names;
  const found = new Set<string>();
  const visit = (part: TSESTree.Node): void => {
    switch (part.type) {
      case "Identifier":
        found.add(part.name);
        return;
      case "PrivateIdentifier":
        found.add(`#${part.name}`);
        return;
      case "MemberExpression":
        visit(part.object);
        visit(part.property);
        return;
      case "UnaryExpression":
        visit(part.argument);
        return;
      case "CallExpression":
        visit(part.callee);
        part.arguments.forEach(visit);
        return;
      case "BinaryExpression":
      case "LogicalExpression":
        visit(part.left);
        visit(part.right);
        return;
      case "ConditionalExpression":
        visit(part.test);
        visit(part.consequent);
        visit(part.alternate);
        return;
      case "TemplateLiteral":
      case "SequenceExpression":
        part.expressions.forEach(visit);
        return;
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "ChainExpression":
        visit(part.expression);
        return;
      default:
    }
  };
  visit(node);
  names = [...found];
  nameLists.set(node, names);
  return names;
}
