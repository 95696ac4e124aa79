import type { TSESTree } from "@typescript-eslint/utils";
import type { Services, TsProgram } from "../recognise/services.ts";

const declaring = new WeakMap<TsProgram, boolean>();

/** Whether the libraries of a program declare `Symbol.dispose`; `using` is compiled down for every target, but only then. */
export function declaresDisposable({ program }: Services): boolean {
  let found = declaring.get(program);
  if (found === undefined) {
    found = program.getSourceFiles().some(({ fileName }) => fileName.endsWith("disposable.d.ts"));
    declaring.set(program, found);
  }
  return found;
}

/** Whether every type an expression may have has `[Symbol.dispose]`; `undefined` for `any` and `unknown`. */
export function typeIsDisposable(services: Services, node: TSESTree.Node): boolean | undefined {
  return services
    .alternativesOf(node)
    ?.every((type) => type.getProperties().some(({ escapedName }) => String(escapedName).startsWith("__@dispose@")));
}
