import type { TSESLint, TSESTree } from "@typescript-eslint/utils";

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;
type Code = Readonly<TSESLint.SourceCode>;

/** Parses another file as the linter parsed the one at hand; `undefined` for what does not parse. */
export interface Reader {
  read(text: string, filename: string): Code | undefined;
  /** Equal where two files are parsed alike. */
  readonly parser: object;
}

interface Parser {
  parse?(text: string, options: object): TSESTree.Program;
  parseForESLint?(
    text: string,
    options: object,
  ): {
    ast: TSESTree.Program;
    scopeManager?: Code["scopeManager"];
    visitorKeys?: Code["visitorKeys"];
  };
}

type CodeClass = new (parts: object) => Code;

interface Options {
  readonly parser?: Parser;
  readonly parserOptions?: object;
  readonly ecmaVersion?: unknown;
  readonly sourceType?: unknown;
}

/** How the linter parses; `undefined` in hosts that keep it to themselves, such as oxlint. */
export function readerOf(context: Context): Reader | undefined {
  const { parser, parserOptions, ecmaVersion, sourceType } = (context.languageOptions ?? {}) as Options;
  const { constructor } = context.sourceCode as object;
  if (parser === undefined || constructor.name !== "SourceCode") return undefined;
  const make = constructor as CodeClass;
  return {
    parser,
    read(text, filename) {
      const types = /\.cjs$/.test(filename) ? ["script"] : [sourceType === "script" ? "script" : "module", "script"];
      for (const type of types) {
        try {
          return codeOf(make, parser, text, {
            ...parserOptions,
            ...withoutTypes,
            ecmaVersion,
            sourceType: type,
            filePath: filename,
          });
        } catch {
          // A file that does not parse tells nothing, and its own lint says so.
        }
      }
      return undefined;
    },
  };
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

function codeOf(make: CodeClass, parser: Parser, text: string, options: object): Code | undefined {
  const parsed = parser.parseForESLint?.(text, options) ?? withAst(parser.parse?.(text, options));
  if (parsed === undefined) return undefined;
  const { ast } = parsed;
  const libraries = scopes();
  const visitorKeys = parsed.visitorKeys ?? libraries?.keys;
  const scopeManager = parsed.scopeManager ?? libraries?.analyze(ast, options);
  if (visitorKeys === undefined || scopeManager === undefined) return undefined;
  setParents(ast, visitorKeys);
  return new make({ text, ast, parserServices: {}, scopeManager, visitorKeys });
}

function withAst(ast: TSESTree.Program | undefined): ReturnType<NonNullable<Parser["parseForESLint"]>> | undefined {
  return ast === undefined ? undefined : { ast };
}

interface Scopes {
  analyze(ast: TSESTree.Program, options: object): Code["scopeManager"];
  readonly keys: Code["visitorKeys"];
}

let loaded: Scopes | "none" | undefined;

/** For parsers that leave scopes to the linter, as ESLint's own does; loaded when the first file needs them. */
function scopes(): Scopes | undefined {
  if (loaded === undefined) {
    try {
      const module = process.getBuiltinModule("node:module").createRequire(import.meta.url);
      const { analyze } = module("@typescript-eslint/scope-manager") as Pick<Scopes, "analyze">;
      const { visitorKeys } = module("@typescript-eslint/visitor-keys") as { visitorKeys: Scopes["keys"] };
      loaded = { analyze, keys: visitorKeys };
    } catch {
      loaded = "none";
    }
  }
  return loaded === "none" ? undefined : loaded;
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
