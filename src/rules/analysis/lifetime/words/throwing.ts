import { memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import type { Packages } from "./packages.ts";

interface Throwing {
  readonly package: RegExp;
  /** `new Class` of these throws for what it is given. */
  readonly classes?: RegExp;
  /** Of its objects and classes. */
  readonly methods?: RegExp;
  /** Of the module itself. */
  readonly functions?: RegExp;
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
  // Keys and messages that do not belong together.
  {
    package: /^@matrix-org\/olm$/,
    methods: /^(?:unpickle|decrypt|create_\w+|import_session|init_with_\w+|ed25519_verify|set_their_key)$/,
  },
  // Degenerate points, regions beyond the image, images that cannot be decoded.
  {
    package: /opencv/,
    methods: /^(?:roi|detectAndCompute|knnMatch|detectMultiScale|forward)$/,
    functions:
      /^(?:find(?:Homography|EssentialMat|FundamentalMat|CirclesGrid)|fitEllipse\w*|estimateAffine\w*|solvePnP\w*|calibrate\w*|matchTemplate|imdecode|readNet\w*)$/,
  },
  {
    package: /^wasm-vips$/,
    methods: /^(?:writeTo\w*|newFrom\w*|thumbnail\w*|resize|crop|extract\w+|smartcrop|embed|composite\w*|join|insert)$/,
  },
  { package: /^libxml2-wasm$/, methods: /^(?:validate|get|find|eval|from\w+|compile)$/ },
  {
    package: /^mupdf$/,
    methods: /^(?:openDocument|load\w+|toPixmap|saveToBuffer|search|run|toStructuredText|authenticate\w*)$/,
  },
  { package: /^wasmoon$/, methods: /^do(?:String|File)Sync$/ },
  { package: /^pyodide$/, methods: /^(?:runPython|pyimport|call\w*)$/, functions: /^(?:runPython|pyimport)$/ },
  { package: /^essentia\.js$/, methods: /^[A-Z]\w+$/ },
  {
    package: /^hnswlib-wasm$/,
    methods: /^(?:addPoints?|searchKnn|initIndex|readIndex|writeIndex|getPoint|resizeIndex)$/,
  },
  { package: /^tesseract-wasm$/, methods: /^(?:load\w+|getText\w*)$/ },
  { package: /^js-angusj-clipper$/, methods: /^(?:clip|offset)To\w+$/ },
  { package: /^@resvg\/resvg-wasm$/, classes: /^Resvg$/, methods: /^render$/ },
  // Every function of C that has a status throws where it is not success.
  {
    package: /^@virgilsecurity\/core/,
    methods:
      /^(?:setupDefaults|(?:generate|import|export|extract|encrypt|decrypt|sign|verify|compute|process|start|finish|unpack|pack|read|serialize|deserialize)\w*)$/,
  },
  // A text with the name of a special token in it.
  { package: /^tiktoken$/, methods: /^encode$/ },
  // What parses may still not validate.
  { package: /^wabt$/, methods: /^(?:toBinary|validate|resolveNames)$/, functions: /^(?:parseWat|readWasm)$/ },
  { package: /^bls-signatures$/, methods: /^(?:from_?[bB]ytes|aggregate\w*)$/ },
  { package: /cardano/, methods: /^(?:from_\w+|build\w*|checked_\w+|add_change_if_needed|add_inputs_from)$/ },
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
  if (name === undefined || receiver === undefined) return false;
  if (receiver.kind === "namespace") {
    const of = receiver.of.name;
    return throwing.some((each) => each.package.test(of) && each.functions?.test(name));
  }
  if (receiver.kind !== "instance" && receiver.kind !== "class") return false;
  const from = receiver.of.package.name;
  return throwing.some((each) => each.package.test(from) && each.methods?.test(name));
}
