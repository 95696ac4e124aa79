import type { TSESTree } from "@typescript-eslint/utils";
import type { PackageFacts } from "../../../resources/catalog.ts";
import { installedVersion } from "../installed.ts";
import type { Known } from "../lifetime/words/known.ts";
import { Packages } from "../lifetime/words/packages.ts";
import type { Recognition } from "../recognise/index.ts";
import { servicesOf, type Services } from "../recognise/services.ts";
import { isClass, isInside, keyName, lastName, memberName, unwrap, type ClassNode } from "../syntax.ts";
import { typeIsDisposable } from "./types.ts";

const symbol = "[Symbol.dispose]";

/** Which acquisitions give an object that `using` can hold, and that it ends in the same way as the release in the code. */
export class Disposables {
  readonly packages: Packages;
  readonly #recognition: Recognition;
  readonly #listed: ReadonlySet<string>;
  readonly #services: Services | undefined;

  /** @param listed - names of classes that have `[Symbol.dispose]` although nothing in sight says so */
  constructor(recognition: Recognition, listed: readonly string[]) {
    this.#recognition = recognition;
    this.#services = servicesOf(recognition.file.code);
    this.#listed = new Set(listed);
    this.packages = new Packages(recognition.file, recognition.values.places);
  }

  /** Whether `using` may hold what `made` gives, and releases it as its method `release` does. */
  has(made: TSESTree.Node, release: string): boolean {
    const node = unwrap(made);
    const own = this.#classOf(node);
    if (own !== undefined) return this.#ends(own, release);
    const typed = this.#services && typeIsDisposable(this.#services, made);
    if (typed !== undefined) return typed;
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return false;
    const isRegistration = this.#recognition.registrations.some(({ call, kind }) => call === node && kind === "manage");
    if (isRegistration) return release === "release" && this.#isRuntimes(node);
    if (node.type === "NewExpression" && this.#listed.has(lastName(node.callee) ?? "")) return true;
    return this.#inCatalog(this.packages.of(node), release);
  }

  #inCatalog(known: Known | undefined, release: string): boolean {
    if (known?.kind !== "instance") return false;
    const { releaseMethods, package: of } = known.of;
    if (!this.#isFromPackage(of)) return false;
    if (releaseMethods.includes(symbol)) return releaseMethods.includes(release);
    // In TypeScript what the types leave out is an error.
    if (this.#recognition.file.isTypeScript || of.untypedDispose === undefined) return false;
    return release === of.untypedDispose && releaseMethods.includes(release);
  }

  /** The name of a module alone may stand for a build of somebody's own, which is older or bound otherwise. */
  #isFromPackage(of: PackageFacts): boolean {
    const { filename } = this.#recognition.file;
    return this.packages.imported().includes(of) || installedVersion(filename, of.name) !== undefined;
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
