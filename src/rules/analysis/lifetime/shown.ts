import type { TSESTree } from "@typescript-eslint/utils";
import { isSharing } from "../../../resources/dependence.ts";
import { isGivenAway, viewName, wrapsView } from "../../../resources/views.ts";
import { viewConstructors } from "../recognise/wasm-values.ts";
import { isFunction, lastName, memberName, unwrap } from "../syntax.ts";
import { isAddressOf } from "./addresses.ts";
import { partOf } from "./parts.ts";
import type { Need, Resource } from "./resources.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import type { Value } from "./value.ts";
import type { CallNode, PartNode } from "./vocabulary.ts";

/** What a part shows of its owner: its memory, the buffer behind that, or only where it begins. */
export type Shows = "view" | "buffer" | "address";

interface Shown {
  readonly shows: Shows;
  readonly needs: readonly Need[];
  /** The view or address that it was made from. */
  readonly of?: Resource;
}

type Node = CallNode | PartNode;

/** `picture.getView()`, `view.subarray(4)`, `new Uint8Array(memory.buffer, picture.ptr, n)`: what the expression shows. */
export function shownBy(
  run: Run,
  state: State,
  node: Node,
  receiver: Value,
  args: readonly Value[],
): Shown | undefined {
  if (node.type === "NewExpression") return wrapped(run, node, args);
  const part = partOf(node);
  if (part === undefined) return undefined;
  const { object, name } = part;
  const shown = partShown(run, receiver);
  if (node.type === "CallExpression" && name === "subarray") {
    const begin = args.map((value) => partShown(run, value)).find((part) => part?.shows === "address");
    return begin === undefined ? shown && passedOn(shown, "view") : passedOn(begin, "view");
  }
  if (shown !== undefined)
    return name === "buffer" && node.type !== "CallExpression" ? passedOn(shown, "buffer") : undefined;
  return ofHandle(run, state, node, object, name, receiver);
}

function passedOn(of: Resource, shows: Shows): Shown {
  return { shows, needs: of.needs, of };
}

/** `new ImageData(view, w, h)`, `new Float32Array(view.buffer, …)`, `new Uint8Array(memory.buffer, address, n)`. */
function wrapped(run: Run, node: TSESTree.NewExpression, args: readonly Value[]): Shown | undefined {
  const parts = args.map((value) => partShown(run, value));
  const name = lastName(node.callee) ?? "";
  if (wrapsView.test(name)) {
    const view = parts.find((part) => part?.shows === "view");
    return view && passedOn(view, "view");
  }
  const [buffer, begin] = parts;
  if (!viewConstructors.has(name)) return undefined;
  if (begin?.shows === "address") return passedOn(begin, "view");
  // A typed array of a typed array is a copy.
  return buffer?.shows === "buffer" ? passedOn(buffer, "view") : undefined;
}

/** What a member of an object that owns memory gives: by its name a view of it, or by what is done with it an address. */
function ofHandle(
  run: Run,
  state: State,
  node: Node,
  object: TSESTree.Node,
  name: string,
  receiver: Value,
): Shown | undefined {
  const direct = ownerOf(run, receiver);
  const isNamed = viewName.test(name);
  const owner = direct ?? (isNamed ? ownerBehind(run, state, object) : undefined);
  if (owner === undefined || isGivenAway.test(name)) return undefined;
  const isAddress = direct !== undefined && isAddressOf(run.file, node);
  const isView = !isAddress && isNamed && isReadAsView(run, node);
  if (!isAddress && !isView) return undefined;
  // Views of wasm-bindgen's objects are copies; what a parameter gives is judged where it is known what it is.
  if (isView && !(owner.acquisition === undefined ? isHandedBack(node) : isEmbind(owner))) return undefined;
  return {
    shows: isView ? "view" : "address",
    needs: [{ on: owner.id, library: "", isOrdered: false, sure: false, isNamed: isView }],
  };
}

function ownerOf(run: Run, { ids, derived, some }: Value): Resource | undefined {
  const [id = -1, ...others] = ids;
  const resource = others.length > 0 || derived || some ? undefined : run.file.resources.get(id);
  if (resource === undefined || resource.origin === "part") return undefined;
  return resource.acquisition === undefined || resource.acquisition.kind === "handle" ? resource : undefined;
}

/** `result.image.data`, `result.get().data`: what lies in an object goes with it. */
function ownerBehind(run: Run, state: State, object: TSESTree.Node): Resource | undefined {
  let at = unwrap(object);
  for (let depth = 0; depth < 3; depth++) {
    const place = run.file.places.of(at);
    const held = place === undefined ? undefined : state.value(place);
    if (held !== undefined) return ownerOf(run, held);
    const member = at.type === "CallExpression" && at.arguments.length === 0 ? unwrap(at.callee) : at;
    if (member.type !== "MemberExpression") return undefined;
    at = unwrap(member.object);
  }
  return undefined;
}

/** Whose objects `.delete()` ends: by what a file shows, classes of C++. */
export function isEmbind({ acquisition }: Resource): boolean {
  return acquisition?.kind === "handle" && /^\.delete\(\)/.test(acquisition.release);
}

/** `return image.data;`, `return { data: image.data };` */
function isHandedBack(node: TSESTree.Node): boolean {
  let at = node;
  while (
    at.parent?.type === "Property" ||
    at.parent?.type === "ObjectExpression" ||
    at.parent?.type === "TSAsExpression"
  )
    at = at.parent;
  const { parent } = at;
  return parent?.type === "ReturnStatement" || (isFunction(parent) && parent.body === at);
}

// What only lists of C++, handles and texts have.
const otherwise = /^(?:size|get|set_?|push_back|delete|free|isDeleted|split|trim|replace|match|charCodeAt|then|catch)$/;

/** Nothing says that it is something else: a list of C++, which is an object by itself, a text, a promise. */
function isReadAsView(run: Run, node: Node): boolean {
  const isOther = (use: TSESTree.Node): boolean => {
    let at = use;
    while (at.parent?.type === "TSNonNullExpression" || at.parent?.type === "TSAsExpression") at = at.parent;
    const { parent } = at;
    if (parent?.type === "AwaitExpression" || parent?.type === "TemplateLiteral") return true;
    if (parent?.type === "MemberExpression") return parent.object === at && otherwise.test(memberName(parent) ?? "");
    const isGiven = parent?.type === "CallExpression" && parent.arguments.includes(at as never);
    return isGiven && (run.file.vocabulary.release(parent) !== undefined || lastName(parent.callee) === "parse");
  };
  if (isOther(node)) return false;
  const { parent } = node;
  const isInit = parent.type === "VariableDeclarator" && parent.init === node;
  const declared = node.type === "Property" ? node.value : isInit ? parent.id : undefined;
  const variable = declared?.type === "Identifier" ? run.file.source.variableOf(declared) : undefined;
  return variable?.references.every(({ identifier }) => !isOther(identifier)) !== false;
}

/** The part that a value is, or the address that it was computed from. */
export function partShown(run: Run, { ids, derived, some }: Value): Resource | undefined {
  const parts = ids.flatMap((id) => run.file.resources.get(id) ?? []);
  if (derived) return parts.find(({ shows }) => shows === "address");
  const [part, ...others] = parts;
  return others.length > 0 || some || part?.shows === undefined ? undefined : part;
}

/** What can be asked of a view whatever became of the memory, or gives another one. */
export function isOfView(name: string | undefined): boolean {
  return (
    name !== undefined && /^(?:length|byteLength|byteOffset|buffer|BYTES_PER_ELEMENT|constructor|subarray)$/.test(name)
  );
}

/** `mat.roi(area)`, `new cv.Mat(mat, area)`, `mats.get(0)`: an object that shows what another one owns as well. */
export function isHeader({ site }: Resource, library: string): boolean {
  const node = unwrap(site);
  if (node.type === "CallExpression") return isSharing(library, lastName(node.callee) ?? "");
  if (node.type !== "NewExpression") return false;
  // `new cv.Mat(size, type)` has memory of its own.
  const [whole, type, ...others] = node.arguments;
  if (whole === undefined || others.length > 0) return false;
  return type === undefined || !/^CV_|type$/i.test(lastName(type) ?? "");
}
