/**
 * Libraries of C++ by the names of their classes: whoever builds PhysX or OpenCascade himself has the classes of its C++
 * interface, on whatever object his build puts them and without an import that names a package.
 */
export interface NativeLibrary {
  /** The catalog's package that tells what the classes and functions do. */
  readonly package: string;
  /** Names that are the library's own, as far as a name can be. */
  readonly names: RegExp;
  /** What a file has to mention besides, where the names alone are not enough. */
  readonly mentions?: RegExp;
  /** A file that mentions this has a port to JavaScript, which owns nothing. */
  readonly port?: RegExp;
  /** Nothing but these modules may be imported under the names: ports to JavaScript are. */
  readonly imports?: RegExp;
}

const OCCT =
  /^(?:gp|GC|GCE2d|GProp|Geom|Geom2d|GeomAPI|GeomFill|GeomLProp|GeomConvert|GeomTools|Geom2dAPI|Adaptor[23]d|Bnd|BndLib|BRep[A-Z]?\w*|BOPAlgo|TopoDS|TopExp|TopTools|TopLoc|TopAbs|TColgp|TColStd|TColGeom|Poly|ShapeFix|ShapeUpgrade|ShapeAnalysis|ShapeBuild|ShapeConstruct|ShapeCustom|ChFi[23]d|CPnts|GCPnts|STEPControl|STEPCAFControl|IGESControl|IGESCAFControl|StlAPI|RWStl|RWGltf|RWObj|RWMesh|VrmlAPI|XCAFDoc|XCAFApp|TDocStd|TDataStd|XSControl|IMeshTools|LocOpe|HLRBRep|HLRAlgo|HLRTopoBRep|IntCurvesFace|IntTools|Extrema|TCollection|NCollection|BinTools|Law|Handle)_[A-Z]\w*$/;

/** Asked in order; the first whose names, mentions and absent port fit is the one. */
export const nativeLibraries: readonly NativeLibrary[] = [
  { package: "physx-js-webidl", names: /^Px[A-Z]\w*[a-z]\w*$/, mentions: /physx|\bnew [\w$.]+\.Px[A-Z]/i },
  { package: "ammo.js", names: /^bt[A-Z]\w*[a-z]\w*$/, mentions: /ammo|bullet|physics|\bbtVector3\b/i },
  {
    package: "box2d3-wasm",
    names: /^b2[A-Z]\w*$|^Random(?:Polygon|Vec2)$/,
    mentions: /\bb2(?:Default(?:World|Body|Shape|Chain|\w+Joint)Def|CreateWorld|World_\w+|Body_\w+|Shape_\w+)\b/,
    port: /phaser-?box2d|PhaserBox2D/i,
    imports: /wasm|box2d3/i,
  },
  {
    package: "box2d-wasm",
    names: /^b2[A-Z]\w*[a-z]\w*$/,
    mentions: /wasm|emscripten|_malloc|HEAP(?:U8|F32)|wrapPointer|getPointer|\.destroy\(/i,
    port: /Common\.Math|Dynamics\.b2|planck|box2dweb|liquidfun/i,
    imports: /wasm/i,
  },
  { package: "replicad-opencascadejs", names: OCCT },
  { package: "basis_universal", names: /^(?:BasisEncoder|BasisFile|KTX2File|LowLevelETC1SImageTranscoder)$/ },
  { package: "libheif-js", names: /^Heif(?:Decoder|Encoder|Image)$/ },
  { package: "draco3d", names: /^(?:Draco(?:U?Int(?:8|16|32)|Float32)Array|DecoderBuffer|MetadataQuerier)$/ },
  {
    package: "canvaskit-wasm",
    names: /^Sk(?:Paint|Path|Font|PictureRecorder|ContourMeasureIter)$/,
    mentions: /canvas-?kit|skia/i,
  },
  {
    package: "manifold-3d",
    names: /^(?:Manifold|CrossSection)$/,
    mentions:
      /\bnew [\w$.]+\.Manifold\(|\bManifold\.(?:cube|cylinder|sphere|tetrahedron|extrude|revolve|union|difference|intersection|hull|ofMesh|compose|levelSet)\(|\bCrossSection\.(?:square|circle|ofPolygons)\(/,
    imports: /manifold|wasm/i,
  },
  { package: "mujoco-js", names: /^Mj[a-z]?[A-Z]\w*$/, mentions: /mujoco/i },
  { package: "@resvg/resvg-wasm", names: /^Resvg$/, mentions: /wasm|resvg\.initW/i },
  {
    package: "vscode-oniguruma",
    names: /^Onig(?:Scanner|String)$/,
    mentions: /wasm|onig(?:uruma|asm)/i,
    imports: /oniguruma|wasm/i,
  },
  { package: "tesseract.js-core", names: /^(?:TessBaseAPI|TessResultRenderer)$/ },
  { package: "@cornerstonejs/codec-openjpeg", names: /^J2K(?:De|En)coder$/ },
  { package: "@cornerstonejs/codec-openjph", names: /^HTJ2K(?:De|En)coder$/ },
  { package: "@cornerstonejs/codec-charls", names: /^JpegLS(?:De|En)coder$/ },
  { package: "@cornerstonejs/codec-libjpeg-turbo-8bit", names: /^JPEG(?:De|En)coder$/, mentions: /wasm|turbo/i },
  {
    package: "node-seal",
    names: /^(?:SEALContext|EncryptionParameters|CKKSEncoder|BatchEncoder|ParmsIdType|MemoryPoolHandle|CoeffModulus)$/,
    mentions: /\bseal\b/i,
  },
];

// What all the names above begin with: most names of a file are refused by this one test.
const beginning = /^(?:[A-Z][\w$]*|b[2t][A-Z]\w*|gp_\w+)$/;

/** The library that has a class or function of this name, for a file that has some patterns in it. */
export function libraryOf(name: string, has: (pattern: RegExp) => boolean): NativeLibrary | undefined {
  if (!beginning.test(name)) return undefined;
  return nativeLibraries.find(
    ({ names, mentions, port }) =>
      names.test(name) && (mentions === undefined || has(mentions)) && (port === undefined || !has(port)),
  );
}

/** Methods that only one package has, and what a file that uses them mentions. */
export interface DistinctiveMethods {
  /** The catalog's package that tells what they do. */
  readonly package: string;
  readonly methods: RegExp;
  readonly mentions: RegExp;
  /** What a method gives where several classes have one of that name. */
  readonly gives?: Readonly<Record<string, string>>;
  /** Only where a function of this name is given the result: other things have methods of that name. */
  readonly givenTo?: RegExp;
}

/** Asked in order; the first whose methods and mentions fit is the one. */
export const distinctiveMethods: readonly DistinctiveMethods[] = [
  {
    package: "web-ifc",
    methods: /^(?:GetGeometry|GetFlatMesh|LoadAllGeometry|GetLineIDsWithType|GetAllLines)$/,
    mentions: /ifc/i,
  },
  {
    package: "quickjs-emscripten",
    methods:
      /^(?:new(?:Async)?(?:Context|Runtime)|createVm|new(?:String|Number|BigInt|Object|Array|ArrayBuffer|TypedArray|Function|ConstructorFunction|AsyncifiedFunction|Error|SymbolFor|UniqueSymbol))$/,
    mentions: /quickjs/i,
    gives: { newContext: "QuickJSContext", newRuntime: "QuickJSRuntime" },
  },
  {
    package: "@rdkit/rdkit",
    methods: /^get_(?:q?mol|rxn|mol_from_input|mol_from_uint8array|mol_from_png_blob|mol_copy|mcs_as_mol|rgd)$/,
    mentions: /rdkit/i,
  },
  {
    package: "canvaskit-wasm",
    methods:
      /^(?:Make(?:CanvasSurface|SWCanvasSurface|WebGLCanvasSurface|OnScreenGLSurface|RenderTarget|GrContext|WebGLContext|ImageFromEncoded|ImageFromCanvasImageSource|AnimatedImageFromEncoded|ManagedAnimation|PathFromSVGString|PathFromOp|SkDashPathEffect)|makeImageSnapshot|finishRecordingAsPicture|makeImageAtCurrentFrame)$/,
    mentions: /canvas-?kit/i,
  },
  {
    package: "@techstark/opencv-js",
    methods: /^(?:rowRange|colRange|matFromImageData|matFromArray)$/,
    mentions: /\bcv\b[^]*\bMat\b|opencv/,
  },
  { package: "@techstark/opencv-js", methods: /^(?:row|col|roi|diag|inv)$/, mentions: /\bcv\./, givenTo: /\bcv\.\w+$/ },
  { package: "wa-sqlite", methods: /^str_new$/, mentions: /sqlite/i },
  { package: "pyodide", methods: /^pyimport$/, mentions: /pyodide/i },
  { package: "essentia.js", methods: /^arrayToVector$/, mentions: /essentia/i },
  {
    package: "harfbuzzjs",
    methods: /^create(?:Blob|Face|Font|Buffer)$/,
    mentions: /harfbuzz|\bhb(?:js)?\.create(?:Blob|Face)\(/i,
  },
  { package: "tiktoken", methods: /^(?:encoding_for_model|get_encoding)$/, mentions: /tiktoken/i },
  { package: "yoga-layout", methods: /^createWithConfig$/, mentions: /yoga/i },
  { package: "vscode-oniguruma", methods: /^createOnig(?:Scanner|String)$/, mentions: /onig/i },
  {
    package: "wasm-vips",
    methods: /^newFrom(?:Buffer|File|Memory)$/,
    mentions: /vips/i,
    gives: { newFromBuffer: "Image", newFromFile: "Image", newFromMemory: "Image" },
  },
];

/** What a call of one of those methods has in it, however the file is told to own anything; one search. */
export const distinctiveSign: RegExp =
  /\b(?:get_(?:q?mol|rxn|encoding)|encoding_for_model|Make[A-Z]\w+|makeImage\w+|createWithConfig|createOnig\w+|arrayToVector|pyimport|matFrom[AI]\w+|create(?:Blob|Face|Font|Buffer))\(/;

/** What a file has that uses such a library without naming it otherwise; one search, begun by a plain word. */
export const librarySign: RegExp =
  /new cv\.\w|\bcv\.(?:imread|matFrom\w+|Mat\.)|new [\w$.]+\.(?:(?:Px|bt|b2|Sk|Mj\w?|Onig)[A-Z]|gp_|[A-Z]\w+_[A-Z]|Heif|Basis|KTX2|LowLevelETC1S|Draco|DecoderBuffer|MetadataQuerier|Tess|H?T?J2K|JpegLS|Resvg\b)|\bb2Default\w*Def\b|\b(?:Manifold|CrossSection)\.(?:cube|cylinder|sphere|extrude|revolve|union|difference|intersection|hull|square|circle|ofMesh|ofPolygons)\(/;
