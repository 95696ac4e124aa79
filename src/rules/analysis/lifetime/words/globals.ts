import {
  packageOf,
  packageOfVariable,
  variableNames,
  type ClassFacts,
  type PackageFacts,
} from "../../../../resources/catalog.ts";
import type { SourceFile } from "../../source-file.ts";
import { namedSpecifiers } from "./specifiers.ts";

// The names under which these modules are known, wherever a file has them from.
const wellKnown: Readonly<Record<string, string>> = {
  CanvasKit: "canvaskit-wasm",
  canvasKit: "canvaskit-wasm",
  canvaskit: "canvaskit-wasm",
  Canvaskit: "canvaskit-wasm",
  Ammo: "ammo.js",
  Jolt: "jolt-physics",
  cv: "@techstark/opencv-js",
  opencv: "@techstark/opencv-js",
  openCV: "@techstark/opencv-js",
  OpenCV: "@techstark/opencv-js",
  oc: "replicad-opencascadejs",
  openCascade: "replicad-opencascadejs",
  draco: "draco3d",
  dracoModule: "draco3d",
  decoderModule: "draco3d",
  encoderModule: "draco3d",
  dracoDecoder: "draco3d",
  dracoEncoder: "draco3d",
  DracoDecoderModule: "draco3d",
  DracoEncoderModule: "draco3d",
  Yoga: "yoga-layout",
  RAPIER: "@dimforge/rapier3d",
  mujoco: "mujoco-js",
  binaryen: "binaryen",
  Binaryen: "binaryen",
  wabt: "wabt",
};

// Names that wrappers of a project's own go by as well.
const likely: Readonly<Record<string, string>> = {
  ammo: "ammo.js",
  jolt: "jolt-physics",
  rapier: "@dimforge/rapier3d",
  Rapier: "@dimforge/rapier3d",
  yoga: "yoga-layout",
  opencascade: "replicad-opencascadejs",
  openCascadeInstance: "replicad-opencascadejs",
  cvModule: "@techstark/opencv-js",
  openCv: "@techstark/opencv-js",
  olm: "@matrix-org/olm",
  Olm: "@matrix-org/olm",
  SQL: "sql.js",
  rhino: "rhino3dm",
  Rhino: "rhino3dm",
  rhino3dm: "rhino3dm",
};

// An object of the package's one class goes by the package's name.
const instances: Readonly<Record<string, readonly [specifier: string, className: string]>> = {
  essentia: ["essentia.js", "Essentia"],
  ifcApi: ["web-ifc", "IfcAPI"],
  ifcAPI: ["web-ifc", "IfcAPI"],
};

// `SQL`, `oc`: the catalog's names that are words of other things as well.
const isDistinct = (name: string): boolean => name.length > 3 && /[A-Z]/.test(name);

/** An object of a package that nothing but its own name tells. */
export function isNamedInstance(name: string): boolean {
  return Object.hasOwn(instances, plainName(name));
}

const plainName = (name: string): string => name.replace(/^[#_$]+/, "");

/** A name that only the catalog has, from how people call the package's module: weaker than one of those above. */
export function isCatalogName(name: string): boolean {
  return !Object.hasOwn(wellKnown, name);
}

const canvasKit = /canvas-?kit/i;

let distinct: readonly string[] | undefined;

/** Those of them that are words of their own: a file without any is not about these modules. */
export function wellKnownNames(): readonly string[] {
  distinct ??= [...new Set([...Object.keys(wellKnown), ...variableNames()])].filter((name) => name.length > 3);
  return distinct;
}

/** The package behind a name that nothing in the file explains. */
export function packageOfGlobal(
  source: SourceFile,
  name: string,
): { kind: "namespace"; of: PackageFacts } | { kind: "instance"; of: ClassFacts } | undefined {
  if (name === "ck" && source.matches(canvasKit)) return packageOfGlobal(source, "CanvasKit");
  if (/^(?:\w*P|p)arser$/.test(name) && source.mentions("tree-sitter") && !isNative(source)) {
    const parser = packageOf("web-tree-sitter")?.class("Parser");
    if (parser !== undefined) return { kind: "instance", of: parser };
  }
  const plain = plainName(name);
  const one = Object.hasOwn(instances, plain) ? instances[plain] : undefined;
  const made = one && packageOf(one[0])?.class(one[1]);
  if (made !== undefined) return { kind: "instance", of: made };
  const of = ofVariable(name) ?? ofVariable(plain);
  return of === undefined ? undefined : { kind: "namespace", of };
}

/** The addon of Node's, whose trees the collector frees. */
function isNative(source: SourceFile): boolean {
  const from = namedSpecifiers(source);
  return from.has("tree-sitter") && !from.has("web-tree-sitter");
}

function ofVariable(name: string): PackageFacts | undefined {
  const specifier = Object.hasOwn(wellKnown, name)
    ? wellKnown[name]
    : Object.hasOwn(likely, name)
      ? likely[name]
      : undefined;
  if (specifier !== undefined) return packageOf(specifier);
  return isDistinct(name) ? packageOfVariable(name) : undefined;
}
