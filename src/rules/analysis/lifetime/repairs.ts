import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { isOfSvelte } from "../components.ts";
import { indentOf } from "../indentation.ts";
import { memberName, unwrap } from "../syntax.ts";
import type { Finding, LeakFinding } from "./findings.ts";
import { sameName } from "./leak-report.ts";

export type Repair = "addUsing" | "addFinally" | "nameTemporary" | "releaseOld";

export interface RepairOffer {
  readonly kind: Repair;
  readonly name: string;
  readonly fix: TSESLint.ReportFixFunction;
}

type Code = Readonly<TSESLint.SourceCode>;

/** Repairs that compile; each changes when something is released, so none is applied unasked. */
export function repairs(code: Code, finding: LeakFinding): RepairOffer[] {
  const { site, leak } = finding;
  if (finding.acquisition.part !== undefined) return [];
  if (leak.exit === "overwritten") return releaseOld(code, finding);
  const declarator = declaratorOf(site);
  if (declarator !== undefined) return finding.never ? wholeBlock(code, finding, declarator) : [];
  return leak.exit === "lost" ? nameTemporary(code, finding) : [];
}

interface Declared {
  readonly name: string;
  readonly declaration: TSESTree.VariableDeclaration;
  readonly block: TSESTree.BlockStatement;
}

function declaratorOf(site: TSESTree.Node): Declared | undefined {
  let at = site;
  while (
    at.parent?.type === "AwaitExpression" ||
    at.parent?.type === "TSNonNullExpression" ||
    at.parent?.type === "TSAsExpression"
  ) {
    at = at.parent;
  }
  const { parent } = at;
  if (parent?.type !== "VariableDeclarator" || parent.init !== at || parent.id.type !== "Identifier") return undefined;
  const declaration = parent.parent;
  if (declaration.kind !== "const" || declaration.declarations.length !== 1) return undefined;
  if (declaration.parent.type !== "BlockStatement") return undefined;
  return { name: parent.id.name, declaration, block: declaration.parent };
}

/** Nothing releases it: `using`, or the rest of the block in `try` with a `finally`. */
function wholeBlock(code: Code, finding: LeakFinding, { name, declaration, block }: Declared): RepairOffer[] {
  const offers: RepairOffer[] = [];
  const disposable =
    finding.acquisition.kind === "handle" && /^\.(?:delete|free|dispose)\(\)$/.test(finding.acquisition.release);
  // Svelte's compiler reads no `using`.
  if (disposable && !isOfSvelte(code)) {
    const keyword = code.getFirstToken(declaration);
    if (keyword !== null) offers.push({ kind: "addUsing", name, fix: (fixer) => fixer.replaceText(keyword, "using") });
  }
  const release = releaseText(code, finding, name);
  const first = block.body[block.body.indexOf(declaration) + 1];
  const last = block.body.at(-1);
  if (release !== undefined && first !== undefined && last !== undefined) {
    const indent = indentOf(code, declaration);
    const rest = code.text.slice(first.range[0], last.range[1]).replace(/\n(?=[^\n])/g, "\n  ");
    const text = `try {\n${indent}  ${rest}\n${indent}} finally {\n${indent}  ${release}\n${indent}}`;
    offers.push({
      kind: "addFinally",
      name,
      fix: (fixer) => fixer.replaceTextRange([first.range[0], last.range[1]], text),
    });
  }
  return offers;
}

function releaseOld(code: Code, finding: LeakFinding): RepairOffer[] {
  const { holder, leak } = finding;
  const release = holder === undefined ? undefined : releaseText(code, finding, holder);
  if (holder === undefined || release === undefined || leak.node.parent?.type !== "BlockStatement") return [];
  // `p = grow(p)` still needs the old value.
  const statement = leak.node;
  const right =
    statement.type === "ExpressionStatement" && statement.expression.type === "AssignmentExpression"
      ? statement.expression.right
      : undefined;
  if (
    right === undefined ||
    new RegExp(`(?<![\\w$.])${holder.replace(/\$/g, "\\$&")}(?![\\w$])`).test(code.getText(right))
  )
    return [];
  return [
    {
      kind: "releaseOld",
      name: holder,
      fix: (fixer) => fixer.insertTextBefore(leak.node, `${release}\n${indentOf(code, leak.node)}`),
    },
  ];
}

/** `this.field?.delete();` before the assignment that loses the old value. */
export function releaseOldField(
  code: Code,
  { site, acquisition }: Extract<Finding, { kind: "field" }>,
): TSESLint.ReportFixFunction[] {
  const statement = site.parent;
  if (site.type !== "AssignmentExpression" || statement?.parent?.type !== "BlockStatement") return [];
  if (acquisition.kind !== "handle" || !/^\.\w+\(\)$/.test(acquisition.release)) return [];
  const text = `${code.getText(unwrap(site.left))}?${acquisition.release};\n${indentOf(code, statement)}`;
  return [(fixer) => fixer.insertTextBefore(statement, text)];
}

function nameTemporary(code: Code, finding: LeakFinding): RepairOffer[] {
  const { site, leak } = finding;
  const statement = leak.node;
  if (statement.type !== "ExpressionStatement" && statement.type !== "VariableDeclaration") return [];
  if (statement.parent.type !== "BlockStatement" || isConditional(site, statement)) return [];
  const name = freeName(code, site);
  const release = releaseText(code, finding, name);
  if (release === undefined) return [];
  const indent = indentOf(code, statement);
  const isWhole = statement.type === "ExpressionStatement" && statement.expression === site;
  return [
    {
      kind: "nameTemporary",
      name: code.getText(site).replace(/\s+/g, " ").slice(0, 40),
      fix: (fixer) =>
        isWhole
          ? fixer.replaceText(statement, `const ${name} = ${code.getText(site)};\n${indent}${release}`)
          : [
              fixer.insertTextBefore(statement, `const ${name} = ${code.getText(site)};\n${indent}`),
              fixer.replaceText(site, name),
              fixer.insertTextAfter(statement, `\n${indent}${release}`),
            ],
    },
  ];
}

/** The site runs on some ways through the statement only, or inside a function of its own. */
function isConditional(site: TSESTree.Node, statement: TSESTree.Node): boolean {
  for (let at = site.parent; at && at !== statement; at = at.parent) {
    if (/Conditional|Logical|Function|Await|Yield|Chain/.test(at.type)) return true;
  }
  return false;
}

/** The statement that releases what a name holds, spelled as the acquisition is. */
function releaseText(code: Code, { site, acquisition }: LeakFinding, name: string): string | undefined {
  if (/^\.\w+\(\)$/.test(acquisition.release)) return `${name}${acquisition.release};`;
  const found = /^(\w+)\(…\)$/.exec(acquisition.release)?.[1];
  const callee = site.type === "CallExpression" || site.type === "NewExpression" ? unwrap(site.callee) : undefined;
  if (found === undefined || callee === undefined || acquisition.evidence.kind === "helper") return undefined;
  if (callee.type === "Identifier") return acquisition.kind === "pointer" ? `${found}(${name});` : undefined;
  if (callee.type !== "MemberExpression" || memberName(callee) === "ccall") return undefined;
  // What the property with the release is called is not known.
  if (acquisition.name !== undefined && !sameName(callee, acquisition.name)) return undefined;
  return `${code.getText(callee.object)}.${found}(${name});`;
}

function freeName(code: Code, site: TSESTree.Node): string {
  const callee = site.type === "CallExpression" || site.type === "NewExpression" ? unwrap(site.callee) : undefined;
  const spelled =
    callee?.type === "MemberExpression" ? (memberName(callee) ?? "") : callee?.type === "Identifier" ? callee.name : "";
  const plain = spelled.replace(/^[^a-zA-Z]+/, "").replace(/^(?:make|create|get|new)_?(?=[A-Z])/, "");
  const base = plain === "" ? "owned" : `${(plain[0] ?? "").toLowerCase()}${plain.slice(1)}`;
  const used = (name: string): boolean =>
    new RegExp(`(?<![\\w$])${name.replace(/\$/g, "\\$&")}(?![\\w$])`).test(code.text);
  let name = base === "malloc" ? "pointer" : base;
  for (let i = 2; used(name) || /^(?:new|delete|default|class|function|import)$/.test(name); i++) name = `${base}${i}`;
  return name;
}
