import { memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import type { Packages } from "./packages.ts";

interface Throwing {
  readonly package: RegExp;
  /** `new Class` of these throws for what it is given. */
  readonly classes?: RegExp;
  readonly methods?: RegExp;
}

/**
 * What packages report by an exception as a matter of course: constraints of a database, shapes that cannot be built,
 * queries that do not parse. Failures that only a defect brings about are left out.
 */
const throwing: readonly Throwing[] = [
  { package: /^sql\.js/, methods: /^(?:run|exec|each|prepare|step|bind|get|getAsObject)$/ },
  { package: /^node-sqlite3-wasm$/, methods: /^(?:run|exec|all|get|iterate|prepare)$/ },
  {
    package: /^@sqlite\.org\/sqlite-wasm$/,
    methods: /^(?:exec|prepare|step\w*|bind\w*|get|select\w+|transaction|savepoint)$/,
  },
  { package: /opencascade/, methods: /^(?:Transfer\w*|Write(?:File)?|ReadFile|Build|Perform\w*?)(?:_\d+)?$/ },
  { package: /^manifold-3d/, classes: /^(?:Manifold|CrossSection)$/, methods: /^ofMesh$/ },
  { package: /^(?:web-)?tree-sitter/, classes: /^Query$/, methods: /^(?:setLanguage|query)$/ },
  { package: /^quickjs-emscripten/, methods: /^unwrapResult$/ },
  { package: /seal/, methods: /^(?:load\w*|encode|encrypt\w*|decrypt|multiply\w*|relinearize|rotate\w*|rescale\w*)$/ },
];

/** The call is one that a package of the catalog lets fail by an exception. */
export function throwsOfPackage(packages: Packages, node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (node.type === "NewExpression") {
    const made = packages.of(callee);
    return (
      made?.kind === "class" &&
      throwing.some((each) => each.package.test(made.of.package.name) && each.classes?.test(made.of.name))
    );
  }
  if (callee.type !== "MemberExpression") return false;
  const name = memberName(callee);
  const receiver = name === undefined ? undefined : packages.of(callee.object);
  if (name === undefined || (receiver?.kind !== "instance" && receiver?.kind !== "class")) return false;
  const from = receiver.of.package.name;
  return throwing.some((each) => each.package.test(from) && each.methods?.test(name));
}
