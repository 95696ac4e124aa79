import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { keyName, lastName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";

// `The host frees it.`, `must be freed by the caller`, `the caller has to dealloc the result`
const owed =
  /\b(?:caller|host|JS|JavaScript)\s+(?:(?:must|should|shall|has\s+to|needs\s+to|is\s+expected\s+to)\s+)?(?:free|release|dealloc(?:ate)?|destroy)s?\b|\b(?:freed|released|deallocated|destroyed)\s+by\s+the\s+(?:caller|host)\b/i;

const known = new WeakMap<SourceFile, ReadonlySet<string>>();

/** `go.evaluate(source)` of `evaluate(source: number): number` in an interface, above which stands that the host frees it. */
export function documentedResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression" || !source.matches(owed)) return undefined;
  const name = lastName(callee);
  if (name === undefined || !documented(source).has(name)) return undefined;
  return {
    kind: "pointer",
    family: "owned",
    release: "",
    releases: [],
    certainty: "possible",
    evidence: { kind: "annotation", text: `the comment on \`${name}\` says that its caller frees the result` },
    finalizer: "none",
    lent: "unknown",
    name,
    nullable: true,
  };
}

/** The members of the file's types that give a number for which a comment says so. */
function documented(source: SourceFile): ReadonlySet<string> {
  let found = known.get(source);
  if (found !== undefined) return found;
  const members = new Set<string>();
  for (const member of [...source.nodes("TSMethodSignature"), ...source.nodes("TSPropertySignature")]) {
    const comment = source.code.getCommentsBefore(member).at(-1)?.value ?? "";
    const name = keyName(member);
    if (name !== undefined && owed.test(comment) && givesNumber(member)) members.add(name);
  }
  known.set(source, (found = members));
  return found;
}

function givesNumber(member: TSESTree.TSMethodSignature | TSESTree.TSPropertySignature): boolean {
  const written = member.type === "TSMethodSignature" ? member : member.typeAnnotation?.typeAnnotation;
  if (written?.type !== "TSMethodSignature" && written?.type !== "TSFunctionType") return false;
  return written.returnType?.typeAnnotation.type === "TSNumberKeyword";
}
