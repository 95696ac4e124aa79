import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode, Release } from "../vocabulary.ts";
import type { FileEvidence, SeenDestructor } from "./evidence.ts";

// Names that give something known elsewhere: never taken for a factory because one result was deleted.
const lenders = new Set(
  "get at find pop shift call apply then map filter values keys entries next manage track use add register adopt set push item".split(
    " ",
  ),
);

/** Objects that own native memory. */
export class Handles {
  readonly #source: SourceFile;
  readonly #evidence: FileEvidence;

  constructor(source: SourceFile, evidence: FileEvidence) {
    this.#source = source;
    this.#evidence = evidence;
  }

  acquisition(node: CallNode): Acquisition | undefined {
    return node.type === "NewExpression" ? this.#constructed(node) : this.#called(node);
  }

  release(_node: TSESTree.CallExpression): Release | undefined {
    const callee = unwrap(_node.callee);
    const [target] = _node.arguments;
    if (callee.type !== "MemberExpression" || target === undefined || _node.arguments.length !== 1) return undefined;
    if (memberName(callee) !== "destroy") return undefined;
    return { target, style: "function", name: "destroy", exact: true, family: "destroy" };
  }

  #constructed(node: TSESTree.NewExpression): Acquisition | undefined {
    const callee = unwrap(node.callee);
    const text = this.#source.text(callee);
    const name = callee.type === "MemberExpression" ? memberName(callee) : text;
    const own = this.#evidence.constructors.get(text);
    if (own !== undefined && callee.type === "MemberExpression") {
      return handle(name ?? text, own, `another \`${text}\` is released on line ${own.line}`, "certain");
    }
    if (callee.type !== "MemberExpression") return undefined;
    const module = this.#source.text(callee.object);
    const sibling = this.#evidence.modules.get(module);
    if (sibling === undefined) return undefined;
    return handle(name ?? text, sibling, `an object of \`${module}\` is released on line ${sibling.line}`, "certain");
  }

  #called(node: TSESTree.CallExpression): Acquisition | undefined {
    const callee = unwrap(node.callee);
    const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (name === undefined || lenders.has(name)) return undefined;
    const seen = this.#evidence.methods.get(name);
    if (seen === undefined) return undefined;
    return handle(name, seen, `another result of \`.${name}()\` is released on line ${seen.line}`, "certain");
  }
}

function handle(name: string, seen: SeenDestructor, text: string, certainty: Acquisition["certainty"]): Acquisition {
  return {
    kind: "handle",
    family: seen.name,
    release: seen.text,
    releases: [seen.name],
    certainty,
    evidence: { kind: "destructor-seen", text },
    finalizer: "unknown",
    lent: "stays",
    name,
  };
}
