import { isHeldStill } from "./analysis/lifetime/findings.ts";
import { lifetimeFindings } from "./analysis/lifetime/index.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

type MessageIds =
  | "plain"
  | "promise"
  | "generator"
  | "using"
  | "kept"
  | "deferred"
  | "outlived"
  | "waited"
  | "started"
  | "needed"
  | "shown";

export const noUseAfterRelease = createRule<MessageIds, GradedOptions>({
  name: "no-use-after-release",
  meta: {
    type: "problem",
    docs: { description: "disallow using a pointer or handle after it was released", recommended: true },
    languages: ["js/js"],
    schema: gradedSchema,
    messages: {
      plain:
        "'{{text}}' was released on line {{line}}: this reads memory that belongs to somebody else by now, or throws. Release it after its last use.",
      promise:
        "The promise returned here still uses '{{text}}', which is released on line {{line}} before the promise settles. Write 'return await'.",
      generator:
        "The generator returned here begins only when it is asked for its first value, and '{{text}}' is released on line {{line}} before that. Release it in the generator.",
      using:
        "'{{text}}' is declared with 'using' on line {{line}}, so it is released before the caller gets it. Declare it with 'const' to hand it over.",
      deferred:
        "'{{text}}' is released on line {{line}} before this callback runs: it then reads memory that belongs to somebody else, or throws. Release it at the end of the callback.",
      outlived:
        "'{{text}}' is released here, and nothing takes off the callback of line {{line}}, which uses it whenever it runs. Take it off before the release.",
      waited:
        "'{{text}}' may be released on line {{line}} while this function waits: it then reads memory that belongs to somebody else, or throws. Ask after the wait whether it is still there.",
      started:
        "'{{text}}' is released on line {{line}} while this call is still at work: after its first 'await' it reads memory that belongs to somebody else, or throws. Await the call before the release.",
      needed:
        "'{{text}}' needs '{{owner}}', which is gone since line {{line}}: this reads memory that belongs to somebody else by now, or throws. Release '{{owner}}' after the last use of what was made from it.",
      shown:
        "'{{text}}' shows memory of '{{owner}}', which is released on line {{line}}: what is read there belongs to somebody else by now. Copy it with '.slice()' before the release.",
      kept: "'{{text}}' is kept in a field here and released on line {{line}} before anybody can use it. Let the object release what it keeps.",
    },
    defaultOptions: [{ report: "certain" }],
  },
  create(context) {
    return {
      Program() {
        for (const finding of lifetimeFindings(context)) {
          if (finding.kind !== "use-after-release" || !isReported(context.options, finding.certainty)) continue;
          const { node, how, text, released, owner = text } = finding;
          context.report({
            node,
            messageId: isHeldStill(how) ? "plain" : how,
            data: { text, owner, line: released.loc.start.line },
          });
        }
      },
    };
  },
});
