import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import type { LeakFinding } from "./findings.ts";
import { clip } from "./ownership.ts";
import { pathText } from "./paths.ts";
import type { Acquisition } from "./vocabulary.ts";

export type LeakMessage = "never" | "path" | "temporary" | "overwritten" | "late";

/** What to release it with, as messages say it: a function of the module is named with the module that made it. */
export function releasePhrase(
  code: Readonly<TSESLint.SourceCode>,
  site: TSESTree.Node,
  { release, evidence, name }: Acquisition,
): string {
  if (release === "") return "the function of the module that frees it";
  const callee = site.type === "CallExpression" || site.type === "NewExpression" ? unwrap(site.callee) : undefined;
  const isFunction = /^\w+\(…\)$/.test(release) && evidence.kind !== "helper";
  // A property that `cwrap` filled has another name than the function, and so has its release.
  const isOfObject = callee?.type === "MemberExpression" && (name === undefined || sameName(callee, name));
  const object = isFunction && isOfObject ? code.getText(callee.object) : undefined;
  return object !== undefined && /^[\w$.#]{1,40}$/.test(object) ? `'${object}.${release}'` : `'${release}'`;
}

/** The member is the native function itself, and not a property that `cwrap` filled with it. */
export function sameName(callee: TSESTree.MemberExpression, name: string): boolean {
  return memberName(callee)?.replace(/^[#_]+/, "") === name.replace(/^_+/, "");
}

/** Says what leaks, what should release it, on which path nothing does, and why it is taken for owned. */
export function describeLeak(
  code: Readonly<TSESLint.SourceCode>,
  finding: LeakFinding,
): { messageId: LeakMessage; data: Record<string, string> } {
  const { site, acquisition, leak, never, holder, chain } = finding;
  const data = {
    // A parameter goes by its name, without its type.
    what: nameOf(site, holder) ?? clip(code.text.slice(site.range[0], site.range[1])),
    release: releasePhrase(code, site, acquisition),
    evidence: `${whyOwned(acquisition)}${chainText(chain)}`,
    path: pathText(code, finding),
    holder: holder ?? "",
    line: String(leak.node.loc.start.line),
  };
  if (acquisition.finalizer === "late") return { messageId: "late", data };
  if (leak.exit === "overwritten") return { messageId: "overwritten", data };
  if (leak.exit === "lost" && holder === undefined) return { messageId: leak.swallowed ? "path" : "temporary", data };
  return { messageId: never ? "never" : "path", data };
}

/** What a way out forgets goes by its name, wherever the report stands. */
function nameOf(site: TSESTree.Node, holder: string | undefined): string | undefined {
  if (site.type === "ThrowStatement" || site.type === "ReturnStatement") return holder;
  return site.type === "Identifier" ? site.name : undefined;
}

/** Whether a binding has a finalizer is written in its glue, of which only the catalog knows. */
export function whyOwned({ evidence, finalizer, release }: Acquisition): string {
  if (finalizer !== "unknown" || release !== ".free()") return evidence.text;
  return `${evidence.text}; if the binding has a finalizer, that mends it late`;
}

/** The other temporaries of the chain, by the call that made each. */
function chainText(chain: readonly string[]): string {
  if (chain.length === 0) return "";
  const calls = chain.map((name) => `'${name}'`);
  const last = calls.pop() ?? "";
  if (calls.length === 0) return `; the result of ${last} further on in the chain is lost as well`;
  return `; the results of ${calls.join(", ")} and ${last} further on in the chain are lost as well`;
}
