import type { TSESTree } from "@typescript-eslint/utils";
import { concernsWasm } from "../../recognise/gate.ts";
import { familiesOf, type PointerFamilies } from "../../recognise/families.ts";
import { recognitionOf } from "../../recognise/index.ts";
import { hasWord, isMadeByOther } from "../../recognise/makers.ts";
import type { SourceFile } from "../../source-file.ts";
import { sourcesOf } from "../../sources.ts";
import { keyName, lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { isNamedExports } from "./native-callee.ts";
import { nativeName, type NativeCall } from "./native-names.ts";
import { referenceRelease } from "./references.ts";
import { madeAlike } from "./made-alike.ts";
import { isSlotPerCall } from "./table-slots.ts";
import { isTuple } from "./result-forms.ts";

// Owned only where the file also shows the other half: these names are common for other things.
const needTheirPair = new Set(["stackSave", "addFunction", "installFunction"]);
const pairs: Readonly<Record<string, string>> = {
  stackSave: "stackRestore",
  addFunction: "removeFunction",
  installFunction: "uninstallFunction",
  Malloc: "Free",
  // Nothing but AssemblyScript's runtime has it, whatever its module is called.
  __pin: "__unpin",
};

/** Raw pointers: what the names of the functions say, and whose functions they are. */
export class PointerWords {
  readonly #source: SourceFile;
  readonly #families: PointerFamilies;

  constructor(source: SourceFile) {
    this.#source = source;
    this.#families = familiesOf(source.settings);
  }

  acquisition(node: CallNode): Acquisition | undefined {
    if (node.type !== "CallExpression") return undefined;
    const call = nativeName(this.#source, node);
    if (call === undefined) return undefined;
    if (isLift(call) || this.#isReset(call)) return undefined;
    return (
      this.#counted(call) ?? this.#paired(node, call) ?? this.#allocated(node, call) ?? this.#byConvention(node, call)
    );
  }

  /** How sure it is that a function of this name releases its first argument. */
  isRelease(call: NativeCall): "configured" | "name" | "exports" | undefined {
    if (call.name === "removeFunction" && this.#buildsModules()) return undefined;
    if (Object.values(pairs).includes(call.name)) return "name";
    return this.#families.release(call.name);
  }

  /** A compiler's `module.addFunction(name, params, results, locals, body)` puts nothing into a table. */
  #buildsModules(): boolean {
    this.#builds ??= this.#source
      .nodes("CallExpression")
      .some(
        ({ callee, arguments: given }) =>
          given.length > 2 && callee.type === "MemberExpression" && memberName(callee) === "addFunction",
      );
    return this.#builds;
  }
  #builds: boolean | undefined;

  #isReset({ name }: NativeCall): boolean {
    return /alloc/i.test(name) && resetsArena(this.#source);
  }

  #counted({ name, arguments: given }: NativeCall): Acquisition | undefined {
    const release = referenceRelease(name);
    if (release === undefined || given.length === 0 || !this.#source.mentions(release)) return undefined;
    const made = pointer(name, [release], "counted", `\`${release}\` gives back what \`${name}\` holds`, "certain");
    return { ...made, counted: true };
  }

  #paired(node: TSESTree.CallExpression, { name }: NativeCall): Acquisition | undefined {
    const release = Object.hasOwn(pairs, name) ? pairs[name] : undefined;
    if (release === undefined || (name === "addFunction" && this.#buildsModules())) return undefined;
    // `if (bottom > stackSave())` only asks where the stack is.
    if (name === "stackSave" && node.parent.type === "BinaryExpression") return undefined;
    if (needTheirPair.has(name) && !this.#source.mentions(release)) {
      if (name === "stackSave" || !isSlotPerCall(this.#source, node)) return undefined;
      return pointer(name, [release], "pair", "each call takes another slot of the function table", "possible");
    }
    return pointer(name, [release], "pair", `\`${release}\` undoes \`${name}\``, "certain");
  }

  #allocated(node: TSESTree.CallExpression, { name }: NativeCall): Acquisition | undefined {
    if (
      name !== "allocate" ||
      !node.arguments.some((argument) => this.#source.text(argument).includes("ALLOC_NORMAL"))
    ) {
      return undefined;
    }
    return pointer(name, ["_free", "free"], "allocator", "`ALLOC_NORMAL` allocates with `malloc`", "certain");
  }

  #byConvention(node: TSESTree.CallExpression, call: NativeCall): Acquisition | undefined {
    const family = this.#families.acquire(call.name);
    // `allocateUTF8OnStack(text)` goes with the frame.
    if (family === undefined || call.name.endsWith("OnStack") || isOfStack(node)) return undefined;
    const { name, release, evidence } = family;
    if (evidence === "configured")
      return pointer(name, release, "configured", `the settings say that \`${name}\` acquires`, "certain");
    if (evidence === "name") {
      // `this.malloc()`: no address comes of asking for nothing.
      if (/^_*malloc$/.test(name) && call.arguments.length === 0) return undefined;
      // A class's own `malloc` method is found by its body, and `malloc.x` is no call of it.
      const certainty = this.#isMadeHere(node) ? "possible" : "certain";
      return pointer(name, release, "allocator", `\`${name}\` is an allocator by its name`, certainty);
    }
    const counterpart = release.find((each) => hasWord(this.#source.code.text, each));
    if (counterpart !== undefined && isMadeByOther(this.#source, name, counterpart)) return undefined;
    // With a type of its result written beside it, the function is at least known to give a number.
    if (counterpart === undefined && evidence === "pair" && !call.viaGlue) {
      if (!isSpelledAsNative(name) || isOwnMethod(node)) return undefined;
      const alike = madeAlike(this.#source, name, call);
      if (alike === undefined) return undefined;
      const of = pointer(name, [alike.release, ...release], "pair", alike.text, "possible");
      return { ...of, release: `${alike.release}(…)` };
    }
    const isSpelledNative =
      counterpart !== undefined &&
      ((isSpelledAsNative(name) && !isOwnMethod(node)) || isPairOfOne(this.#source, node, counterpart));
    if (!call.viaGlue && !isSpelledNative && !this.isExport(node)) return undefined;
    if (isStatus(node) || isTuple(this.#source, node)) return undefined;
    // `createAtlas(); …; destroyAtlas();` make and end what the module has of it.
    if (
      node.parent.type === "ExpressionStatement" &&
      counterpart !== undefined &&
      isOfModule(this.#source, counterpart)
    )
      return undefined;
    if (!call.viaGlue && !/^_[A-Z]/.test(name) && this.#isMethodHere(node, name)) return undefined;
    const text =
      counterpart === undefined
        ? `\`${name}\` is a function of the module`
        : `\`${counterpart}\` releases what \`${name}\` makes`;
    // `_thing_create` may also be a private method, of an object that this file knows only by its name; words in camel case
    // are how wrappers write, of what may have one buffer for good.
    const isKnown = call.viaGlue || /^_[A-Z]/.test(name) || this.isExport(node);
    const isSure = counterpart !== undefined && isKnown && !camelCase.test(name) && !this.#isGuessed(node);
    const made = pointer(name, release, "pair", text, isSure ? "certain" : "possible");
    // A release that nothing shows to exist is not named; AssemblyScript's runtime always has its own.
    if (name.startsWith("__")) return made;
    return { ...made, release: counterpart === undefined ? "" : `${counterpart}(…)` };
  }

  /** A class of this file has a method of this name, and nothing says that the object is a module rather than one of that class. */
  #isMethodHere(node: TSESTree.CallExpression, name: string): boolean {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression" || isNamedExports(callee.object)) return false;
    const value = recognitionOf(this.#source).values.of(callee.object);
    if (value?.kind === "exports" && value.by !== "use" && value.by !== "name") return false;
    return this.#source.nodes("MethodDefinition").some((method) => !method.static && keyName(method) === name);
  }

  /** `const pool = new Pool(); pool.malloc(8)`: what an object of this file's making hands out may go with the object. */
  #isMadeHere(node: TSESTree.CallExpression): boolean {
    const callee = unwrap(node.callee);
    const object = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
    const variable = object?.type === "Identifier" ? this.#source.variableOf(object) : undefined;
    const sources = variable === undefined ? [] : sourcesOf(variable);
    return sources.some((source) => source.kind === "expression" && unwrap(source.node).type === "NewExpression");
  }

  /** Only the name of what loaded it says that the object is a module. */
  #isGuessed({ callee }: TSESTree.CallExpression): boolean {
    const member = unwrap(callee);
    const object = member.type === "MemberExpression" ? member.object : undefined;
    if (object === undefined || isNamedExports(object)) return false;
    const value = recognitionOf(this.#source).values.of(object);
    return value?.kind === "exports" && value.by === "name";
  }

  /** The callee is a function of an exports object. */
  isExport(node: TSESTree.CallExpression): boolean {
    const callee = unwrap(node.callee);
    const { values } = recognitionOf(this.#source);
    if (callee.type === "MemberExpression") {
      if (values.of(callee.object)?.kind === "exports") return true;
      if (isNamedExports(callee.object)) return true;
    }
    return values.of(callee)?.kind === "function";
  }
}

const resets = new WeakMap<SourceFile, boolean>();

/** The file gives all that an allocator made back at once: `lib_malloc` beside `lib_heap_ptr_set`. */
export function resetsArena(source: SourceFile): boolean {
  let answer = resets.get(source);
  if (answer === undefined) {
    answer = /(?:heap_ptr_set|(?:heap|arena)_reset|reset_(?:heap|arena))\b/.test(source.code.text);
    resets.set(source, answer);
  }
  return answer;
}

const camelCase = /^_*(?:[cC]reate|[mM]ake|[nN]ew)[A-Z]|[a-z](?:Create|New)$/;

/** `_Image_Create`, `_image_create`: Emscripten writes an underscore before the names of C. */
function isSpelledAsNative(name: string): boolean {
  return /^_[A-Z]/.test(name) || /^_[a-z][a-z0-9]*_\w+$/.test(name);
}

function isOfModule(source: SourceFile, release: string): boolean {
  return source
    .nodes("CallExpression")
    .some((call) => call.arguments.length === 0 && lastName(call.callee) === release);
}

const pairCalls = new WeakMap<SourceFile, ReadonlySet<string>>();

/**
 * `wasm.layout_create(font)` beside `wasm.layout_destroy(layout)`: two functions of one object that are spelled as those of
 * C are, of which the second is given one thing.
 */
function isPairOfOne(source: SourceFile, node: TSESTree.CallExpression, counterpart: string): boolean {
  const object = objectOf(node);
  if (object === undefined || !/^[a-z][a-z\d]*(?:_[a-z\d]+)+$/.test(counterpart) || !concernsWasm(source)) return false;
  let calls = pairCalls.get(source);
  if (calls === undefined) {
    const all = source.nodes("CallExpression").filter(({ arguments: given }) => given.length === 1);
    pairCalls.set(source, (calls = new Set(all.map(({ callee }) => source.text(unwrap(callee)).replace(/[?!]/g, "")))));
  }
  return calls.has(`${source.text(object)}.${counterpart}`);
}

/** The object that a function is called on, by a name: a method of a class is called on `this`. */
function objectOf({ callee }: TSESTree.CallExpression): TSESTree.Node | undefined {
  const member = unwrap(callee);
  const object = member.type === "MemberExpression" ? unwrap(member.object) : undefined;
  return object?.type === "Identifier" || object?.type === "MemberExpression" ? object : undefined;
}

/** `stack.malloc(8)`: what an object of that name gives goes with its frame. */
function isOfStack({ callee }: TSESTree.CallExpression): boolean {
  const member = unwrap(callee);
  const object = member.type === "MemberExpression" ? unwrap(member.object) : undefined;
  const name = object?.type === "MemberExpression" ? memberName(object) : undefined;
  return /(?:^s|S)tack$/.test(object?.type === "Identifier" ? object.name : (name ?? ""));
}

/** `realloc(0, 0, align, size)` of the component model: what is passed to a component is the component's. */
function isLift({ name, arguments: given }: NativeCall): boolean {
  if (/(?:cabi|canonical_abi)_realloc$/.test(name)) return true;
  const [old] = given;
  return name === "realloc" && given.length === 4 && old?.type === "Literal" && old.value === 0;
}

const statusName = /^(?:err(?:or)?|errno|rc|status|(?:err(?:or)?|ret(?:urn)?|status)_?[cC]ode)$/;

/** `check(lib_open(name))`, `lib_create_view(v) !== 0`: the result is a code that says how it went. */
export function isStatus(node: TSESTree.CallExpression): boolean {
  const { parent } = node;
  if (parent.type === "VariableDeclarator")
    return (parent.id.type === "Identifier" && statusName.test(parent.id.name)) || isThrownUnlessZero(parent);
  if (parent.type === "AssignmentExpression")
    return parent.left.type === "Identifier" && statusName.test(parent.left.name);
  if (parent.type === "BinaryExpression") return /^(?:[!=]==?|<)$/.test(parent.operator);
  if (parent.type !== "CallExpression" || parent.callee === node) return false;
  const callee = unwrap(parent.callee);
  const name = lastName(callee);
  return name !== undefined && /[eE]rror|[cC]heck|[aA]ssert|[sS]tatus|[tT]hrow|[vV]erify|[eE]xpect/.test(name);
}

/** `const result = lib_open(name, out); if (result !== 0) throw …`: what is made is where the argument points to. */
function isThrownUnlessZero({ id, parent }: TSESTree.VariableDeclarator): boolean {
  if (id.type !== "Identifier" || parent.parent.type === "ForStatement") return false;
  const block = "body" in parent.parent && Array.isArray(parent.parent.body) ? parent.parent.body : [];
  const next: TSESTree.Node | undefined = block[block.indexOf(parent as never) + 1];
  if (next?.type !== "IfStatement" || next.test.type !== "BinaryExpression") return false;
  const { left, right, operator } = next.test;
  if (!operator.startsWith("!=") || left.type !== "Identifier" || left.name !== id.name) return false;
  if (right.type !== "Literal" || right.value !== 0) return false;
  const body = next.consequent.type === "BlockStatement" ? next.consequent.body.at(-1) : next.consequent;
  return body?.type === "ThrowStatement";
}

function pointer(
  name: string,
  releases: readonly string[],
  kind: Acquisition["evidence"]["kind"],
  text: string,
  certainty: Acquisition["certainty"],
): Acquisition {
  const plain = releases.map((each) => each.replace(/^_(?=free$)/, ""));
  return {
    kind: "pointer",
    family: familyOf(releases),
    release: `${releaseFor(name, releases)}(…)`,
    releases: [...new Set([...releases, ...plain])],
    certainty,
    evidence: { kind, text },
    finalizer: "none",
    lent: "unknown",
    name,
    nullable: true,
  };
}

/** Families are told apart by their first release: `_free` and `free` are one function. */
export function familyOf(releases: readonly string[]): string {
  return (releases[0] ?? "").replace(/^_+/, "");
}

/** The release that goes with how the acquire is spelled: `_malloc` wants `_free`. */
function releaseFor(name: string, releases: readonly string[]): string {
  // Emscripten's helpers are spelled without the underscore that its exports have.
  if (/^(?:allocate|string)/.test(name)) return releases.find((each) => each.startsWith("_")) ?? releases[0] ?? "_free";
  const spelled = releases.find((each) => each.startsWith("_") === name.startsWith("_"));
  return spelled ?? releases[0] ?? "free";
}

/** `this._Shape_Create()`: an underscore may also stand for a private method. */
function isOwnMethod({ callee }: TSESTree.CallExpression): boolean {
  const target = unwrap(callee);
  return target.type !== "MemberExpression" || unwrap(target.object).type === "ThisExpression";
}
