import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, keyName, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { isIteration } from "./closures.ts";
import type { FileAnalysis } from "./run.ts";

const ending = /free|delete|destroy|dispose|release|close|clean|unpin|end$/i;

/** Functions of the file that hand a part on to each other are followed so far. */
const maxDepth = 3;

/** What an expression is: what the function was given, or something in it. */
type Reach = "whole" | "part";

/** `sends`: to a callee nobody knows. */
export type PartUse = "looks" | "sends" | "keeps";

/**
 * What a function does with what is in the object or list that a parameter is given: `function draw({ image }) {
 * canvas.put(image); }`, `function draw(shown) { canvas.put(shown.image); }`. `keys`: the properties that matter, where the
 * caller knows them.
 */
export function partUse(file: FileAnalysis, fn: FunctionNode, index: number, keys?: ReadonlySet<string>): PartUse {
  return useAt(file, fn, { index, reach: "whole", keys }, 0);
}

/** The same of what the parameter itself is. */
export function wholeUse(file: FileAnalysis, fn: FunctionNode, index: number): PartUse {
  return useAt(file, fn, { index, reach: "part", keys: undefined }, 0);
}

interface Asked {
  readonly index: number;
  readonly reach: Reach;
  readonly keys: ReadonlySet<string> | undefined;
}

function useAt(file: FileAnalysis, fn: FunctionNode, { index, reach, keys }: Asked, depth: number): PartUse {
  const param = fn.params[index];
  if (param === undefined) return "keeps";
  let known = file.partUses.get(param);
  if (known === undefined) file.partUses.set(param, (known = new Map<string, PartUse>()));
  const key = `${reach} ${keys === undefined ? "" : [...keys].sort().join()}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // A function that calls itself with a part keeps none of it by that alone.
  known.set(key, "looks");
  const name = param.type === "AssignmentPattern" ? param.left : param;
  const use = new PartUses(file, fn, keys, depth).bound(name, reach);
  known.set(key, use);
  return use;
}

class PartUses {
  readonly #file: FileAnalysis;
  readonly #fn: FunctionNode;
  readonly #keys: ReadonlySet<string> | undefined;
  readonly #depth: number;
  readonly #followed = new Set<Variable>();

  constructor(file: FileAnalysis, fn: FunctionNode, keys: ReadonlySet<string> | undefined, depth: number) {
    this.#file = file;
    this.#fn = fn;
    this.#keys = keys;
    this.#depth = depth;
  }

  /** What becomes of what a name, or the names of a pattern, stand for. */
  bound(pattern: TSESTree.Node, reach: Reach): PartUse {
    switch (pattern.type) {
      case "Identifier": {
        const variable = this.#file.source.variableOf(pattern);
        if (variable === undefined) return "keeps";
        if (this.#followed.has(variable)) return "looks";
        this.#followed.add(variable);
        return worst(variable.references, (reference) => {
          if (!reference.isRead()) return "looks";
          const where = this.#whereIs(reference.identifier);
          return where === "keeps" ? where : worst([where, this.#use(reference.identifier, reach)], (each) => each);
        });
      }
      case "AssignmentPattern":
        return this.bound(pattern.left, reach);
      case "ObjectPattern":
        return worst(pattern.properties, (each) => {
          if (each.type !== "Property") return "keeps";
          return this.#isBeside(keyName(each), reach) || isText(pattern, each)
            ? "looks"
            : this.bound(each.value, "part");
        });
      case "ArrayPattern":
        return worst(pattern.elements, (each) => (each === null ? "looks" : this.bound(each, "part")));
      default:
        return "keeps";
    }
  }

  /** Nothing that matters is under the name. */
  #isBeside(name: string | undefined, reach: Reach): boolean {
    return reach === "whole" && name !== undefined && this.#keys?.has(name) === false;
  }

  /** In the function itself, in what an iteration of it runs at once, or in what it gives to a call that it waits for. */
  #whereIs(node: TSESTree.Node): PartUse {
    let found: PartUse = "looks";
    for (let at = enclosingFunction(node); at !== this.#fn; at = enclosingFunction(at)) {
      const { parent } = at;
      if (!isFunction(at) || parent?.type !== "CallExpression" || at.generator) return "keeps";
      if (parent.parent.type === "AwaitExpression" && parent.callee !== at) found = "sends";
      else if (at.async || (parent.callee !== at && !isIterated(parent))) return "keeps";
    }
    return found;
  }

  #use(node: TSESTree.Node, reach: Reach): PartUse {
    const { parent } = node;
    switch (parent?.type) {
      case "MemberExpression":
        return parent.object === node ? this.#ofMember(parent, reach) : "looks";
      case "CallExpression":
      case "NewExpression":
        return parent.callee === node ? "sends" : this.#given(parent, node, reach);
      case "VariableDeclarator":
        return parent.init === node ? this.bound(parent.id, reach) : "keeps";
      case "ForOfStatement":
        return parent.right === node && parent.left.type === "VariableDeclaration"
          ? this.bound(parent.left.declarations[0].id, "part")
          : "keeps";
      case "LogicalExpression":
        return parent.left === node && parent.operator === "&&" ? "looks" : this.#use(parent, reach);
      case "ConditionalExpression":
        return parent.test === node ? "looks" : this.#use(parent, reach);
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "ChainExpression":
      case "AwaitExpression":
        return this.#use(parent, reach);
      case "UnaryExpression":
        return parent.operator === "delete" ? "keeps" : "looks";
      case "IfStatement":
      case "WhileStatement":
      case "ForInStatement":
      case "BinaryExpression":
      case "TemplateLiteral":
      case "ExpressionStatement":
      case "TSTypeQuery":
        return "looks";
      default:
        return "keeps";
    }
  }

  /** `shown.image`, `image.width`, `image.draw()`, `list.forEach((each) => …)` */
  #ofMember(member: TSESTree.MemberExpression, reach: Reach): PartUse {
    const { parent } = member;
    const name = memberName(member);
    if (this.#isBeside(name, reach)) return "looks";
    if (parent.type === "AssignmentExpression" && parent.left === member) return "keeps";
    if (parent.type === "CallExpression" && parent.callee === member) {
      if (this.#file.vocabulary.release(parent) !== undefined || ending.test(name ?? "")) return "keeps";
      const [callback] = parent.arguments;
      if (isIterated(parent) && isFunction(callback))
        return worst(callback.params.slice(0, 1), (each) => this.bound(each, "part"));
      return reach === "part" ? "looks" : "keeps";
    }
    if (parent.type === "UnaryExpression" && parent.operator === "delete") return "keeps";
    // What is read off a part belongs to it.
    return reach === "part" || name === "length" ? "looks" : this.#use(member, "part");
  }

  /** `cv.imshow(name, shown.image)`, `drawAll(shown)` */
  #given(call: TSESTree.CallExpression | TSESTree.NewExpression, node: TSESTree.Node, reach: Reach): PartUse {
    const index = call.arguments.findIndex((each) => each === node);
    const { vocabulary, functions } = this.#file;
    const effect = vocabulary.argument(call, index);
    if (call.type === "NewExpression") {
      if (effect === "borrows" && reach === "part") return "looks";
      // What C++ builds of it refers to it, where nothing tells that it needs it for longer.
      const isNative = effect !== "holds" && effect !== "consumes" && vocabulary.acquisition(call) !== undefined;
      return isNative ? "sends" : "keeps";
    }
    if (vocabulary.release(call) !== undefined) return "keeps";
    const own = functions.resolve(call.callee);
    if (own !== undefined) {
      if (this.#depth >= maxDepth) return "keeps";
      const keys = reach === "whole" ? this.#keys : undefined;
      return useAt(this.#file, own, { index, reach, keys }, this.#depth + 1);
    }
    if (effect === "borrows") return reach === "part" ? "looks" : "sends";
    return effect === "unknown" ? "sends" : "keeps";
  }
}

const uses: readonly PartUse[] = ["looks", "sends", "keeps"];

function worst<Each>(all: readonly Each[], use: (each: Each) => PartUse): PartUse {
  return all.reduce<PartUse>((found, each) => {
    if (found === "keeps") return found;
    const other = use(each);
    return uses.indexOf(other) > uses.indexOf(found) ? other : found;
  }, "looks");
}

/** `list.forEach((each) => …)`, which gives nothing of what it goes through */
function isIterated({ callee }: TSESTree.CallExpression): boolean {
  const target = unwrap(callee);
  const name = target.type === "MemberExpression" ? memberName(target) : undefined;
  return name !== undefined && isIteration(name) && /^(?:forEach|map|some|every|flatMap)$/.test(name);
}

/** `{ tree, uri }: { tree: Tree; uri: string | null }`: what is a text or a truth value holds nothing. */
function isText({ typeAnnotation }: TSESTree.ObjectPattern, property: TSESTree.Property): boolean {
  const type = typeAnnotation?.typeAnnotation;
  if (type?.type !== "TSTypeLiteral") return false;
  const name = keyName(property);
  return type.members.some((member) => {
    if (member.type !== "TSPropertySignature" || keyName(member) !== name) return false;
    const declared = member.typeAnnotation?.typeAnnotation;
    const parts = declared?.type === "TSUnionType" ? declared.types : declared === undefined ? [] : [declared];
    return parts.length > 0 && parts.every(({ type }) => /^TS(?:String|Boolean|Null|Undefined)Keyword$/.test(type));
  });
}
