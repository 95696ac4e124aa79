import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import { returnedBy } from "../../recognise/returns.ts";
import { sourcesOf, type Source } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { calledNative, isAccessor, wordsOf } from "./native-callee.ts";
import { nativeName } from "./native-names.ts";
import { bindingOf } from "./native-bindings.ts";
import { namesSame } from "./name-pairs.ts";
import { familyOf, isStatus, resetsArena } from "./pointers.ts";

interface Freed {
  readonly releases: Set<string>;
  readonly line: number;
  /** What the function that made it is read from, as the file writes it. */
  readonly module: string | undefined;
}

const freeing = /(?:^|_|[a-z])(?:free|destroy|delete|dispose|release|dealloc|close)(?:$|_|[A-Z])/i;
const makingVerb = /^#?_?(?:create|make|new|alloc|allocate|open|acquire|build|init)_?([A-Z]\w*)$/;
const allocating = /^#?_?(?:m?alloc|allocate)(?:[A-Z_]\w*)?$|(?:To|On)(?:Heap|Wasm)$/;
// What else C libraries call the end of something; only beside a maker of the same thing.
const finishing =
  /(?:^|_|[a-z])(?:end|exit|term|terminate|deinit|uninit|finali[sz]e|fini|shutdown|drop|cleanup|clean_up|quit|unref|teardown|close)(?:$|_|[A-Z])/i;
const endingVerb = /^#?_?(?:destroy|free|delete|dispose|release|close|dealloc|deallocate)_?([A-Z]\w*)$/;

// Objects of WebGL and of the browser are made and deleted in pairs as well.
const browser =
  /^(?:Program|\w*Shader|\w*Buffer|\w*Texture|Framebuffer|Renderbuffer|VertexArray|Query|Sampler|ObjectURL|\w*Element|Node)$/;

// They give back what they are given, and have a count of their own.
const counting = /(?:^|_)(?:un)?(?:protect|preserve|retain|ref|incref|lock|pin)(?:$|_)/i;

// `i32_load(at)`, `readU32(at)`: what stands in memory is now an address and now a count.
const loading = /^(?:[iuf](?:8|16|32|64)_?(?:load|get|read)|(?:load|get|read|peek)_?[iuf]_?(?:8|16|32|64))(?![a-z])/i;

interface FreedResults {
  readonly byKey: ReadonlyMap<string, Freed>;
  /** The calls that free them; `true` where maker and ender go by one name. */
  readonly calls: ReadonlyMap<TSESTree.CallExpression, boolean>;
}

const known = new WeakMap<SourceFile, FreedResults>();

/**
 * A C function whose result this file frees elsewhere, whatever the two are called; or a pair of methods of one object
 * (`this.createBlock()`, `this.destroyBlock(p)`) of which the file undoes one by the other.
 */
export function freedResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type !== "CallExpression" || isStatus(node)) return undefined;
  const key = keyOf(source, node);
  const freed = key === undefined ? undefined : freedResults(source).byKey.get(key);
  if (key === undefined) return undefined;
  if (freed === undefined) return namedAlike(source, node, key);
  const [release = ""] = freed.releases;
  const name = nameIn(key);
  return {
    kind: "pointer",
    family: familyOf([...freed.releases]),
    release: `${release}(…)`,
    // Those that were seen need not be the only ones.
    releases: [],
    certainty: "possible",
    evidence: { kind: "destructor-seen", text: `another result of \`${name}()\` is freed on line ${freed.line}` },
    finalizer: "none",
    lent: "unknown",
    name,
    nullable: true,
  };
}

// `AST.deleteObject(frames)` ends whatever the library has made.
const endsAnyObject = /^_?(?:delete|destroy|free|release|dispose)_?(?:object|handle|pointer|ptr)?$/i;

const verb = /(?:^|_)(new|create|alloc)(?=_|$)/;
const sized = /^[A-Z][A-Z\d_]*$|(?:^|[a-z_])(?:[lL]ength|[sS]ize|[cC]ount|[wW]idth|[hH]eight|[cC]apacity|[rR]ate)$/;

/**
 * `module._joypad_new()` where the file ends what `module._rewind_new(…)` gave with `module._rewind_delete(p)`: the two are
 * named by one scheme. What is made of something else may belong to that.
 */
function namedAlike(source: SourceFile, node: TSESTree.CallExpression, key: string): Acquisition | undefined {
  const name = nameIn(key);
  const made = verb.exec(name)?.[1];
  if (made === undefined || !key.startsWith("native ") || !node.arguments.every((given) => isOfNothing(given)))
    return undefined;
  const from = moduleOf(source, node);
  for (const [other, { releases, line, module }] of freedResults(source).byKey) {
    const of = nameIn(other);
    if (!other.startsWith("native ") || module !== from || verb.exec(of)?.[1] !== made) continue;
    const end = [...releases].find((release) => wordsOf(of)[0] === wordsOf(release)[0]);
    if (end === undefined) continue;
    return {
      kind: "pointer",
      family: "",
      release: "",
      releases: [],
      certainty: "possible",
      evidence: { kind: "destructor-seen", text: `of its kind \`${of}()\` is ended by \`${end}(…)\` on line ${line}` },
      finalizer: "none",
      lent: "unknown",
      name,
      nullable: true,
    };
  }
  return undefined;
}

function moduleOf(source: SourceFile, { callee }: TSESTree.CallExpression): string | undefined {
  const node = unwrap(callee);
  return node.type === "MemberExpression" ? source.text(node.object) : undefined;
}

/** A number, or a name of one. */
function isOfNothing(node: TSESTree.Node): boolean {
  return node.type === "Literal" || sized.test(lastName(node) ?? "");
}

/** A call that undoes what gave such a result: `lib.fclose(file)`. */
export function freesResult(source: SourceFile, node: TSESTree.CallExpression): "pair" | "other" | undefined {
  const isPair = freedResults(source).calls.get(node);
  return isPair === undefined ? undefined : isPair ? "pair" : "other";
}

/** What a call runs: a native function by its name, a method by its receiver. */
function keyOf(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  const native = calledNative(source, node);
  if (native !== undefined) {
    const plain = native.replace(/^_+/, "");
    if (isAccessor(plain) || loading.test(plain) || counting.test(native)) return undefined;
    return /alloc/i.test(plain) && resetsArena(source) ? undefined : `native ${plain}`;
  }
  const bound = bindingOf(source, node);
  if (bound !== undefined) return counting.test(bound.name) ? undefined : `import ${bound.specifier} ${bound.name}`;
  const callee = unwrap(node.callee);
  // A function of a script that another one has loaded: `passArrayToWasm(bytes)`.
  if (callee.type === "Identifier")
    return source.variableOf(callee) === undefined && allocating.test(callee.name)
      ? `global ${callee.name}`
      : undefined;
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name === undefined || callee.type !== "MemberExpression" || unwrap(callee.object).type !== "ThisExpression")
    return undefined;
  const stem = makingVerb.exec(name)?.[1] ?? (allocating.test(name) ? name : undefined);
  if (stem === undefined || browser.test(stem)) return undefined;
  return `${receiverOf(source, callee)} ${name}`;
}

/** Each class has its own `this`. */
function receiverOf(source: SourceFile, { object }: TSESTree.MemberExpression): string {
  return recognitionOf(source).values.places.keyOf(object) ?? source.text(object);
}

function freedResults(source: SourceFile): FreedResults {
  let found = known.get(source);
  if (found !== undefined) return found;
  const made = new Map<string, Freed>();
  const calls = new Map<TSESTree.CallExpression, boolean>();
  const note = (key: string, origin: TSESTree.CallExpression, call: TSESTree.CallExpression, name: string): void => {
    calls.set(call, namesSame(nameIn(key), name));
    const known = made.get(key);
    if (known === undefined)
      made.set(key, { releases: new Set([name]), line: call.loc.start.line, module: moduleOf(source, origin) });
    else known.releases.add(name);
  };
  for (const call of source.nodes("CallExpression")) {
    const native = nativeName(source, call);
    const [target] = native?.arguments ?? [];
    if (native === undefined || target === undefined) continue;
    // `set_close_handler(slot)` keeps what it is given.
    if (/^_*(?:[a-z\d]+_)?set(?:_|[A-Z])/.test(native.name)) continue;
    const isFreeing = freeing.test(native.name);
    if (!isFreeing && !(finishing.test(native.name) && native.arguments.length === 1 && isForEffect(call))) continue;
    const isNative = calledNative(source, call) !== undefined;
    const from = isNative ? undefined : bindingOf(source, call);
    const stem = endingVerb.exec(native.name)?.[1];
    const callee = unwrap(call.callee);
    const receiver = callee.type === "MemberExpression" ? receiverOf(source, callee) : undefined;
    for (const origin of originsOf(source, target, 0)) {
      const key = keyOf(source, origin);
      if (key === undefined || origin === call) continue;
      const isSame = namesSame(nameIn(key), native.name);
      const isOfBinding = from !== undefined && key.startsWith(`import ${from.specifier} `);
      if (isOfBinding && (isSame || endsAnyObject.test(native.name))) {
        note(key, origin, call, native.name);
        continue;
      }
      if (!isFreeing && !isSame) continue;
      const isPair = stem !== undefined && key.startsWith(`${receiver} `) && makingVerb.exec(nameIn(key))?.[1] === stem;
      // Whatever the method is of, what it gives is memory where the module's own `free` takes it.
      const isFreed = allocating.test(nameIn(key)) && /^_?free$/.test(native.name);
      if (key.startsWith("native ") ? !isNative : !isPair && !isFreed) continue;
      note(key, origin, call, native.name);
    }
  }
  found = { byKey: made, calls };
  known.set(source, found);
  return found;
}

/** `lib_end(stream);`, of which nobody asks what it gives. */
function isForEffect({ parent }: TSESTree.CallExpression): boolean {
  return (parent.type === "AwaitExpression" ? parent.parent : parent).type === "ExpressionStatement";
}

function nameIn(key: string): string {
  return key.slice(key.lastIndexOf(" ") + 1);
}

/** The calls that may have made a value: through variables, fields, and what functions of the file return. */
function originsOf(source: SourceFile, value: TSESTree.Node, depth: number): readonly TSESTree.CallExpression[] {
  const node = unwrap(value);
  if (depth > 4) return [];
  const follow = (origins: readonly Source[]): TSESTree.CallExpression[] =>
    origins.flatMap((origin) =>
      origin.kind === "expression" && origin.path.length === 0 ? originsOf(source, origin.node, depth + 1) : [],
    );
  switch (node.type) {
    case "CallExpression": {
      const fn = recognitionOf(source).values.calledFunction(node);
      const [number] = node.arguments;
      if (number !== undefined && /^(?:Number|BigInt)$/.test(source.text(node.callee)))
        return originsOf(source, number, depth + 1);
      if (fn === undefined) return [node];
      return [node, ...returnedBy(source, fn).flatMap((value) => originsOf(source, value, depth + 1))];
    }
    case "AwaitExpression":
      return originsOf(source, node.argument, depth + 1);
    // `Number(packed >> 32n)`: an address beside a length in one number.
    case "BinaryExpression":
      return /^(?:>>>?|&)$/.test(node.operator) ? originsOf(source, node.left, depth + 1) : [];
    case "ConditionalExpression":
      return [node.consequent, node.alternate].flatMap((each) => originsOf(source, each, depth + 1));
    case "Identifier": {
      const variable = source.variableOf(node);
      return variable === undefined ? [] : follow(sourcesOf(variable));
    }
    case "MemberExpression": {
      const { places } = recognitionOf(source).values;
      const key = places.keyOf(node);
      return key === undefined ? [] : follow(places.writesTo(key));
    }
    default:
      return [];
  }
}
