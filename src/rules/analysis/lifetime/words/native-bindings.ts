import type { TSESTree } from "@typescript-eslint/utils";
import { concernsWasm } from "../../recognise/gate.ts";
import { sourcesOf, specifierOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";

/** A function that a file imports, by the name that its module exports it under. */
export interface Binding {
  readonly specifier: string;
  readonly name: string;
}

const ofBindings = /wasm|emscripten|ffi(?![a-z])|bindings?(?![a-z])|native|glue/i;
const snakeCase = /^[a-z][a-z\d]*(?:_[a-z\d]+)+$/;

/**
 * `import { xmlNewDoc, xmlFreeDoc } from "./libxml2.wasm"`, `import * as lib from "./bindings"`: a function of a module whose
 * name says that it hands on what native code has, or that has the name of a C function in a file about wasm.
 */
export function bindingOf(source: SourceFile, { callee }: TSESTree.CallExpression): Binding | undefined {
  const node = unwrap(callee);
  const root = node.type === "MemberExpression" ? unwrap(node.object) : node;
  const variable = root.type === "Identifier" ? source.variableOf(root) : undefined;
  if (variable?.defs[0]?.type !== "ImportBinding") return undefined;
  const [from] = sourcesOf(variable);
  const specifier = from === undefined ? undefined : specifierOf(from);
  if (from === undefined || specifier === undefined) return undefined;
  const member = node.type === "MemberExpression" && !node.computed ? source.text(node.property) : undefined;
  const name = member ?? from.path[0];
  if (name === undefined || name === "default" || (member !== undefined && from.path.length > 0)) return undefined;
  const isNative = ofBindings.test(specifier) || (snakeCase.test(name) && concernsWasm(source));
  return isNative ? { specifier, name } : undefined;
}
