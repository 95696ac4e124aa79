import { lineOf } from "./analysis/describe.ts";
import { recogniseGlue } from "./analysis/recognise/index.ts";
import { signedUsesOf, type SignedUse } from "./analysis/signs/index.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

type MessageIds = SignedUse["how"] | "unsigned";

const fact = "wasm returns addresses as signed numbers, so from 2 GiB on they are negative.";

export const noSignedPointer = createRule<MessageIds, GradedOptions>({
  name: "no-signed-pointer",
  meta: {
    type: "problem",
    docs: { description: "disallow treating a pointer as a signed number", recommended: true },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: gradedSchema,
    defaultOptions: [{ report: "certain" }],
    messages: {
      compared: `A valid '{{text}}' can be negative: ${fact} This test takes it for a failure and leaks it. Compare with 0 for equality.`,
      kept: `'{{text}} | 0' stays signed: ${fact} Write '>>> 0'.`,
      shifted: `'{{text}} >> n' keeps the sign: ${fact} The index then reads 'undefined' and writes nothing. Write '>>>'.`,
      divided: `'{{text}}' is divided with its sign: ${fact} A negative bound counts from the end. Write '>>> 0' first.`,
      bound: `'{{text}}' is an index with its sign: ${fact} A negative bound counts from the end, a negative index is no element. Write '>>> 0'.`,
      made: `'{{text}}' is used as an address with its sign ({{uses}}): ${fact} A negative bound counts from the end, a negative index is no element. Write '>>> 0' here.`,
      unsigned: "Write '{{replacement}}'.",
    },
  },
  create(context) {
    return {
      Program() {
        const recognition = recogniseGlue(context);
        if (recognition === undefined) return;
        for (const { node, how, text, certain, uses, edits } of signedUsesOf(recognition)) {
          if (!isReported(context.options, certain ? "certain" : "possible")) continue;
          const lines = [...new Set(uses.map(lineOf))];
          const shown = `line${lines.length > 1 ? "s" : ""} ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? ", …" : ""}`;
          context.report({
            node,
            messageId: how,
            data: { text, uses: shown },
            suggest: [
              {
                messageId: "unsigned",
                data: { replacement: edits[0]?.text ?? "" },
                fix: (fixer) => edits.map((edit) => fixer.replaceText(edit.node, edit.text)),
              },
            ],
          });
        }
      },
    };
  },
});
