import { lifetimeFindings } from "./analysis/lifetime/index.ts";
import { releasePhrase } from "./analysis/lifetime/leak-report.ts";
import { createRule } from "./create-rule.ts";
import { gradedSchema, isReported, type GradedOptions } from "./graded.ts";

type MessageId = "mismatch" | "borrowed" | "short" | "sized" | "under" | "plain" | "object";

export const noMismatchedRelease = createRule<MessageId, GradedOptions>({
  name: "no-mismatched-release",
  meta: {
    type: "problem",
    docs: {
      description: "disallow releasing a pointer or handle with the release of another family",
      recommended: true,
    },
    languages: ["js/js"],
    schema: gradedSchema,
    messages: {
      mismatch:
        "'{{release}}' does not release what '{{acquire}}' made on line {{line}}, so destructors do not run or the module's heap is corrupted: use {{right}}.",
      borrowed:
        "'{{text}}' belongs to the object it was read from, so '{{release}}' frees memory that is still in use: do not release it here.",
      under:
        "'{{release}}' frees the memory under the Embind object '{{text}}': no destructor runs, and its own '.delete()' frees that memory once more. Release the object: '{{text}}.delete()'.",
      short:
        "'{{text}}' is given {{few}} here and {{most}} on line {{line}}: the module takes what is missing for 0, and frees a block of another size. Give it all of them.",
      sized:
        "'{{text}}' is told the size '{{given}}' here, but the block was allocated with '{{asked}}' on line {{line}}: an allocator that trusts the size it is told frees another block. Give it the same size.",
      plain:
        "'{{text}}' is a plain object of JavaScript (line {{line}}): '{{name}}' has no 'delete()', so this call throws a TypeError, and what follows it does not run. Remove it.",
      object:
        "'{{release}}' takes an address, and '{{text}}' is an object (a '{{name}}', made on line {{line}}): the module is given 0 for it, and frees nothing. Release the object: {{right}}.",
    },
    defaultOptions: [{ report: "certain" }],
  },
  create(context) {
    return {
      Program() {
        for (const finding of lifetimeFindings(context)) {
          const isOfOther = finding.kind === "borrowed" || finding.kind === "under";
          if (isOfOther && isReported(context.options, finding.certainty)) {
            const { kind, node, text, release } = finding;
            context.report({ node, messageId: kind, data: { text, release } });
          }
          if (finding.kind === "short" && isReported(context.options, finding.certainty)) {
            const { node, text, other } = finding;
            const count = ({ arguments: { length } }: typeof node): string =>
              length === 1 ? "one argument" : `${length} arguments`;
            const data = { text, few: count(node), most: count(other), line: other.loc.start.line };
            context.report({ node, messageId: "short", data });
          }
          if (finding.kind === "sized" && isReported(context.options, finding.certainty)) {
            const { node, text, given, asked, made } = finding;
            context.report({ node, messageId: "sized", data: { text, given, asked, line: made.loc.start.line } });
          }
          if (finding.kind === "plain" && isReported(context.options, finding.certainty)) {
            const { node, text, name, site } = finding;
            context.report({ node, messageId: "plain", data: { text, name, line: site.loc.start.line } });
          }
          if (finding.kind === "object" && isReported(context.options, finding.certainty)) {
            const { node, text, name, release, right, site } = finding;
            context.report({
              node,
              messageId: "object",
              data: { text, name, release, right, line: site.loc.start.line },
            });
          }
          if (finding.kind !== "mismatch" || !isReported(context.options, finding.certainty)) continue;
          const { node, site, acquisition, release } = finding;
          const data = {
            release: release.name,
            acquire: acquisition.name ?? context.sourceCode.getText(site),
            line: site.loc.start.line,
            right: releasePhrase(context.sourceCode, site, acquisition),
          };
          context.report({ node, messageId: "mismatch", data });
        }
      },
    };
  },
});
