import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import type { Variable } from "../source-file.ts";
import { isFunction, isInside, isTopLevel, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import type { Capture } from "./index.ts";

/** Text to put in place of the deleter, and text to put before a top-level statement. */
export interface Repair {
  kind: "passExport" | "moveToFactory";
  name: string;
  replacement: string;
  before?: { statement: TSESTree.Node; text: string };
}

/** The repairs that keep the program compiling; none when the deleter needs its target. */
export function repairsOf(capture: Capture, recognition: Recognition): Repair[] {
  const held = unwrap(capture.registration.held);
  if (!isFunction(held) || capture.part === "callback" || held.generator) return [];
  const found = [passExport(capture, held, recognition), moveToFactory(capture, held, recognition)];
  return found.filter((repair) => repair !== undefined);
}

/** `() => exports._X__destructor(p)` says no more than `exports._X__destructor`, which is called with the pointer. */
function passExport({ registration }: Capture, held: FunctionNode, { file, values }: Recognition): Repair | undefined {
  if (registration.kind !== "manage" || registration.pointer === undefined || held.async) return undefined;
  const call = onlyCall(held);
  const callee = call && unwrap(call.callee);
  const [argument, ...others] = call?.arguments ?? [];
  if (callee === undefined || argument === undefined || others.length > 0 || !isPlainPath(callee)) return undefined;
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  const isExport =
    values.of(callee)?.kind === "function" || (name !== undefined && values.families.release(name) !== undefined);
  if (!isExport && callee.type !== "Identifier") return undefined;
  const [parameter] = held.params;
  const isPointer = parameter
    ? parameter.type === "Identifier" && argument.type === "Identifier" && argument.name === parameter.name
    : file.text(argument) === file.text(registration.pointer);
  if (!isPointer) return undefined;
  return { kind: "passExport", name: file.text(callee), replacement: file.text(callee) };
}

function onlyCall(fn: FunctionNode): TSESTree.CallExpression | undefined {
  const [statement, ...others] = fn.body.type === "BlockStatement" ? fn.body.body : [fn.body];
  if (statement === undefined || others.length > 0) return undefined;
  const value =
    statement.type === "ExpressionStatement"
      ? statement.expression
      : statement.type === "ReturnStatement"
        ? statement.argument
        : statement;
  return value?.type === "CallExpression" && !value.optional ? value : undefined;
}

function isPlainPath(node: TSESTree.Node): boolean {
  if (node.type === "Identifier") return true;
  return node.type === "MemberExpression" && !node.computed && !node.optional && isPlainPath(node.object);
}

function moveToFactory({ retention }: Capture, held: FunctionNode, { file, values }: Recognition): Repair | undefined {
  if (retention.how === "reads" || needsItsPlace(held, file)) return undefined;
  const captured = new Map<Variable, string>();
  for (const identifier of file.nodes("Identifier")) {
    if (!isInside(identifier, held)) continue;
    const variable = file.variableOf(identifier);
    if (variable === undefined || variable.scope.type === "module" || variable.scope.type === "global") continue;
    if (variable.identifiers.some((declared) => isInside(declared, held))) continue;
    if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return undefined;
    const annotation = file.isTypeScript
      ? typeOf(variable, values.ofVariable(variable)?.kind === "pointer", file.text.bind(file))
      : "";
    if (annotation === undefined) return undefined;
    captured.set(variable, `${variable.name}${annotation}`);
  }
  const name = freeName("makeDeleter", file.code.text);
  const statement = topLevelStatement(held);
  if (statement === undefined) return undefined;
  const arrow = `const ${name} = (${[...captured.values()].join(", ")}) => ${file.text(held)};\n\n`;
  const replacement = `${name}(${[...captured.keys()].map((variable) => variable.name).join(", ")})`;
  return { kind: "moveToFactory", name, replacement, before: { statement, text: arrow } };
}

/** What makes sense only where it stands: `this`, `super`, `arguments`, private names, `new.target`. */
function needsItsPlace(held: FunctionNode, file: Recognition["file"]): boolean {
  const bound = [
    ...file.nodes("ThisExpression"),
    ...file.nodes("Super"),
    ...file.nodes("PrivateIdentifier"),
    ...file.nodes("MetaProperty"),
  ];
  if (bound.some((node) => isInside(node, held))) return true;
  return file.nodes("Identifier").some(({ name, range }) => {
    return (name === "arguments" || name === "eval") && range[0] >= held.range[0] && range[1] <= held.range[1];
  });
}

function typeOf(variable: Variable, isPointer: boolean, text: (node: TSESTree.Node) => string): string | undefined {
  const declared = variable.identifiers[0];
  const annotation = declared?.type === "Identifier" ? declared.typeAnnotation : undefined;
  if (annotation !== undefined)
    return /^:\s*(?:number|bigint|string|boolean)$/.test(text(annotation)) ? text(annotation) : undefined;
  return isPointer ? ": number" : undefined;
}

function freeName(base: string, text: string): string {
  let name = base;
  for (let i = 2; text.includes(name); i++) name = `${base}${i}`;
  return name;
}

function topLevelStatement(node: TSESTree.Node): TSESTree.Node | undefined {
  let at = node;
  while (at.parent && !isTopLevel(at.parent)) at = at.parent;
  return at.parent ? at : undefined;
}
