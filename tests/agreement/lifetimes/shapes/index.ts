import type { Shape } from "../generate.ts";
import { asynchronous } from "./asynchronous.ts";
import { closures } from "./closures.ts";
import { collections } from "./collections.ts";
import { control } from "./control.ts";
import { disposables } from "./disposables.ts";
import { generators } from "./generators.ts";
import { helpers } from "./helpers.ts";
import { values } from "./values.ts";

/** What real code has beside plain statements, by name. */
export const shapes: { readonly [name: string]: Shape } = {
  control,
  values,
  helpers,
  collections,
  closures,
  disposables,
  generators,
  asynchronous,
};
