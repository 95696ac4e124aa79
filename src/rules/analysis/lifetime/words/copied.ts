import type { Acquisition } from "../vocabulary.ts";

// `btVector3`, `PxQuat`, `b2Rot`, `Vec3`, `Mat44`, `PxShapeFlags`: a short prefix of the library, then what it stands for.
const valueName =
  /^(?:[A-Za-z]{1,3}\d?_?)??(?:Extended|Shape|Pair|Body|Actor|Query)?(?:Vec(?:tor)?[234]?[dfi]?|Quat(?:ernion)?|Transform|Trsf|Rot|Mat(?:rix)?(?:[234]|33|44|3x3|4x4)|Float[234]|Pnt(?:2d)?|Dir(?:2d)?|Flags|FilterData|Colou?r)$/;

// What an object is made from, by the names of Bullet, Box2D, PhysX and Recast: read by the call and then forgotten.
const descriptionName =
  /^(?:(?:bt|b2|Px|dt|rc)[A-Z]\w*(?:Desc|Def|Tuning|Flags|ConstructionInfo|Params|Limit|LimitPair|LimitCone|AABB|Bounds3|CastInput|Filters|Geometry|JointDrive|MassData)|PxTolerancesScale|rcConfig|BodyCreationSettings)$/;

// A list of C++, which is copied where it is kept.
const vectorName = /^(?:Std)?Vector(?:[A-Z]|$)|^vec(?:tor)?(?:[A-Z]\w*)?From\w*(?:Array|List)$|To(?:Vec|Vector)$/;

/** A mathematical value or a description: native code is given it by value, or copies what a reference shows it. */
export function isPlainValue(acquisition: Acquisition | undefined): boolean {
  const name = plainName(acquisition);
  return name !== undefined && (valueName.test(name) || descriptionName.test(name) || vectorName.test(name));
}

/** A list of C++: what is made of one copies it, whatever the file knows of what is made. */
export function isVector(acquisition: Acquisition | undefined): boolean {
  return vectorName.test(plainName(acquisition) ?? "");
}

/** As {@link isPlainValue}, of a class that only a library of C++ has: who asks for one is native, whatever it is. */
export function isLibraryValue(acquisition: Acquisition | undefined): boolean {
  return isPlainValue(acquisition) && /^(?:bt|b2|Px|dt|rc)[A-Z]|^gp_/.test(plainName(acquisition) ?? "");
}

function plainName(acquisition: Acquisition | undefined): string | undefined {
  if (acquisition?.kind !== "handle") return undefined;
  return acquisition.name?.split(".").at(-1)?.replace(/_\d+$/, "");
}
