import { lifetimeFindings } from "./analysis/lifetime/index.ts";
import { releasePhrase } from "./analysis/lifetime/leak-report.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

export const requireManage = createRule<"unmanaged", GradedOptions>({
  name: "require-manage",
  meta: {
    type: "problem",
    docs: {
      description: "require that a field which owns a pointer or handle is released or registered",
      recommended: true,
    },
    languages: ["js/js"],
    schema: gradedSchema,
    messages: {
      unmanaged:
        "'{{owner}}' keeps what it acquires here in '{{field}}', but nothing releases that field or registers it with 'manage' or a FinalizationRegistry, so every '{{owner}}' leaks it: release it with {{release}}. It is owned because {{evidence}}.",
    },
    defaultOptions: [{ report: "certain" }],
  },
  create(context) {
    return {
      Program() {
        for (const finding of lifetimeFindings(context)) {
          if (finding.kind !== "field" || !isReported(context.options, finding.certainty)) continue;
          const { site, owner, field, acquisition } = finding;
          if (acquisition.finalizer === "late") continue;
          const data = { owner, field, release: releasePhrase(acquisition), evidence: acquisition.evidence.text };
          context.report({ node: site, messageId: "unmanaged", data });
        }
      },
    };
  },
});
