import { isKnownSpecifier } from "../../../resources/catalog.ts";
import { distinctiveMethods, distinctiveSign, librarySign } from "../../../resources/libraries.ts";
import { neighbourOf } from "../neighbours/files.ts";
import { reexported } from "../neighbours/reexports.ts";
import { concernsWasm } from "../recognise/gate.ts";
import { isGenerated } from "../recognise/generated.ts";
import { oracleOf } from "../recognise/oracle.ts";
import type { SourceFile } from "../source-file.ts";
import { anyOf } from "../syntax.ts";
import { namesBindgen } from "./words/bindgen-imports.ts";
import { usesWebTreeSitter } from "./words/by-use.ts";
import { wellKnownNames } from "./words/globals.ts";
import { namedSpecifiers } from "./words/specifiers.ts";

// Destructor calls and the like, of which hardly any code without wasm has one.
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
  "olm.",
  "Olm.",
  ".arrayToVector(",
  ".File3dm",
  "new SQL.",
  ".SQL.",
] as const;

let anySign: RegExp | undefined;

/** One pass over the text for all of them: on a file that has none, this search is most of what the rules cost. */
function hasSign(text: string): boolean {
  anySign ??= anyOf([...signs, ...wellKnownNames()]);
  return anySign.test(text);
}

const answers = new WeakMap<SourceFile, boolean>();

/** Whether a file may acquire or release native memory at all. */
export function mayOwn(source: SourceFile): boolean {
  let answer = answers.get(source);
  if (answer === undefined) answers.set(source, (answer = showsSign(source)));
  return answer;
}

function showsSign(source: SourceFile): boolean {
  const { text } = source.code;
  if (isGenerated(source) || typeTest.test(source.filename)) return false;
  const mayConcern =
    concernsWasm(source) ||
    hasSign(text) ||
    [...namedSpecifiers(source)].some(isKnownSpecifier) ||
    namesBindgen(source) ||
    destroysInstances(text) ||
    librarySign.test(text) ||
    makers.test(text) ||
    rustFactory.test(text) ||
    (/\.rootNode\b|trees\b/i.test(text) && usesWebTreeSitter(source)) ||
    mentionsMethods(text) ||
    // A leak names no destructor; where types tell, what is imported may be a handle.
    (importsSomething(source) && oracleOf(source) !== undefined);
  return mayConcern && !source.isTooDeep;
}

/** Only its types are ever looked at: nothing in it runs. */
const typeTest = /\.test-d\.[cm]?[jt]sx?$/;

const wide = new WeakMap<SourceFile, boolean>();

/** Whether a file that shows nothing itself imports one of the project's that may hand out native memory. */
export function importsOwner(source: SourceFile): boolean {
  let answer = wide.get(source);
  if (answer === undefined) {
    const imported = source.statements.flatMap((statement) =>
      statement.type === "ImportDeclaration" && statement.importKind !== "type" ? [statement.source.value] : [],
    );
    answer =
      source.reader !== undefined &&
      !isGenerated(source) &&
      !typeTest.test(source.filename) &&
      imported.some((from) => neighbourOf(source, from) !== undefined) &&
      !source.isTooDeep;
    wide.set(source, answer);
  }
  return answer;
}

const packages = new WeakMap<SourceFile, boolean>();

/** `import { CML } from "./core.js"`, where that file passes on what a package of the catalog exports. */
export function importsPackage(source: SourceFile): boolean {
  let answer = packages.get(source);
  if (answer === undefined) {
    answer =
      importsOwner(source) &&
      source.nodes("ImportSpecifier").some(({ imported, parent }) => {
        if (parent.type !== "ImportDeclaration" || parent.importKind === "type") return false;
        const name = imported.type === "Identifier" ? imported.name : imported.value;
        const origin = reexported(source, parent.source.value, [name]);
        return origin !== undefined && isKnownSpecifier(origin.from);
      });
    packages.set(source, answer);
  }
  return answer;
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
  return source.statements.some((statement) => statement.type === "ImportDeclaration");
}
