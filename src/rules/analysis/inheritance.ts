import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "./source-file.ts";
import { classOfThis, isClass, keyName, memberName, thisOwner, unwrap, type ClassNode } from "./syntax.ts";

interface Members {
  fields: Set<string>;
  methods: Set<string>;
}

/** The class of the file that a name stands for: `class Image {}`, `const Image = class {};`. */
export function classNamed(file: SourceFile, name: TSESTree.Identifier): ClassNode | undefined {
  const definition = file.variableOf(name)?.defs[0]?.node;
  const made = definition?.type === "VariableDeclarator" ? definition.init : definition;
  return isClass(made) ? made : undefined;
}

/** Which class of the file a member of `this` belongs to, where classes inherit from each other. */
export class Inheritance {
  readonly #file: SourceFile;
  #members: Map<ClassNode, Members> | undefined;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** The nearest class with a method of this name, or the first in the line that declares or writes the field. */
  homeOf(owner: ClassNode, name: string): ClassNode {
    const line = this.#lineOf(owner);
    if (line.length === 1) return owner;
    const members = (this.#members ??= this.#collect());
    const method = line.find((each) => members.get(each)?.methods.has(name));
    return method ?? line.findLast((each) => members.get(each)?.fields.has(name)) ?? owner;
  }

  /** A class and those of the file that it extends, nearest first. */
  #lineOf(owner: ClassNode): ClassNode[] {
    const line = [owner];
    for (let at: ClassNode | undefined = this.#parentOf(owner); at && !line.includes(at); at = this.#parentOf(at))
      line.push(at);
    return line;
  }

  #parentOf({ superClass }: ClassNode): ClassNode | undefined {
    return superClass?.type === "Identifier" ? classNamed(this.#file, superClass) : undefined;
  }

  #collect(): Map<ClassNode, Members> {
    const found = new Map<ClassNode, Members>();
    const add = (owner: TSESTree.Node | undefined, kind: keyof Members, name: string | undefined): void => {
      if (!isClass(owner) || name === undefined) return;
      let members = found.get(owner);
      if (members === undefined) found.set(owner, (members = { fields: new Set(), methods: new Set() }));
      members[kind].add(name);
    };
    for (const type of ["PropertyDefinition", "AccessorProperty"] as const)
      for (const field of this.#file.nodes(type)) if (!field.static) add(field.parent.parent, "fields", keyName(field));
    for (const method of this.#file.nodes("MethodDefinition"))
      if (!method.static && method.kind !== "constructor") add(method.parent.parent, "methods", keyName(method));
    for (const { parameter, parent } of this.#file.nodes("TSParameterProperty")) {
      const name = parameter.type === "Identifier" ? parameter : parameter.left;
      if (name.type === "Identifier") add(parent.parent?.parent?.parent, "fields", name.name);
    }
    for (const { left } of this.#file.nodes("AssignmentExpression")) {
      const inClass =
        left.type === "MemberExpression" && unwrap(left.object).type === "ThisExpression"
          ? classOfThis(thisOwner(left))
          : undefined;
      if (inClass?.isStatic === false) add(inClass.node, "fields", memberName(left as TSESTree.MemberExpression));
    }
    return found;
  }
}
