import { lineOf } from "./analysis/describe.ts";
import { recognise } from "./analysis/recognise/index.ts";
import { lossesOf, type Loss } from "./analysis/registrations/index.ts";
import { createRule } from "./create-rule.ts";

type MessageIds = Loss["how"] | "addToken" | "addUnregister";

const lost =
  "An unreachable registry is collected with all its registrations, so the callback never runs. Keep it in a variable that functions of the module use.";

export const noLostRegistration = createRule<MessageIds, readonly []>({
  name: "no-lost-registration",
  meta: {
    type: "problem",
    docs: { description: "disallow registrations that never fire, fire twice or cannot be undone", recommended: true },
    languages: ["js/js"],
    hasSuggestions: true,
    schema: [],
    messages: {
      local: `The registry '{{name}}' is gone when this function ends, and with it the registration on line {{line}}. ${lost}`,
      inline: `Nothing holds this registry after its 'register' on line {{line}}. ${lost}`,
      module: `No function reads the registry '{{name}}', so the engine may drop it after the registration on line {{line}}. ${lost}`,
      field: `The registry '{{name}}' is a field of its own target (line {{line}}): both become unreachable together. ${lost}`,
      noToken:
        "This registration has no token, so the 'unregister' on line {{line}} finds nothing and the callback still runs. Pass '{{name}}' as the third argument.",
      noUnregister:
        "'{{name}}' frees the pointer, but the registration on line {{line}} stays: its deleter frees the same address again once the object is collected. Undo the registration first.",
      twice:
        "'{{name}}' is registered with the same pointer on line {{line}} already: its deleter runs twice, a double free.",
      addToken: "Pass it as the token.",
      addUnregister: "Unregister first.",
    },
  },
  create(context) {
    return {
      Program() {
        const recognition = recognise(context);
        if (recognition === undefined) return;
        for (const { node, how, name, other, repair } of lossesOf(recognition)) {
          context.report({
            node,
            messageId: how,
            data: { name, line: lineOf(other) },
            suggest: repair
              ? [
                  {
                    messageId: repair.kind,
                    fix: (fixer) => fixer.insertTextBeforeRange([repair.at, repair.at], repair.text),
                  },
                ]
              : [],
          });
        }
      },
    };
  },
});
