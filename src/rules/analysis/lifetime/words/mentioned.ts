import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type ClassFacts, type PackageFacts } from "../../../../resources/catalog.ts";
import { distinctiveMethods, type DistinctiveMethods } from "../../../../resources/libraries.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode, Release } from "../vocabulary.ts";
import { classOfObject, methodOf } from "../instances.ts";
import { ofKind } from "./of-kind.ts";
import { boundTo } from "./vectors.ts";

type Mentioned = DistinctiveMethods & { readonly of: PackageFacts };

const found = new WeakMap<SourceFile, readonly Mentioned[]>();

/** A method whose name only one package has, in a file that mentions the package: where its object is from is out of sight. */
export function methodOfMentioned(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression") return undefined;
  const method = callee.type === "MemberExpression" ? memberName(callee) : nameTakenOut(source, callee);
  if (method === undefined) return undefined;
  // A method of one's own class only has the same name.
  if (callee.type === "MemberExpression" && unwrap(callee.object).type === "ThisExpression") return undefined;
  const packages = mentionedIn(source).find(({ methods }) => methods.test(method));
  if (packages === undefined || !isGivenTo(source, node, packages) || isOfProject(source, callee, method))
    return undefined;
  const { of, gives } = packages;
  const fact = of.anyMethod(method) ?? of.function(method);
  if (fact?.result === "borrowed" || fact?.elements === true) return undefined;
  const text = `\`${method}\` of ${of.name}, which the file mentions, returns`;
  if (fact?.raw === true) {
    const family = of.families.find(({ acquire }) => acquire.includes(method));
    const [release] = family?.release ?? [];
    if (family === undefined || release === undefined) return undefined;
    return {
      kind: "pointer",
      family: release,
      release: `${release}(…)`,
      releases: family.release,
      certainty: "possible",
      evidence: { kind: "catalog", text: `${text} an address it allocated` },
      finalizer: "none",
      lent: "unknown",
      name: method,
    };
  }
  const [name = gives?.[method]] = fact?.classes ?? [];
  const made = name === undefined ? undefined : of.class(name);
  if (made?.isHandle !== true) return undefined;
  return ofKind(made, node, "possible", `${text} a new \`${made.name}\``, source);
}

/** `api.GetGeometry(model, id)` of a class that the project has written itself. */
function isOfProject(source: SourceFile, callee: TSESTree.Node, method: string): boolean {
  const of = callee.type === "MemberExpression" ? classOfObject(source, callee.object) : undefined;
  return of !== undefined && methodOf(of, method, false) !== undefined;
}

/** `const { get_encoding } = await load();`: the name that a function has in what it was taken out of. */
function nameTakenOut(source: SourceFile, callee: TSESTree.Node): string | undefined {
  const variable = callee.type === "Identifier" ? source.variableOf(callee) : undefined;
  const [from, ...others] = variable === undefined ? [] : sourcesOf(variable);
  return from?.kind === "expression" && from.path.length === 1 && others.length === 0 ? from.path[0] : undefined;
}

/** The class of the object that such a method gives, for the methods that are called on it. */
export function classOfMentioned(source: SourceFile, node: TSESTree.CallExpression): ClassFacts | undefined {
  const callee = unwrap(node.callee);
  const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type !== "MemberExpression" || method === undefined || unwrap(callee.object).type === "ThisExpression")
    return undefined;
  const packages = mentionedIn(source).find(({ methods, givenTo }) => givenTo === undefined && methods.test(method));
  if (packages === undefined) return undefined;
  const { of, gives } = packages;
  const fact = of.anyMethod(method) ?? of.function(method);
  if (fact?.result === "borrowed" || fact?.elements === true || fact?.raw === true) return undefined;
  const [name = gives?.[method]] = fact?.classes ?? [];
  return name === undefined ? undefined : of.class(name);
}

/** What releases the addresses that such a method gives: `sqlite3.str_finish(text)`. */
export function releaseOfMentioned(source: SourceFile, node: TSESTree.CallExpression): Release | undefined {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  const [target] = node.arguments;
  if (name === undefined || target === undefined || !name.includes("_")) return undefined;
  const isRelease = mentionedIn(source).some(({ of, methods }) =>
    of.families.some(({ acquire, release }) => release.includes(name) && acquire.some((other) => methods.test(other))),
  );
  return isRelease ? { target, style: "function", name, exact: true, family: name } : undefined;
}

/** `cv.mean(mat.row(i))`, `const part = mat.roi(area); cv.mean(part)`: names that other things have too count where the package's own function is given the result. */
function isGivenTo(source: SourceFile, node: CallNode, { givenTo }: DistinctiveMethods): boolean {
  if (givenTo === undefined) return true;
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  const uses: readonly TSESTree.Node[] = variable?.references.map(({ identifier }) => identifier) ?? [node];
  return uses.some((use) => {
    const { parent } = use;
    return parent?.type === "CallExpression" && parent.callee !== use && givenTo.test(source.text(parent.callee));
  });
}

function mentionedIn(source: SourceFile): readonly Mentioned[] {
  let known = found.get(source);
  if (known === undefined) {
    known = distinctiveMethods.flatMap((each) => {
      const of = source.matches(each.mentions) ? packageOf(each.package) : undefined;
      return of === undefined ? [] : [{ ...each, of }];
    });
    found.set(source, known);
  }
  return known;
}
