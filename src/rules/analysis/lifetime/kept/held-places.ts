import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { recognitionOf } from "../../recognise/index.ts";
import { enclosingFunction, isFunction, keyName, memberName, unwrap } from "../../syntax.ts";
import { freesAtOnce } from "../frees.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition, Release } from "../vocabulary.ts";
import { classInType } from "../words/annotations.ts";
import { bindgenType, namedIn } from "../words/bindgen-imports.ts";
import { unnamed } from "../words/bindings.ts";
import { ofKind } from "../words/of-kind.ts";
import { ownedIn } from "./stores.ts";

/** What a file shows of a place that outlives its functions: what is put there, and what releases it. */
export interface HeldPlace {
  readonly key: string;
  readonly acquisition: Acquisition;
  /** Where the file fills it with something. */
  readonly fills: readonly TSESTree.AssignmentExpression[];
}

interface Shown {
  readonly fills: TSESTree.AssignmentExpression[];
  released: Acquisition | undefined;
}

const known = new WeakMap<FileAnalysis, ReadonlyMap<string, Shown>>();

/**
 * Why what a place holds has to be released: the file releases it there, declares it as a class of a binding, or puts
 * there what it has acquired.
 */
export function heldAt(file: FileAnalysis, place: TSESTree.Node): HeldPlace | undefined {
  const key = keyOf(file, place);
  if (key === undefined) return undefined;
  const shown = shownOf(file).get(key);
  const fills = shown?.fills ?? [];
  const acquisition =
    shown?.released ?? declaredAs(file, place) ?? fills.map((fill) => filledWith(file, fill)).find(Boolean);
  return acquisition === undefined || acquisition.finalizer === "late" ? undefined : { key, acquisition, fills };
}

function keyOf(file: FileAnalysis, place: TSESTree.Node): string | undefined {
  return recognitionOf(file.source).values.places.keyOf(place);
}

function shownOf(file: FileAnalysis): ReadonlyMap<string, Shown> {
  const found = known.get(file);
  if (found !== undefined) return found;
  const places = new Map<string, Shown>();
  const at = (node: TSESTree.Node): Shown | undefined => {
    const key = keyOf(file, node);
    if (key === undefined) return undefined;
    const shown = places.get(key) ?? { fills: [], released: undefined };
    places.set(key, shown);
    return shown;
  };
  for (const node of file.source.nodes("AssignmentExpression"))
    if (node.operator === "=") at(node.left)?.fills.push(node);
  for (const node of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(node);
    if (!freesAtOnce(release)) continue;
    const target = readFrom(file, unwrap(release.target));
    const shown = target.type === "Identifier" || target.type === "MemberExpression" ? at(target) : undefined;
    if (shown === undefined) continue;
    shown.released ??= shownByRelease(file, release, node, file.source.text(target));
  }
  known.set(file, places);
  return places;
}

/** What a release elsewhere in the file tells of what it ends. */
export function shownByRelease(
  { source }: FileAnalysis,
  release: Release,
  { loc }: TSESTree.Node,
  held = source.text(release.target),
): Acquisition {
  const isMethod = release.style === "method";
  return {
    kind: isMethod ? "handle" : "pointer",
    family: isMethod ? release.name : "free",
    release: isMethod ? `.${release.name}()` : `${release.name}(…)`,
    releases: [],
    certainty: "possible",
    evidence: { kind: "destructor-seen", text: `what \`${held}\` holds is released on line ${loc.start.line}` },
    finalizer: "unknown",
    lent: "unknown",
  };
}

/** `const tree = this.tree; tree.delete();` */
function readFrom(file: FileAnalysis, target: TSESTree.Node): TSESTree.Node {
  const variable = target.type === "Identifier" ? file.source.variableOf(target) : undefined;
  const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return target;
  const read = unwrap(origin.node);
  return read.type === "MemberExpression" ? read : target;
}

function filledWith(file: FileAnalysis, { right }: TSESTree.AssignmentExpression): Acquisition | undefined {
  const fn = enclosingFunction(right);
  return isFunction(fn) ? ownedIn(file, right, fn) : undefined;
}

/** `private tree?: Tree`, `let game: Game | null` of a class that has to be released. */
function declaredAs(file: FileAnalysis, place: TSESTree.Node): Acquisition | undefined {
  const { source } = file;
  const node = unwrap(place);
  const declared =
    node.type === "Identifier"
      ? source.variableOf(node)?.defs[0]?.name
      : node.type === "MemberExpression" && unwrap(node.object).type === "ThisExpression"
        ? source.nodes("PropertyDefinition").find((field) => keyName(field) === memberName(node))
        : undefined;
  if (declared === undefined || !("typeAnnotation" in declared)) return undefined;
  const written = declared.typeAnnotation;
  if (written?.type !== "TSTypeAnnotation") return undefined;
  const of = classInType(source, written.typeAnnotation);
  if (of !== undefined)
    return "isHandle" in of && of.isHandle
      ? ofKind(of, node as never, "possible", `it is declared as \`${of.name}\` of ${of.package.name}`, source)
      : undefined;
  const bound = bindgenType(source, declared);
  const name = bound ?? wasmClass(source, written.typeAnnotation);
  if (name === undefined) return undefined;
  const what = bound === undefined ? "by its name an object of wasm" : "a class that wasm-bindgen made";
  return unnamed(name, ".free()", `it is declared as \`${name}\`, ${what}`, "possible");
}

const wasmName = /(?:^|[a-z])Wasm(?=[A-Z]|$)/;
const scriptName =
  /(?:Error|Exception|Worker|Client|Provider|Loader|Plugin|Runner|Factory|Module|Instance|Memory|Exports|Options|Config|Type|Event|Result|Api|API|Manager|Host|Runtime|Props|State)$/;

/** `import { GameWasm } from "../engine"`: how authors name what a binding generator wrote. */
function wasmClass(source: SourceFile, type: TSESTree.TypeNode): string | undefined {
  for (const name of namedIn(type)) {
    const variable = source.variableOf(name);
    for (const origin of variable === undefined ? [] : sourcesOf(variable)) {
      const imported = origin.kind === "import" && origin.path.length === 1 ? origin.path[0] : undefined;
      if (imported !== undefined && wasmName.test(imported) && !scriptName.test(imported)) return imported;
    }
  }
  return undefined;
}
