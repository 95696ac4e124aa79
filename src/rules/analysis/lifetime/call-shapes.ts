import type { TSESTree } from "@typescript-eslint/utils";
import { heapViews } from "../../../resources/conventions.ts";
import { memberName, unwrap } from "../syntax.ts";
import type { CallNode } from "./vocabulary.ts";

/** The call's result is what the function returns. */
export function isReturned(node: TSESTree.Node): boolean {
  let child = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case "ReturnStatement":
        return true;
      case "ArrowFunctionExpression":
        return at.body === child;
      case "ConditionalExpression":
        if (at.test === child) return false;
        break;
      case "AwaitExpression":
      case "LogicalExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "ChainExpression":
      case "Property":
      case "ObjectExpression":
      case "ArrayExpression":
        break;
      default:
        return false;
    }
  }
  return false;
}

/** Whoever is called may fill the fields of the object anew. */
export function reachesThis({ callee, arguments: given }: CallNode): boolean {
  const target = unwrap(callee);
  const isOwn = target.type === "MemberExpression" && /^(?:ThisExpression|Super)$/.test(unwrap(target.object).type);
  return isOwn || given.some(({ type }) => type === "ThisExpression");
}

const endings = /^(?:abort|exit)$/;

/** `process.exit()`, `Deno.exit()`, `abort()`: nothing after it runs. */
export function neverReturns(node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return callee.name === "abort" && node.arguments.length <= 1;
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return false;
  const { name } = callee.object;
  return (name === "process" || name === "Deno") && endings.test(memberName(callee) ?? "");
}

const harmlessObjects = new Set(["console", "Math", "Number", "performance", "Date", "Array"]);

// Of the glue and of C's library: they move bytes, and where they cannot the module is lost anyway.
const copying =
  /^(?:_malloc|setValue|getValue|(?:stringTo|write)(?:UTF8|UTF16|UTF32|Ascii|ArrayToMemory|AsciiToMemory)|lengthBytesUTF\d+|stack(?:Save|Restore|Alloc)|_(?:mem(?:cpy|move|set|cmp)|str(?:n?cpy|len)))$/;

const plain = /^(?:Date|Map|Set|Array|Object|\w+Array|Text(?:En|De)coder)$/;

/** `Module.HEAPU8`, `new Uint8Array(memory.buffer, p, n)`, and parts of either. */
function isView(given: TSESTree.Node): boolean {
  const node = unwrap(given);
  if (node.type === "MemberExpression") return heapViews.has(memberName(node) ?? "");
  if (node.type === "NewExpression") return isViewMade(node);
  const callee = node.type === "CallExpression" ? unwrap(node.callee) : undefined;
  if (callee?.type !== "MemberExpression") return false;
  return /^(?:fill|subarray)$/.test(memberName(callee) ?? "") && isView(callee.object);
}

function isViewMade({ callee, arguments: [first] }: TSESTree.NewExpression): boolean {
  if (callee.type !== "Identifier" || !/^(?:\w+Array|DataView)$/.test(callee.name)) return false;
  const buffer = first === undefined ? undefined : unwrap(first);
  return buffer?.type === "MemberExpression" && memberName(buffer) === "buffer";
}

/** Calls that do not throw in practice: an exception edge there would only make noise. */
export function isHarmless(node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") {
    if (node.type === "NewExpression") return node.arguments.length === 0 ? plain.test(callee.name) : isViewMade(node);
    return (
      copying.test(callee.name) || callee.name === "Number" || callee.name === "String" || callee.name === "Boolean"
    );
  }
  if (callee.type !== "MemberExpression") return false;
  const object = unwrap(callee.object);
  if (object.type === "Identifier" && harmlessObjects.has(object.name)) return true;
  const name = memberName(callee) ?? "";
  // Whatever happens before `finally`, its own closure has run when anybody learns of it.
  return (
    /^(?:push|performance|finally|getTime)$/.test(name) ||
    copying.test(name) ||
    (/^(?:set|fill|subarray)$/.test(name) && isView(object))
  );
}
