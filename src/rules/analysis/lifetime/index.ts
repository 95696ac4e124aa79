import type { TSESLint } from "@typescript-eslint/utils";
import { sourceFile, type SourceFile } from "../source-file.ts";
import { enclosingFunction, isInside } from "../syntax.ts";
import { asTestsMeanIt } from "./asserted.ts";
import { judgeCounts } from "./balance.ts";
import { judgeBegunAgain } from "./begun-again.ts";
import { judgeCapturedExits } from "./captured-exits.ts";
import { judgeCatchOnly } from "./catch-only.ts";
import { noteDeferred } from "./deferred.ts";
import { judgeFields } from "./fields.ts";
import { newAnalysis } from "./file-analysis.ts";
import type { Finding } from "./findings.ts";
import { judgeFrameExits } from "./frame-exits.ts";
import { importsOwner, importsPackage, mayOwn } from "./gate.ts";
import { judgeGivenFields } from "./given-fields.ts";
import { runInteresting } from "./interesting.ts";
import { judgeLeaks } from "./judge.ts";
import { judgeAsyncCleanups } from "./kept/async-cleanups.ts";
import { judgeConstantHooks } from "./kept/constant-hooks.ts";
import { judgeDropped } from "./kept/dropped.ts";
import { judgeEvicted } from "./kept/evicted.ts";
import { judgeFilledLate } from "./kept/filled-late.ts";
import { judgeHooks } from "./kept/hooks.ts";
import { judgeUnguardedCollectors } from "./kept/unguarded-collectors.ts";
import { judgeUnmounted } from "./kept/unmounted.ts";
import { judgeStaleCleanups } from "./kept/stale-cleanups.ts";
import { judgeForgottenBeside } from "./kept/forgotten-beside.ts";
import { judgeFreedElements } from "./kept/freed-elements.ts";
import { judgeFreedEntries } from "./kept/freed-entries.ts";
import { judgeHeldElsewhere } from "./kept/held-elsewhere.ts";
import { judgeOutgrown } from "./kept/outgrown.ts";
import { judgeOutused } from "./kept/outused.ts";
import { judgeOverwritten } from "./kept/overwritten-entries.ts";
import { judgeReparsed } from "./kept/reparsed.ts";
import { judgePrototypeFields } from "./kept/prototype-fields.ts";
import { judgeForgotten, judgeReplaced } from "./kept/replaced.ts";
import { judgeTreeTables } from "./kept/tree-tables.ts";
import { judgeObjectFrees } from "./object-frees.ts";
import { judgeOtherKinds } from "./other-kinds.ts";
import { judgeOutliving } from "./outliving.ts";
import { judgeOverriddenEnds } from "./overridden-ends.ts";
import { judgeArgumentBlocks } from "./argument-blocks.ts";
import { judgeMarshalled } from "./marshalled.ts";
import { judgeQuickJsErrors } from "./quickjs-errors.ts";
import { judgeReentrance } from "./reentrance.ts";
import { judgeResultFrees } from "./result-frees.ts";
import { judgeReleasedTwice } from "./released-twice.ts";
import { judgeSettledTwice } from "./settled-twice.ts";
import { judgeShortReleases } from "./short-releases.ts";
import { judgeSizedReleases } from "./sized-releases.ts";
import { judgePlainReleases } from "./plain-releases.ts";
import { judgeSlotFrees } from "./slot-frees.ts";
import type { ExceptionPaths, FileAnalysis } from "./run.ts";
import { judgeStreamEnds } from "./stream-ends.ts";
import { givenUp, tracer } from "./trace.ts";
import { judgeTwoEnds } from "./two-ends.ts";
import { judgeUnresetShared } from "./unreset-shared.ts";
import { judgeUnreset } from "./unreset.ts";
import { judgeUsingReleased } from "./using-released.ts";
import { noteStarted } from "./started.ts";
import { judgeWaitedUses } from "./waited-uses.ts";

export type { Finding } from "./findings.ts";
export type { ExceptionPaths } from "./run.ts";

interface Results {
  readonly paths: Map<ExceptionPaths, readonly Finding[]>;
  readonly runs: Map<boolean, { file: FileAnalysis; own: readonly Finding[] } | undefined>;
}

const cache = new WeakMap<SourceFile, Results>();

/**
 * What the lifetime analysis finds in the file a rule runs on; computed once for all rules.
 *
 * @throws SettingsError when `settings["wasm-leaks"]` has the wrong shape.
 */
export function lifetimeFindings(
  context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>,
  exceptionPaths: ExceptionPaths = "try",
): readonly Finding[] {
  const source = sourceFile(context);
  let results = cache.get(source);
  if (results === undefined) cache.set(source, (results = { paths: new Map(), runs: new Map() }));
  const isWide = !mayOwn(source) && !importsPackage(source);
  if (isWide && !importsOwner(source)) return [];
  let findings = results.paths.get(exceptionPaths);
  if (findings !== undefined) return findings;
  const everywhere = exceptionPaths === "all";
  if (!results.runs.has(everywhere)) results.runs.set(everywhere, analyse(context, source, everywhere));
  const run = results.runs.get(everywhere);
  findings = run === undefined ? [] : judged(run.file, run.own, exceptionPaths);
  // Of a file that shows no sign of wasm itself, names tell nothing.
  if (isWide)
    findings = findings.filter((finding) => "acquisition" in finding && finding.acquisition?.elsewhere === true);
  results.paths.set(exceptionPaths, findings);
  return findings;
}

function judged(file: FileAnalysis, own: readonly Finding[], exceptionPaths: ExceptionPaths): readonly Finding[] {
  const leaks = judgeLeaks(file, exceptionPaths);
  const sites = new Set(leaks.map(({ site }) => site));
  const others = [
    ...judgeCapturedExits(file, sites),
    ...judgeFrameExits(file, sites),
    ...judgeCatchOnly(file, sites),
    ...judgeQuickJsErrors(file, sites),
  ];
  return [...own, ...leaks, ...others].filter((finding) => isJudged(file, finding));
}

/** What happens in a function that was given up, or to what it acquired, is not known; what places lose hangs on no path. */
function isJudged({ silent }: FileAnalysis, finding: Finding): boolean {
  if (silent.size === 0 || finding.kind === "kept") return true;
  const at = "site" in finding ? finding.site : finding.node;
  const inner = enclosingFunction(at);
  // What a function loses is told at the end of its own run, whatever becomes of the one around it.
  return ![...silent].some((fn) =>
    fn.type === "Program" || finding.kind === "leak" ? inner === fn : isInside(at, fn),
  );
}

const everything = { has: () => true };

function analyse(
  context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>,
  source: SourceFile,
  implicitEverywhere: boolean,
): { file: FileAnalysis; own: readonly Finding[] } | undefined {
  const options = { implicitEverywhere, trace: tracer(context, source), gaveUp: givenUp(context, source) };
  let file = newAnalysis(source, options);
  runInteresting(file);
  if (file.fuel < 0 || file.silent.size > 0) {
    file = newAnalysis(source, { ...options, coarse: file.fuel < 0 ? everything : file.silent });
    runInteresting(file);
  }
  // Half a picture would take releases that were not reached for missing ones.
  if (file.fuel < 0) {
    file.gaveUp?.(source.code.ast);
    return undefined;
  }
  for (const fn of file.silent) file.gaveUp?.(fn);
  noteDeferred(file);
  noteStarted(file);
  const own = asTestsMeanIt(file.findings.all());
  const judges = [
    judgeFields,
    judgeGivenFields,
    judgeOverriddenEnds,
    judgeStreamEnds,
    judgeCounts,
    judgeReentrance,
    judgeReplaced,
    judgePrototypeFields,
    judgeReparsed,
    judgeFreedEntries,
    judgeFreedElements,
    judgeHeldElsewhere,
    judgeForgotten,
    judgeForgottenBeside,
    judgeDropped,
    judgeHooks,
    judgeFilledLate,
    judgeStaleCleanups,
    judgeAsyncCleanups,
    judgeConstantHooks,
    judgeUnmounted,
    judgeUnguardedCollectors,
    judgeSlotFrees,
    judgeOtherKinds,
    judgeShortReleases,
    judgeSizedReleases,
    judgePlainReleases,
    judgeObjectFrees,
    judgeUnreset,
    judgeUsingReleased,
    judgeUnresetShared,
    judgeOutliving,
    judgeSettledTwice,
    judgeReleasedTwice,
    judgeBegunAgain,
    judgeResultFrees,
    judgeTwoEnds,
    judgeWaitedUses,
    judgeMarshalled,
    judgeArgumentBlocks,
  ];
  const found = [...own, ...judges.flatMap((judge) => judge(file))];
  // What a function has worked on before it loses it is told apart last: others may have named the place already.
  const told = new Set(found.map((finding) => ("site" in finding ? finding.site : finding.node)));
  const last = [
    ...judgeEvicted(file),
    ...judgeTreeTables(file),
    ...judgeOutgrown(file),
    ...judgeOutused(file),
    ...judgeOverwritten(file),
  ];
  return { file, own: [...found, ...last.filter(({ site }) => !told.has(site))] };
}
