import type { TSESTree } from "@typescript-eslint/utils";
import type { Spoiler } from "../flow/spoilage.ts";
import type { Recognition } from "../recognise/index.ts";
import type { SourceFile } from "../source-file.ts";
import { callsIn } from "../recognise/calls.ts";
import { sourcesOf } from "../sources.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap, type FunctionNode } from "../syntax.ts";

// `wasm_free_opaque`: what gives memory back takes none.
const releasing = /(?:^|_|[a-z])(?:free|dealloc(?:ate)?)(?:$|_|[A-Z])/;

// `get_state_size(state)`, `getFrameHeight()`: what tells a measure makes nothing.
const measuring = /(?:^|_|[a-z])(?:[sS]ize|[lL]en(?:gth)?|[cC]ount|[wW]idth|[hH]eight|[vV]ersion)$/;
// `get_buffer()`, `isReady()`, `version_ptr()`: what is asked for with nothing given is there.
const asking = /(?:^|_)(?:get|is|has)(?:$|_|[A-Z])|(?:_|[a-z])(?:[pP]tr|[pP]ointer|[oO]ffset|[aA]ddr(?:ess)?)$/;
// `get_state_ptr(player)`: where a thing has it.
const locating = /(?:^|_)get(?:_\w+_|[A-Z]\w*|_)(?:[pP]tr|[pP]ointer|[oO]ffset|[aA]ddr(?:ess)?)$|^_?getPointer$/;
// Functions of Emscripten's runtime that work in the memory there is.
const runtime =
  /^(?:[gs]etValue|stack(?:Save|Restore)|lengthBytes\w+|(?:UTF\d+|Ascii)ToString|stringTo(?:UTF\d+|Ascii))$/;

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
    const called = this.#called(node.callee);
    if (called.length === 0) return this.#isGivenExports(node) ? { node, certain: false } : undefined;
    const inside = called.map((fn) => this.#summary(fn));
    if (inside.every((each) => each === undefined)) return undefined;
    return { node, certain: inside.every((each) => each?.certain === true) };
  }

  /** The functions of the file that a callee can be: `const encode = isWide ? encode16 : encode8;`. */
  #called(callee: TSESTree.Node): FunctionNode[] {
    const { file, values } = this.#recognition;
    const fn = values.functionOf(callee);
    if (fn !== undefined) return [fn];
    const node = unwrap(callee);
    const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
    const [source, ...others] = variable ? sourcesOf(variable) : [];
    const isValue = source?.kind === "expression" && source.path.length === 0 && others.length === 0;
    const chosen = isValue ? unwrap(source.node) : node;
    if (chosen.type !== "ConditionalExpression") return [];
    return [chosen.consequent, chosen.alternate].flatMap((way) => values.functionOf(way) ?? []);
  }

  /** `encode(exports, text)`: a function of another file that is given the module can allocate. */
  #isGivenExports({ callee, arguments: given }: TSESTree.CallExpression): boolean {
    const name = lastName(callee);
    if (
      name === undefined ||
      given.length < 2 ||
      !/alloc|encode|write|copy|push|put|lower|pass|store|new|to[A-Z_]/i.test(name)
    )
      return false;
    const { values } = this.#recognition;
    return given.some((argument) => ["exports", "instance"].includes(values.of(argument)?.kind ?? ""));
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
    const { name } = value;
    const isRelease = values.families.release(name) !== undefined || releasing.test(name);
    const isGivenNothing = call.arguments.length === 0;
    const isLocated = call.arguments.length < 2 && locating.test(name);
    const isQuestion = measuring.test(name) || (isGivenNothing && asking.test(name)) || isLocated || runtime.test(name);
    return isRelease || isQuestion ? undefined : "possible";
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
  if (/shared:\s*true/.test(file.code.text) || asksForShared(file)) return true;
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

/** `memory.buffer instanceof SharedArrayBuffer`; a buffer that is only made beside the memory is another one. */
function asksForShared(file: SourceFile): boolean {
  if (!file.mentions("SharedArrayBuffer")) return false;
  return file.nodes("Identifier").some(({ name, parent }) => {
    if (name !== "SharedArrayBuffer") return false;
    return parent.type !== "NewExpression" && parent.type !== "UnaryExpression";
  });
}

export function functionsOf({ file }: Recognition): FunctionNode[] {
  return [
    ...file.nodes("FunctionDeclaration"),
    ...file.nodes("FunctionExpression"),
    ...file.nodes("ArrowFunctionExpression"),
  ].filter((node) => isFunction(node) && node.body);
}
