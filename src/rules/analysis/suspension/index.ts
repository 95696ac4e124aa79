import type { TSESTree } from "@typescript-eslint/utils";
import { targetOf } from "../closures/target.ts";
import { rootsOf, suspensions } from "../flow/roots.ts";
import { SpoilageRun } from "../flow/spoilage.ts";
import { callsOf } from "../recognise/calls.ts";
import type { Recognition } from "../recognise/index.ts";
import { weakTarget } from "../recognise/registrations.ts";
import type { SourceFile, Variable } from "../source-file.ts";
import {
  classOfThis,
  enclosingFunction,
  isClass,
  isFunction,
  isInside,
  keyName,
  memberName,
  thisOwner,
  unwrap,
} from "../syntax.ts";
import { functionsOf } from "../views/growth.ts";

/** A pointer that is used after a suspension its wrapper need not survive. */
export interface OutlivedPointer {
  node: TSESTree.Identifier;
  /** The wrapper as the code writes it. */
  wrapper: string;
  made: TSESTree.Node;
  suspension: TSESTree.Node;
  /** Nothing ever held the wrapper. */
  isTemporary: boolean;
  /** The text that reads the pointer anew, and so keeps the wrapper in use. */
  again: string | undefined;
  certain: boolean;
}

interface Reading {
  wrapper: TSESTree.Node;
  /** `undefined` for a temporary and for `this`. */
  variable: Variable | undefined;
  certain: boolean;
}

const pointerName = /^[#_]*(?:ptr|pointer|address|handle|raw)$|(?:Ptr|Pointer|_ptr|_pointer)$/;

/** Every such use in the file, in source order. */
export function outlivedPointersOf(recognition: Recognition): OutlivedPointer[] {
  const { file } = recognition;
  const suspending = rootsOf(suspensions(file));
  if (suspending.size === 0) return [];
  const reading = rootsOf(namedReadings(file));
  const wrappers = new Wrappers(recognition);
  const run = new SpoilageRun(file, {
    isTracked: (value) => wrappers.reading(value) !== undefined,
    spoils: (node) => {
      const suspends =
        node.type === "AwaitExpression" || node.type === "YieldExpression" || node.type === "ForOfStatement";
      return suspends ? { node, certain: true } : undefined;
    },
  });
  const found: OutlivedPointer[] = [];
  for (const root of [file.code.ast, ...functionsOf(recognition)]) {
    if (!suspending.has(root) || !reading.has(root)) continue;
    for (const { made, by, use } of run.run(root)) {
      const reading = wrappers.reading(made);
      if (reading === undefined || use.type !== "Identifier") continue;
      const { wrapper, variable, certain } = reading;
      if (variable !== undefined && staysInUse(recognition, variable, by.node, use)) continue;
      if (wrapper.type === "ThisExpression" && thisStaysInUse(recognition, wrapper, by.node)) continue;
      const isTemporary = variable === undefined && wrapper.type !== "ThisExpression";
      const isValue = use.parent.type !== "Property" && use.parent.type !== "UpdateExpression";
      const again = isTemporary || made.type === "Property" || !isValue ? undefined : file.text(made);
      found.push({
        node: use,
        wrapper: file.text(wrapper),
        made,
        suspension: by.node,
        isTemporary,
        again,
        certain,
      });
    }
  }
  return found.sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** Where something of a pointer's name is read. */
function namedReadings(file: SourceFile): TSESTree.Node[] {
  return [
    ...file.nodes("MemberExpression").filter((member) => pointerName.test(memberName(member) ?? "")),
    ...file.nodes("Property").filter((property) => pointerName.test(keyName(property) ?? "")),
  ];
}

/** Which expressions read a raw pointer out of a wrapper that this function alone holds. */
class Wrappers {
  readonly #recognition: Recognition;
  readonly #managed: Set<TSESTree.Node>;

  constructor(recognition: Recognition) {
    this.#recognition = recognition;
    const owners = recognition.registrations.map(({ owner }) => targetOf(recognition.file, owner)?.thisOf);
    this.#managed = new Set(
      owners.map((owner) => owner && classOfThis(owner)?.node).filter((node) => node !== undefined),
    );
  }

  reading(value: TSESTree.Node): Reading | undefined {
    if (value.type === "Property") {
      const declarator = value.parent.parent;
      const name = keyName(value);
      return declarator?.type === "VariableDeclarator" && declarator.init && name
        ? this.#from(declarator.init, name)
        : undefined;
    }
    const node = unwrap(value);
    const member = node.type === "CallExpression" && node.arguments.length === 0 ? unwrap(node.callee) : node;
    if (member.type !== "MemberExpression") return undefined;
    const name = memberName(member);
    return name === undefined ? undefined : this.#from(member.object, name);
  }

  #from(object: TSESTree.Node, name: string): Reading | undefined {
    if (!pointerName.test(name)) return undefined;
    const node = unwrap(object);
    if (node.type === "NewExpression") return { wrapper: node, variable: undefined, certain: this.#isManaged(node) };
    if (node.type === "ThisExpression")
      return this.#isOfManaged(node) ? { wrapper: node, variable: undefined, certain: false } : undefined;
    const variable = node.type === "Identifier" ? this.#recognition.file.variableOf(node) : undefined;
    if (variable && this.#isGivenTemporary(variable)) return { wrapper: node, variable, certain: false };
    const definition = variable?.defs[0]?.node;
    if (variable === undefined || definition?.type !== "VariableDeclarator" || definition.init === null)
      return undefined;
    const made = unwrap(definition.init);
    const kind: string = definition.parent.kind;
    if (
      made.type !== "NewExpression" ||
      kind === "using" ||
      kind === "await using" ||
      definition.id !== variable.identifiers[0]
    )
      return undefined;
    if (!isFunction(enclosingFunction(definition))) return undefined;
    return { wrapper: node, variable, certain: this.#isManaged(made) };
  }

  /** A method of a class that registers itself. The engines measured keep a receiver; nothing obliges them to. */
  #isOfManaged(node: TSESTree.ThisExpression): boolean {
    const owner = classOfThis(thisOwner(node));
    return owner !== undefined && !owner.isStatic && this.#managed.has(owner.node);
  }

  /** A parameter that some call of the file gives a wrapper which nothing else holds. */
  #isGivenTemporary(variable: Variable): boolean {
    const [definition] = variable.defs;
    const fn = definition?.node;
    if (definition?.type !== "Parameter" || fn === undefined || !isFunction(fn)) return false;
    const index = fn.params.findIndex((parameter) => parameter === definition.name);
    return callsOf(this.#recognition.file, fn).some(({ arguments: given }) => {
      const argument = given[index];
      return argument?.type === "NewExpression" && this.#isManaged(argument);
    });
  }

  /** Whether the file shows that a finalizer frees what the class wraps. */
  #isManaged({ callee }: TSESTree.NewExpression): boolean {
    const variable = callee.type === "Identifier" ? this.#recognition.file.variableOf(callee) : undefined;
    const definition = variable?.defs[0]?.node;
    return definition !== undefined && isClass(definition) && this.#managed.has(definition);
  }
}

/** Whether something else keeps the wrapper: a later use, a closure, or whoever it was handed to. */
function staysInUse(
  recognition: Recognition,
  variable: Variable,
  suspension: TSESTree.Node,
  use: TSESTree.Node,
): boolean {
  const home = variable.identifiers[0] && enclosingFunction(variable.identifiers[0]);
  const loop = loopAround(suspension);
  return variable.references.some((reference) => {
    const { identifier } = reference;
    if (reference.init === true) return false;
    if (enclosingFunction(identifier) !== home) return true;
    if (identifier.range[0] > suspension.range[1] && !isInside(identifier, use)) return true;
    if (loop !== undefined && isInside(identifier, loop)) return true;
    return isHandedOver(recognition, identifier);
  });
}

/** Whether the method, or a closure in it, uses `this` again after the suspension. */
function thisStaysInUse({ file }: Recognition, wrapper: TSESTree.ThisExpression, suspension: TSESTree.Node): boolean {
  const owner = thisOwner(wrapper);
  const home = enclosingFunction(wrapper);
  const loop = loopAround(suspension);
  return [...file.nodes("ThisExpression"), ...file.nodes("Super")].some((node) => {
    if (node === wrapper || thisOwner(node) !== owner) return false;
    if (enclosingFunction(node) !== home || node.range[0] > suspension.range[1]) return true;
    return loop !== undefined && isInside(node, loop);
  });
}

function isHandedOver({ registrations }: Recognition, identifier: TSESTree.Node): boolean {
  const { parent } = identifier;
  if (parent?.type === "MemberExpression" && parent.object === identifier) return false;
  if (parent?.type === "VariableDeclarator" && parent.id.type === "ObjectPattern") return false;
  // A registration and a weak reference hold their object weakly: they are no owners.
  if (parent?.type === "NewExpression" && weakTarget(parent) === identifier) return false;
  return !registrations.some(({ owner }) => owner === identifier);
}

function loopAround(node: TSESTree.Node): TSESTree.Node | undefined {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) {
    if (/^(?:For|While|DoWhile)/.test(at.type)) return at;
  }
  return undefined;
}
