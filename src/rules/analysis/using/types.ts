import type { TSESLint, TSESTree } from "@typescript-eslint/utils";

interface Type {
  flags: number;
  types?: readonly Type[];
  getProperties(): readonly { escapedName: unknown }[];
}

interface Services {
  program?: { getTypeChecker(): { getNonNullableType(type: Type): Type } } | null;
  getTypeAtLocation?: (node: TSESTree.Node) => Type;
}

// ts.TypeFlags.Any and Unknown, the only two that mean the same in every version.
const untyped = 1 | 2;

/** Whether the type of an expression has `[Symbol.dispose]`; `undefined` without type information or for `any`. */
export function typeIsDisposable(code: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): boolean | undefined {
  const services = code.parserServices as Services | undefined;
  if (!services?.program || services.getTypeAtLocation === undefined) return undefined;
  const type = services.program.getTypeChecker().getNonNullableType(services.getTypeAtLocation(node));
  const parts = type.types ?? [type];
  if (parts.some(({ flags }) => (flags & untyped) !== 0)) return undefined;
  return parts.every((part) =>
    part.getProperties().some(({ escapedName }) => String(escapedName).startsWith("__@dispose@")),
  );
}
