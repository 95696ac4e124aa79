import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { isOfSvelte } from "../components.ts";

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;
type Code = Readonly<TSESLint.SourceCode>;

/** Parses another file as the linter parsed the one at hand; `undefined` for what does not parse. */
export interface Reader {
  read(text: string, filename: string): Code | undefined;
  /** Equal where two files are parsed alike. */
  readonly parser: object;
}

interface Parsed {
  readonly ast: TSESTree.Program | undefined;
  readonly scopeManager?: Code["scopeManager"];
  readonly visitorKeys?: Code["visitorKeys"];
}

interface Parser {
  parse?(text: string, options: object): TSESTree.Program;
  parseForESLint?(text: string, options: object): Parsed;
}

type CodeClass = new (parts: object) => Code;

interface Options {
  readonly parser?: Parser;
  readonly parserOptions?: { readonly parser?: unknown };
  readonly ecmaVersion?: unknown;
  readonly sourceType?: unknown;
}

/** How the linter parses; `undefined` in hosts that keep it to themselves, such as oxlint. */
export function readerOf(context: Context): Reader | undefined {
  const { parser: given, parserOptions, ecmaVersion, sourceType } = (context.languageOptions ?? {}) as Options;
  const { constructor } = context.sourceCode as object;
  const { visitorKeys } = context.sourceCode;
  if (given === undefined || constructor.name !== "SourceCode") return undefined;
  const make = constructor as CodeClass;
  const inner = parserOptions?.parser;
  // A file that was read is kept long: nothing here may hold the context, whose program has the whole project.
  const common = { ...parserOptions, ...withoutTypes, ecmaVersion };
  const isSvelte = isOfSvelte(context.sourceCode);
  return {
    parser: typeof inner === "object" && inner !== null ? inner : given,
    read(text, filename) {
      const parser = scriptParser(given, inner, filename);
      const filePath = parser === given && isSvelte ? svelteScript(filename) : filename;
      const types = /\.cjs$/.test(filename) ? ["script"] : [sourceType === "script" ? "script" : "module", "script"];
      for (const type of types) {
        try {
          return codeOf(make, parser, visitorKeys, text, { ...common, sourceType: type, filePath });
        } catch {
          // A file that does not parse tells nothing, and its own lint says so.
        }
      }
      return undefined;
    },
  };
}

/** A parser of components is given another for their scripts, by the language if there are several. */
function scriptParser(given: Parser, inner: unknown, filename: string): Parser {
  if (isParser(inner)) return inner;
  const language = /\.[cm]?tsx?$/.test(filename) ? "ts" : "js";
  const ofLanguage = typeof inner === "object" ? (inner as Record<string, unknown> | null)?.[language] : undefined;
  return isParser(ofLanguage) ? ofLanguage : given;
}

function isParser(value: unknown): value is Parser {
  return typeof value === "object" && value !== null && ("parse" in value || "parseForESLint" in value);
}

/** Svelte's parser takes every file for a component but those with such names. */
function svelteScript(filename: string): string {
  return filename.replace(/(?:\.svelte)?\.[cm]?([jt])sx?$/, ".svelte.$1s");
}

/** A program of types would be made anew for every file. */
const withoutTypes = {
  project: undefined,
  projectService: undefined,
  programs: undefined,
  loc: true,
  range: true,
  tokens: true,
  comment: true,
  eslintVisitorKeys: true,
  eslintScopeManager: true,
};

function codeOf(make: CodeClass, parser: Parser, keys: Code["visitorKeys"], text: string, options: object): Code {
  const parsed: Parsed = parser.parseForESLint?.(text, options) ?? { ast: parser.parse?.(text, options) };
  const { ast, visitorKeys = keys } = parsed;
  if (ast === undefined) throw new TypeError("a parser without parse()");
  const scopeManager = parsed.scopeManager ?? scopesOf(ast, visitorKeys, options);
  setParents(ast, visitorKeys);
  return new make({ text, ast, parserServices: {}, scopeManager, visitorKeys });
}

type Analyze = (ast: TSESTree.Program, options: object) => NonNullable<Code["scopeManager"]>;

let analyze: Analyze | undefined;

/** For parsers that leave scopes to the linter, as its own does; loaded when the first such file is read. */
function scopesOf(ast: TSESTree.Program, childVisitorKeys: Code["visitorKeys"], options: object): Code["scopeManager"] {
  if (analyze === undefined) {
    const load = process.getBuiltinModule("node:module").createRequire(import.meta.url);
    analyze = (load("eslint-scope") as { analyze: Analyze }).analyze;
  }
  return analyze(ast, { ...options, ignoreEval: true, childVisitorKeys, fallback: Object.keys });
}

/** The linter sets parents while it walks, which it does with the file at hand alone. */
function setParents(ast: TSESTree.Program, keys: Code["visitorKeys"]): void {
  const open: TSESTree.Node[] = [ast];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const record = node as unknown as Record<string, unknown>;
    for (const key of keys[node.type] ?? []) {
      const value = record[key];
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (typeof child !== "object" || child === null || !("type" in child)) continue;
        (child as { parent?: TSESTree.Node }).parent = node;
        open.push(child as TSESTree.Node);
      }
    }
  }
}
