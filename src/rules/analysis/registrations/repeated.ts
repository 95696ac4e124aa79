import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import type { Registration } from "../recognise/registrations.ts";
import { isTopLevel } from "../syntax.ts";
import type { Loss } from "./index.ts";

/** The same pointer registered twice for the same object, one after the other: its deleter runs twice. */
export function repeatedRegistrations({ file, registrations }: Recognition): Loss[] {
  const found: Loss[] = [];
  const first = new Map<TSESTree.Node, Map<string, Registration>>();
  for (const registration of registrations) {
    const statement = registration.call.parent;
    const block = statement.type === "ExpressionStatement" ? statement.parent : undefined;
    if (block?.type !== "BlockStatement" && !isTopLevel(block)) continue;
    const known = first.get(block) ?? new Map<string, Registration>();
    first.set(block, known);
    const { call, owner, pointer, held } = registration;
    const key = [file.text(call.callee), file.text(owner), file.text(pointer ?? held)].join("\0");
    const before = known.get(key);
    if (before === undefined) known.set(key, registration);
    else if (!isWrittenBetween(file, pointer ?? held, before.call, call)) {
      found.push({ node: call, how: "twice", name: file.text(owner), other: before.call });
    }
  }
  return found;
}

function isWrittenBetween(
  file: Recognition["file"],
  value: TSESTree.Node,
  from: TSESTree.Node,
  to: TSESTree.Node,
): boolean {
  const variable = value.type === "Identifier" ? file.variableOf(value) : undefined;
  const written = variable?.references.some((reference) => {
    const at = reference.identifier.range[0];
    return reference.isWrite() && at > from.range[1] && at < to.range[0];
  });
  // Anything but a name may well be another value the second time.
  return written ?? (value.type === "CallExpression" || value.type === "NewExpression");
}
