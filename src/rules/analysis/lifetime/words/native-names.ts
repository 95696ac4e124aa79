import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { memberName, stringValue, unwrap } from "../../syntax.ts";

/** The native function that a call runs, by its exported name. */
export interface NativeCall {
  readonly name: string;
  readonly arguments: readonly TSESTree.Node[];
  /** Called through `ccall` or a `cwrap`ped function. */
  readonly viaGlue: boolean;
}

/** `M._free(p)`, `free(p)`, `M.ccall("free", null, ["number"], [p])`, `const f = M.cwrap("free")`. */
export function nativeName(source: SourceFile, node: TSESTree.CallExpression): NativeCall | undefined {
  const callee = unwrap(node.callee);
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name === undefined) return undefined;
  if (name === "ccall") return throughCcall(node);
  if (callee.type === "Identifier" && usesCwrap(source)) {
    const wrapped = cwrapped(source, callee);
    if (wrapped !== undefined) return { name: wrapped, arguments: node.arguments, viaGlue: true };
  }
  return { name: name.replace(/^#/, ""), arguments: node.arguments, viaGlue: false };
}

const answers = new WeakMap<SourceFile, boolean>();

function usesCwrap(source: SourceFile): boolean {
  let answer = answers.get(source);
  if (answer === undefined) answers.set(source, (answer = source.code.text.includes("cwrap")));
  return answer;
}

function throughCcall(node: TSESTree.CallExpression): NativeCall | undefined {
  const [first, , , list] = node.arguments;
  const name = first === undefined ? undefined : stringValue(first);
  if (name === undefined) return undefined;
  const given = list?.type === "ArrayExpression" ? list.elements.filter((element) => element !== null) : [];
  return { name, arguments: given, viaGlue: true };
}

function cwrapped(source: SourceFile, callee: TSESTree.Identifier): string | undefined {
  const variable = source.variableOf(callee);
  if (variable === undefined) return undefined;
  for (const origin of sourcesOf(variable)) {
    if (origin.kind !== "expression" || origin.path.length > 0) continue;
    const made = unwrap(origin.node);
    if (made.type !== "CallExpression") continue;
    const wrapper = unwrap(made.callee);
    const isCwrap =
      wrapper.type === "Identifier"
        ? wrapper.name === "cwrap"
        : wrapper.type === "MemberExpression" && memberName(wrapper) === "cwrap";
    const [name] = made.arguments;
    if (isCwrap && name !== undefined) return stringValue(name);
  }
  return undefined;
}
