import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import { returnedBy } from "../recognise/returns.ts";
import { isHeap, type PointerOrigin } from "../recognise/wasm-values.ts";
import { sourcesOf } from "../sources.ts";
import { isInside, isZero, memberName, unwrap } from "../syntax.ts";

/** A place where a pointer above 2 GiB, which JavaScript sees as a negative number, goes wrong. */
export interface SignedUse {
  node: TSESTree.Node;
  how: "compared" | "kept" | "shifted" | "divided" | "bound" | "made";
  text: string;
  certain: boolean;
  /** Where a pointer that is reported where it is made is used. */
  uses: readonly TSESTree.Node[];
  /** What to write instead, in each place. */
  edits: readonly { node: TSESTree.Node; text: string }[];
}

/** A signed use before it is known where to report it. */
interface Found {
  node: TSESTree.Node;
  how: Exclude<SignedUse["how"], "made">;
  text: string;
  certain: boolean;
  replacement: string;
  /** The expression that made the pointer, unless the use stands right there. */
  made: TSESTree.Node | undefined;
}

const twoGiB = 2 ** 31;
const ranged = new Set(["subarray", "slice", "fill", "copyWithin"]);

/** Every signed use of a pointer in the file, once per pointer; none when the memory is known to stay below 2 GiB. */
export function signedUsesOf(recognition: Recognition): SignedUse[] {
  const { file } = recognition;
  if (file.settings.memory.maximum <= twoGiB || isSmall(recognition)) return [];
  const found: (Found | undefined)[] = [
    ...file
      .nodes("BinaryExpression")
      .map((node) => comparison(recognition, node) ?? signedOperation(recognition, node)),
    ...file.nodes("CallExpression").flatMap((node) => bounds(recognition, node)),
    ...file.nodes("MemberExpression").map((node) => index(recognition, node)),
  ];
  return oncePerPointer(recognition, found.filter((use) => use !== undefined).sort(byPlace));
}

/** Uses of one pointer are one mistake: it is mended where the pointer is made. */
function oncePerPointer({ file }: Recognition, found: readonly Found[]): SignedUse[] {
  const byPointer = new Map<TSESTree.Node, Found[]>();
  const results: SignedUse[] = [];
  for (const use of found) {
    const { node, how, text, certain, replacement, made } = use;
    if (made === undefined || how === "compared" || how === "kept")
      results.push({ node, how, text, certain, uses: [], edits: [{ node, text: replacement }] });
    else byPointer.set(made, [...(byPointer.get(made) ?? []), use]);
  }
  for (const [made, uses] of byPointer) {
    const text = file.text(made);
    const isPlain = made.parent !== undefined && plainParents.has(made.parent.type);
    const unsigned = isPlain ? `${text} >>> 0` : `(${text} >>> 0)`;
    // A shift brings the sign back.
    const shifts = uses.filter(({ how }) => how === "shifted");
    results.push({
      node: made,
      how: "made",
      text,
      certain: false,
      uses: uses.map(({ node }) => node),
      edits: [{ node: made, text: unsigned }, ...shifts.map(({ node, replacement }) => ({ node, text: replacement }))],
    });
  }
  return results.sort(byPlace);
}

const plainParents: ReadonlySet<string> = new Set([
  "VariableDeclarator",
  "AssignmentExpression",
  "ReturnStatement",
  "ArrowFunctionExpression",
  "PropertyDefinition",
]);

function byPlace(one: { node: TSESTree.Node }, other: { node: TSESTree.Node }): number {
  return one.node.range[0] - other.node.range[0];
}

/** Where the pointer of an expression was made; `undefined` when that is in the expression itself. */
function madeOf(recognition: Recognition, expression: TSESTree.Node): TSESTree.Node | undefined {
  const parts: TSESTree.Node[] = [unwrap(expression)];
  for (let part = parts.pop(); part; part = parts.pop()) {
    if (part.type === "BinaryExpression" && part.operator === "+") parts.push(part.right, part.left);
    const origin = recognition.values.pointer(part)?.node ?? wordRead(recognition, part);
    if (origin !== undefined) return isInside(origin, expression) ? undefined : origin;
  }
  return undefined;
}

/** `p < 0` and its kin as a test for failure. */
function comparison(recognition: Recognition, node: TSESTree.BinaryExpression): Found | undefined {
  const mirrored: Record<string, string> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
  if (mirrored[node.operator] === undefined || node.left.type === "PrivateIdentifier") return undefined;
  const [value, operator] = isZero(node.right)
    ? [node.left, node.operator]
    : isZero(node.left)
      ? [node.right, mirrored[node.operator]]
      : [];
  if (value === undefined || operator === undefined || !isSignedPointer(recognition, value)) return undefined;
  const text = recognition.file.text(value);
  const replacement = operator === ">=" ? "true" : `${text} ${operator === ">" ? "!==" : "==="} 0`;
  return { node, how: "compared", text, certain: operator === "<", replacement, made: undefined };
}

/** `p | 0`, `p >> 2`, `p / 4`. */
function signedOperation(recognition: Recognition, node: TSESTree.BinaryExpression): Found | undefined {
  const { file } = recognition;
  const { operator, left, right } = node;
  if (left.type === "PrivateIdentifier") return undefined;
  if (operator === "|" && isZero(right) && isSignedPointer(recognition, left)) {
    return {
      node,
      how: "kept",
      text: file.text(left),
      certain: false,
      replacement: `${file.text(left)} >>> 0`,
      made: undefined,
    };
  }
  const size = right.type === "Literal" ? right.value : undefined;
  const isShift = operator === ">>" && (size === 1 || size === 2 || size === 3);
  if (isShift && (isPointerSum(recognition, left) || isMadeUnsigned(recognition, left))) {
    return {
      node,
      how: "shifted",
      text: file.text(left),
      certain: false,
      // The parentheses around a sum belong to neither side.
      replacement:
        file.code.text.slice(node.range[0], right.range[0]).replace(/>>(\s*\(*\s*)$/, ">>>$1") + file.text(right),
      made: madeOf(recognition, left),
    };
  }
  const isPart = operator === "/" && (size === 2 || size === 4 || size === 8);
  if (!isPart || !(isPointerSum(recognition, left) || isUsedAsBound(recognition, node))) return undefined;
  return {
    node,
    how: "divided",
    text: file.text(left),
    certain: false,
    replacement: `(${file.text(left)} >>> 0) / ${size}`,
    made: madeOf(recognition, left),
  };
}

/** `const p = m._rows(table) >>> 0;` of a function of the module: who writes that has addresses above 2 GiB. */
function isMadeUnsigned({ file, values }: Recognition, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const [source, other] = variable === undefined ? [] : sourcesOf(variable);
  if (source?.kind !== "expression" || source.path.length > 0 || other !== undefined) return false;
  const made = unwrap(source.node);
  if (made.type !== "BinaryExpression" || made.operator !== ">>>" || !isZero(made.right)) return false;
  const call = unwrap(made.left);
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  return callee?.type === "MemberExpression" && values.of(callee)?.kind === "function";
}

/** `heap.subarray(p, p + n)`: a negative start counts from the end. */
function bounds(recognition: Recognition, { callee, arguments: given }: TSESTree.CallExpression): Found[] {
  if (
    callee.type !== "MemberExpression" ||
    !ranged.has(memberName(callee) ?? "") ||
    !isHeap(recognition.values.of(callee.object))
  )
    return [];
  const [start] = given;
  const isSigned = start && (isSignedPointer(recognition, start) || isSignedWord(recognition, start));
  return isSigned ? [boundUse(recognition, start)] : [];
}

/** `heap[p + i]`. */
function index(recognition: Recognition, node: TSESTree.MemberExpression): Found | undefined {
  if (!node.computed || !isHeap(recognition.values.of(node.object))) return undefined;
  const isSigned = isPointerSum(recognition, node.property) || isSignedWord(recognition, node.property);
  return isSigned ? boundUse(recognition, node.property) : undefined;
}

function boundUse(recognition: Recognition, node: TSESTree.Node): Found {
  const text = recognition.file.text(node);
  const isName = node.type === "Identifier" || node.type === "MemberExpression";
  return {
    node,
    how: "bound",
    text,
    certain: false,
    replacement: isName ? `${text} >>> 0` : `(${text}) >>> 0`,
    made: madeOf(recognition, node),
  };
}

function isUsedAsBound(recognition: Recognition, node: TSESTree.BinaryExpression): boolean {
  const value = unwrap(node.left);
  if (value.type !== "CallExpression" || value.callee.type !== "MemberExpression") return false;
  if (!/(?:Ptr|Pointer|_ptr|_pointer)$/.test(memberName(value.callee) ?? "")) return false;
  let at: TSESTree.Node = node;
  while (at.parent?.type === "BinaryExpression") at = at.parent;
  const call = at.parent;
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false;
  return ranged.has(memberName(call.callee) ?? "") && isHeap(recognition.values.of(call.callee.object));
}

/** A pointer, or a sum with one. */
function isPointerSum(recognition: Recognition, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === "BinaryExpression" && node.operator === "+") {
    return isPointerSum(recognition, node.left) || isPointerSum(recognition, node.right);
  }
  return isSignedPointer(recognition, node);
}

function isSignedPointer(recognition: Recognition, expression: TSESTree.Node): boolean {
  const origin = recognition.values.pointer(expression);
  return origin !== undefined && origin.how === "call" && !isOfGlue(origin) && !isUnsigned(recognition, expression, 0);
}

/**
 * Emscripten's glue for more than 2 GiB makes the results of these functions unsigned itself
 * (`create_pointer_conversion_wrappers` in its tools/emscripten.py).
 */
function isOfGlue({ name }: PointerOrigin): boolean {
  return /^(?:_malloc|_calloc|_realloc|_memalign|stackAlloc|stringToNew\w+|allocateUTF8)$/.test(name);
}

/** An address that was read from memory as a signed word: `HEAP32[p >> 2]`, used as an index as it is. */
function isSignedWord(recognition: Recognition, expression: TSESTree.Node): boolean {
  return wordRead(recognition, expression) !== undefined && !isUnsigned(recognition, expression, 0);
}

function wordRead(recognition: Recognition, expression: TSESTree.Node): TSESTree.Node | undefined {
  const node = unwrap(expression);
  if (node.type === "MemberExpression" && node.computed) {
    const heap = recognition.values.of(node.object);
    return heap?.kind === "heap-view" && heap.name === "HEAP32" ? node : undefined;
  }
  const variable = node.type === "Identifier" ? recognition.file.variableOf(node) : undefined;
  const [source, ...others] = variable ? sourcesOf(variable) : [];
  if (source?.kind !== "expression" || source.path.length > 0 || others.length > 0) return undefined;
  return unwrap(source.node).type === "MemberExpression" ? wordRead(recognition, source.node) : undefined;
}

/** Whether a value has gone through `>>> 0`, here, where it was stored, or in the helper that returned it. */
function isUnsigned(recognition: Recognition, expression: TSESTree.Node, depth: number): boolean {
  const node = unwrap(expression);
  if (depth > 4) return true;
  if (node.type === "BinaryExpression") return node.operator === ">>>";
  if (node.type === "CallExpression") {
    if (node.callee.type === "Identifier" && node.callee.name === "BigInt") return true;
    const fn = recognition.values.calledFunction(node);
    const returned = fn ? returnedBy(recognition.file, fn) : [];
    return returned.some((value) => isUnsigned(recognition, value, depth + 1));
  }
  const variable = node.type === "Identifier" ? recognition.file.variableOf(node) : undefined;
  const key = node.type === "MemberExpression" ? recognition.values.places.keyOf(node) : undefined;
  const sources = variable ? sourcesOf(variable) : key === undefined ? [] : recognition.values.places.writesTo(key);
  return sources.some((source) => source.kind === "expression" && isUnsigned(recognition, source.node, depth + 1));
}

/** A memory of the file's own whose `maximum` keeps it at or below 2 GiB. */
function isSmall({ file }: Recognition): boolean {
  return file.nodes("NewExpression").some(({ callee, arguments: given }) => {
    if (callee.type !== "MemberExpression" || memberName(callee) !== "Memory" || given[0]?.type !== "ObjectExpression")
      return false;
    return given[0].properties.some((property) => {
      const isMaximum =
        property.type === "Property" && property.key.type === "Identifier" && property.key.name === "maximum";
      return isMaximum && property.value.type === "Literal" && Number(property.value.value) * 65_536 <= twoGiB;
    });
  });
}
