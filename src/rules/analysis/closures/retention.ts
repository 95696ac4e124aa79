import type { TSESTree } from "@typescript-eslint/utils";
import type { Values } from "../recognise/values.ts";
import { weakTarget } from "../recognise/registrations.ts";
import { returnedBy } from "../recognise/returns.ts";
import type { Scope, SourceFile, Variable } from "../source-file.ts";
import { sourcesOf, type Source } from "../sources.ts";
import {
  isClass,
  isFunction,
  isInside,
  memberName,
  thisOwner,
  unwrap,
  type FunctionNode,
  type ThisOwner,
} from "../syntax.ts";
import { Contexts, functionAround, ownersAround, sharesThis, type CapturedVariable } from "./contexts.ts";
import { isNulled } from "./nulled.ts";
import { held, isGlobalNamed, partOf } from "./parts.ts";
import { Stored } from "./stored.ts";
import { immediateArgument, sameThis, type Target } from "./target.ts";
import { HiddenReads, outermostArrow } from "./this-reads.ts";

/** How a value keeps a target alive, and the place in the code that makes it so. */
export interface Retention {
  /** `is`: the value is the target. `holds`: an object with the target in it. The others are about closures. */
  how: "is" | "holds" | "bind" | "reads" | "sibling" | "arguments" | "eval";
  /** Where the target is read or stored. */
  at: TSESTree.Node;
  /** The closure that is kept and shares the scope. */
  closure?: TSESTree.Node;
}

/** Calls whose parameters are known to be these arguments. */
interface Bound {
  fn: FunctionNode;
  call: TSESTree.CallExpression | TSESTree.NewExpression;
  up: Bound | undefined;
}

const stepLimit = 2000;
/** Steps within each other: they share the call stack. */
const maxOpen = 200;
const containers = new Set(["Set", "Map", "Array", "Proxy"]);
const passing = new Set([
  "assign",
  "freeze",
  "seal",
  "preventExtensions",
  "defineProperty",
  "fromEntries",
  "of",
  "from",
]);

/**
 * Answers one question: does keeping this value keep that object alive?
 *
 * The model is that of V8, JavaScriptCore and SpiderMonkey: all closures made in one scope share one context, which keeps
 * every variable of the scope that any of them reads, and the contexts of all scopes around it.
 */
export class Retentions {
  readonly #file: SourceFile;
  readonly #values: Values;
  readonly #stored: Stored;
  readonly #hidden: HiddenReads;
  readonly #contexts: Contexts;

  constructor(file: SourceFile, values: Values) {
    this.#file = file;
    this.#values = values;
    this.#stored = new Stored(file, values.places);
    this.#hidden = new HiddenReads(file);
    this.#contexts = new Contexts(file);
  }

  /** Why the value of `expression` keeps `target` alive, or `undefined` when nothing shows that it does. */
  of(expression: TSESTree.Node, target: Target): Retention | undefined {
    const shared = { file: this.#file, values: this.#values, stored: this.#stored, hidden: this.#hidden };
    return new Search({ ...shared, contexts: this.#contexts }, target, expression).value(expression, undefined);
  }
}

/** What all searches of one file share. */
interface Shared {
  file: SourceFile;
  values: Values;
  stored: Stored;
  hidden: HiddenReads;
  contexts: Contexts;
}

class Search {
  readonly #file: SourceFile;
  readonly #values: Values;
  readonly #stored: Stored;
  readonly #hidden: HiddenReads;
  readonly #target: Target;
  readonly #contexts: Contexts;
  readonly #root: TSESTree.Node;
  readonly #open = new Set<unknown>();
  /** What was looked at in vain since something was last found: looking again would find nothing either. */
  readonly #failed = new Set<unknown>();
  #steps = 0;
  /** How many captured variables are being followed. */
  #depth = 0;

  constructor({ file, values, stored, hidden, contexts }: Shared, target: Target, root: TSESTree.Node) {
    this.#file = file;
    this.#values = values;
    this.#stored = stored;
    this.#hidden = hidden;
    this.#contexts = contexts;
    this.#target = target;
    this.#root = root;
  }

  value(expression: TSESTree.Node, bound: Bound | undefined): Retention | undefined {
    const node = unwrap(expression);
    switch (node.type) {
      case "ThisExpression":
        return this.#isTargetThis(thisOwner(node)) ? { how: "is", at: node } : undefined;
      case "Identifier":
        return this.#identifier(node, bound);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
      case "ClassExpression":
      case "ClassDeclaration":
        return this.#once(node, bound, () => this.#closure(node, bound));
      case "ObjectExpression":
        return held(node.properties.map((property) => this.#property(property, bound)));
      case "ArrayExpression":
        return held(node.elements.map((element) => this.#element(element, bound)));
      case "ConditionalExpression":
        return this.value(node.consequent, bound) ?? this.value(node.alternate, bound);
      case "LogicalExpression":
        return this.value(node.left, bound) ?? this.value(node.right, bound);
      case "AssignmentExpression":
        return this.value(node.right, bound);
      case "SequenceExpression": {
        const last = node.expressions.at(-1);
        return last && this.value(last, bound);
      }
      case "MemberExpression":
        return this.#member(node, bound);
      case "CallExpression":
        return this.#call(node, bound);
      case "NewExpression":
        return this.#construct(node, bound);
      default:
        return undefined;
    }
  }

  #isTargetThis(owner: ThisOwner): boolean {
    return this.#target.thisOf !== undefined && sameThis(owner, this.#target.thisOf);
  }

  #once(key: unknown, bound: Bound | undefined, search: () => Retention | undefined): Retention | undefined {
    const isFree = bound === undefined;
    if (this.#open.has(key) || (isFree && this.#failed.has(key)) || ++this.#steps > stepLimit) return undefined;
    if (this.#open.size > maxOpen) return undefined;
    this.#open.add(key);
    const found = search();
    this.#open.delete(key);
    // A failure may have been for want of something that was still being looked at, and is now found.
    if (found !== undefined) this.#failed.clear();
    else if (isFree) this.#failed.add(key);
    return found;
  }

  #identifier(node: TSESTree.Identifier, bound: Bound | undefined): Retention | undefined {
    const variable = this.#file.variableOf(node);
    return variable === undefined ? undefined : this.#variable(variable, node, bound);
  }

  #variable(variable: Variable, at: TSESTree.Node, bound: Bound | undefined): Retention | undefined {
    if (bound === undefined && this.#failed.has(variable)) return undefined;
    if (isNulled(variable, this.#root)) return undefined;
    if (variable === this.#target.variable) return { how: "is", at };
    return this.#once(variable, bound, () => {
      for (const source of sourcesOf(variable)) {
        const found = this.#source(source, bound);
        if (found !== undefined) return found;
      }
      return held(
        this.#stored.into(this.#values.places.variableKey(variable)).map((value) => this.value(value, bound)),
      );
    });
  }

  #source(source: Source, bound: Bound | undefined): Retention | undefined {
    if (source.kind === "import") return undefined;
    if (source.kind === "expression") {
      return source.path.length === 0 ? this.value(source.node, bound) : this.#picked(source.node, source.path, bound);
    }
    if (source.path.length > 0) return undefined;
    for (let at = bound; at; at = at.up) {
      const argument = at.fn === source.fn ? at.call.arguments[source.index] : undefined;
      if (argument !== undefined) return argument.type === "SpreadElement" ? undefined : this.value(argument, at.up);
    }
    const argument = immediateArgument(source.fn, source.index);
    return argument && this.value(argument, bound);
  }

  /** A property picked from an object literal, an element from an array literal. */
  #picked(object: TSESTree.Node, path: readonly string[], bound: Bound | undefined): Retention | undefined {
    const part = partOf(unwrap(object), path[0]);
    if (part === undefined) return undefined;
    return path.length === 1 ? this.value(part, bound) : this.#picked(part, path.slice(1), bound);
  }

  #property(property: TSESTree.ObjectLiteralElement, bound: Bound | undefined): Retention | undefined {
    return property.type === "Property" ? this.value(property.value, bound) : undefined;
  }

  #element(
    element: TSESTree.Expression | TSESTree.SpreadElement | null,
    bound: Bound | undefined,
  ): Retention | undefined {
    return element === null || element.type === "SpreadElement" ? undefined : this.value(element, bound);
  }

  #member(node: TSESTree.MemberExpression, bound: Bound | undefined): Retention | undefined {
    const key = this.#values.places.keyOf(node);
    const name = memberName(node);
    if (key === undefined || name === undefined || this.#stored.isEmptied(key)) return undefined;
    return this.#once(key, bound, () => {
      const object = unwrap(node.object);
      const variable = object.type === "Identifier" ? this.#file.variableOf(object) : undefined;
      for (const source of variable ? sourcesOf(variable) : []) {
        if (source.kind !== "expression" || source.path.length > 0) continue;
        const found = this.#picked(source.node, [name], bound);
        if (found !== undefined) return found;
      }
      for (const source of this.#values.places.writesTo(key)) {
        const found = this.#source(source, bound);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  }

  #call(node: TSESTree.CallExpression, bound: Bound | undefined): Retention | undefined {
    const callee = unwrap(node.callee);
    if (callee.type === "MemberExpression") {
      const method = memberName(callee);
      if (method === "bind") {
        const [receiver, ...rest] = node.arguments.map((argument) => this.#element(argument, bound));
        const through = receiver ?? rest.find((found) => found !== undefined);
        return through ? { ...through, how: "bind" } : this.value(callee.object, bound);
      }
      if (
        method !== undefined &&
        passing.has(method) &&
        isGlobalNamed(this.#file, callee.object, ["Object", "Array", "Reflect"])
      ) {
        return held(node.arguments.map((argument) => this.#element(argument, bound)));
      }
    }
    const fn = this.#values.calledFunction(node);
    if (fn !== undefined) {
      if (fn.async && !fn.generator && node.parent.type !== "AwaitExpression") return undefined;
      const inner: Bound = { fn, call: node, up: bound };
      return this.#once(node, bound, () => {
        for (const value of returnedBy(this.#file, fn)) {
          const found = this.value(value, inner);
          if (found !== undefined) return found;
        }
        return undefined;
      });
    }
    // A wrapper such as once(() => …) keeps the function it is given.
    const wrapped = node.arguments.filter((argument) => isFunction(argument));
    return held(wrapped.map((argument) => this.value(argument, bound)));
  }

  #construct(node: TSESTree.NewExpression, bound: Bound | undefined): Retention | undefined {
    if (weakTarget(node) !== undefined) return undefined;
    const callee = unwrap(node.callee);
    if (isGlobalNamed(this.#file, callee, containers)) {
      return held(node.arguments.map((argument) => this.#element(argument, bound)));
    }
    const variable = callee.type === "Identifier" ? this.#file.variableOf(callee) : undefined;
    const definition = variable?.defs[0]?.node;
    if (definition === undefined || !isClass(definition)) return undefined;
    const made = definition.body.body.find(
      (member) => member.type === "MethodDefinition" && member.kind === "constructor",
    );
    const fn = made?.type === "MethodDefinition" && isFunction(made.value) ? made.value : undefined;
    const inner: Bound | undefined = fn ? { fn, call: node, up: bound } : bound;
    const fields = this.#stored.into(this.#values.places.classKey(definition, false));
    return this.#once(node, bound, () => held(fields.map((value) => this.value(value, inner))));
  }

  /** A function or class keeps the contexts of every scope around it. */
  #closure(node: TSESTree.Node, bound: Bound | undefined): Retention | undefined {
    const scopes = this.#contexts.around(node);
    const owners = ownersAround(node);
    if (this.#depth > 0) {
      // Which closure of a scope keeps its context does not matter any more: one look at a scope serves all of them.
      for (const scope of scopes) {
        const found = this.#once(scope, bound, () => this.#context(node, scope, bound).next().value ?? undefined);
        if (found !== undefined) return found;
      }
      for (const owner of owners) {
        const found = this.#capturedThis(node, owner);
        if (found !== undefined) return found;
      }
      return this.#readFromModule(node);
    }
    const candidates = [
      ...scopes.flatMap((scope) => [...this.#context(node, scope, bound)]),
      ...owners.map((owner) => this.#capturedThis(node, owner)),
      this.#readFromModule(node),
    ].filter((found) => found !== undefined);
    // What the deleter itself reads is the clearer thing to say; a sibling comes next.
    return candidates.find(({ how }) => how === "reads") ?? candidates[0];
  }

  /** The ways in which what the closures of a scope share keeps the target. */
  *#context(closure: TSESTree.Node, scope: Scope, bound: Bound | undefined): Generator<Retention, undefined> {
    const hidden = scope.block.type === "Program" ? [] : this.#hidden.evalsIn(scope.block);
    for (const captured of this.#contexts.of(scope)) {
      const found = this.#captured(closure, scope, captured, hidden, bound);
      if (found !== undefined) yield found;
    }
  }

  #captured(
    closure: TSESTree.Node,
    scope: Scope,
    { variable, readers }: CapturedVariable,
    hidden: readonly TSESTree.Node[],
    bound: Bound | undefined,
  ): Retention | undefined {
    const isArguments = variable.name === "arguments" && variable.defs.length === 0;
    if (readers.length === 0 && hidden.length === 0 && !this.#isMapped(variable, scope)) return undefined;
    this.#depth++;
    const kept = isArguments
      ? this.#argumentsHold(scope, bound)
      : this.#variable(variable, variable.identifiers[0] ?? closure, bound);
    this.#depth--;
    if (kept === undefined) return undefined;
    const own = readers.find((reader) => isInside(reader, closure));
    if (own !== undefined) return { how: "reads", at: own };
    const [sibling] = readers;
    if (sibling !== undefined)
      return { how: isArguments ? "arguments" : "sibling", at: sibling, closure: functionAround(sibling) };
    return hidden[0] ? { how: "eval", at: hidden[0] } : { how: "arguments", at: variable.identifiers[0] ?? closure };
  }

  /** The variables of a module live as long as the module, so only what the closure itself reads is its own doing. */
  #readFromModule(closure: TSESTree.Node): Retention | undefined {
    const { variable } = this.#target;
    if (variable === undefined || (variable.scope.type !== "module" && variable.scope.type !== "global"))
      return undefined;
    if (isNulled(variable, this.#root)) return undefined;
    const own = variable.references.find(({ identifier }) => isInside(identifier, closure));
    return own && { how: "reads", at: own.identifier };
  }

  /** In sloppy mode a function that mentions `arguments` keeps its parameters where `arguments` can see them. */
  #isMapped(variable: Variable, scope: Scope): boolean {
    if (scope.type !== "function" || scope.isStrict || variable.defs[0]?.type !== "Parameter") return false;
    const own = scope.set.get("arguments");
    const fn = scope.block as FunctionNode;
    return (
      own !== undefined &&
      own.defs.length === 0 &&
      own.references.length > 0 &&
      fn.params.every(({ type }) => type === "Identifier")
    );
  }

  #argumentsHold(scope: Scope, bound: Bound | undefined): Retention | undefined {
    const fn = scope.block;
    if (!isFunction(fn)) return undefined;
    for (const parameter of fn.params) {
      const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      const variable = name.type === "Identifier" ? this.#file.variableOf(name) : undefined;
      const found = variable && this.#variable(variable, name, bound);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #capturedThis(closure: TSESTree.Node, owner: ThisOwner): Retention | undefined {
    if (!this.#isTargetThis(owner)) return undefined;
    const reads = this.#hidden.all.filter((read) => read.arrow !== undefined && sharesThis(read.owner, owner));
    const own = reads.find(({ node }) => isInside(node, closure));
    if (own !== undefined) return { how: "reads", at: own.node };
    const [sibling] = reads;
    if (sibling?.arrow !== undefined) return { how: "sibling", at: sibling.node, closure: sibling.arrow };
    const [call] = this.#hidden.evalsIn(owner).filter((found) => thisOwner(found) === owner);
    return call && { how: "eval", at: call, ...(outermostArrow(call, owner) && { closure: functionAround(call) }) };
  }
}
