import { lifetimeFindings } from "./analysis/lifetime/index.ts";
import { releasePhrase, whyOwned } from "./analysis/lifetime/leak-report.ts";
import { releaseOldField } from "./analysis/lifetime/repairs.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

export const requireManage = createRule<
  | "unmanaged"
  | "unmanagedLate"
  | "forgotten"
  | "unended"
  | "overridden"
  | "flushed"
  | "given"
  | "overwritten"
  | "dropped"
  | "releaseOld",
  GradedOptions
>({
  name: "require-manage",
  meta: {
    type: "problem",
    docs: {
      description: "require that a field which owns a pointer or handle is released or registered",
      recommended: true,
    },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: gradedSchema,
    messages: {
      unmanaged:
        "'{{owner}}' keeps what it acquires here in '{{field}}', but nothing releases that field or registers it with 'manage' or a FinalizationRegistry, so every '{{owner}}' leaks it: release it with {{release}}. It is owned because {{evidence}}.",
      given:
        "'{{owner}}' is given what is acquired here and keeps it in '{{field}}', but nothing releases that field, hands it out or registers it with 'manage' or a FinalizationRegistry, so every '{{owner}}' leaks it: release it with {{release}} in a method that ends the object. It is owned because {{evidence}}.",
      unmanagedLate:
        "'{{owner}}' releases '{{other}}' on line {{line}} but not '{{field}}', which it acquires here: only the garbage collector mends that, late or never. Release it with {{release}}. It is owned because {{evidence}}.",
      forgotten:
        "'{{owner}}' releases '{{other}}' on line {{line}} but not '{{field}}', whose last value is lost with it: what it acquires here is released only where another takes its place. Release it there too, with {{release}}. It is owned because {{evidence}}.",
      unended:
        "'{{owner}}' releases what '{{field}}' holds only where another takes its place, and not where the framework ends it (line {{line}}), so its last value is lost: release it there too, with {{release}}. It is owned because {{evidence}}.",
      overridden:
        "'{{method}}()' of '{{owner}}' hides that of '{{parent}}', which alone releases '{{field}}' (line {{line}}), and never calls it, so every '{{owner}}' leaks that: call 'super.{{method}}()' as well. It is owned because {{evidence}}.",
      flushed:
        "'{{owner}}' releases '{{field}}' only in '{{method}}' (line {{line}}), which never runs when an error or the reader destroys the stream, so what it acquires here is lost then: release it in '_destroy' as well, with {{release}}. It is owned because {{evidence}}.",
      overwritten:
        "'{{field}}' may still hold what line {{line}} put there, whose memory in the module is lost with this assignment: release the old value with {{release}} first. It is owned because {{evidence}}.",
      dropped:
        "'{{field}}' may still hold what line {{line}} put there, and setting it to nothing does not release it: release it with {{release}} first. It is owned because {{evidence}}.",
      releaseOld: "Release the old value of '{{field}}' before the assignment.",
    },
    defaultOptions: [{ report: "certain" }],
  },
  create(context) {
    return {
      Program() {
        for (const finding of lifetimeFindings(context)) {
          if (finding.kind !== "field" || !isReported(context.options, finding.certainty)) continue;
          const { site, owner, field, acquisition, overwritten, beside, given, overridden, flushed } = finding;
          const release = releasePhrase(context.sourceCode, site, acquisition);
          const data = { owner, field, release, evidence: whyOwned(acquisition) };
          if (overridden !== undefined) {
            const { parent, method, node } = overridden;
            const about = { ...data, parent, method, line: String(node.loc.start.line) };
            context.report({ node: site, messageId: "overridden", data: about });
            continue;
          }
          if (flushed !== undefined) {
            const about = { ...data, method: flushed.method, line: String(flushed.node.loc.start.line) };
            context.report({ node: site, messageId: "flushed", data: about });
            continue;
          }
          if (overwritten === undefined) {
            const isLate = acquisition.finalizer === "late";
            if (beside !== undefined && (!isLate || isReported(context.options, "possible"))) {
              const about = { ...data, other: beside.field ?? "", line: String(beside.node.loc.start.line) };
              const besideField = isLate ? "unmanagedLate" : "forgotten";
              const messageId = beside.field === undefined ? "unended" : besideField;
              context.report({ node: site, messageId, data: about });
            } else if (!isLate) context.report({ node: site, messageId: given === true ? "given" : "unmanaged", data });
            continue;
          }
          context.report({
            node: site,
            messageId: overwritten.drops ? "dropped" : "overwritten",
            data: { ...data, line: String(overwritten.from.loc.start.line) },
            suggest: releaseOldField(context.sourceCode, finding).map((fix) => ({
              messageId: "releaseOld",
              data: { field },
              fix,
            })),
          });
        }
      },
    };
  },
});
