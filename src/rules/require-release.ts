import { lifetimeFindings, type ExceptionPaths, type Finding } from "./analysis/lifetime/index.ts";
import { describeLeak, releasePhrase, type LeakMessage } from "./analysis/lifetime/leak-report.ts";
import { repairs, type Repair } from "./analysis/lifetime/repairs.ts";
import { createRule } from "./create-rule.ts";

export interface RequireReleaseOptions {
  report?: "certain" | "possible";
  exceptionPaths?: ExceptionPaths;
  finalized?: "ignore" | "report";
}

type KeptMessage = Extract<Finding, { kind: "kept" }>["how"];

const owned = "It is owned because {{evidence}}.";

export const requireRelease = createRule<
  LeakMessage | Repair | "unbalanced" | KeptMessage,
  readonly [RequireReleaseOptions]
>({
  name: "require-release",
  meta: {
    type: "problem",
    docs: {
      description: "require that every acquired pointer or handle is released, returned or handed over on every path",
      recommended: true,
    },
    languages: ["js/js"],
    hasSuggestions: true,
    messages: {
      never: `Nothing releases '{{what}}', so its memory in the module is lost: release it with {{release}}. ${owned}`,
      path: `'{{what}}' is not released {{path}}, so its memory in the module is lost there: release it with {{release}}. ${owned}`,
      temporary: `Nothing holds '{{what}}' after this expression, so its memory in the module is lost: keep it in a variable and release it with {{release}}. ${owned}`,
      overwritten: `'{{what}}' is still unreleased when '{{holder}}' is overwritten on line {{line}}, so its memory in the module is lost: release the old value with {{release}} first. ${owned}`,
      late: `'{{what}}' is not released {{path}}: only the garbage collector mends that, late or never. Release it with {{release}}. ${owned}`,
      unbalanced:
        "'{{name}}' is not undone by as many '{{release}}' (see line {{line}}), so what it holds stays held: balance them on every path.",
      replaced: `'{{place}}' may still hold what an earlier call put there, whose memory in the module is lost with this assignment: release the old value with {{release}} first. ${owned}`,
      dropped: `'{{place}}' loses here what line {{line}} put into it, and nothing releases that: release it with {{release}} first. ${owned}`,
      taken: `'{{place}}' loses an entry here, and nothing in the file releases what it held: release it with {{release}} first. ${owned}`,
      entry: `'{{place}}' may already hold something under this key, whose memory in the module is lost when the new value takes its place: release the old value with {{release}} first. ${owned}`,
      unmounted: `'{{place}}' is made once for each mount, and the clean-up of the component releases something else but not this, so each unmount leaks it: release it with {{release}} there. ${owned}`,
      unseen: `The clean-up of this effect sees '{{place}}' as it was before this call, so what is put there is never released: keep it in a variable of the effect, and release that with {{release}} there. ${owned}`,
      uncalled: `'{{place}}' is released only by what this 'async' callback returns (line {{line}}), which nobody calls: the framework is given a promise. Make the callback plain, start the 'async' part inside of it, and return the clean-up at once. ${owned}`,
      behind: `'{{place}}' may be filled here when the clean-up of the effect has run already, and nothing releases it then: ask behind the last 'await' or in the 'then' whether the effect has been cleaned up, and if so release it with {{release}}. ${owned}`,
      beside: `'{{place}}' is filled beside what line {{line}} releases, and nothing releases '{{place}}', so its memory in the module is lost with each round: release it there too, with {{release}}. ${owned}`,
      unended: `'{{place}}' is filled here, and the method that ends the object (line {{line}}) does not release it, so its memory in the module is lost with each object: release it there, with {{release}}. ${owned}`,
      flushed: `'{{place}}' is released only in 'flush' (line {{line}}), which never runs when the stream is aborted, cancelled or fails, so its memory in the module is lost then: release it in 'cancel', and where 'transform' throws, with {{release}}. ${owned}`,
      unguarded: `The loop that releases what '{{place}}' collects (line {{line}}) is never reached when this call throws, so all of it is lost then: put the loop into a 'finally'. ${owned}`,
      addUsing: "Declare '{{name}}' with 'using'.",
      addFinally: "Release '{{name}}' in a 'finally' block.",
      nameTemporary: "Give '{{name}}' a name and release it after the statement.",
      releaseOld: "Release the old value of '{{name}}' before the assignment.",
    },
    schema: [
      {
        type: "object",
        properties: {
          report: {
            type: "string",
            enum: ["certain", "possible"],
            description: "Report only what is certain, or also what is possible.",
          },
          exceptionPaths: {
            type: "string",
            enum: ["explicit", "try", "all"],
            description:
              "Which exceptions count: only `throw`, also those of calls inside `try`, or those of every call.",
          },
          finalized: {
            type: "string",
            enum: ["ignore", "report"],
            description:
              "Whether to report what a finalizer of the binding releases late. Follows `report` when left out.",
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ report: "certain", exceptionPaths: "try" }],
  },
  create(context) {
    const { report = "certain", exceptionPaths = "try", finalized } = context.options[0] ?? {};
    const late = finalized ?? (report === "possible" ? "report" : "ignore");
    return {
      Program() {
        for (const finding of lifetimeFindings(context, exceptionPaths)) {
          if (finding.kind === "unbalanced" && report === "possible") {
            const { site, name, release, node } = finding;
            context.report({ node: site, messageId: "unbalanced", data: { name, release, line: node.loc.start.line } });
          }
          if (finding.kind === "kept" && report === "possible") {
            const { site, place, how, from, acquisition } = finding;
            context.report({
              node: site,
              messageId: how,
              data: {
                place,
                line: String(from.loc.start.line),
                release: releasePhrase(context.sourceCode, site, acquisition),
                evidence: acquisition.evidence.text,
              },
            });
          }
          if (finding.kind !== "leak") continue;
          if (report === "certain" && finding.certainty === "possible") continue;
          if (late === "ignore" && finding.acquisition.finalizer === "late") continue;
          const { messageId, data } = describeLeak(context.sourceCode, finding);
          context.report({
            node: finding.site,
            messageId,
            data,
            suggest: repairs(context.sourceCode, finding).map(({ kind, name, fix }) => ({
              messageId: kind,
              data: { name },
              fix,
            })),
          });
        }
      },
    };
  },
});
