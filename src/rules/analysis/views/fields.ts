import type { TSESTree } from "@typescript-eslint/utils";
import type { Spoiler } from "../flow/spoilage.ts";
import {
  classOfThis,
  enclosingFunction,
  isClass,
  isConstructor,
  isFunction,
  isInside,
  isNullish,
  keyName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "../syntax.ts";
import { isOverBefore } from "../method-order.ts";
import { isHandler, isThenCallback } from "./lives.ts";
import { isCheck, type ViewWords } from "./words.ts";

/** A field of a class of the file that holds nothing but views. */
export interface ViewField {
  owner: ClassNode;
  name: string;
  /** Where it is first filled: the place, and what is put in. */
  place: TSESTree.Node;
  made: TSESTree.Node;
  /** What may have grown the memory since, when another method starts. */
  stale: Spoiler | undefined;
}

/** Every such field, by its key. One that closures fill is left out: they may be what runs when the memory grows. */
export function fieldsWithViews(words: ViewWords): Map<string, ViewField> {
  const { file, values } = words.recognition;
  const found = new Map<string, ViewField>();
  const foreign = new Set<string>();
  const add = (key: string | undefined, field: Omit<ViewField, "stale">): void => {
    if (key === undefined || found.has(key)) return;
    const writes = values.places.writesTo(key);
    const areViews = writes.every(
      (source) => source.kind === "expression" && (isNullish(source.node) || words.isView(source.node)),
    );
    if (areViews) found.set(key, { ...field, stale: undefined });
  };
  for (const { left, right } of file.nodes("AssignmentExpression")) {
    if (left.type !== "MemberExpression" || unwrap(left.object).type !== "ThisExpression") continue;
    const owner = classOfThis(thisOwner(left))?.node;
    const name = memberName(left);
    const key = values.places.keyOf(left);
    if (owner === undefined || name === undefined || key === undefined) continue;
    if (!isOwnMethod(enclosingFunction(left))) foreign.add(key);
    if (words.isView(right)) add(key, { owner, name, place: left, made: right });
  }
  for (const field of file.nodes("PropertyDefinition")) {
    const name = keyName(field);
    if (name === undefined || field.value === null || !words.isView(field.value)) continue;
    const owner = field.parent.parent;
    const key = field.static ? `${values.places.classKey(owner, true)}.${name}` : values.places.fieldKey(owner, name);
    add(key, { owner, name, place: field.key, made: field.value });
  }
  for (const key of foreign) found.delete(key);
  for (const [key, field] of found) field.stale = staleness(words, key, field);
  return found;
}

/** A method, a function that a field holds, or one that runs upon something else than a growth of the memory. */
function isOwnMethod(fn: TSESTree.Node): boolean {
  const { parent } = fn;
  if (parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition") return true;
  return isThenCallback(fn) || isHandler(fn);
}

/** The class that a node stands in, whatever functions are around it there. */
function classAround(node: TSESTree.Node): ClassNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isClass(at)) return at;
  return undefined;
}

/** What grows the memory between two methods; nothing where the class compares buffers before it uses the field. */
function staleness(words: ViewWords, key: string, { owner, name, place, made }: ViewField): Spoiler | undefined {
  const { file, values } = words.recognition;
  const readings = file.nodes("MemberExpression").filter((member) => values.places.keyOf(member) === key);
  if (readings.some((member) => isCheck(member) || isFilledUnderCheck(words, member))) return undefined;
  const home = enclosingFunction(place);
  const isFilledOnce = values.places.writesTo(key).length === 1;
  const growing = words.growth.all.filter(({ node }) => {
    // What comes before the only filling is over by then.
    const isBefore = isFilledOnce && enclosingFunction(node) === home && node.range[0] < place.range[0];
    const inClass = classAround(node);
    const isOwn = isInside(node, owner) || (inClass !== undefined && values.places.fieldKey(inClass, name) === key);
    // The method that fills the field grows the memory before it does.
    const isFilling = isFilledOnce && node.type === "CallExpression" && values.calledFunction(node) === home;
    return isOwn && !isBefore && !isFilling && !isOverBefore(file, owner, node, home);
  });
  // A static method may make the instance, with a memory of its own.
  const ofObjects = growing.filter(({ node }) => !isInStatic(node, owner));
  const sure = ofObjects.find(({ certain }) => certain);
  const by = sure ?? ofObjects[0] ?? growing[0];
  const isSure = sure !== undefined && isFilledOnce && !isThenCallback(home) && !isHandler(home);
  if (by !== undefined) return { node: by.node, certain: isSure };
  return isFilledOnce && isOthersMemory(words, made) ? { node: made, certain: false } : undefined;
}

function isInStatic(node: TSESTree.Node, owner: ClassNode): boolean {
  return owner.body.body.some((member) => "static" in member && member.static && isInside(node, member));
}

/** `new Uint8Array(this.memory.buffer)`: the memory came from outside, where functions of the module are called. */
function isOthersMemory({ recognition }: ViewWords, made: TSESTree.Node): boolean {
  const view = unwrap(made);
  const [buffer] = view.type === "NewExpression" ? view.arguments : [];
  if (buffer === undefined || unwrap(buffer).type !== "MemberExpression") return false;
  return !recognition.file.mentions("WebAssembly.Memory(") && !recognition.file.mentions("WebAssembly.instantiate");
}

/** `if (this.buffer !== memory.buffer) { … this.view = …; }`: filled anew whenever the buffer is another one. */
function isFilledUnderCheck({ recognition }: ViewWords, member: TSESTree.MemberExpression): boolean {
  const { parent } = member;
  if (parent.type !== "AssignmentExpression" || parent.left !== member) return false;
  const compares = (test: TSESTree.Node): boolean => {
    const text = recognition.file.text(test);
    return /[!=]==?[^=]*\.buffer\b/.test(text) || /\.buffer\s*[!=]==?/.test(text);
  };
  for (let at: TSESTree.Node | undefined = parent; at && !isFunction(at); at = at.parent) {
    if (at.type === "IfStatement" && compares(at.test)) return true;
    // `if (this.other.buffer === buffer) return;` before it: all are filled anew together.
    const block: readonly TSESTree.Node[] = at.parent?.type === "BlockStatement" ? at.parent.body : [];
    for (const before of block.slice(0, block.indexOf(at)))
      if (before.type === "IfStatement" && compares(before.test) && isReturn(before.consequent)) return true;
  }
  return false;
}

function isReturn(node: TSESTree.Node): boolean {
  const last = node.type === "BlockStatement" ? node.body.at(-1) : node;
  return last?.type === "ReturnStatement";
}

/** The fields with views of the class whose method a function is, or in whose method it is a closure. */
export function fieldsIn(words: ViewWords, fn: FunctionNode): [string, ViewField][] {
  if (words.fields.size === 0) return [];
  const owner = fn.type === "ArrowFunctionExpression" ? thisOwner(fn) : fn;
  const inClass = isFunction(owner) || owner.type === "PropertyDefinition" ? classOfThis(owner) : undefined;
  if (inClass === undefined || isConstructor(owner)) return [];
  const { places } = words.recognition.values;
  return [...words.fields].filter(
    ([key, field]) => field.owner === inClass.node || places.fieldKey(inClass.node, field.name) === key,
  );
}
