import type { TSESTree } from "@typescript-eslint/utils";
import { Remembered } from "../../remembered.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { enclosingFunction, lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode, Release } from "../vocabulary.ts";
import { wordsOf } from "./native-callee.ts";
import { boundTo } from "./vectors.ts";

type Releases = (call: TSESTree.CallExpression) => Release | undefined;

/** A name that a function gives to what a method gave it. */
interface Named {
  readonly variable: Variable;
  readonly call: TSESTree.CallExpression;
  /** The functions that are given it, each with the number of the argument. */
  readonly uses: ReadonlySet<string>;
}

const known = new Remembered<SourceFile, string, readonly Named[]>();

/**
 * `const normals = mesh.getNormals()` beside `const positions = mesh.getPositions()`, both given to the same function, of
 * which the second is released: what the object gives of one kind is owned as the other is.
 */
export function siblingAcquisition(source: SourceFile, node: CallNode, releases: Releases): Acquisition | undefined {
  const key = node.type === "CallExpression" ? keyOf(source, node) : undefined;
  if (key === undefined) return undefined;
  const alike = known.get(source, key, () => namedAlike(source, key));
  const own = alike.find(({ call }) => call === node);
  if (own === undefined || alike.length < 2 || own.uses.size === 0) return undefined;
  for (const other of alike) {
    if (other === own || ![...own.uses].every((use) => other.uses.has(use))) continue;
    const [release, by] = releaseOf(source, other.variable, releases) ?? [];
    if (release === undefined || by === undefined) continue;
    const isMethod = release.style === "method";
    return {
      kind: isMethod ? "handle" : "pointer",
      family: isMethod ? release.name : "free",
      release: isMethod ? `.${release.name}()` : `${source.text(by.callee)}(…)`,
      releases: isMethod ? [] : [release.name],
      certainty: "possible",
      evidence: {
        kind: "destructor-seen",
        text: `\`${other.variable.name}\`, which the same object gives and which is used alike, is released on line ${by.loc.start.line}`,
      },
      finalizer: "none",
      lent: "unknown",
      name: lastName(node.callee) ?? "",
    };
  }
  return undefined;
}

/** The receiver, the verb and the function around: `getPositions` and `getNormals` of one mesh. */
function keyOf(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type !== "MemberExpression" || name === undefined || node.parent.type !== "VariableDeclarator")
    return undefined;
  const [verb, noun] = wordsOf(name);
  // What somebody creates, as WebGL's shaders, has names of its own for its end.
  if (noun === undefined || !/^(?:get|take|read|compute)$/.test(verb ?? "")) return undefined;
  return `${enclosingFunction(node).range[0]} ${source.text(callee.object)} ${verb} ${node.arguments.length}`;
}

function namedAlike(source: SourceFile, key: string): Named[] {
  return source.nodes("CallExpression").flatMap((call): Named[] => {
    const name = keyOf(source, call) === key ? boundTo(call) : undefined;
    const variable = name === undefined ? undefined : source.variableOf(name);
    return variable === undefined ? [] : [{ variable, call, uses: usesOf(source, variable) }];
  });
}

function usesOf(source: SourceFile, { references }: Variable): ReadonlySet<string> {
  const uses = new Set<string>();
  for (const { identifier } of references) {
    const { parent } = identifier;
    if (parent?.type !== "CallExpression" || parent.callee === identifier) continue;
    const name = lastName(parent.callee) ?? "";
    if (endingName.test(name) || forAnything.test(name) || ofScript.test(source.text(parent.callee))) continue;
    const index = parent.arguments.indexOf(identifier as TSESTree.CallExpressionArgument);
    uses.add(`${source.text(parent.callee)} ${index}`);
  }
  return uses;
}

// What is given numbers and objects alike says nothing of either.
const forAnything =
  /^(?:log|info|warn|error|debug|trace|expect|ok|is|same|equals?|assert\w*|\w*[eE]qual\w*|to[A-Z]\w*|push|set|add|String|Number|Boolean|BigInt|parseInt|isNaN|resolve|postMessage|emit|send|set[A-Z]\w*)$/;
const ofScript = /^(?:console|Math|JSON|Object|Array|Number|Reflect|Promise)\b/;
const ending = /^_*(?:free|delete|destroy|dispose|dealloc|release)|_(?:free|delete|destroy|dispose|release)$/i;
const endingName = /free|delete|destroy|dispose|release|drop|close/i;

function releaseOf(
  source: SourceFile,
  variable: Variable,
  releases: Releases,
): [Release, TSESTree.CallExpression] | undefined {
  for (const call of source.nodes("CallExpression")) {
    const release = releases(call);
    // `expectDeallocation(buffer)` only asks.
    const target = release === undefined || !ending.test(release.name) ? undefined : unwrap(release.target);
    if (release !== undefined && target?.type === "Identifier" && source.variableOf(target) === variable)
      return [release, call];
  }
  return undefined;
}
