/**
 * What the public headers of a C library say of who frees what. Names stand as the header spells them, separated by
 * blanks; `name@2` is about argument 2, counted from 0, and `name@0@1` about both.
 */
export interface CLibrary {
  readonly name: string;
  readonly families?: readonly CFamily[];
  /** Functions whose result stays the library's. */
  readonly lends?: string;
  /** Arguments that are the callee's from the call on: `GEOSGeom_createPolygon@0@1` frees the rings with the polygon. */
  readonly keeps?: string;
  /** Functions that keep none of their arguments, though their names (`create`, `set`, `add`) sound like it. */
  readonly reads?: string;
}

/** Functions that make something, and those that end it. */
export interface CFamily {
  /** `FT_New_Face@3` gives it where argument 3 points to; without a number it is the result. */
  readonly acquire: string;
  /** The one to recommend first; the argument that is ended, the first one if there is no number. */
  readonly release: string;
  /** The library counts references: what is ended here may live on there, and be used. */
  readonly counted?: true;
}

/** One function of a library. */
export interface CFunction {
  readonly library: string;
  readonly name: string;
  /** The result, or what an argument points to, is the caller's. */
  readonly acquires?: { readonly family: CFamily; readonly out: number | undefined };
  readonly releases?: { readonly families: readonly CFamily[]; readonly argument: number };
  readonly lends: boolean;
  readonly keeps: readonly number[];
  readonly reads: boolean;
}

/** The names of a list with the arguments they are about. */
export function namesOf(list: string): readonly (readonly [name: string, ...at: number[]])[] {
  return list
    .split(/\s+/)
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [name = "", ...at] = entry.split("@");
      return [name, ...at.map(Number)];
    });
}
