/** A small model of what declaration files say, enough to ask which calls hand out objects that must be released. */

export type Ty =
  | { readonly k: "ref"; readonly name: string; readonly args: readonly Ty[] }
  | { readonly k: "union" | "inter"; readonly of: readonly Ty[] }
  | { readonly k: "array"; readonly of: Ty }
  | {
      readonly k: "fn" | "ctor";
      readonly params: readonly Param[];
      readonly result: Ty;
      readonly generics: readonly string[];
    }
  | { readonly k: "obj"; readonly members: readonly Member[] }
  | { readonly k: "typeof"; readonly name: string }
  | { readonly k: "member"; readonly of: Ty; readonly name: string }
  | { readonly k: "this" | "prim" | "other" };

export interface Param {
  readonly name: string;
  readonly type: Ty;
  readonly optional: boolean;
}

export interface Member {
  readonly name: string;
  readonly kind: "method" | "get" | "prop" | "new" | "call";
  readonly static: boolean;
  readonly hidden: boolean;
  readonly params: readonly Param[];
  /** Result of a call, or the type of a property. */
  readonly type: Ty;
}

/** A class, an interface, or an alias of an object type; declarations of one name are merged. */
export interface TypeDecl {
  readonly name: string;
  readonly kind: "class" | "type";
  readonly generics: readonly string[];
  readonly bases: Ty[];
  readonly members: Member[];
  readonly abstract: boolean;
}

export interface FunctionDecl {
  readonly name: string;
  readonly params: readonly Param[];
  readonly result: Ty;
}

export interface Declarations {
  readonly types: Map<string, TypeDecl>;
  readonly aliases: Map<string, { readonly generics: readonly string[]; readonly type: Ty }>;
  readonly values: Map<string, Ty>;
  readonly functions: FunctionDecl[];
  /** Names exported at the top of the entry files; empty when a file is an ambient script. */
  readonly exported: Set<string>;
  /** What the `export default` of each file names. */
  readonly defaultExports: Set<string>;
}

export const OTHER: Ty = { k: "other" };
