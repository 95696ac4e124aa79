import { lineOf } from "./analysis/describe.ts";
import { recognise } from "./analysis/recognise/index.ts";
import { staleViewsOf, type StaleView } from "./analysis/views/index.ts";
import { freshView } from "./analysis/views/repairs.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

type MessageIds = StaleView["how"] | "remake";

const fact = "When memory grows, a view made before has length 0: reads give 'undefined', writes vanish.";

export const noStaleView = createRule<MessageIds, GradedOptions>({
  name: "no-stale-view",
  meta: {
    type: "problem",
    docs: {
      description: "disallow views of linear memory that outlive a growth of the memory or the block they show",
      recommended: true,
    },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: gradedSchema,
    defaultOptions: [{ report: "certain" }],
    messages: {
      used: `'{{name}}' was made on line {{made}}, before '{{by}}' (line {{line}}), which can grow the memory. ${fact} Make the view after the call.`,
      suspended: `'{{name}}' was made on line {{made}} and is used after the suspension on line {{line}}, during which anything can grow the memory. ${fact} Make the view again.`,
      freed:
        "'{{name}}' shows memory that line {{line}} has freed: by now it may belong to another object. Copy it with 'slice' before.",
      receiver: `'{{name}}' is read before '{{by}}' (line {{line}}) runs, which can grow the memory. ${fact} Call first, then read the view.`,
      module: `'{{name}}' is made once for the whole module, while '{{by}}' (line {{line}}) can grow the memory. ${fact} Make the view where it is used.`,
      field: `The field '{{name}}' keeps a view, while '{{by}}' (line {{line}}) can grow the memory. ${fact} Make the view where it is used.`,
      outside: `The field '{{name}}' keeps a view of a memory that comes from outside, and whoever calls the module can grow it. ${fact} Make the view where it is used.`,
      closure: `'{{name}}' is made once and captured by a function that runs later, while '{{by}}' (line {{line}}) can grow the memory. ${fact} Make the view where it is used.`,
      stored: `'{{name}}' is a view of the memory that leaves the function in an object. ${fact} Keep the pointer and the length, and make the view where it is used.`,
      unrefreshed: `'{{name}}' is read without '{{by}}' before, with which the other readers make the view anew (line {{line}}). ${fact} Call it here too.`,
      remake: "Make the view anew: '{{text}}'.",
    },
  },
  create(context) {
    return {
      Program() {
        const recognition = recognise(context);
        if (recognition === undefined) return;
        for (const stale of staleViewsOf(recognition)) {
          const { node, how, name, made, by, certain } = stale;
          if (!isReported(context.options, certain ? "certain" : "possible")) continue;
          const text = freshView(stale, recognition);
          context.report({
            node,
            messageId: how,
            data: { name, made: lineOf(made), line: lineOf(by), by: recognition.file.text(by).split("\n")[0] ?? "" },
            suggest:
              text === undefined
                ? []
                : [{ messageId: "remake", data: { text }, fix: (fixer) => fixer.replaceText(node, text) }],
          });
        }
      },
    };
  },
});
