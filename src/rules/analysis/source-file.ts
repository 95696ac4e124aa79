import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { readSettings, type Settings } from "../settings.ts";
import { isTypeScript } from "./components.ts";
import { readerOf, type Reader } from "./neighbours/reader.ts";
import { isNode, isTopLevel } from "./syntax.ts";

export type Variable = TSESLint.Scope.Variable;
export type Scope = TSESLint.Scope.Scope;
export type NodeOf<Type extends `${TSESTree.AST_NODE_TYPES}`> = Extract<TSESTree.Node, { type: Type }>;

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

const maxDepth = 400;

/** What every analysis needs of one file, gathered in one walk: nodes by type, and the variable behind an identifier. */
export class SourceFile {
  readonly code: Readonly<TSESLint.SourceCode>;
  readonly settings: Settings;
  /** As the linter gives it; tells which versions of packages are installed. */
  readonly filename: string;
  /** Reads files beside this one. */
  readonly reader: Reader | undefined;
  /** 0 for the file that is linted, 1 for one that it imports. */
  readonly hops: number;
  #statements: readonly TSESTree.ProgramStatement[] | undefined;
  #nodes: Map<string, TSESTree.Node[]> | undefined;
  #variables: Map<TSESTree.Node, Variable> | undefined;
  #mentions = new Map<string | RegExp, boolean>();
  #depth = 0;
  #globals = new Map<string, Variable | null>();

  constructor(code: Readonly<TSESLint.SourceCode>, settings: Settings, filename = "", reader?: Reader, hops = 0) {
    this.code = code;
    this.filename = filename;
    this.settings = settings;
    this.reader = reader;
    this.hops = hops;
  }

  /** The same file, of which the analysis may also read the files beside it. */
  beside(reader: Reader): SourceFile {
    const file = new SourceFile(this.code, this.settings, this.filename, reader, this.hops);
    // What the walk gathers depends on the file alone.
    file.#nodes = this.#nodes ??= this.#walk();
    file.#variables = this.#variables ??= this.#link();
    file.#mentions = this.#mentions;
    file.#depth = this.#depth;
    return file;
  }

  /** Nested so deep that no analysis is made: the deepest of 1,788 real files has a quarter of it. */
  get isTooDeep(): boolean {
    if (this.#nodes === undefined) {
      this.#nodes = this.#walk();
      if (this.#depth > maxDepth && this.settings.trace !== undefined)
        console.error(`${this.filename}: the file is not judged: its code is nested ${this.#depth} levels deep`);
    }
    return this.#depth > maxDepth;
  }

  /** The statements of the top level, of all scripts of a component. */
  get statements(): readonly TSESTree.ProgramStatement[] {
    this.#statements ??= this.code.ast.body.flatMap((each: TSESTree.Node) =>
      isTopLevel(each) ? each.body : [each as TSESTree.ProgramStatement],
    );
    return this.#statements;
  }

  get isTypeScript(): boolean {
    return isTypeScript(this.filename, this.code.text);
  }

  /** All nodes of a type, in source order. */
  nodes<Type extends `${TSESTree.AST_NODE_TYPES}`>(type: Type): readonly NodeOf<Type>[] {
    this.#nodes ??= this.#walk();
    return (this.#nodes.get(type) ?? []) as NodeOf<Type>[];
  }

  /** The variable an identifier reads, writes or declares; `undefined` for globals, keys and labels. */
  variableOf(identifier: TSESTree.Node): Variable | undefined {
    this.#variables ??= this.#link();
    const known = this.#variables.get(identifier);
    if (known !== undefined) return known;
    if (identifier.type !== "Identifier" || !isReferencePosition(identifier)) return undefined;
    // Some hosts leave references to a script's top-level variables unresolved.
    let found = this.#globals.get(identifier.name);
    if (found === undefined) {
      found = this.code.scopeManager?.globalScope?.set.get(identifier.name) ?? null;
      if (found !== null && found.defs.length === 0) found = null;
      this.#globals.set(identifier.name, found);
    }
    return found ?? undefined;
  }

  /** Whether the text has this in it somewhere; of a long file that is asked often. */
  mentions(text: string): boolean {
    let answer = this.#mentions.get(text);
    if (answer === undefined) this.#mentions.set(text, (answer = this.code.text.includes(text)));
    return answer;
  }

  /** The same for a pattern, which is one object for all that ask: no literal of a function's body. */
  matches(pattern: RegExp): boolean {
    let answer = this.#mentions.get(pattern);
    if (answer === undefined) this.#mentions.set(pattern, (answer = pattern.test(this.code.text)));
    return answer;
  }

  text(node: TSESTree.Node): string {
    return this.code.text.slice(node.range[0], node.range[1]);
  }

  #walk(): Map<string, TSESTree.Node[]> {
    const found = new Map<string, TSESTree.Node[]>();
    const keys = this.code.visitorKeys;
    // A stack of its own: code may be nested deeper than calls may be.
    const open: TSESTree.Node[] = [this.code.ast];
    const depths = [0];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const depth = (depths.pop() ?? 0) + 1;
      if (depth > this.#depth) this.#depth = depth;
      const list = found.get(node.type);
      if (list === undefined) found.set(node.type, [node]);
      else list.push(node);
      const record = node as unknown as Record<string, unknown>;
      const names = keys[node.type] ?? Object.keys(node);
      // The last child first, so that the first comes off the stack first.
      for (let i = names.length - 1; i >= 0; i--) {
        const child = names[i] === "parent" ? undefined : record[names[i] ?? ""];
        if (typeof child !== "object" || child === null) continue;
        if (Array.isArray(child)) {
          for (let j = child.length - 1; j >= 0; j--) if (isNode(child[j])) open.push(child[j]);
        } else if (isNode(child)) open.push(child);
      }
      while (depths.length < open.length) depths.push(depth);
    }
    return found;
  }

  #link(): Map<TSESTree.Node, Variable> {
    const links = new Map<TSESTree.Node, Variable>();
    for (const scope of this.code.scopeManager?.scopes ?? []) {
      for (const reference of scope.references) {
        if (reference.resolved !== null && reference.resolved.defs.length > 0) {
          links.set(reference.identifier, reference.resolved);
        }
      }
      for (const variable of scope.variables) {
        for (const identifier of variable.identifiers) {
          // A class name is declared twice, outside and inside; the outer one is the same object seen from anywhere.
          if (!links.has(identifier)) links.set(identifier, variable);
        }
      }
    }
    return links;
  }
}

function isReferencePosition(identifier: TSESTree.Identifier): boolean {
  const { parent } = identifier;
  if (parent.type === "MemberExpression") return parent.object === identifier || parent.computed;
  if (parent.type === "Property") return parent.value === identifier || parent.computed;
  return !("key" in parent && parent.key === identifier);
}

/** The file alone, and the file with those beside it. */
interface Views {
  readonly alone: SourceFile;
  withOthers?: SourceFile;
}

const files = new WeakMap<object, Views>();

/** The file a rule runs on, the same object for every rule of one run that asks for the same certainty. */
export function sourceFile(context: Context): SourceFile {
  const { ast } = context.sourceCode;
  let views = files.get(ast);
  if (views === undefined) {
    const alone = new SourceFile(context.sourceCode, readSettings(context.settings), context.filename);
    files.set(ast, (views = { alone }));
  }
  const { alone } = views;
  const asked = askedCertainty(context);
  // What only other files show is possible at most, so who asks for what is certain need not wait until they are read.
  if (asked === "certain" || !alone.settings.followImports || alone.filename === "") return alone;
  if (asked === "possible" && views.withOthers === undefined) {
    const reader = readerOf(context);
    views.withOthers = reader === undefined ? alone : alone.beside(reader);
  }
  return views.withOthers ?? alone;
}

/** How sure the findings have to be that a rule is configured to report; `undefined` for rules that have no such option. */
export function askedCertainty({ options: [first] }: Context): unknown {
  return typeof first === "object" && first !== null && "report" in first ? first.report : undefined;
}
