import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, memberName, unwrap } from "../syntax.ts";
import type { Disposables } from "./disposables.ts";
import type { Edit } from "./repairs.ts";

/** A call that runs a function with a scope, whose `manage` releases each handle at the function's end. */
export interface ScopeCall {
  call: TSESTree.CallExpression;
  names: readonly string[];
  edits: Edit[] | undefined;
}

/** Every `Scope.withScope((scope) => { const h = scope.manage(make()); … })` that `using` can say. */
export function scopeCalls(file: SourceFile, disposables: Disposables): ScopeCall[] {
  return file.nodes("CallExpression").flatMap((call) => {
    const found = scopeCall(file, disposables, call);
    return found ? [found] : [];
  });
}

function scopeCall(file: SourceFile, disposables: Disposables, call: TSESTree.CallExpression): ScopeCall | undefined {
  const callee = unwrap(call.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type !== "MemberExpression" || name === undefined) return undefined;
  const owner = disposables.packages.of(callee.object);
  // Its `manage` takes disposable objects alone.
  if (owner?.kind !== "class" || !owner.of.package.collectors.has(name) || call.arguments.length !== 1)
    return undefined;
  const [callback] = call.arguments;
  if (callback?.type !== "ArrowFunctionExpression" || callback.body.type !== "BlockStatement") return undefined;
  const [parameter] = callback.params;
  if (callback.params.length !== 1 || parameter?.type !== "Identifier") return undefined;
  const managed = managedBy(file, parameter, callback.body);
  if (managed === undefined || managed.length === 0) return undefined;
  return { call, names: managed.map(({ name: each }) => each), edits: edits(file, call, callback, managed) };
}

interface Managed {
  name: string;
  declaration: TSESTree.VariableDeclaration;
  call: TSESTree.CallExpression;
}

/** The declarations `const h = scope.manage(…)` at the top of the function; none if the scope is used in any other way. */
function managedBy(
  file: SourceFile,
  parameter: TSESTree.Identifier,
  body: TSESTree.BlockStatement,
): Managed[] | undefined {
  const found: Managed[] = [];
  for (const { identifier } of file.variableOf(parameter)?.references ?? []) {
    const member = identifier.parent;
    if (member?.type !== "MemberExpression" || member.object !== identifier || memberName(member) !== "manage")
      return undefined;
    const call = member.parent;
    if (call.type !== "CallExpression" || call.callee !== member || call.arguments.length !== 1) return undefined;
    const declarator = call.parent;
    if (declarator.type !== "VariableDeclarator" || declarator.id.type !== "Identifier") return undefined;
    const declaration = declarator.parent;
    const isOnly = declaration.kind === "const" && declaration.declarations.length === 1;
    if (!isOnly || declaration.parent !== body) return undefined;
    // A lifetime that is disposed by hand may be disposed once only; the scope looks first whether it is alive.
    if (isDisposedByHand(file, declarator.id)) return undefined;
    found.push({ name: declarator.id.name, declaration, call });
  }
  return found;
}

function isDisposedByHand(file: SourceFile, name: TSESTree.Identifier): boolean {
  return (file.variableOf(name)?.references ?? []).some(({ identifier }) => {
    const member = identifier.parent;
    return (
      member?.type === "MemberExpression" &&
      member.object === identifier &&
      (memberName(member) === "dispose" || memberName(member) === "consume")
    );
  });
}

/** The function's body as a block in the place of the call, where what it returns is what the statement returns. */
function edits(
  file: SourceFile,
  call: TSESTree.CallExpression,
  callback: TSESTree.ArrowFunctionExpression,
  managed: readonly Managed[],
): Edit[] | undefined {
  const body = callback.body as TSESTree.BlockStatement;
  const value = call.parent.type === "AwaitExpression" ? call.parent : call;
  if (callback.async && value === call && call.parent.type !== "ReturnStatement") return undefined;
  const statement = value.parent;
  const isReturn = statement?.type === "ReturnStatement";
  if (!isReturn && statement?.type !== "ExpressionStatement") return undefined;
  const home = enclosingFunction(call);
  if (callback.async && !("async" in home && home.async)) return undefined;
  const returns = file.nodes("ReturnStatement").filter((each) => enclosingFunction(each) === callback);
  if (isReturn ? body.body.at(-1)?.type !== "ReturnStatement" : returns.length > 0) return undefined;
  const removed: [number, number][] = [
    [statement.range[0], body.range[0]],
    [body.range[1], statement.range[1]],
  ];
  if (removed.some(([from, to]) => file.code.getAllComments().some(({ range }) => range[0] >= from && range[1] <= to)))
    return undefined;
  const found: Edit[] = removed.map((range) => ({ range, text: "" }));
  for (const { declaration, call: manage } of managed) {
    const [argument] = manage.arguments;
    if (argument === undefined || argument.type === "SpreadElement") return undefined;
    found.push(
      { range: [declaration.range[0], declaration.range[0] + "const".length], text: "using" },
      { range: [manage.range[0], argument.range[0]], text: "" },
      { range: [argument.range[1], manage.range[1]], text: "" },
    );
  }
  return found.sort((a, b) => a.range[0] - b.range[0]);
}
