import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../../source-file.ts";
import { isClass, keyName, lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { installedVersion, isAtLeast } from "../../installed.ts";
import { boundTo } from "./vectors.ts";

interface Use {
  /** A method that nothing but these objects has. */
  readonly method: string;
  /** What makes them, by the name of the function or class. */
  readonly maker: RegExp;
  readonly release: "delete" | "free";
  readonly of: string;
  /** What shows that the file is about other objects which have the method, too. */
  readonly unless?: RegExp;
}

const uses: readonly Use[] = [
  { method: "push_back", maker: /^[A-Za-z]\w*$/, release: "delete", of: "vectors of Embind" },
  { method: "getAsObject", maker: /^prepare$/, release: "free", of: "statements of sql.js" },
  {
    method: "step",
    maker: /^prepare$/,
    release: "free",
    of: "statements of sql.js",
    unless: /\.finalize\(|\boo1\b|sqlite-wasm/,
  },
];

/** `const v = new M.VectorDouble(); v.push_back(1)`: what is made here and then used as only such objects are. */
export function usedAsHandle(source: SourceFile, node: CallNode): Acquisition | undefined {
  const present = uses.filter(
    ({ method, unless }) =>
      (source.mentions(`.${method}(`) || source.mentions(`["${method}"](`)) &&
      (unless === undefined || !unless.test(source.code.text)),
  );
  const callee = present.length === 0 ? undefined : unwrap(node.callee);
  // A class of the project's own is called by its bare name.
  if (callee?.type !== "MemberExpression") return undefined;
  const name = memberName(callee) ?? "";
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  const use = present.find(
    ({ maker, method }) =>
      maker.test(name) && (variable === undefined ? isCalledOn(node, method) : isCalled(variable, method)),
  );
  if (use === undefined || definesMethod(source, use.method)) return undefined;
  // A database that is closed finalizes its statements.
  if (use.method === "step" && source.mentions(`${source.text(callee.object)}.close(`)) return undefined;
  if (use.method === "push_back" && node.type === "CallExpression") return undefined;
  return handleByUse(use.release, `.${use.release}()`, `\`.${use.method}()\` is a method of ${use.of}`, name);
}

/** `module.Visitor.implement({ enter() {} })`: an object of C++ that calls back, which Embind makes for whoever asks. */
export function implemented(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  const [methods, other] = node.arguments;
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression" || memberName(callee) !== "implement")
    return undefined;
  const of = unwrap(callee.object);
  const name = of.type === "MemberExpression" ? memberName(of) : undefined;
  if (name === undefined || !/^[A-Z]/.test(name) || methods?.type !== "ObjectExpression" || other !== undefined)
    return undefined;
  if (!source.matches(/\.delete\(\)|wasm|embind|emscripten/i)) return undefined;
  return handleByUse("delete", ".delete()", `\`${name}.implement\` of Embind makes an object of C++`, name);
}

/** `state.parser.parse(text, state.tree)` in a file that names tree-sitter: only its parsers are given the older tree. */
export function parsedTree(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  const name = lastName(callee) ?? "";
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression") return undefined;
  if (!/^_?(?:re)?parse(?![a-z])/.test(name) || lastName(callee.object) === "JSON") return undefined;
  if (name === "parse" && rootIsAsked(source, node) && usesWebTreeSitter(source) && !isOther(source, callee.object)) {
    const text = "`parse` of web-tree-sitter returns a new `Tree`, whose `rootNode` is asked for";
    return { ...handleByUse("delete", ".delete()", text, name), finalizer: finalizerOf(source.filename) };
  }
  if (!/tree-?sitter/i.test(source.code.text)) return undefined;
  const [, ...others] = node.arguments;
  if (!others.some((older) => /tree[!)]?$/i.test(source.text(older)))) return undefined;
  const text = "`parse` of tree-sitter is given the older tree and returns a new `Tree`";
  return { ...handleByUse("delete", ".delete()", text, name), finalizer: "unknown" };
}

/** `const tree = createParser().parse(text); tree.rootNode`, `parser.parse(text).rootNode` */
function rootIsAsked(source: SourceFile, node: CallNode): boolean {
  if (!source.mentions(".rootNode") || node.arguments.length === 0) return false;
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  const isRoot = ({ parent }: TSESTree.Node): boolean =>
    parent?.type === "MemberExpression" && memberName(parent) === "rootNode";
  if (variable !== undefined) return variable.references.some(({ identifier }) => isRoot(identifier));
  const { parent } = node;
  if (parent.type !== "AssignmentExpression" || parent.right !== node) return isRoot(node);
  // `this.tree = parser.parse(text)`
  const field = parent.left.type === "MemberExpression" ? memberName(parent.left) : undefined;
  return field !== undefined && source.mentions(`.${field}.rootNode`);
}

/** `parser: TemplateParser`, `parser = new MarkdownParser()`: a parser of the project's own, by what the file says of it. */
function isOther(source: SourceFile, receiver: TSESTree.Node): boolean {
  const name = lastName(receiver);
  if (name === undefined) return false;
  const said = new RegExp(`(?<![\\w$])${name.replace(/\W/g, "\\$&")}[?!]?\\s*(?::|=\\s*new)\\s*([\\w.]+)`, "g");
  return [...source.code.text.matchAll(said)].some(
    ([, type = ""]) => !/(?:^|\.|sitter)Parser$|^any$|^unknown$|^null$/i.test(type),
  );
}

/** The file or its project has the parsers of wasm, and the project not those of Node, which a collector frees. */
export function usesWebTreeSitter({ code, filename }: SourceFile): boolean {
  return (
    /["']web-tree-sitter["']/.test(code.text) ||
    (installedVersion(filename, "web-tree-sitter") !== undefined &&
      installedVersion(filename, "tree-sitter") === undefined)
  );
}

function finalizerOf(filename: string): Acquisition["finalizer"] {
  const version = installedVersion(filename, "web-tree-sitter");
  return version !== undefined && isAtLeast(version, "0.27") ? "late" : "none";
}

const evaluating = /^(?:evalCode|evalCodeAsync|callFunction|callMethod)$/;
const borrowing =
  /^(?:dump|typeof|getProp|getNumber|getString|getBigInt|getLength|setProp|callFunction|callMethod|resolvePromise|log|eq|sameValue|Boolean)$/;

/**
 * `const result = vm.evalCode(code)` of QuickJS, whose `value` is a handle: read here, and neither disposed of nor given
 * to anybody.
 */
export function quickJsResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee) ?? "";
  if (name === "executePendingJobs") return droppedJobs(source, node, name);
  if (!evaluating.test(name) || callee.object.type === "ThisExpression" || !/quickjs/i.test(source.code.text))
    return undefined;
  const text = `the \`value\` that \`${name}\` of QuickJS gives is a handle`;
  if (node.parent.type === "ExpressionStatement") {
    const isContext = /(?:vm|ctx|context|quickjs|qjs)$/i.test(lastName(callee.object) ?? "");
    if (!isContext || isTest(source) || definesMethod(source, name)) return undefined;
    return handleByUse("dispose", ".dispose()", text, name);
  }
  const target = boundTo(node);
  const variable = target?.parent.type === "VariableDeclarator" ? source.variableOf(target) : undefined;
  if (variable === undefined) return undefined;
  const reads = variable.references.filter(({ init }) => init !== true).map(({ identifier }) => partRead(identifier));
  const isRead = reads.some((read) => read?.part === "value" || read?.isAsked === true);
  if (!isRead || !reads.every((read) => read !== undefined && !read.isHandedOn)) return undefined;
  return handleByUse("dispose", ".value.dispose()", text, name);
}

/** `runtime.executePendingJobs();`: what a job has thrown is a handle; where a test runs jobs, it knows that they do not throw. */
function droppedJobs(source: SourceFile, node: CallNode, name: string): Acquisition | undefined {
  if (node.parent.type !== "ExpressionStatement" || !/quickjs/i.test(source.code.text)) return undefined;
  if (isTest(source)) return undefined;
  return handleByUse(
    "dispose",
    ".error?.dispose()",
    "what a failed job leaves as `error` of this result is a handle",
    name,
  );
}

function isTest({ filename }: SourceFile): boolean {
  return /[.-](?:test|spec)s?\.\w+$/.test(filename);
}

/** `result.value` or `result.error`, and whether anybody may look after it from there. */
function partRead(name: TSESTree.Node): { part: string; isHandedOn: boolean; isAsked?: boolean } | undefined {
  const member = name.parent;
  if (member?.type !== "MemberExpression" || member.object !== name) {
    const isAsked = member?.type === "BinaryExpression" && member.operator === "in";
    return isAsked ? { part: "", isHandedOn: false } : undefined;
  }
  const part = memberName(member) ?? "";
  // `if (!result.error) fail();` expects the error, and no value.
  if (part === "error") return { part, isHandedOn: false, isAsked: member.parent.type === "IfStatement" };
  if (part !== "value") return undefined;
  let at: TSESTree.Node = member;
  while (at.parent?.type === "TSNonNullExpression" || at.parent?.type === "TSAsExpression") at = at.parent;
  return { part, isHandedOn: !isOnlyRead(at) };
}

function isOnlyRead(node: TSESTree.Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "IfStatement":
    case "UnaryExpression":
      return true;
    case "CallExpression": {
      const callee = unwrap(parent.callee);
      const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
      return parent.callee !== node && borrowing.test(name ?? "");
    }
    default:
      return false;
  }
}

function isCalled(variable: Variable, method: string): boolean {
  return variable.references.some(({ identifier }) => isCalledOn(identifier, method));
}

function isCalledOn({ parent }: TSESTree.Node, method: string): boolean {
  return (
    parent?.type === "MemberExpression" && memberName(parent) === method && parent.parent.type === "CallExpression"
  );
}

/** A class of this file has a method of that name: what looks like a native object is one of JavaScript. */
function definesMethod(source: SourceFile, name: string): boolean {
  return [...source.nodes("ClassDeclaration"), ...source.nodes("ClassExpression")].some(
    (node) => isClass(node) && node.body.body.some((member) => "key" in member && keyName(member) === name),
  );
}

/** A handle that nothing but the way it is used, or what it comes from, tells of. */
export function handleByUse(family: string, release: string, text: string, name: string): Acquisition {
  return {
    kind: "handle",
    family,
    release,
    releases: [],
    certainty: "possible",
    evidence: { kind: "duck", text },
    finalizer: "none",
    lent: "stays",
    name,
  };
}
