import { isHeldStill, type HeldStill } from "./analysis/lifetime/findings.ts";
import { lifetimeFindings } from "./analysis/lifetime/index.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

type MessageIds = "again" | "using" | HeldStill;

export const noDoubleRelease = createRule<MessageIds, GradedOptions>({
  name: "no-double-release",
  meta: {
    type: "problem",
    docs: { description: "disallow releasing a pointer or handle twice on one path", recommended: true },
    languages: ["js/js"],
    schema: gradedSchema,
    messages: {
      again:
        "'{{text}}' was already released on line {{line}}: the second release corrupts the module's heap, frees what has the address by now, or throws. Remove one of them, or clear the variable after the first.",
      outer:
        "'{{text}}' is declared outside this function and gets no new value after this release, so the next call uses and releases it again. Release it where it was made.",
      field:
        "'{{text}}' still holds what is released here when the method ends, so the next call, or the method that ends the object, releases it again. Clear the field, or give it a new value on every path.",
      entry:
        "'{{text}}' still has the entry that is released here, so whoever asks for it next gets what is gone, and the next call releases it again. Take it out: '{{text}}.delete(…)'.",
      using:
        "'{{text}}' is declared with 'using' on line {{line}}, which releases it at the end of its block as well: remove this release.",
      elements:
        "'{{text}}' still has what the loop releases here, so whoever takes something from it next gets what is gone, and the next round releases it again. Empty it behind the loop.",
      lazy: "'{{text}}' still holds what is released here, and is only made anew while it is empty: whoever asks for it next gets what is gone, and it is released again. Empty it here.",
      begun:
        "'{{text}}' still holds what is released here when the function ends, and the next call finds it there and releases it again on line {{line}}. Empty it here.",
      reentered:
        "'{{text}}' is released here, and the callback on line {{line}} runs before this method sets what it checks first: a callback that comes back here releases a second time. Set it before both.",
    },
    defaultOptions: [{ report: "certain" }],
  },
  create(context) {
    return {
      Program() {
        for (const finding of lifetimeFindings(context)) {
          if (finding.kind !== "double-release" || !isReported(context.options, finding.certainty)) continue;
          const { node, text, released, how } = finding;
          context.report({
            node,
            messageId: how === "using" || isHeldStill(how) ? how : "again",
            data: { text, line: released.loc.start.line },
          });
        }
      },
    };
  },
});
