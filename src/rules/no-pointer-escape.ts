import { escapesOf, type Escape } from "./analysis/escape/index.ts";
import { makePrivate } from "./analysis/escape/repairs.ts";
import { lineOf } from "./analysis/describe.ts";
import { recognise } from "./analysis/recognise/index.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

type MessageIds = Escape["how"] | "makePrivate";

const outside = "Whoever has it can use it after it is freed, or free it twice.";

export const noPointerEscape = createRule<MessageIds, GradedOptions>({
  name: "no-pointer-escape",
  meta: {
    type: "problem",
    docs: { description: "disallow raw pointers that leave the wrapper or function that owns them", recommended: true },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: gradedSchema,
    defaultOptions: [{ report: "certain" }],
    messages: {
      field: `The pointer from '{{from}}' (line {{line}}) is in the public field '{{through}}'. ${outside} Make the field private.`,
      getter: `The getter '{{through}}' hands out the pointer from '{{from}}' (line {{line}}). ${outside}`,
      method: `The method '{{through}}' hands out the pointer from '{{from}}' (line {{line}}). ${outside}`,
      return: `'{{through}}' returns the raw pointer from '{{from}}' (line {{line}}), which nothing owns from here on. Return a wrapper that manages it.`,
      view: `'{{through}}' returns a view of memory that '{{from}}' (line {{line}}) allocated: nobody can free it, and it detaches when memory grows. Return a copy and free the memory.`,
      export: `The export '{{through}}' is the raw pointer from '{{from}}' (line {{line}}). ${outside}`,
      global: `The global '{{through}}' is the raw pointer from '{{from}}' (line {{line}}). ${outside}`,
      variable: `The pointer from '{{from}}' (line {{line}}) is left in the module's variable '{{through}}', where the next call overwrites it.`,
      collection: `The pointer from '{{from}}' (line {{line}}) is put into '{{through}}', which outlives its wrapper. Put the wrapper in.`,
      callback: `The pointer from '{{from}}' (line {{line}}) is given to '{{through}}', which may keep it. ${outside}`,
      message: `The pointer from '{{from}}' (line {{line}}) is sent to another thread, where it means nothing and from where nothing frees it.`,
      makePrivate: "Rename the field to '#{{through}}'.",
    },
  },
  create(context) {
    return {
      Program() {
        const recognition = recognise(context);
        if (recognition === undefined) return;
        for (const escape of escapesOf(recognition)) {
          if (!isReported(context.options, escape.certain ? "certain" : "possible")) continue;
          const { node, how, through, origin } = escape;
          const edits = makePrivate(escape, recognition);
          context.report({
            node,
            messageId: how,
            data: { through, from: origin.name, line: lineOf(origin.node) },
            suggest: edits
              ? [
                  {
                    messageId: "makePrivate",
                    data: { through },
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
