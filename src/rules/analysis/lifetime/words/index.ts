import type { TSESTree } from "@typescript-eslint/utils";
import { isOfResetArena } from "./arenas.ts";
import { classNamed } from "../../inheritance.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";
import { neighbourResult } from "../neighbours.ts";
import type {
  Acquisition,
  ArgumentEffect,
  CallNode,
  Counted,
  PartNode,
  Related,
  Release,
  Vocabulary,
} from "../vocabulary.ts";
import { argumentEffect } from "./arguments.ts";
import { bindgenFunctionResult } from "./bindgen-functions.ts";
import { bindgenResult } from "./bindgen-results.ts";
import { implemented, parsedTree, quickJsResult, usedAsHandle } from "./by-use.ts";
import { collectorAcquisition, collectorRelease } from "./collectors.ts";
import { countedObject } from "./counted-classes.ts";
import { countedCall } from "./counted.ts";
import { declaredAcquisition, declaredEffect, parameterBrand, takenParameter } from "./declared.ts";
import { isOfGone } from "./gone-arguments.ts";
import { freedResult } from "./freed-results.ts";
import { Handles } from "./handles.ts";
import { helperAcquisition } from "./helpers.ts";
import { isKeptOnSuccess } from "./kept-on-success.ts";
import type { Known } from "./known.ts";
import { LibraryWords } from "./libraries.ts";
import { moduleResult } from "./module-results.ts";
import { documentedResult } from "./documented.ts";
import { namesNearly } from "./name-pairs.ts";
import { destroyedInstance } from "./neighbour-modules.ts";
import { givesNothing } from "./native-names.ts";
import { ownEnd, ownInstance } from "./own-classes.ts";
import { passedResult } from "./passed-results.ts";
import { PointerWords } from "./pointers.ts";
import { promises } from "./promises.ts";
import { pyProxy } from "./py-proxies.ts";
import { endsBeside, relatedOf } from "./related.ts";
import { releaseOf } from "./releases.ts";
import { retainedResult } from "./retained-results.ts";
import { isReleasedAfterwards, isShownLent } from "./shown-lent.ts";
import { siblingAcquisition } from "./siblings.ts";
import { Structures } from "./structures.ts";
import { throwsOfPackage } from "./throwing.ts";
import { comesThroughMemory, isStatus } from "./result-forms.ts";
import { contourAcquisition } from "./contours.ts";
import { matrixRead } from "./matrix-reads.ts";
import { vectorAcquisition } from "./vectors.ts";
import { worksThrough } from "./working.ts";

/** The vocabulary of one file: configured families, conventions, packages, what the file itself shows, and types. */
export class FileVocabulary implements Vocabulary {
  readonly #source: SourceFile;
  readonly #pointers: PointerWords;
  readonly #handles: Handles;
  readonly #libraries: LibraryWords;
  readonly #structures: Structures;
  readonly #acquisitions = new Map<CallNode, Acquisition | undefined>();
  readonly #releases = new Map<TSESTree.CallExpression, Release | undefined>();

  constructor(source: SourceFile) {
    this.#source = source;
    this.#pointers = new PointerWords(source);
    this.#handles = new Handles(source);
    this.#libraries = new LibraryWords(source);
    this.#structures = new Structures(source, (node) => this.#handles.packages.of(node) !== undefined);
  }

  acquisition(node: CallNode): Acquisition | undefined {
    if (this.#acquisitions.has(node)) return this.#acquisitions.get(node);
    this.#acquisitions.set(node, undefined);
    const isNothing = this.#libraries.isBorrowed(node) || isOfGone(this.#source, node);
    const made = isNothing ? undefined : this.#acquisition(node);
    const isElsewhere =
      made?.kind === "pointer" &&
      made.family !== "removeFunction" &&
      (comesThroughMemory(this.#source, node) || isStatus(this.#source, node) || isOfResetArena(this.#source, node));
    const isVoid = made?.counted !== true && node.type === "CallExpression" && givesNothing(node);
    const found = isElsewhere || isVoid ? undefined : made;
    this.#acquisitions.set(node, found);
    return found;
  }

  #acquisition(node: CallNode): Acquisition | undefined {
    return (
      this.#handles.acquisition(node) ??
      this.#libraries.acquisition(node) ??
      this.#pointers.acquisition(node) ??
      declaredAcquisition(this.#source, node) ??
      documentedResult(this.#source, node) ??
      countedObject(this.#source, node) ??
      helperAcquisition(this.#source, node) ??
      pyProxy(this.#source, node) ??
      freedResult(this.#source, node) ??
      bindgenResult(this.#source, node) ??
      bindgenFunctionResult(this.#source, node) ??
      usedAsHandle(this.#source, node) ??
      parsedTree(this.#source, node) ??
      implemented(this.#source, node) ??
      this.#ofModule(node) ??
      quickJsResult(this.#source, node) ??
      retainedResult(this.#source, node) ??
      collectorAcquisition(this.#source, node) ??
      ownInstance(this.#source, this, node) ??
      passedResult(this.#source, this, node) ??
      neighbourResult(this.#source, node) ??
      destroyedInstance(this.#source, node) ??
      (this.#handles.isBorrowed(node) || this.#isOfWebIdl(node)
        ? undefined
        : (vectorAcquisition(this.#source, node) ??
          contourAcquisition(this.#source, node) ??
          matrixRead(this.#source, node) ??
          this.#structures.acquisition(node) ??
          siblingAcquisition(this.#source, node, (call) => this.release(call))))
    );
  }

  /** Nothing that WebIDL binds is a vector of Embind, and what it gives by value is its own. */
  #isOfWebIdl(node: CallNode): boolean {
    let at = unwrap(node.callee);
    while (at.type === "MemberExpression") at = unwrap(at.object);
    const owner = this.#handles.packages.of(at);
    return owner?.kind === "namespace" && owner.of.style === "webidl";
  }

  /** What the catalog knows of a package is all there is to know of it. */
  #ofModule(node: CallNode): Acquisition | undefined {
    for (let at = unwrap(node.callee); at.type === "MemberExpression"; at = unwrap(at.object)) {
      if (this.#handles.packages.of(at.object) !== undefined) return undefined;
    }
    return moduleResult(this.#source, node);
  }

  property(node: TSESTree.MemberExpression): Acquisition | undefined {
    return this.#libraries.property(node) ?? this.#structures.acquisition(node);
  }

  release(node: TSESTree.CallExpression): Release | undefined {
    if (this.#releases.has(node)) return this.#releases.get(node);
    const found =
      collectorRelease(this.#source, node) ??
      this.#libraries.release(node) ??
      releaseOf(this.#source, this.#pointers, this.#handles, node) ??
      ownEnd(this.#source, this, node);
    this.#releases.set(node, found);
    return found;
  }

  argument(node: CallNode, index: number): ArgumentEffect {
    const known =
      this.#handles.argument(node, index) ??
      this.#libraries.argument(node, index) ??
      declaredEffect(this.#source, node, index);
    if (known !== undefined) return known;
    const releases = (call: TSESTree.CallExpression): TSESTree.Node | undefined => this.release(call)?.target;
    if (isKeptOnSuccess(this.#source, node, index, releases)) return "takes";
    const named = argumentEffect(this.#source, node, index);
    if (named === "takes" && isShownLent(this.#source, node, index)) return "borrows";
    if (named === "borrows" || named === "holds") return named;
    // An object of JavaScript may be made to carry what it is given.
    const isOwn =
      node.type === "NewExpression" &&
      node.callee.type === "Identifier" &&
      classNamed(this.#source, node.callee) !== undefined;
    if (isOwn || (node.type === "NewExpression" && this.acquisition(node) === undefined)) return named;
    return isReleasedAfterwards(this.#source, node, index, releases) ? "borrows" : named;
  }

  parameter(name: TSESTree.Identifier): ReturnType<Vocabulary["parameter"]> {
    const effect = parameterBrand(this.#source, name);
    if (effect === undefined) return undefined;
    return { effect, acquisition: effect === "takes" ? takenParameter(this.#source, name) : undefined };
  }

  isBorrowed(node: CallNode): boolean {
    return this.#handles.isBorrowed(node) || this.#libraries.isBorrowed(node);
  }

  related(node: CallNode | PartNode, library?: string): Related | undefined {
    return relatedOf(this.#source, this.#handles.packages, node, library);
  }

  known(node: TSESTree.Node): Known | undefined {
    return this.#handles.packages.of(node);
  }

  isKnown(node: CallNode): boolean {
    const callee = unwrap(node.callee);
    const owner = callee.type === "MemberExpression" ? this.#handles.packages.of(callee.object) : undefined;
    return owner?.kind === "instance" || owner?.kind === "namespace" || this.#handles.packages.call(node) !== undefined;
  }

  ends(node: TSESTree.CallExpression): ReturnType<Vocabulary["ends"]> {
    return endsBeside(this.#handles.packages, node);
  }

  counted(node: TSESTree.CallExpression): Counted | undefined {
    return countedCall(node);
  }

  isAsync(node: TSESTree.CallExpression): boolean {
    return promises(this.#source, node);
  }

  returnsReceiver(node: TSESTree.CallExpression): boolean {
    return this.#handles.returnsReceiver(node);
  }

  throws(node: CallNode): boolean {
    return throwsOfPackage(this.#handles.packages, node);
  }

  works(node: CallNode): boolean {
    return worksThrough(this.#source, this.#handles.packages, node);
  }

  matches(acquisition: Acquisition, release: Release): boolean | undefined {
    if (acquisition.releases.length === 0) return undefined;
    if (acquisition.releases.includes(release.name)) return true;
    // `lib_malloc` may be a name that JavaScript gives to `malloc`, where nothing shows a `lib_free`.
    const isOfLibrary = acquisition.evidence.kind === "allocator" && /_malloc$/.test(acquisition.name ?? "");
    if (/^_?free$/.test(release.name) && isOfLibrary && !this.#isMentioned(acquisition)) return undefined;
    // A release that is known to belong to something else is the wrong one; an unknown helper is not.
    if (isPlainFree(acquisition, release) && !this.#hasOtherHalf(release)) return undefined;
    if (acquisition.name !== undefined && namesNearly(acquisition.name, release.name)) return undefined;
    return release.family !== undefined && release.family !== acquisition.family ? false : undefined;
  }

  #isMentioned({ releases }: Acquisition): boolean {
    return releases.some((name) => this.#source.mentions(name));
  }

  /** The file makes something else that the release is meant for: `_lib_create` beside `_lib_free`. */
  #hasOtherHalf({ name }: Release): boolean {
    const { text } = this.#source.code;
    const prefix = name.slice(0, name.lastIndexOf("_") + 1);
    const making = new RegExp(
      `\\b${prefix}(\\w*_)?(?:malloc|alloc|new|create|make|init|open|copy|clone|from)(?![a-z])`,
      "g",
    );
    // `_lib_image_init` with a `_lib_image_delete` of its own leaves `_lib_free` to be the library's plain `free`.
    return [...text.matchAll(making)].some(
      ([, part = ""]) => part === "" || !new RegExp(`\\b${prefix}${part}(?:${ending})(?![a-z])`).test(text),
    );
  }
}

const ending = "free|delete|destroy|close|release|dispose|drop|deinit|term|terminate|cleanup|finalize";

/** `_lib_free(p)` for what `_malloc` made: a library's own name for `free`, as far as the names tell. */
function isPlainFree(acquisition: Acquisition, release: Release): boolean {
  return acquisition.family === "free" && release.style === "function" && /_free$/.test(release.name);
}
