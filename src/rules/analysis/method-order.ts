import type { TSESTree } from "@typescript-eslint/utils";
import { isMade } from "./lifetime/own-module.ts";
import { Remembered } from "./remembered.ts";
import type { SourceFile } from "./source-file.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isMethod,
  keyName,
  memberName,
  thisOwner,
  type ClassNode,
} from "./syntax.ts";

const maxDepth = 4;

/**
 * `async load() { await this.allocate(); this.makeViews(); }`: the class asks for what happens in one method only
 * before it asks for the other, or only right after it has made the instance whose memory it is, so that it is over
 * when the other runs.
 */
export function isOverBefore(file: SourceFile, owner: ClassNode, node: TSESTree.Node, home: TSESTree.Node): boolean {
  const from = methodAround(owner, node);
  const to = methodAround(owner, home);
  if (from === undefined || to === undefined || from === to) return false;
  const { calls, makers, reached } = orders.get(file, owner, () => orderOf(file, owner));
  const reaches = (call: OwnCall, target: Member): boolean => reached.get(call.to)?.has(target) === true;
  const isOrdered = ({ by, at }: { by: Member; at: TSESTree.Node }): boolean =>
    calls.some((next) => next.by === by && next.node.range[0] > at.range[1] && reaches(next, to)) ||
    calls.some(
      (before) =>
        before.by === by && before.node.range[1] < at.range[0] && makers.some((maker) => reaches(before, maker)),
    );
  if (isOrdered({ by: from, at: node })) return true;
  const earlier = calls.filter((call) => reaches(call, from));
  const ordered = earlier.filter((call) => isOrdered({ by: call.by, at: call.node }));
  // Another method on the way to it tells no order of its own.
  const isOnTheWay = (call: OwnCall): boolean => ordered.some((first) => first === call || reaches(first, call.by));
  return ordered.length > 0 && earlier.every(isOnTheWay);
}

/** What a class says of the order in which its methods run. */
interface Order {
  readonly calls: readonly OwnCall[];
  readonly makers: readonly Member[];
  /** Every method that a method runs, itself among them, up to `maxDepth` calls deep. */
  readonly reached: ReadonlyMap<Member, ReadonlySet<Member>>;
}

const orders = new Remembered<SourceFile, ClassNode, Order>();

function orderOf(file: SourceFile, owner: ClassNode): Order {
  const calls = callsWithin(file, owner);
  const asked = new Map<Member, Set<Member>>();
  for (const { by, to } of calls) asked.set(by, (asked.get(by) ?? new Set()).add(to));
  const targets = new Set(calls.map(({ to }) => to));
  const reached = new Map([...targets].map((method) => [method, reachedFrom(method, asked)]));
  return { calls, makers: instanceMakers(file, owner), reached };
}

function reachedFrom(method: Member, asked: ReadonlyMap<Member, ReadonlySet<Member>>): Set<Member> {
  const reached = new Set([method]);
  let last = reached;
  for (let depth = 0; depth < maxDepth && last.size > 0; depth++) {
    const next = [...last].flatMap((from) => [...(asked.get(from) ?? [])]).filter((to) => !reached.has(to));
    last = new Set(next);
    for (const to of last) reached.add(to);
  }
  return reached;
}

/** Methods that set a field of the object to an instance that they make. */
function instanceMakers(file: SourceFile, owner: ClassNode): Member[] {
  return file.nodes("AssignmentExpression").flatMap(({ left, right }) => {
    const isField = left.type === "MemberExpression" && left.object.type === "ThisExpression" && isInside(left, owner);
    return isField && isMade(file, right, owner) ? (methodAround(owner, left) ?? []) : [];
  });
}

type Member = TSESTree.ClassElement;

interface OwnCall {
  readonly node: TSESTree.CallExpression;
  readonly by: Member;
  readonly to: Member;
}

/** The calls by which methods of a class ask for each other. */
function callsWithin(file: SourceFile, owner: ClassNode): OwnCall[] {
  return file.nodes("CallExpression").flatMap((node) => {
    const { callee } = node;
    if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression" || !isInside(node, owner))
      return [];
    const by = methodAround(owner, node);
    const name = memberName(callee);
    const to = owner.body.body.filter(isMethod).find((member) => keyName(member) === name);
    const isLater = by !== undefined && isInCallback(node);
    return by === undefined || to === undefined || isLater ? [] : [{ node, by, to }];
  });
}

/** What stands in a function of the method's runs nobody knows when. */
function isInCallback(node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  return isFunction(fn) && thisOwner(node) !== fn;
}

function methodAround(owner: ClassNode, node: TSESTree.Node): Member | undefined {
  return owner.body.body.find((member) => isInside(node, member));
}
