import { packageOf, type PackageFacts } from "../../../../resources/catalog.ts";
import type { SourceFile } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { ofKind } from "./of-kind.ts";

// Packages whose methods have names that nothing else has, by what a file that uses them mentions.
interface Distinctive {
  readonly name: string;
  readonly methods: RegExp;
  /** What a method gives where several classes have one of that name. */
  readonly gives?: Readonly<Record<string, string>>;
}

const distinctive: readonly Distinctive[] = [
  { name: "web-ifc", methods: /^(?:GetGeometry|GetFlatMesh|LoadAllGeometry|GetLineIDsWithType|GetAllLines)$/ },
  {
    name: "quickjs-emscripten",
    methods: /^(?:new(?:Async)?(?:Context|Runtime)|new(?:String|Object|Array|Function|Error))$/,
    gives: { newContext: "QuickJSContext", newRuntime: "QuickJSRuntime" },
  },
  { name: "@rdkit/rdkit", methods: /^get_(?:q?mol|rxn|mol_from_input)$/ },
];
const mentions: Readonly<Record<string, RegExp>> = {
  "web-ifc": /ifc/i,
  "quickjs-emscripten": /quickjs/i,
  "@rdkit/rdkit": /rdkit/i,
};

const found = new WeakMap<SourceFile, readonly (Distinctive & { of: PackageFacts })[]>();

/** A method whose name only one package has, in a file that mentions the package: where its object is from is out of sight. */
export function methodOfMentioned(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression") return undefined;
  const method = memberName(callee);
  // A method of one's own class only has the same name.
  if (method === undefined || unwrap(callee.object).type === "ThisExpression") return undefined;
  const packages = mentionedIn(source).find(({ methods }) => methods.test(method));
  const fact = packages?.of.anyMethod(method) ?? packages?.of.function(method);
  const [name = packages?.gives?.[method]] = fact?.classes ?? [];
  const made = name === undefined ? undefined : packages?.of.class(name);
  if (packages === undefined || fact?.result === "borrowed" || fact?.elements === true || made?.isHandle !== true)
    return undefined;
  const text = `\`${method}\` of ${packages.of.name}, which the file mentions, returns a new \`${made.name}\``;
  return ofKind(made, node, "possible", text, source.filename);
}

function mentionedIn(source: SourceFile): readonly (Distinctive & { of: PackageFacts })[] {
  let known = found.get(source);
  if (known === undefined) {
    known = distinctive.flatMap((each) => {
      const of = mentions[each.name]?.test(source.code.text) === true ? packageOf(each.name) : undefined;
      return of === undefined ? [] : [{ ...each, of }];
    });
    found.set(source, known);
  }
  return known;
}
