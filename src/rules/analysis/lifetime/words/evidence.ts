import type { TSESTree } from "@typescript-eslint/utils";
import { concernsWasm } from "../../recognise/gate.ts";
import { sourcesOf, type Places, type Source } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { enclosingFunction, isClass, isFunction, isInside, memberName, unwrap } from "../../syntax.ts";
import { namedCalls } from "./callers.ts";
import { collectionOf, entriesOf, iteratedBy } from "./entries.ts";
import { worksOnReceiver } from "./fluent.ts";
import { isRecord, worksOn } from "./records.ts";
import { isBuilder } from "./releases.ts";

const destructors = new Set(["delete", "free", "deleteLater", "freeRecursive"]);
// Objects of JavaScript have it too: counts only for what a factory by its name makes.
const weakDestructor = "destroy";
const factoryName = /^(?:create|make|new|reference|alloc|open|clone|copy)(?:[A-Z]\w*)?$/;
// `device.createTexture()`: the graphics card's.
const graphics = /[dD]evice$|gpu|GPU|^gl$|[cC]ontext$|[dD]ocument$/;

// A class, by its name: `StoredKey`, but not `CV` or `Module`.
const ofClass = /^(?:import )?(?!Module$|Object$|Array$|[A-Z]+$)[A-Z]\w*[a-z]\w*$/;
const asking = "create|make|new|import|load|parse|generate|random|decode|deserialize|read|open|build|restore";
// How a class is asked for an object of its own.
const construction = new RegExp(`^(?:${asking}|from|with)(?:[A-Z_]\\w*)?$`);
// `load`, `createWithKey`, `from_bytes`: no name of something else that is made, as in `importState`.
const ofItself = new RegExp(
  `^(?:(?:${asking})(?:(?:With|From|By|Using|For|As|_with|_from)\\w*)?|(?:from|with)(?:[A-Z_]\\w*)?)$`,
);

/** A destructor the file calls on what it makes. */
export interface SeenDestructor {
  /** As people write it: `.delete()`, `Module.destroy(…)`. */
  readonly text: string;
  readonly name: string;
  readonly line: number;
}

/** What the file itself shows of its handles: which constructors and methods make what it later destroys. */
export class FileEvidence {
  /** Constructors by their text, and the objects they are read from. */
  readonly constructors = new Map<string, SeenDestructor>();
  readonly modules = new Map<string, SeenDestructor>();
  /** Per method, what was destroyed of the results it gave on each receiver. */
  readonly #methods = new Map<string, Map<string, SeenDestructor>>();
  /** As `#methods`, of factories whose results are only seen to be destroyed. */
  readonly #weak = new Map<string, Map<string, SeenDestructor>>();
  readonly #source: SourceFile;
  readonly #places: Places;
  readonly #concernsWasm: boolean;
  /** Ends of what is asked to work afterwards: what a method gave may be a query. */
  readonly #goesOn = new Set<SeenDestructor>();
  /** Ends that the file first asks for: what a getter gave may be of JavaScript. */
  readonly #tested = new Set<SeenDestructor>();

  constructor(source: SourceFile, places: Places) {
    this.#source = source;
    this.#places = places;
    this.#concernsWasm = concernsWasm(source);
    for (const node of source.nodes("CallExpression")) this.#look(node);
  }

  /** Another result of the method that the file destroys, and whether the receiver is the same or of the same kind. */
  method(callee: TSESTree.MemberExpression): { seen: SeenDestructor; sameReceiver: boolean; of?: string } | undefined {
    const name = memberName(callee);
    if (name === undefined) return undefined;
    const receivers = this.#methods.get(name);
    const kind = this.#kindOf(callee.object);
    if (receivers === undefined) {
      const weak = this.#weak.get(name)?.get(kind);
      if (weak !== undefined) return { seen: weak, sameReceiver: false };
      return this.#ofSibling(callee, name, kind);
    }
    const same = receivers.get(kind);
    if (same !== undefined) return { seen: same, sameReceiver: true };
    // `Plane.make()` says nothing of `Image.make()`: both are somebody's classes.
    if (isNamed(kind)) return this.#ofSibling(callee, name, kind);
    for (const [other, seen] of receivers) if (!isNamed(other)) return { seen, sameReceiver: false };
    return undefined;
  }

  #ofSibling(
    callee: TSESTree.MemberExpression,
    name: string,
    kind: string,
  ): { seen: SeenDestructor; sameReceiver: boolean; of?: string } | undefined {
    const sibling = this.#siblingOfClass(name, kind) ?? this.#sibling(name, kind);
    return sibling && { seen: sibling, sameReceiver: false, of: this.#source.text(callee.object) };
  }

  /** `StoredKey.importWallet(…)` where the file releases what `StoredKey.load(…)` gave: both make an object of the class. */
  #siblingOfClass(name: string, kind: string): SeenDestructor | undefined {
    if (!ofClass.test(kind) || !construction.test(name)) return undefined;
    for (const [other, receivers] of this.#methods) {
      const seen = ofItself.test(other) ? receivers.get(kind) : undefined;
      if (seen !== undefined) return seen;
    }
    return undefined;
  }

  /** Of one namespace, two factories have their results released: so has a third one. */
  #sibling(name: string, kind: string): SeenDestructor | undefined {
    if (!/^(?:create|make|new)[A-Z]/.test(name) || !isNamed(kind) || kind === "this") return undefined;
    const others = [...this.#methods, ...this.#weak].flatMap(([other, receivers]) => {
      const seen = /^(?:create|make|new)[A-Z]/.test(other) ? receivers.get(kind) : undefined;
      return seen === undefined ? [] : [seen];
    });
    return others.length < 2 ? undefined : others[0];
  }

  /** What is thrown, or given to the module by the file itself, is a class of JavaScript's. */
  isScriptClass(callee: TSESTree.MemberExpression): boolean {
    const name = memberName(callee);
    if (name === undefined) return false;
    if (/(?:Error|Exception)$/.test(name)) return true;
    this.#assigned ??= new Set(
      this.#source.nodes("AssignmentExpression").flatMap(({ left, right }) => {
        const given = unwrap(right);
        const member =
          left.type === "MemberExpression" && (isFunction(given) || isClass(given)) ? memberName(left) : undefined;
        return left.type === "MemberExpression" && member !== undefined
          ? [`${this.#source.text(left.object)}.${member}`]
          : [];
      }),
    );
    return this.#assigned.has(`${this.#source.text(callee.object)}.${name}`);
  }
  #assigned: ReadonlySet<string> | undefined;

  /** How many calls of the file look like factories of wasm-bindgen classes: `Address.from_bytes(…)`. */
  snakeFactories(source: SourceFile): number {
    this.#snake ??= source.code.text.match(/\b[A-Z]\w*[a-z]\w*\.(?:from|new|to|as)_[a-z0-9_]+\(/g)?.length ?? 0;
    return this.#snake;
  }
  #snake: number | undefined;

  #look(node: TSESTree.CallExpression): void {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression") return;
    const name = memberName(callee);
    if (name === undefined) return;
    const line = node.loc.start.line;
    if (destructors.has(name) && node.arguments.length === 0) {
      if (!endsSomething(node)) return;
      if (name === "delete" && isRecord(this.#source, callee.object)) return;
      const seen = { text: `.${name}()`, name, line };
      if (isFeatureTested(this.#source, node, callee.object, name)) this.#tested.add(seen);
      if (name === "delete" && worksOn(this.#source, node)) this.#goesOn.add(seen);
      this.#note(callee.object, seen, 0);
      return;
    }
    if (name === weakDestructor && node.arguments.length === 0 && this.#concernsWasm) {
      this.#note(callee.object, { text: `.${name}()`, name, line }, 0);
      return;
    }
    const [target] = node.arguments;
    if (name === "destroy" && node.arguments.length === 1 && target !== undefined) {
      const object = this.#source.text(callee.object);
      const seen = { text: `${object}.destroy(…)`, name: "destroy", line };
      this.#note(target, seen, 0);
      // Whatever it is: `new P.Vector()` beside `P.destroy(each)` is of a module that WebIDL binds.
      if (this.#makesOf(object)) add(this.modules, object, seen);
    }
  }

  #makesOf(module: string): boolean {
    this.#made ??= new Set(
      this.#source.nodes("NewExpression").flatMap(({ callee }) => {
        const of = unwrap(callee);
        return of.type === "MemberExpression" && !isOfScript(this.#source, of) ? [this.#source.text(of.object)] : [];
      }),
    );
    return this.#made.has(module);
  }
  #made: ReadonlySet<string> | undefined;

  /** Receivers of one kind have methods that do the same: by the import they are, or the name they go by. */
  #kindOf(object: TSESTree.Node): string {
    const node = unwrap(object);
    if (node.type === "ThisExpression") return "this";
    if (node.type === "Identifier") {
      const definition = this.#source.variableOf(node)?.defs[0];
      const isImport = definition?.type === "ImportBinding" || /^[A-Z]\w*[a-z]/.test(node.name);
      return isImport ? `import ${node.name}` : node.name;
    }
    if (node.type === "CallExpression") return `${this.#kindOf(node.callee)}()`;
    const name = node.type === "MemberExpression" ? memberName(node) : undefined;
    return name ?? this.#source.text(node);
  }

  /** `read(result) { …; result.delete(); }`: what the calls of this file give the function is released there. */
  #noteGiven({ fn, index, path }: Extract<Source, { kind: "parameter" }>, seen: SeenDestructor, depth: number): void {
    const list = index === 0 && path.length === 0 ? iteratedBy(fn) : undefined;
    if (list !== undefined) this.#noteEntries(list, seen, depth);
    if (path.length > 0 || !this.#concernsWasm) return;
    for (const call of namedCalls(this.#source, fn)) {
      const given = call.arguments[index];
      if (given !== undefined && given.type !== "SpreadElement") this.#note(given, seen, depth + 1);
    }
  }

  /** `for (const shape of made) shape.delete()`: what `made.push(…)` was given. */
  #noteEntries(list: TSESTree.Node, seen: SeenDestructor, depth: number): void {
    for (const element of entriesOf(this.#source, list)) this.#note(element, seen, depth + 1);
  }

  #note(target: TSESTree.Node, seen: SeenDestructor, depth: number): void {
    const node = unwrap(target);
    if (depth > 3) return;
    const list = collectionOf(node);
    if (list !== undefined) this.#noteEntries(list, seen, depth);
    switch (node.type) {
      case "NewExpression": {
        const callee = unwrap(node.callee);
        if (seen.text === `.${weakDestructor}()` || isOfScript(this.#source, callee)) return;
        add(this.constructors, this.#source.text(callee), seen);
        if (callee.type === "MemberExpression") add(this.modules, this.#source.text(callee.object), seen);
        return;
      }
      case "CallExpression": {
        const callee = unwrap(node.callee);
        const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
        const isWeak = seen.text === `.${weakDestructor}()`;
        if (name === undefined || callee.type !== "MemberExpression" || this.#goesOn.has(seen)) return;
        if (this.#tested.has(seen) && /^get(?![a-z])/.test(name)) return;
        // `pool.vector().fromArray(a)` is what `vector()` gave.
        if (unwrap(callee.object).type === "CallExpression" && worksOnReceiver(this.#source, node)) {
          this.#note(callee.object, seen, depth + 1);
          return;
        }
        const kind = this.#kindOf(callee.object);
        if (isWeak && (!factoryName.test(name) || graphics.test(kind))) return;
        const methods = isWeak ? this.#weak : this.#methods;
        const receivers = methods.get(name) ?? new Map<string, SeenDestructor>();
        methods.set(name, receivers);
        add(receivers, kind, seen);
        return;
      }
      case "Identifier": {
        const variable = this.#source.variableOf(node);
        if (variable === undefined) return;
        for (const origin of sourcesOf(variable)) {
          if (origin.kind === "parameter") this.#noteGiven(origin, seen, depth);
          // `var b = …; b.free(); var b = text();`: the second is not what was freed.
          if (origin.kind !== "expression" || comesAfter(origin.node, node)) continue;
          if (isReplaced(variable, origin.node, node)) continue;
          if (origin.path.length === 0) this.#note(origin.node, seen, depth + 1);
          // `const [taken] = list.splice(at, 1)`
          else if (/^(?:\*|\*,1|\d+)$/.test(origin.path.join())) this.#noteEntries(origin.node, seen, depth);
        }
        return;
      }
      case "MemberExpression": {
        const key = this.#places.keyOf(node);
        if (key === undefined) return;
        for (const origin of this.#places.writesTo(key)) {
          if (origin.kind === "expression" && origin.path.length === 0) this.#note(origin.node, seen, depth + 1);
        }
        return;
      }
      case "ConditionalExpression":
        this.#note(node.consequent, seen, depth + 1);
        this.#note(node.alternate, seen, depth + 1);
        return;
      case "LogicalExpression":
        this.#note(node.right, seen, depth + 1);
        this.#note(node.left, seen, depth + 1);
        return;
      default:
    }
  }
}

/**
 * Not a query: `await rows.delete()` (but `await statement.free()` of a worker's stand-in), `table.delete().where(…)`, `db("t").where(…).delete()`. A destructor gives nothing
 * back, and nobody asks a module for an object only to end it.
 */
function endsSomething(node: TSESTree.CallExpression): boolean {
  const { parent } = node.parent.type === "ChainExpression" ? node.parent : node;
  const isFree = node.callee.type === "MemberExpression" && memberName(node.callee) === "free";
  if ((parent?.type === "AwaitExpression" && !isFree) || isBuilder(node)) return false;
  const target = node.callee.type === "MemberExpression" ? unwrap(node.callee.object) : node.callee;
  return target.type !== "CallExpression";
}

/** `if (typeof mesh.delete === "function") mesh.delete()` */
function isFeatureTested(source: SourceFile, node: TSESTree.Node, target: TSESTree.Node, name: string): boolean {
  const asked = `typeof ${source.text(unwrap(target))}.${name}`;
  for (let at = node.parent; at && !isFunction(at); at = at.parent) {
    const test = at.type === "IfStatement" ? at.test : at.type === "LogicalExpression" ? at.left : undefined;
    if (test !== undefined && source.text(test).replace(/\?\./g, ".").includes(asked)) return true;
  }
  return false;
}

/** A value that is put into a variable only when the use before it in the same function is over for good. */
function comesAfter(value: TSESTree.Node, use: TSESTree.Node): boolean {
  if (value.range[0] < use.range[1]) return false;
  const fn = enclosingFunction(use);
  for (let at = use.parent; at && at !== fn; at = at.parent)
    if (/^(?:For|While|DoWhile)\w*Statement$/.test(at.type)) return false;
  return enclosingFunction(value) === fn;
}

/** `let at = new Vector(); at = toNative(at); destroy(at);`: what is put there in between is what the use has. */
function isReplaced({ references }: Variable, value: TSESTree.Node, use: TSESTree.Node): boolean {
  const fn = enclosingFunction(use);
  if (enclosingFunction(value) !== fn) return false;
  return references.some(({ identifier }) => {
    const written = identifier.parent;
    if (written?.type !== "AssignmentExpression" || written.left !== identifier || written.operator !== "=")
      return false;
    const { parent: statement } = written;
    const isBetween = value.range[1] <= written.range[0] && written.range[1] <= use.range[0];
    if (!isBetween || statement.type !== "ExpressionStatement" || isInside(value, written.right)) return false;
    // Only a statement that the use comes behind on every way.
    return (
      isInside(use, statement.parent) && enclosingFunction(written) === fn && statement.parent.type !== "SwitchCase"
    );
  });
}

// Engines and mathematics in plain JavaScript, of whose objects variables hold now one and now a native one.
const ofScript = /^(?:three|@babylonjs\/core|babylonjs|pixi\.js|gl-matrix|cannon-es|d3)(?:\/|$)/;

/** `new THREE.Vector3()` by the import: whatever is released beside it owns nothing. */
function isOfScript(source: SourceFile, callee: TSESTree.Node): boolean {
  let at = callee;
  while (at.type === "MemberExpression") at = unwrap(at.object);
  const variable = at.type === "Identifier" ? source.variableOf(at) : undefined;
  return (
    variable !== undefined &&
    sourcesOf(variable).some((origin) => origin.kind === "import" && ofScript.test(origin.from))
  );
}

/** Receivers that stand for one object each, as a class or a module does. */
function isNamed(kind: string): boolean {
  return kind === "this" || kind.startsWith("import ");
}

function add(to: Map<string, SeenDestructor>, key: string, seen: SeenDestructor): void {
  if (!to.has(key)) to.set(key, seen);
}
