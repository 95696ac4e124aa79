import type { Variable } from "../source-file.ts";
import { callOf, enclosingFunction, lastName, unwrap } from "../syntax.ts";
import type { FileAnalysis, Run } from "./run.ts";
import type { Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

/**
 * `vm.newFunction("log", (text) => vm.dump(text))`: the callback lives in a native object that this function made, and
 * goes with it. What such a callback only uses stays with the function that releases it.
 */
export function staysWithFunction(
  run: Run,
  node: CallNode,
  receiver: Value,
): ((variable: Variable) => boolean) | undefined {
  if (node.type !== "CallExpression" || receiver.ids.length === 0 || receiver.derived) return undefined;
  const isOwn = receiver.ids.every((id) => {
    const resource = run.file.resources.get(id);
    return resource?.origin === "acquired" && resource.acquisition?.kind === "handle";
  });
  return isOwn ? (variable) => isOnlyUsed(run.file, variable) : undefined;
}

const known = new WeakMap<FileAnalysis, Map<Variable, boolean>>();

function isOnlyUsed(file: FileAnalysis, variable: Variable): boolean {
  const answers = known.get(file) ?? new Map<Variable, boolean>();
  known.set(file, answers);
  let answer = answers.get(variable);
  if (answer === undefined) answers.set(variable, (answer = findOnlyUsed(file, variable)));
  return answer;
}

const ending =
  /dispos|free|delet|destroy|releas|clos|clean|end|track|regist|push|add|set|own|manag|keep|store|hold|defer|adopt|save|cache|use/i;

/** The function that declares it releases it, and all that its closures do is to call methods of it or to pass it on. */
function findOnlyUsed(file: FileAnalysis, variable: Variable): boolean {
  const [definition, ...others] = variable.defs;
  if (definition?.node.type !== "VariableDeclarator" || others.length > 0) return false;
  if (definition.node.parent.kind !== "const") return false;
  const home = enclosingFunction(definition.name);
  let isReleased = false;
  for (const { identifier, init } of variable.references) {
    if (init === true) continue;
    const { parent } = identifier;
    const isHere = enclosingFunction(identifier) === home;
    const call = callOf(identifier);
    const released = call === undefined ? undefined : file.vocabulary.release(call);
    if (released !== undefined && unwrap(released.target) === identifier) {
      if (!isHere) return false;
      isReleased = true;
    } else if (!isHere) {
      if (parent?.type === "MemberExpression" && parent.object === identifier) continue;
      if (call === undefined || call.callee === identifier || ending.test(lastName(call.callee) ?? "")) return false;
    }
  }
  return isReleased;
}
