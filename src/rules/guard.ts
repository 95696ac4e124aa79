import type { TSESLint } from "@typescript-eslint/utils";
import { readSettings } from "./settings.ts";

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/** Files on which the call stack ran out. What was gathered of them by then is not whole, so no rule goes on. */
const beyond = new WeakSet<object>();

/**
 * Lets a rule say nothing of a file that the call stack is too small for, where a linter would end with an error. The
 * analyses bound their recursion themselves; this is for what calls the rule deep in a stack of its own.
 */
export function guarded<C extends Context>(
  create: (context: C) => TSESLint.RuleListener,
): (context: C) => TSESLint.RuleListener {
  return (context) => {
    const { Program: judge, ...others } = create(context);
    if (judge === undefined) return others;
    return {
      ...others,
      Program(node) {
        if (beyond.has(node)) return;
        try {
          judge(node);
        } catch (error) {
          if (!(error instanceof RangeError && error.message.includes("call stack"))) throw error;
          beyond.add(node);
          if (readSettings(context.settings).trace !== undefined)
            console.error(`${context.filename}: the file is not judged any further: it is too deep for the call stack`);
        }
      },
    };
  };
}
