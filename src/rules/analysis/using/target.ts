import type { TSESLint } from "@typescript-eslint/utils";
import { isOfSvelte } from "../components.ts";
import { servicesOf } from "../recognise/services.ts";
import { declaresDisposable } from "./types.ts";

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

interface Parser {
  name?: unknown;
  parse?: (text: string, options: object) => unknown;
  parseForESLint?: (text: string, options: object) => unknown;
}

const probed = new WeakMap<object, Map<string, boolean>>();

/** Whether the syntax a file is written in has `using`: its parser reads it, and TypeScript knows `Disposable`. */
export function hasUsing(context: Context): boolean {
  const { parser, ecmaVersion = 2026, sourceType = "module" } = context.languageOptions;
  // Svelte's compiler parses scripts by itself, and reads no `using`.
  if (isOfSvelte(context.sourceCode)) return false;
  const services = servicesOf(context.sourceCode);
  if (services !== undefined && !declaresDisposable(services)) return false;
  const own = parser as Parser | null | undefined;
  // oxlint reads all syntax there is, and lends no parser.
  if (!own || own.name === "oxlint") return true;
  let known = probed.get(own);
  if (known === undefined) probed.set(own, (known = new Map<string, boolean>()));
  const key = `${String(ecmaVersion)} ${sourceType}`;
  let answer = known.get(key);
  if (answer === undefined) known.set(key, (answer = reads(own, { ecmaVersion, sourceType })));
  return answer;
}

function reads(parser: Parser, options: { ecmaVersion: number | string; sourceType: string }): boolean {
  const parse = parser.parseForESLint ?? parser.parse;
  // TypeScript's parser reads all syntax; the version is still what the user says the code may use.
  if (typeof options.ecmaVersion === "number" && options.ecmaVersion > 16 && options.ecmaVersion < 2026) return false;
  try {
    parse?.call(parser, "{ using a = b; }", { ...options, range: true, loc: true });
    return parse !== undefined;
  } catch {
    return false;
  }
}
