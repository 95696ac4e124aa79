import { capturesOf, type Capture } from "./analysis/closures/index.ts";
import { repairsOf } from "./analysis/closures/repairs.ts";
import { describeClosure, lineOf } from "./analysis/describe.ts";
import { recognise } from "./analysis/recognise/index.ts";
import { createRule } from "./create-rule.ts";

type MessageIds = Capture["retention"]["how"] | "passExport" | "moveToFactory";

export const noDeleterCapture = createRule<MessageIds, readonly []>({
  name: "no-deleter-capture",
  meta: {
    type: "problem",
    docs: { description: "disallow deleters and held values that keep their own target alive", recommended: true },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: [],
    messages: {
      is: "The {{part}} is '{{target}}' itself, so '{{target}}' is never collected and its pointer leaks.",
      holds:
        "The {{part}} contains '{{target}}' (line {{line}}), so '{{target}}' is never collected and its pointer leaks. Keep only the pointer in it.",
      bind: "The {{part}} is bound to '{{target}}' (line {{line}}), so '{{target}}' is never collected and its pointer leaks. Bind the pointer instead.",
      reads:
        "The {{part}} reads '{{target}}' (line {{line}}), so '{{target}}' is never collected and its pointer leaks. Let it use the pointer alone.",
      sibling:
        "'{{target}}' is never collected and its pointer leaks: {{closure}} (line {{line}}) reads '{{target}}', and the {{part}} shares a scope with it, whose closures keep alive what any of them reads. Make the {{part}} in a function outside.",
      arguments:
        "'{{target}}' is never collected and its pointer leaks: 'arguments' (line {{line}}) holds it, and closures of one scope keep alive what any of them reads. Make the {{part}} in a function outside.",
      eval: "'{{target}}' is never collected and its pointer leaks: 'eval' (line {{line}}) can read everything in this scope, so the scope's closures keep all of it alive. Make the {{part}} in a function outside.",
      passExport: "Pass '{{name}}' itself: it is called with the pointer.",
      moveToFactory: "Make the deleter in the module-level function '{{name}}'.",
    },
  },
  create(context) {
    return {
      Program() {
        const recognition = recognise(context);
        if (recognition === undefined) return;
        for (const capture of capturesOf(recognition)) {
          const { registration, target, retention, part } = capture;
          context.report({
            node: registration.held,
            messageId: retention.how,
            data: {
              part: part === "callback" ? "registry's callback" : part,
              target: target.text,
              line: lineOf(retention.at),
              closure: describeClosure(retention.closure ?? retention.at),
            },
            suggest: repairsOf(capture, recognition).map(({ kind, name, replacement, before }) => ({
              messageId: kind,
              data: { name },
              fix: (fixer) => [
                ...(before ? [fixer.insertTextBefore(before.statement, before.text)] : []),
                fixer.replaceText(registration.held, replacement),
              ],
            })),
          });
        }
      },
    };
  },
});
