import type { TSESTree } from "@typescript-eslint/utils";
import { libraryFunction, type CFamily, type CFunction } from "../../../../resources/libraries/index.ts";
import { namesOf } from "../../../../resources/libraries/library.ts";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Acquisition, ArgumentEffect, CallNode, Release } from "../vocabulary.ts";
import { calledNative } from "./native-callee.ts";
import { nativeName, type NativeCall } from "./native-names.ts";
import { OutPointers } from "./out-pointers.ts";

/** A call of a C library's function, with what the library's headers say of it. */
interface LibraryCall {
  readonly node: TSESTree.CallExpression;
  readonly call: NativeCall;
  readonly of: CFunction;
}

/** Functions of well-known C libraries, by names that nothing else has. */
export class LibraryWords {
  readonly #source: SourceFile;
  readonly #outs: OutPointers;
  readonly #calls = new Map<CallNode, LibraryCall | undefined>();

  constructor(source: SourceFile) {
    this.#source = source;
    this.#outs = new OutPointers(source, (node) => this.#known(node));
  }

  acquisition(node: CallNode): Acquisition | undefined {
    const out = this.#outs.of(node);
    if (out !== undefined) return this.#acquired(out.node, out.of, out.family, "possible");
    const known = this.#known(node);
    const acquires = known?.of.acquires;
    if (known === undefined || acquires === undefined || acquires.out !== undefined) return undefined;
    const made = this.#acquired(known.node, known.of, acquires.family, this.#isNative(node) ? "certain" : "possible");
    // The glue makes a string of the characters and forgets where they were.
    return known.call.gives === "string" ? { ...made, copied: true } : made;
  }

  /** A pointer that is read from where a function was told to put it: `HEAPU32[at >> 2]`. */
  property(node: TSESTree.MemberExpression): Acquisition | undefined {
    const made = this.#outs.of(node);
    return made === undefined ? undefined : this.#acquired(made.node, made.of, made.family, "possible");
  }

  release(node: TSESTree.CallExpression): Release | undefined {
    const known = this.#known(node);
    const releases = known?.of.releases;
    const target = releases === undefined ? undefined : known?.call.arguments[releases.argument];
    if (known === undefined || releases === undefined || target === undefined) return undefined;
    if (target.type === "SpreadElement") return undefined;
    const [family] = releases.families;
    const isCounted = releases.families.some(({ counted }) => counted === true);
    const made = { target, style: "function", name: known.call.name, exact: !isCounted } as const;
    return family === undefined ? made : { ...made, family: familyName(family) };
  }

  argument(node: CallNode, index: number): ArgumentEffect | undefined {
    const known = this.#known(node);
    if (known === undefined) return undefined;
    const { of, call } = known;
    // `ccall(name, result, types, [a, b])`: the arguments are the elements of a list, which is looked at as a whole.
    if (call.arguments !== node.arguments) return of.keeps.length > 0 ? "takes" : undefined;
    if (of.keeps.includes(index)) return "takes";
    return of.reads || of.keeps.length > 0 || of.lends ? "borrows" : undefined;
  }

  /** What a getter of a library gives stays the library's. */
  isBorrowed(node: CallNode): boolean {
    return this.#known(node)?.of.lends === true;
  }

  #known(node: CallNode): LibraryCall | undefined {
    if (this.#calls.has(node)) return this.#calls.get(node);
    const known = this.#find(node);
    this.#calls.set(node, known);
    return known;
  }

  #find(node: CallNode): LibraryCall | undefined {
    if (node.type === "NewExpression") return undefined;
    const call = nativeName(this.#source, node);
    const of = call === undefined ? undefined : libraryFunction(call.name);
    if (call === undefined || of === undefined) return undefined;
    // A function of this file that has the name does what its body says.
    return recognitionOf(this.#source).values.calledFunction(node) === undefined ? { node, call, of } : undefined;
  }

  /** Surely the function of a module, not a wrapper's of the same name that may give an object of its own. */
  #isNative(node: CallNode): boolean {
    return calledNative(this.#source, node) !== undefined;
  }

  #acquired(
    node: TSESTree.CallExpression,
    of: CFunction,
    family: CFamily,
    certainty: Acquisition["certainty"],
  ): Acquisition {
    const call = nativeName(this.#source, node);
    const before = call?.arguments === node.arguments ? (/^_*/.exec(call.name)?.[0] ?? "") : "_";
    const names = namesOf(family.release).map(([name]) => name);
    return {
      kind: "pointer",
      family: familyName(family),
      release: `${before}${names[0] ?? "free"}(…)`,
      releases: names.flatMap((name) => [
        name,
        `_${name}`,
        `${name}_js`,
        `_${name}_js`,
        `${name}_orig`,
        `${name}_wasm`,
      ]),
      certainty,
      evidence: { kind: "catalog", text: `\`${of.name}\` of ${of.library} gives what its caller has to release` },
      finalizer: "none",
      lent: "unknown",
      name: of.name,
      nullable: true,
    };
  }
}

/** Families are told apart by their first release. */
function familyName({ release }: CFamily): string {
  return namesOf(release)[0]?.[0] ?? "";
}
