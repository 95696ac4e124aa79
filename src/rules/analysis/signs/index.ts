import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import { returnedBy } from "../recognise/returns.ts";
import { sourcesOf } from "../sources.ts";
import { memberName, unwrap } from "../syntax.ts";

/** A place where a pointer above 2 GiB, which JavaScript sees as a negative number, goes wrong. */
export interface SignedUse {
  node: TSESTree.Node;
  how: "compared" | "kept" | "shifted" | "divided" | "bound";
  text: string;
  certain: boolean;
  /** What to write instead. */
  replacement: string;
}

const twoGiB = 2 ** 31;
const ranged = new Set(["subarray", "slice", "fill", "copyWithin"]);

/** Every signed use of a pointer in the file; none when the memory is known to stay below 2 GiB. */
export function signedUsesOf(recognition: Recognition): SignedUse[] {
  const { file } = recognition;
  if (file.settings.memory.maximum <= twoGiB || isSmall(recognition)) return [];
  const found: (SignedUse | undefined)[] = [
    ...file
      .nodes("BinaryExpression")
      .map((node) => comparison(recognition, node) ?? signedOperation(recognition, node)),
    ...file.nodes("CallExpression").flatMap((node) => bounds(recognition, node)),
    ...file.nodes("MemberExpression").map((node) => index(recognition, node)),
  ];
  return found.filter((use) => use !== undefined).sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** `p < 0` and its kin as a test for failure. */
function comparison(recognition: Recognition, node: TSESTree.BinaryExpression): SignedUse | undefined {
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
  return { node, how: "compared", text, certain: operator === "<" || operator === "<=", replacement };
}

/** `p | 0`, `p >> 2`, `p / 4`. */
function signedOperation(recognition: Recognition, node: TSESTree.BinaryExpression): SignedUse | undefined {
  const { file } = recognition;
  const { operator, left, right } = node;
  if (left.type === "PrivateIdentifier") return undefined;
  if (operator === "|" && isZero(right) && isSignedPointer(recognition, left)) {
    return { node, how: "kept", text: file.text(left), certain: false, replacement: `${file.text(left)} >>> 0` };
  }
  const size = right.type === "Literal" ? right.value : undefined;
  if (operator === ">>" && (size === 1 || size === 2 || size === 3) && isPointerSum(recognition, left)) {
    return {
      node,
      how: "shifted",
      text: file.text(left),
      certain: false,
      replacement: `${file.text(left)} >>> ${size}`,
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
  };
}

/** `heap.subarray(p, p + n)`: a negative start counts from the end. */
function bounds(recognition: Recognition, { callee, arguments: given }: TSESTree.CallExpression): SignedUse[] {
  if (
    callee.type !== "MemberExpression" ||
    !ranged.has(memberName(callee) ?? "") ||
    !isHeap(recognition, callee.object)
  )
    return [];
  const [start] = given;
  return start && isSignedPointer(recognition, start) ? [boundUse(recognition, start)] : [];
}

/** `heap[p + i]`. */
function index(recognition: Recognition, node: TSESTree.MemberExpression): SignedUse | undefined {
  if (!node.computed || !isHeap(recognition, node.object)) return undefined;
  return isPointerSum(recognition, node.property) ? boundUse(recognition, node.property) : undefined;
}

function boundUse({ file }: Recognition, node: TSESTree.Node): SignedUse {
  const text = file.text(node);
  const isName = node.type === "Identifier" || node.type === "MemberExpression";
  return { node, how: "bound", text, certain: false, replacement: isName ? `${text} >>> 0` : `(${text}) >>> 0` };
}

function isHeap({ values }: Recognition, expression: TSESTree.Node): boolean {
  const kind = values.of(expression)?.kind;
  return kind === "heap-view" || kind === "view";
}

function isUsedAsBound(recognition: Recognition, node: TSESTree.BinaryExpression): boolean {
  const value = unwrap(node.left);
  if (value.type !== "CallExpression" || value.callee.type !== "MemberExpression") return false;
  if (!/(?:Ptr|Pointer|_ptr|_pointer)$/.test(memberName(value.callee) ?? "")) return false;
  let at: TSESTree.Node = node;
  while (at.parent?.type === "BinaryExpression") at = at.parent;
  const call = at.parent;
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false;
  return ranged.has(memberName(call.callee) ?? "") && isHeap(recognition, call.callee.object);
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
  return origin !== undefined && origin.how === "call" && !isUnsigned(recognition, expression, 0);
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

function isZero(node: TSESTree.Node): boolean {
  return node.type === "Literal" && node.value === 0;
}
