import type { Acquisition } from "../vocabulary.ts";

// `btVector3`, `PxQuat`, `b2Rot`, `Vec3`, `Mat44`, `PxShapeFlags`: a short prefix of the library, then what it stands for.
const valueName =
  /^(?:[A-Za-z]{1,3}\d?_?)??(?:Extended|Shape|Pair|Body|Actor)?(?:Vec(?:tor)?[234]?[dfi]?|Quat(?:ernion)?|Transform|Trsf|Rot|Mat(?:rix)?(?:[234]|33|44|3x3|4x4)|Float[234]|Pnt(?:2d)?|Dir(?:2d)?|Flags|FilterData|Colou?r)$/;

/** A mathematical value: native code is given it by value, or copies what a reference shows it. */
export function isPlainValue(acquisition: Acquisition | undefined): boolean {
  if (acquisition?.kind !== "handle" || acquisition.name === undefined) return false;
  const name = acquisition.name.split(".").at(-1)?.replace(/_\d+$/, "") ?? "";
  return valueName.test(name);
}
