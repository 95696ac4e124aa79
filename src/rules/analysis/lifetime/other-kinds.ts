import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import { enclosingFunction, isFunction, isNullish, isZero, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { placeKey } from "./kept/stores.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition, Release } from "./vocabulary.ts";
import { nativeName } from "./words/native-names.ts";
import { namesSame } from "./words/name-pairs.ts";

interface Made {
  readonly site: TSESTree.Node;
  readonly acquisition: Acquisition;
}

/**
 * `resampler_destroy(this.decoder)` where all that the field is ever given comes of `decoder_create`: the release is
 * another thing's, of which the file makes one as well.
 */
export function judgeOtherKinds(file: FileAnalysis): Finding[] {
  const { source, vocabulary } = file;
  let made: ReadonlyMap<string, readonly (Made | undefined)[]> | undefined;
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const release = vocabulary.release(node);
    if (release?.exact !== true || release.style !== "function") return [];
    const key = keyOf(file, release.target);
    if (key === undefined) return [];
    made ??= writesOf(file);
    const [first, ...others] = made.get(key) ?? [];
    if (first === undefined || others.some((other) => other?.acquisition.name !== first.acquisition.name)) return [];
    const { site, acquisition } = first;
    if (acquisition.kind !== "pointer" || vocabulary.matches(acquisition, release) !== false) return [];
    if (!makesAnother(file, release.name, acquisition) || isEndedBeside(file, node, release, acquisition)) return [];
    return [{ kind: "mismatch", node, site, acquisition, release, certainty: "possible" }];
  });
}

/** `decoder_destroy(this.decoder); free(this.decoder);`: the first empties what the second gives back. */
function isEndedBeside(
  { source, vocabulary }: FileAnalysis,
  node: TSESTree.CallExpression,
  { target, name }: Release,
  acquisition: Acquisition,
): boolean {
  if (!/^_?free$/.test(name)) return false;
  return source.nodes("CallExpression").some((call) => {
    const other =
      call === node || enclosingFunction(call) !== enclosingFunction(node) ? undefined : vocabulary.release(call);
    if (other === undefined || source.text(other.target) !== source.text(target)) return false;
    return vocabulary.matches(acquisition, other) === true;
  });
}

/** The release goes by the name of something else that the file makes, by a pair of names. */
function makesAnother(file: FileAnalysis, release: string, { name }: Acquisition): boolean {
  return file.source.nodes("CallExpression").some((call) => {
    const maker = nativeName(file.source, call)?.name;
    if (maker === undefined || maker === name || maker === release) return false;
    return namesSame(maker, release) || (/^_?free$/.test(release) && /^_?malloc$/.test(maker));
  });
}

/** What members are given anywhere in the file, by their key; `undefined` for what is nobody's. */
function writesOf(file: FileAnalysis): ReadonlyMap<string, readonly (Made | undefined)[]> {
  const writes = new Map<string, (Made | undefined)[]>();
  for (const { left, right, operator } of file.source.nodes("AssignmentExpression")) {
    const value = unwrap(right);
    if (isNullish(value) || isZero(value)) continue;
    const key = left.type === "MemberExpression" ? keyOf(file, left) : undefined;
    if (key === undefined) continue;
    const isCall = value.type === "CallExpression" && operator === "=";
    const acquisition = isCall ? file.vocabulary.acquisition(value) : undefined;
    const known = writes.get(key);
    const made = acquisition === undefined ? undefined : { site: value, acquisition };
    if (known === undefined) writes.set(key, [made]);
    else known.push(made);
  }
  return writes;
}

function keyOf(file: FileAnalysis, place: TSESTree.Node): string | undefined {
  const node = unwrap(place);
  const fn = enclosingFunction(node);
  if (node.type !== "MemberExpression" || !isFunction(fn)) return undefined;
  return placeKey(file, node, fn, "value") ?? recognitionOf(file.source).values.places.keyOf(node);
}
