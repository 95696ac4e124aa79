import type { TSESTree } from "@typescript-eslint/utils";
import { releasesOf } from "../escape/releases.ts";
import type { Recognition } from "../recognise/index.ts";
import type { Registration } from "../recognise/registrations.ts";
import { targetOf } from "../closures/target.ts";
import { classOfThis, isFunction, isInside, keyName, lastName, memberName, unwrap, type ClassNode } from "../syntax.ts";
import type { Loss } from "./index.ts";

const disposers =
  /^(?:free|delete|dispose|destroy|close|release|finalize|drop)$|^#?(?:free|dispose|destroy)|^\[Symbol\.(?:dispose|asyncDispose)\]$/;

/** `register` without a token on a registry that the file also calls `unregister` on: that call can find nothing. */
export function tokenless({ file, values, registrations }: Recognition): Loss[] {
  const found: Loss[] = [];
  for (const { call, kind, token, owner } of registrations) {
    if (kind !== "registry" || token !== undefined || call.callee.type !== "MemberExpression") continue;
    const place = values.places.keyOf(call.callee.object);
    const undo = file.nodes("CallExpression").find(({ callee }) => {
      return (
        callee.type === "MemberExpression" &&
        memberName(callee) === "unregister" &&
        values.places.keyOf(callee.object) === place
      );
    });
    // A registry with tokens elsewhere is undone for those.
    const others = registrations.some((other) => {
      return (
        other.token &&
        other.call.callee.type === "MemberExpression" &&
        values.places.keyOf(other.call.callee.object) === place
      );
    });
    if (place === undefined || undo === undefined || others) continue;
    const at = call.arguments.at(-1)?.range[1] ?? 0;
    const [, held] = call.arguments;
    const [asked] = undo.arguments;
    // Beside registrations of what goes by the name that is asked for, the others are never to be undone.
    const isMeant = (other: Pick<Registration, "owner">): boolean =>
      asked !== undefined && file.text(other.owner) === file.text(asked);
    if (!isMeant({ owner }) && registrations.some(isMeant)) continue;
    // `unregister(release)` finds what was registered with the same.
    const isHeld = held !== undefined && asked !== undefined && file.text(held) === file.text(asked);
    const name = file.text(isHeld ? held : owner);
    found.push({ node: call, how: "noToken", name, other: undo, repair: { kind: "addToken", at, text: `, ${name}` } });
  }
  return found;
}

/** A method of the registered class that frees by hand while the registration stays: the deleter frees again later. */
export function releasesWithoutUnregister(recognition: Recognition): Loss[] {
  const { file, values, registrations } = recognition;
  const releases = releasesOf(file, values);
  const found: Loss[] = [];
  const seen = new Set<TSESTree.Node>();
  for (const registration of registrations) {
    const owner = targetOf(file, registration.owner)?.thisOf;
    const own = owner && classOfThis(owner);
    if (own === undefined || own.isStatic || undoes(recognition, own.node)) continue;
    const keys = releasedKeys(recognition, registration);
    for (const call of file.nodes("CallExpression")) {
      const [argument] = call.arguments;
      if (
        argument === undefined ||
        !isInside(call, own.node) ||
        isInside(call, registration.call) ||
        !(releases.isRelease(call) || isDeletersOwn(recognition, registration, call))
      )
        continue;
      const method = methodOf(call, own.node);
      const name = method && (keyName(method) ?? symbolName(method));
      const key = values.places.keyOf(argument);
      if (method === undefined || name === undefined || !disposers.test(name) || seen.has(method)) continue;
      if (key === undefined || !keys.has(key)) continue;
      seen.add(method);
      found.push({
        node: call,
        how: "noUnregister",
        name,
        other: registration.call,
        ...unregisterRepair(recognition, registration, call),
      });
    }
  }
  return found;
}

/** `[Symbol.dispose]` of a method that `using` calls. */
function symbolName({ computed, key }: TSESTree.MethodDefinition): string | undefined {
  const of = computed && key.type === "MemberExpression" ? unwrap(key.object) : undefined;
  return of?.type === "Identifier" && of.name === "Symbol" && key.type === "MemberExpression"
    ? `[Symbol.${memberName(key) ?? ""}]`
    : undefined;
}

// Of what a table of the project's own forgets, a second time does no harm.
const freeing = /free|dealloc|_(?:destroy|delete|drop|release)$/i;

/** `dealloc(this.ptr, size)` where the registry's callback does the same: whatever it is called, both free the address. */
function isDeletersOwn({ file }: Recognition, { registry }: Registration, call: TSESTree.CallExpression): boolean {
  const [deleter] = registry?.arguments ?? [];
  const param = isFunction(deleter) ? deleter.params[0] : undefined;
  if (!isFunction(deleter) || param?.type !== "Identifier") return false;
  if (!freeing.test(lastName(call.callee) ?? "")) return false;
  return file.nodes("CallExpression").some((each) => {
    const [given] = each.arguments;
    return (
      isInside(each, deleter) &&
      given?.type === "Identifier" &&
      given.name === param.name &&
      file.text(each.callee) === file.text(call.callee)
    );
  });
}

/** The places that hold the registered pointer: the expression itself and the fields of `this` filled from it. */
function releasedKeys({ file, values }: Recognition, registration: Registration): Set<string> {
  const pointer = registration.pointer ?? registration.held;
  const key = values.places.keyOf(pointer);
  const keys = new Set(key === undefined ? [] : [key]);
  for (const { left, right } of file.nodes("AssignmentExpression")) {
    const from = values.places.keyOf(right);
    const to = left.type === "MemberExpression" ? values.places.keyOf(left) : undefined;
    if (to !== undefined && from !== undefined && from === key) keys.add(to);
    if (to !== undefined && to === key && from !== undefined) keys.add(from);
  }
  const variable = pointer.type === "Identifier" ? file.variableOf(pointer) : undefined;
  const init = variable?.defs[0]?.node;
  if (init?.type === "VariableDeclarator" && init.init) {
    const from = values.places.keyOf(init.init);
    if (from !== undefined) keys.add(from);
  }
  return keys;
}

/** Whether the class undoes registrations anywhere: `unregister`, `release(this)`, `registration.release()`, `[Symbol.dispose]()`. */
function undoes({ file }: Recognition, owner: ClassNode): boolean {
  return file.nodes("CallExpression").some((call) => {
    if (!isInside(call, owner)) return false;
    const callee = unwrap(call.callee);
    if (callee.type === "Identifier")
      return callee.name === "release" || callee.name === "unmanage" || callee.name === "unregister";
    if (callee.type !== "MemberExpression") return false;
    const name = memberName(callee);
    return (
      name === undefined ||
      name === "unregister" ||
      name === "unmanage" ||
      (name === "release" && call.arguments.length === 0)
    );
  });
}

function methodOf(node: TSESTree.Node, owner: ClassNode): TSESTree.MethodDefinition | undefined {
  return owner.body.body.find(
    (member) => member.type === "MethodDefinition" && member.kind === "method" && isInside(node, member),
  ) as TSESTree.MethodDefinition | undefined;
}

function unregisterRepair(
  { file }: Recognition,
  { call, kind, token }: Registration,
  release: TSESTree.CallExpression,
): Pick<Loss, "repair"> {
  const statement = release.parent;
  if (kind !== "registry" || token?.type !== "ThisExpression" || call.callee.type !== "MemberExpression") return {};
  if (statement.type !== "ExpressionStatement") return {};
  const text = `${file.text(call.callee.object)}.unregister(this);\n${" ".repeat(statement.loc.start.column)}`;
  return { repair: { kind: "addUnregister", at: statement.range[0], text } };
}
