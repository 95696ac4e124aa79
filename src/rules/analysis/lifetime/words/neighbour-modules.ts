import { exportOf } from "../../neighbours/exports.ts";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, unwrap } from "../../syntax.ts";
import { summaryOfExport } from "../neighbours.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";

const destroying = ["destroy", "delete", "free", "dispose", "release"];

/**
 * `new Raw.Vec3(x, y, z)`, where the file that exports `Raw` gives it a `destroy` that hands its argument to the module's
 * own: the objects of a WebIDL binding, which name no destructor themselves.
 */
export function destroyedInstance(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (source.reader === undefined || node.type !== "NewExpression" || callee.type !== "MemberExpression")
    return undefined;
  const made = lastName(callee);
  const imported = /^[A-Z]/.test(made ?? "") ? recognitionOf(source).imports.of(callee.object) : undefined;
  if (made === undefined || imported === undefined || imported.path.length > 1) return undefined;
  const { from, path } = imported;
  const [name] = path;
  for (const end of destroying) {
    const [first = end, member] = name === undefined ? [end, undefined] : [name, end];
    const exported = exportOf(source, from, first);
    if (exported === undefined) {
      if (member === undefined) continue;
      return undefined;
    }
    if (summaryOfExport(exported, member)?.parameters[0] !== "releases") continue;
    const release = `${source.text(callee.object)}.${end}(…)`;
    return {
      kind: "handle",
      family: end,
      release,
      releases: [],
      certainty: "possible",
      elsewhere: true,
      evidence: { kind: "pair", text: `\`${end}\` in ${from} ends the objects of its module` },
      finalizer: "none",
      lent: "stays",
      name: made,
    };
  }
  return undefined;
}
