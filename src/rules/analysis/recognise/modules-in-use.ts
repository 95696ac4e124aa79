import type { TSESTree } from "@typescript-eslint/utils";
import { moduleProperties } from "../../../resources/conventions.ts";
import type { SourceFile } from "../source-file.ts";
import type { Places } from "../sources.ts";
import { memberName, unwrap } from "../syntax.ts";

/** The places of objects of which the file uses a property that only exports objects and Emscripten modules have. */
export function modulesInUse(file: SourceFile, places: Places): ReadonlySet<string> {
  const modules = new Set<string>();
  const own = new Set<string | undefined>();
  for (const member of file.nodes("MemberExpression")) {
    const name = memberName(member);
    if (name === undefined || !isModuleProperty(name, member)) continue;
    const key = places.keyOf(member.object);
    if (key !== undefined) modules.add(key);
  }
  // Exports cannot be assigned to: an object that the file gives a memory is one of its own.
  for (const { left, right } of file.nodes("AssignmentExpression")) {
    if (left.type === "MemberExpression" && memberName(left) === "memory" && makesMemory(right))
      own.add(places.keyOf(left.object));
  }
  for (const key of own) if (key !== undefined) modules.delete(key);
  return modules;
}

/** `new WebAssembly.Memory({ initial: 1 })` */
function makesMemory(value: TSESTree.Node): boolean {
  const made = unwrap(value);
  const callee = made.type === "NewExpression" ? unwrap(made.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "Memory";
}

function isModuleProperty(name: string, member: TSESTree.MemberExpression): boolean {
  if (moduleProperties.has(name) || /__(?:con|de)structor$/.test(name)) return true;
  if (name === "FS") return usesFiles(member);
  if (name !== "memory") return false;
  // `instance.exports.memory`
  if (member.object.type === "MemberExpression" && memberName(member.object) === "exports") return true;
  const { parent } = member;
  return (
    parent.type === "MemberExpression" &&
    parent.object === member &&
    ["buffer", "grow"].includes(memberName(parent) ?? "")
  );
}

// What Emscripten's file system is asked to do: `FS` alone may be anybody's.
const fileWork = new Set(
  "analyzePath createDataFile mkdir mount readFile stat syncfs unlink unmount writeFile".split(" "),
);

/** `lib.FS.writeFile("/in", bytes)` */
function usesFiles(member: TSESTree.MemberExpression): boolean {
  const { parent } = member;
  return parent.type === "MemberExpression" && parent.object === member && fileWork.has(memberName(parent) ?? "");
}
