import type { TSESTree } from "@typescript-eslint/utils";
import type { Spoiler } from "../flow/spoilage.ts";
import type { Recognition } from "../recognise/index.ts";
import { callsIn } from "../recognise/calls.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../syntax.ts";

/** Which calls of a file may grow the memory: allocators and `grow` surely, any other export possibly. */
export class Growth {
  readonly #recognition: Recognition;
  readonly #known = new Map<TSESTree.CallExpression, Spoiler | undefined>();
  readonly #summaries = new Map<FunctionNode, Spoiler | undefined>();
  #own: Spoiler[] | undefined;
  /** Summaries under way. */
  #depth = 0;

  constructor(recognition: Recognition) {
    this.#recognition = recognition;
  }

  /** What a node itself does, without what is inside it. */
  of(node: TSESTree.Node): Spoiler | undefined {
    if (node.type !== "CallExpression") return undefined;
    if (this.#known.has(node)) return this.#known.get(node);
    const spoiler = this.#of(node);
    // Within a cycle of calls what is found is not yet all.
    if (this.#depth === 0) this.#known.set(node, spoiler);
    return spoiler;
  }

  #of(node: TSESTree.CallExpression): Spoiler | undefined {
    const direct = this.#direct(node);
    if (direct !== undefined) return { node, certain: direct === "certain" };
    const fn = this.#recognition.values.calledFunction(node);
    const inside = fn && this.#summary(fn);
    return inside && { node, certain: inside.certain };
  }

  /** The surest growth within a node, closures that are only made there left out. */
  within(node: TSESTree.Node): Spoiler | undefined {
    const home = enclosingFunction(node);
    const found = this.all.filter(
      (spoiler) => isInside(spoiler.node, node) && enclosingFunction(spoiler.node) === home,
    );
    return found.find(({ certain }) => certain) ?? found[0];
  }

  /** Every growing call of the file, in source order. */
  get all(): readonly Spoiler[] {
    this.#own ??= this.#recognition.file
      .nodes("CallExpression")
      .map((call) => this.of(call))
      .filter((spoiler) => spoiler !== undefined);
    return this.#own;
  }

  #direct(call: TSESTree.CallExpression): "certain" | "possible" | undefined {
    const { values } = this.#recognition;
    const callee = unwrap(call.callee);
    if (
      callee.type === "MemberExpression" &&
      memberName(callee) === "grow" &&
      values.of(callee.object)?.kind === "memory"
    )
      return "certain";
    const value = values.of(call);
    if (value?.kind === "pointer" && value.how === "call" && value.node === call) return "certain";
    if (value?.kind !== "export-result" || value.node !== call) return undefined;
    return values.families.release(value.name) === undefined ? "possible" : undefined;
  }

  #summary(fn: FunctionNode): Spoiler | undefined {
    if (this.#summaries.has(fn)) return this.#summaries.get(fn);
    this.#summaries.set(fn, undefined);
    let found: Spoiler | undefined;
    this.#depth++;
    for (const call of callsIn(this.#recognition.file, fn)) {
      const spoiler = this.of(call);
      if (spoiler !== undefined && (found === undefined || (spoiler.certain && !found.certain))) found = spoiler;
    }
    this.#depth--;
    this.#summaries.set(fn, found);
    return found;
  }
}

/** Whether the file says that its memory keeps its buffer: no growth, shared, or `maximum` equal to `initial`. */
export function isFixedMemory({ file }: Recognition): boolean {
  if (!file.settings.memory.growth) return true;
  if (/shared:\s*true|SharedArrayBuffer/.test(file.code.text)) return true;
  return file.nodes("NewExpression").some(({ callee, arguments: [options] }) => {
    if (callee.type !== "MemberExpression" || memberName(callee) !== "Memory" || options?.type !== "ObjectExpression")
      return false;
    const text = (name: string): string | undefined => {
      const found = options.properties.find(
        (entry) => entry.type === "Property" && entry.key.type === "Identifier" && entry.key.name === name,
      );
      return found?.type === "Property" ? file.text(found.value) : undefined;
    };
    return text("initial") !== undefined && text("initial") === text("maximum");
  });
}

export function functionsOf({ file }: Recognition): FunctionNode[] {
  return [
    ...file.nodes("FunctionDeclaration"),
    ...file.nodes("FunctionExpression"),
    ...file.nodes("ArrowFunctionExpression"),
  ].filter((node) => isFunction(node) && node.body);
}
