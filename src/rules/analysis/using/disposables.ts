import type { TSESTree } from "@typescript-eslint/utils";
import type { Known } from "../lifetime/words/packages.ts";
import { Packages } from "../lifetime/words/packages.ts";
import type { Recognition } from "../recognise/index.ts";
import { isClass, isInside, keyName, memberName, unwrap, type ClassNode } from "../syntax.ts";
import { typeIsDisposable } from "./types.ts";

const symbol = "[Symbol.dispose]";

/** Packages whose Embind glue sets `[Symbol.dispose]` to `delete` (Emscripten 3.1.7x and later), though their types do not say so. */
const embindWithDispose: ReadonlySet<string> = new Set(["canvaskit-wasm", "manifold-3d"]);

/** Which acquisitions give an object that `using` can hold, and that it ends in the same way as the release in the code. */
export class Disposables {
  readonly packages: Packages;
  readonly #recognition: Recognition;
  readonly #listed: ReadonlySet<string>;

  readonly #isTypeScript: boolean;

  /** @param listed - names of classes that have `[Symbol.dispose]` although nothing in sight says so */
  constructor(recognition: Recognition, listed: readonly string[], filename: string) {
    this.#isTypeScript = /\.[cm]?tsx?$/.test(filename);
    this.#recognition = recognition;
    this.#listed = new Set(listed);
    this.packages = new Packages(recognition.file, recognition.values.places);
  }

  /** Whether `using` may hold what `made` gives, and releases it as its method `release` does. */
  has(made: TSESTree.Node, release: string): boolean {
    const node = unwrap(made);
    const own = this.#classOf(node);
    if (own !== undefined) return this.#ends(own, release);
    const typed = typeIsDisposable(this.#recognition.file.code, made);
    if (typed !== undefined) return typed;
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return false;
    const isRegistration = this.#recognition.registrations.some(({ call, kind }) => call === node && kind === "manage");
    if (isRegistration) return release === "release" && this.#isRuntimes(node);
    if (node.type === "NewExpression" && this.#listed.has(lastName(node.callee))) return true;
    return this.#inCatalog(this.packages.of(node), release);
  }

  #inCatalog(known: Known | undefined, release: string): boolean {
    if (known?.kind !== "instance") return false;
    const { releaseMethods, package: of } = known.of;
    if (releaseMethods.includes(symbol)) return releaseMethods.includes(release);
    // In TypeScript what the types leave out is an error.
    if (this.#isTypeScript || !embindWithDispose.has(of.name)) return false;
    return release === "delete" && releaseMethods.includes("delete");
  }

  #classOf(node: TSESTree.Node): ClassNode | undefined {
    if (node.type !== "NewExpression" || node.callee.type !== "Identifier") return undefined;
    const definition = this.#recognition.file.variableOf(node.callee)?.defs[0]?.node;
    if (definition?.type === "VariableDeclarator" && isClass(definition.init)) return definition.init;
    return isClass(definition) ? definition : undefined;
  }

  /** A class of the file: its `[Symbol.dispose]` calls the release, or the other way round, or both are one function. */
  #ends(owner: ClassNode, release: string): boolean {
    const { file } = this.#recognition;
    const bodyOf = (name: string): TSESTree.Node | undefined =>
      owner.body.body.find(
        (member) =>
          (member.type === "MethodDefinition" || member.type === "PropertyDefinition") &&
          !member.static &&
          (name === symbol ? isDisposeKey(member) : keyName(member) === name),
      );
    const dispose = bodyOf(symbol);
    if (release === symbol) return dispose !== undefined;
    const method = bodyOf(release);
    const calls = (body: TSESTree.Node | undefined, isOther: (member: TSESTree.MemberExpression) => boolean): boolean =>
      body !== undefined &&
      file
        .nodes("MemberExpression")
        .some((member) => isInside(member, body) && unwrap(member.object).type === "ThisExpression" && isOther(member));
    if (calls(dispose, (member) => memberName(member) === release) || calls(method, isDisposeMember)) return true;
    // X.prototype[Symbol.dispose] = X.prototype.free
    return file.nodes("AssignmentExpression").some(({ left, right }) => {
      if (left.type !== "MemberExpression" || !isDisposeMember(left) || right.type !== "MemberExpression") return false;
      const name = owner.id?.name;
      return name !== undefined && file.text(left.object) === `${name}.prototype` && memberName(right) === release;
    });
  }

  /** `manage` of the package, whose registrations are disposable; one of the user's own may return anything. */
  #isRuntimes(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    const callee = unwrap(call.callee);
    const name = callee.type === "MemberExpression" ? unwrap(callee.object) : callee;
    const definition = this.#recognition.file.variableOf(name)?.defs[0];
    return (
      definition?.type === "ImportBinding" &&
      definition.parent.type === "ImportDeclaration" &&
      /^wasm-leaks\/(?:runtime|dev)$/.test(definition.parent.source.value)
    );
  }
}

function isDisposeKey(member: { key: TSESTree.Node; computed: boolean }): boolean {
  return member.computed && isDisposeSymbol(member.key);
}

export function isDisposeMember(member: TSESTree.MemberExpression): boolean {
  return member.computed && isDisposeSymbol(member.property);
}

function isDisposeSymbol(node: TSESTree.Node): boolean {
  return (
    node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "Symbol" &&
    memberName(node) === "dispose"
  );
}

function lastName(callee: TSESTree.Node): string {
  const node = unwrap(callee);
  return node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? (memberName(node) ?? "") : "";
}
