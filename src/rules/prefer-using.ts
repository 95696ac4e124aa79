import { lineOf } from "./analysis/describe.ts";
import { mayOwn } from "./analysis/lifetime/gate.ts";
import { sourceFile } from "./analysis/source-file.ts";
import { usingCandidates } from "./analysis/using/index.ts";
import { hasUsing } from "./analysis/using/target.ts";
import { createRule } from "./create-rule.ts";

export interface PreferUsingOptions {
  disposable?: string[];
}

export const preferUsing = createRule<"finally" | "scope" | "useUsing", readonly [PreferUsingOptions]>({
  name: "prefer-using",
  meta: {
    type: "suggestion",
    docs: {
      description: "prefer `using` to a release in `finally` or a scope helper",
      recommended: false,
    },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: [
      {
        type: "object",
        properties: {
          disposable: {
            type: "array",
            items: { type: "string" },
            uniqueItems: true,
            description:
              "Classes that have `[Symbol.dispose]`, where neither types nor the catalog nor the file say so.",
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ disposable: [] }],
    messages: {
      finally:
        "'{{name}}' is released by hand in 'finally' (line {{line}}). 'using {{name}} = …' releases it on every path, from the line that makes it.",
      scope: "This scope only releases '{{name}}' at the end of a function. 'using' in a block does so without either.",
      useUsing: "Declare '{{name}}' with 'using'.",
    },
  },
  create(context) {
    return {
      Program() {
        const file = sourceFile(context);
        if (!mayOwn(file) || !hasUsing(context)) return;
        const listed = context.options[0]?.disposable ?? [];
        for (const { how, node, name, release, edits } of usingCandidates(file, listed)) {
          context.report({
            node,
            messageId: how,
            data: { name, line: lineOf(release) },
            suggest: edits
              ? [
                  {
                    messageId: "useUsing",
                    data: { name },
                    fix: (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange(range, text)),
                  },
                ]
              : [],
          });
        }
      },
    };
  },
});
