import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { isClass, isInside, keyName, memberName, unwrap, type ClassNode } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";

// What takes a count of a native object, and what gives it back.
const pairs: Readonly<Record<string, string>> = {
  preserve: "release",
  retain: "release",
  addRef: "release",
  ref: "unref",
  hold: "drop",
};

const known = new WeakMap<SourceFile, Map<ClassNode, string | undefined>>();

/** `new Box(value)` of a class of this file whose constructor takes a count that a method of the class gives back. */
export function countedObject(source: SourceFile, node: CallNode): Acquisition | undefined {
  if (node.type !== "NewExpression" || node.callee.type !== "Identifier") return undefined;
  const definition = source.variableOf(node.callee)?.defs[0]?.node;
  if (!isClass(definition)) return undefined;
  let classes = known.get(source);
  if (classes === undefined) known.set(source, (classes = new Map<ClassNode, string | undefined>()));
  if (!classes.has(definition)) classes.set(definition, releaseOf(source, definition));
  const release = classes.get(definition);
  if (release === undefined) return undefined;
  const { name } = node.callee;
  return {
    kind: "handle",
    family: release,
    release: `.${release}()`,
    releases: [],
    certainty: "possible",
    evidence: {
      kind: "counted",
      text: `the constructor of \`${name}\` takes a count, which \`${release}()\` gives back`,
    },
    finalizer: "unknown",
    lent: "unknown",
    name,
  };
}

/** The method that gives back what the constructor takes; none where a registry or a parent may do so. */
function releaseOf(source: SourceFile, owner: ClassNode): string | undefined {
  if (/FinalizationRegistry|\bmanage\(|\.register\(/.test(source.text(owner))) return undefined;
  const create = methodOf(owner, "constructor");
  if (create === undefined) return undefined;
  for (const [take, give] of Object.entries(pairs)) {
    const taking = methodOf(owner, take);
    const giving = methodOf(owner, give);
    if (taking === undefined || giving === undefined) continue;
    if (!passesField(source, taking) || !passesField(source, giving)) continue;
    const takes = source.nodes("CallExpression").some((call) => {
      const callee = unwrap(call.callee);
      return isInside(call, create) && callee.type === "MemberExpression" && memberName(callee) === take;
    });
    if (takes) return give;
  }
  return undefined;
}

function methodOf(owner: ClassNode, name: string): TSESTree.MethodDefinition | undefined {
  return owner.body.body.find(
    (member): member is TSESTree.MethodDefinition =>
      member.type === "MethodDefinition" && !member.static && keyName(member) === name,
  );
}

/** The method gives a field of the object to a function of something else: the module. */
function passesField(source: SourceFile, method: TSESTree.MethodDefinition): boolean {
  return source.nodes("CallExpression").some((call) => {
    if (!isInside(call, method)) return false;
    const callee = unwrap(call.callee);
    if (callee.type === "MemberExpression" && unwrap(callee.object).type === "ThisExpression") return false;
    return call.arguments.some((argument) => /^this\.[\w#]+$/.test(source.text(argument)));
  });
}
