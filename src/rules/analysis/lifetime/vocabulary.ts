import type { TSESTree } from "@typescript-eslint/utils";
import type { Dependence } from "../../../resources/dependence.ts";
import type { Known } from "./words/known.ts";

export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** What gives a part of an object: `mat.data`, or `data` of `const { data } = mat`. */
export type PartNode = TSESTree.MemberExpression | TSESTree.Property;

/** How sure a recogniser is. Only what is certain reaches `configs.recommended`. */
export type Certainty = "certain" | "possible";

/** Why an expression is taken for an acquisition: told to the user, and the first thing to look at in a false alarm. */
export interface Evidence {
  /** The kind of proof: the name of an allocator, a destructor seen in the file, the catalog, an annotation, a type, a helper, a function of another file whose other results are released, a parameter that is taken over. */
  kind:
    | "allocator"
    | "pair"
    | "catalog"
    | "destructor-seen"
    | "annotation"
    | "duck"
    | "type"
    | "configured"
    | "helper"
    | "maker"
    | "binding"
    | "counted"
    | "taken";
  /** One short clause for people, as "`malloc` is freed by `free`". */
  text: string;
  /** Of what a helper returns: the kind of evidence that there is in its body. */
  within?: Evidence["kind"];
}

/** What an expression acquires, and what has to be done with it. */
export interface Acquisition {
  /** A number that is an address, or an object that owns native memory. */
  kind: "pointer" | "handle";
  /** Acquires of one family share their releases. */
  family: string;
  /** The family's release as people write it: `free(…)`, `.delete()`; empty when the file does not show its name. */
  release: string;
  /** Names of the functions or methods that release it; empty when any destructor name will do. */
  releases: readonly string[];
  certainty: Certainty;
  evidence: Evidence;
  /** `late`: a finalizer of the binding frees what was forgotten, some time after a collection. */
  finalizer: "none" | "late" | "unknown";
  /** A native callee may keep or free a pointer it is given; the objects of a binding stay with their JS owner. */
  lent: "stays" | "unknown";
  /** The class or factory's name, for pairs such as a class and its destructor. */
  name?: string;
  /** Which element of the result is the resource, when the call gives an array. */
  part?: string;
  /** Not the result but the last argument is held: `ast_inc_ref(context, ast)`. */
  counted?: boolean;
  /** What the call gives is a copy, and the resource is out of reach at once: `ccall("title", "string")`. */
  copied?: boolean;
  /** Only another file of the project shows that there is something to release. */
  elsewhere?: boolean;
  /** The result can be null or 0 on failure. */
  nullable?: boolean;
}

/** A call that releases something. */
export interface Release {
  /** The expression whose value is released. */
  target: TSESTree.Node;
  style: "method" | "function";
  name: string;
  /** The call surely frees at once: a second one is a bug. */
  exact: boolean;
  /** The package says that this is the end of the object, though a second call may do no harm: `db.close()`. */
  known?: boolean;
  /** The family released, where the name tells it. */
  family?: string;
  /** A closure or expression runs before the release: `.consume(cb)`. */
  callback?: TSESTree.Node;
  /** The method uses its receiver up and may give something new. */
  consumes?: boolean;
  /** The target is an array of which every element is released. */
  elements?: boolean;
}

/**
 * What a call does with one of its arguments; what it consumes is gone at once. `foreign`: not known, and the callee
 * comes from another module or as a parameter.
 */
export type ArgumentEffect = "borrows" | "takes" | "consumes" | "holds" | "unknown" | "foreign";

/** What an object of a package needs to outlive it, and the package that says so. */
export interface Related {
  readonly library: string;
  readonly needs: Dependence;
  readonly sure: boolean;
}

/** A counted family: `protect` adds, `unprotect(n)` takes away, nothing is tied to a value. */
export interface Counted {
  family: string;
  /** How far the count moves; `undefined` when the call does not tell (a variable). */
  change: number | undefined;
  release: string;
}

/** All that the interpreter knows of names, packages and types. */
export interface Vocabulary {
  acquisition(node: CallNode): Acquisition | undefined;
  /** What reading a property makes: Embind gives a new object each time. */
  property(node: TSESTree.MemberExpression): Acquisition | undefined;
  release(node: TSESTree.CallExpression): Release | undefined;
  argument(node: CallNode, index: number): ArgumentEffect;
  /** What a parameter is declared to become: what its function takes has to be released there. */
  parameter(
    name: TSESTree.Identifier,
  ): { effect: "takes" | "borrows"; acquisition: Acquisition | undefined } | undefined;
  /** The call gives something that belongs to somebody else. */
  isBorrowed(node: CallNode): boolean;
  /** What the result of a call or a property needs; `library`: the package of what it is asked of, where that is known. */
  related(node: CallNode | PartNode, library?: string): Related | undefined;
  /** What an expression is of a package that the catalog describes. */
  known(node: TSESTree.Node): Known | undefined;
  /** A function or class of a package that the catalog describes, or a method of one of its objects. */
  isKnown(node: CallNode): boolean;
  /** The argument that a call ends, as what it is called on says. */
  ends(node: TSESTree.CallExpression): { readonly what: number; readonly library: string } | undefined;
  counted(node: TSESTree.CallExpression): Counted | undefined;
  /** The call's result is a promise for sure, so what it was given is still in use when it returns. */
  isAsync(node: TSESTree.CallExpression): boolean;
  /** The call returns what it was called on, as fluent setters do. */
  returnsReceiver(node: TSESTree.CallExpression): boolean;
  /** The call fails by an exception where its arguments, or what it works on, are not as they should be. */
  throws(node: CallNode): boolean;
  /** By its name the call works through data, in a module of which nothing says how it fails. */
  works(node: CallNode): boolean;
  /** The release undoes this acquisition; `undefined` when the names do not tell. */
  matches(acquisition: Acquisition, release: Release): boolean | undefined;
}
