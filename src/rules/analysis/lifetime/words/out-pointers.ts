import type { TSESTree } from "@typescript-eslint/utils";
import type { CFamily, CFunction } from "../../../../resources/libraries/index.ts";
import type { SourceFile } from "../../source-file.ts";
import { enclosingFunction, isInside, lastName, memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import type { NativeCall } from "./native-names.ts";

/** What a function put where one of its arguments points to. */
export interface Out {
  readonly node: TSESTree.CallExpression;
  readonly of: CFunction;
  readonly family: CFamily;
}

interface Place extends Out {
  /** The argument that says where, as it is written. */
  readonly text: string;
}

// `getValue(at, "*")`, `peekPtr(at)`, `view.getUint32(at, true)`.
const reader =
  /^(?:getValue|peek(?:Ptr|32|Int32|Uint32)?|getUint32|getInt32|getBig(?:Ui|I)nt64|(?:get|read|load|deref)_?(?:Ptr|Pointer|U32|I32|UInt32LE|Uint32|Int32|Address))$/;

/**
 * The pointers that functions hand out through an argument: where the file first reads what was put there, as
 * `HEAPU32[at >> 2]` after `_sqlite3_prepare_v2(db, sql, -1, at, 0)`.
 */
export class OutPointers {
  readonly #source: SourceFile;
  readonly #known: (node: CallNode) => { call: NativeCall; of: CFunction } | undefined;
  #reads: ReadonlyMap<TSESTree.Node, Out> | undefined;

  constructor(source: SourceFile, known: (node: CallNode) => { call: NativeCall; of: CFunction } | undefined) {
    this.#source = source;
    this.#known = known;
  }

  of(node: TSESTree.Node): Out | undefined {
    this.#reads ??= this.#collect();
    return this.#reads.size === 0 ? undefined : this.#reads.get(node);
  }

  #collect(): ReadonlyMap<TSESTree.Node, Out> {
    const places: Place[] = [];
    for (const node of this.#source.nodes("CallExpression")) {
      const known = this.#known(node);
      const acquires = known?.of.acquires;
      const at = acquires?.out === undefined ? undefined : known?.call.arguments[acquires.out];
      if (known === undefined || acquires === undefined || at === undefined || at.type === "Literal") continue;
      places.push({ node, of: known.of, family: acquires.family, text: this.#source.text(unwrap(at)) });
    }
    const found = new Map<TSESTree.Node, Out>();
    if (places.length === 0) return found;
    const reads = [...this.#source.nodes("CallExpression"), ...this.#source.nodes("MemberExpression")]
      .flatMap((node) => {
        const text = this.#placeRead(node);
        return text === undefined || !isTaken(node) ? [] : [{ node, text }];
      })
      .sort((a, b) => a.node.range[0] - b.node.range[0]);
    for (const place of places) {
      const within = enclosingFunction(place.node);
      const next = places.find(({ node, text }) => text === place.text && node.range[0] > place.node.range[0]);
      const read = reads.find(
        ({ node, text }) =>
          text === place.text &&
          node.range[0] > place.node.range[1] &&
          (next === undefined || node.range[0] < next.node.range[0]) &&
          enclosingFunction(node) === within,
      );
      if (read === undefined || this.#isTestedLater(place.node, read.node)) continue;
      if (!this.#isFilledBefore(place, read.node)) found.set(read.node, place);
    }
    return found;
  }

  /** Where an expression reads from: the text of `at` in `HEAPU32[at >> 2]`, `getValue(at)`, `new Uint32Array(b, at, 1)[0]`. */
  #placeRead(node: TSESTree.CallExpression | TSESTree.MemberExpression): string | undefined {
    if (node.type === "CallExpression") {
      const callee = unwrap(node.callee);
      const name = lastName(callee);
      const [at] = node.arguments;
      return name === undefined || at === undefined || !reader.test(name) ? undefined : this.#source.text(unwrap(at));
    }
    if (!node.computed) return undefined;
    const object = unwrap(node.object);
    const at = object.type === "NewExpression" ? object.arguments[1] : indexed(unwrap(node.property));
    return at === undefined ? undefined : this.#source.text(unwrap(at));
  }

  /** `setValue(at, buffer, "*")` before the call: the function fills what the file has put there. */
  #isFilledBefore({ text, node }: Place, read: TSESTree.Node): boolean {
    const within = enclosingFunction(read);
    const isBefore = (other: TSESTree.Node): boolean =>
      other.range[0] < node.range[0] && enclosingFunction(other) === within;
    const isSomething = (value: TSESTree.Node | undefined): boolean =>
      value !== undefined && !(value.type === "Literal" && (value.value === 0 || value.value === null));
    const byCall = this.#source.nodes("CallExpression").some((call) => {
      const callee = unwrap(call.callee);
      const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
      const [at, value] = call.arguments;
      if (at === undefined || name === undefined || !/^(?:setValue|poke\w*|setUint32|setInt32)$/.test(name))
        return false;
      return isBefore(call) && this.#source.text(unwrap(at)) === text && isSomething(value);
    });
    if (byCall) return true;
    return this.#source.nodes("AssignmentExpression").some(({ left, right, ...assignment }) => {
      if (left.type !== "MemberExpression" || assignment.range[0] > node.range[0]) return false;
      return this.#placeRead(left) === text && isBefore(left) && isSomething(unwrap(right));
    });
  }

  /** Only after the read does the file ask whether the call went well: what is there may be nothing. */
  #isTestedLater(made: TSESTree.Node, read: TSESTree.Node): boolean {
    let outer = made;
    while (outer.parent?.type === "AwaitExpression" || outer.parent?.type === "TSAsExpression") outer = outer.parent;
    const { parent } = outer;
    const holder =
      parent?.type === "VariableDeclarator"
        ? parent.id
        : parent?.type === "AssignmentExpression"
          ? parent.left
          : undefined;
    const variable = holder === undefined ? undefined : this.#source.variableOf(holder);
    return (
      variable?.references.some(
        ({ identifier }) =>
          identifier.range[0] > read.range[1] && isInside(identifier as TSESTree.Node, enclosingFunction(read)),
      ) === true
    );
  }
}

/** `at >> 2`, `at / 4`: the address behind an index of words. */
function indexed(index: TSESTree.Node): TSESTree.Node | undefined {
  if (index.type !== "BinaryExpression" || index.right.type !== "Literal") return undefined;
  const { operator, right } = index;
  const isWord = (/^>>>?$/.test(operator) && right.value === 2) || (operator === "/" && right.value === 4);
  return isWord ? index.left : undefined;
}

/** Bound to a name, kept, returned or passed on, not only looked at. */
function isTaken(node: TSESTree.Node): boolean {
  let at = node;
  for (;;) {
    const { parent } = at;
    if (parent === undefined) return false;
    switch (parent.type) {
      case "AwaitExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
        at = parent;
        continue;
      case "BinaryExpression":
        if (parent.operator !== ">>>") return false;
        at = parent;
        continue;
      case "VariableDeclarator":
        return true;
      case "AssignmentExpression":
        return parent.right === at;
      case "ReturnStatement":
      case "Property":
        return true;
      case "CallExpression":
        return parent.callee !== at;
      default:
        return false;
    }
  }
}
