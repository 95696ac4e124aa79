import { lineOf } from "./analysis/describe.ts";
import { recognise } from "./analysis/recognise/index.ts";
import { outlivedPointersOf } from "./analysis/suspension/index.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

export const noPointerAcrossAwait = createRule<"temporary" | "unused" | "again", GradedOptions>({
  name: "no-pointer-across-await",
  meta: {
    type: "problem",
    docs: {
      description: "disallow using a wrapper's pointer after a suspension that the wrapper need not survive",
      recommended: true,
    },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: gradedSchema,
    defaultOptions: [{ report: "certain" }],
    messages: {
      temporary:
        "'{{name}}' may be freed by now: nothing holds '{{wrapper}}' (line {{made}}), so its finalizer can run during the suspension on line {{line}}. Keep the wrapper in a variable and use it afterwards.",
      unused:
        "'{{name}}' may be freed by now: '{{wrapper}}' is not used after the suspension on line {{line}}, so the engine may collect it there and run its finalizer. Read the pointer again, or use the wrapper afterwards.",
      again: "Read the pointer again here: '{{again}}'.",
    },
  },
  create(context) {
    return {
      Program() {
        const recognition = recognise(context);
        if (recognition === undefined) return;
        for (const outlived of outlivedPointersOf(recognition)) {
          const { node, wrapper, made, suspension, isTemporary, again, certain } = outlived;
          if (!isReported(context.options, certain ? "certain" : "possible")) continue;
          context.report({
            node,
            messageId: isTemporary ? "temporary" : "unused",
            data: { name: node.name, wrapper, made: lineOf(made), line: lineOf(suspension) },
            suggest:
              again === undefined
                ? []
                : [{ messageId: "again", data: { again }, fix: (fixer) => fixer.replaceText(node, again) }],
          });
        }
      },
    };
  },
});
