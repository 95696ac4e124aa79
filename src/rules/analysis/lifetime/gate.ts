import { isKnownSpecifier } from "../../../resources/catalog.ts";
import { distinctiveMethods, distinctiveSign, librarySign } from "../../../resources/libraries.ts";
import { concernsWasm } from "../recognise/gate.ts";
import { isGenerated } from "../recognise/generated.ts";
import { oracleOf } from "../recognise/oracle.ts";
import type { SourceFile } from "../source-file.ts";
import { namesBindgen } from "./words/bindgen-imports.ts";
import { wellKnownNames } from "./words/globals.ts";
import { namedSpecifiers } from "./words/specifiers.ts";

// Destructor calls: plain literals, so that other files cost nothing.
const signs = [
  ".delete()",
  ".free()",
  ".deleteLater()",
  ".freeRecursive()",
  "?.delete()",
  "?.free()",
  ".from_",
  "protect(",
  "__pin(",
  "inc_ref(",
  "ncRef(",
  "addFunction(",
  "stackAlloc(",
  "_Create(",
  "FPDF",
  "str_new(",
  ".GetGeometry(",
  ".GetLineIDsWithType(",
  ".push_back(",
  '["push_back"](',
  "OnStack(",
  ".getAsObject(",
  "/pkg/",
  ".newFromBuffer(",
  ".newFromMemory(",
  "import init, {",
  "tree-sitter",
  "quickjs",
  "QuickJS",
  "yodide",
  ".str_new(",
  "createOnigScanner(",
] as const;

/** Whether a file may acquire or release native memory at all. */
export function mayOwn(source: SourceFile): boolean {
  const { text } = source.code;
  if (isGenerated(source)) return false;
  const mayConcern =
    concernsWasm(source) ||
    signs.some((sign) => text.includes(sign)) ||
    [...namedSpecifiers(source)].some(isKnownSpecifier) ||
    namesBindgen(source) ||
    wellKnownNames().some((name) => text.includes(name)) ||
    destroysInstances(text) ||
    librarySign.test(text) ||
    makers.test(text) ||
    rustFactory.test(text) ||
    mentionsMethods(text) ||
    // A leak names no destructor; where types tell, what is imported may be a handle.
    (importsSomething(source) && oracleOf(source) !== undefined);
  return mayConcern && !source.isTooDeep;
}

/** `createBuffer` in a file that speaks of HarfBuzz: a method that one package of those it mentions has. */
function mentionsMethods(text: string): boolean {
  return distinctiveSign.test(text) && distinctiveMethods.some(({ mentions }) => mentions.test(text));
}

// `Key.safe_deserialize(bytes)`: a factory with a name of Rust, on a class.
const rustFactory =
  /\b[A-Z]\w*[a-z]\w*\.(?:(?:try|safe)_[a-z]\w*|(?:new|decode|parse|load|generate|create|deserialize)_[a-z]\w*)\(/;

// `Module._codec_create(rate)`: the underscore of a C function.
const makers =
  /\._(?:[a-z][a-z\d]*_(?:\w+_)?(?:create|new|alloc|open|init|destroy|free|delete)|(?:[cC]reate|[nN]ew|[dD]estroy|[dD]elete|[fF]ree)[A-Z]\w*)\(/;

const destroying = /([\w$.]+)\.destroy\(\s*[\w$.[\]]+\s*\)/g;

/** `PHYSX.destroy(box)` beside `new PHYSX.PxBox(…)`: a WebIDL binding, whatever it is called. */
function destroysInstances(text: string): boolean {
  if (!text.includes(".destroy(")) return false;
  return [...text.matchAll(destroying)].some(([, module]) => module !== undefined && text.includes(`new ${module}.`));
}

function importsSomething(source: SourceFile): boolean {
  return source.code.ast.body.some((statement) => statement.type === "ImportDeclaration");
}
