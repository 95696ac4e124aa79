/**
 * What an object of a package needs as long as it is used: the object it was made from or lives in.
 *
 * Neither the types nor the glue of a package tell it; each entry is what its documentation or its source says. A
 * relation is written as one short string: `"this"` needs the object whose method gave it · `"0"` needs argument 0 ·
 * `"0*"` needs what argument 0 needs, as a body does what its construction info was told. Before it, `~` says that it
 * is a part that nobody may release by itself, `&` that it is a typed array over its memory, `+` that its owner's end
 * releases it if nobody has; after it, `!` says that it may not be released later either.
 */

/** What one call, `new` or property gives needs to outlive it. */
export interface Dependence {
  /** `-1` for the object whose method it is, or the index of an argument. */
  readonly on: readonly number[];
  /** Not these themselves, but what they need. */
  readonly isPassedOn: boolean;
  /** A part that goes with its owner: releasing it is wrong at any time. */
  readonly isPart: boolean;
  /** A typed array that shows memory of its owner. */
  readonly isView: boolean;
  /** The end of what it needs releases it too, if nobody has until then. */
  readonly isEndedWith: boolean;
  /** Releasing it after what it needs is wrong as well. */
  readonly isOrdered: boolean;
}

interface Relations {
  /** Names that give an object, methods and properties alike, each with what it needs. */
  readonly gives: Readonly<Record<string, string>>;
  /** Methods that end one of their arguments, by its index. */
  readonly ends?: Readonly<Record<string, number>>;
  /** What can be asked of an object that is gone: fields of JavaScript's. */
  readonly harmless?: RegExp;
  /** Methods that give an object something else to need. */
  readonly undoneBy?: RegExp;
  /** Methods that give an object which shows the memory of what they are called on, and has none of its own. */
  readonly sharing?: RegExp;
}

function all(names: string, relation: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, relation]));
}

const rapier: Relations = {
  gives: all(
    "createRigidBody createCollider createImpulseJoint createMultibodyJoint createCharacterController getRigidBody getCollider getImpulseJoint",
    "~this",
  ),
  ends: { removeRigidBody: 0, removeCollider: 0, removeImpulseJoint: 0, removeMultibodyJoint: 0 },
  harmless: /^(?:handle|userData|isValid|free)$/,
};

// `typed_memory_view` of vectors of the decoder, as their headers say; that of libjpeg-turbo copies what it has decoded.
const codec: Relations = { gives: all("getDecodedBuffer getEncodedBuffer", "&this") };

const relations: Readonly<Record<string, Relations>> = {
  // Both keep a list of their statements and finalize what is left in it when they are closed.
  "sql.js": { gives: { prepare: "+this" }, harmless: /^(?:free|reset|freemem)$/ },
  "node-sqlite3-wasm": { gives: { prepare: "this" }, harmless: /^(?:isFinalized|database|finalize)$/ },
  "@sqlite.org/sqlite-wasm": {
    gives: { prepare: "+this" },
    harmless: /^(?:pointer|db|columnCount|parameterCount|finalize)$/,
  },
  // Its C++ holds a connection's statements in the connection, and the worker that `terminate()` ends holds all.
  "@duckdb/duckdb-wasm": { gives: { connect: "+this", prepare: "+this" } },
  "quickjs-emscripten-core": {
    gives: all(
      "newString newNumber newBigInt newObject newArray newArrayBuffer newFunction newError newSymbolFor newUniqueSymbol newContext getProp unwrapResult",
      "this!",
    ),
    harmless: /^(?:alive|disposed|owner)$/,
  },
  "web-tree-sitter": {
    gives: {
      ...all("rootNode", "~this"),
      ...all(
        "child namedChild childForFieldName parent firstChild lastChild firstNamedChild lastNamedChild nextSibling previousSibling nextNamedSibling previousNamedSibling descendantForIndex namedDescendantForIndex descendantForPosition namedDescendantForPosition currentNode",
        "~this*",
      ),
      walk: "this",
    },
    harmless: /^(?:id|startIndex|startPosition|tree|delete)$/,
  },
  "canvaskit-wasm": { gives: { getCanvas: "~this", beginRecording: "~this" } },
  "@dimforge/rapier2d-compat": rapier,
  "@dimforge/rapier3d-compat": rapier,
  "@hyzyla/pdfium": { gives: { getPage: "~this", loadDocument: "this" } },
  "h5wasm": { gives: { get: "~this" }, harmless: /^(?:name|path|file_id|type)$/ },
  "libxml2-wasm": {
    gives: all("root get next prev parent firstChild lastChild", "~this"),
    harmless: /^(?:doc|dispose)$/,
  },
  "tesseract.js-core": { gives: all("GetIterator AnalyseLayout", "this") },
  "@recast-navigation/core": { gives: { NavMeshQuery: "0", Crowd: "0" } },
  // The status is a member of the decoder: `last_status_` of its `decoder_webidl_wrapper.h`.
  "draco3d": {
    gives: {
      ...all("GetAttribute GetAttributeByUniqueId", "~0"),
      ...all("DecodeBufferToMesh DecodeBufferToPointCloud DecodeArrayToMesh DecodeArrayToPointCloud", "~this"),
    },
  },
  "mupdf": { gives: all("getPixels asUint8Array", "&this") },
  "@techstark/opencv-js": {
    // `matData` and `matPtr` of its `core_bindings.cpp` are memory views; a header of a part counts as an owner of the whole.
    gives: all(
      "data data8S data16U data16S data32S data32F data64F ucharPtr charPtr ushortPtr shortPtr intPtr floatPtr doublePtr",
      "&this",
    ),
    sharing: /^(?:roi|row|col|rowRange|colRange|diag|get|reshape)$/,
  },
  "@cornerstonejs/codec-charls": codec,
  "@cornerstonejs/codec-openjpeg": codec,
  "@cornerstonejs/codec-openjph": codec,
  "jolt-physics": { gives: all("GetPhysicsSystem GetBodyInterface", "~this") },
  "ammo.js": {
    gives: {
      btBvhTriangleMeshShape: "0",
      btConvexTriangleMeshShape: "0",
      btScaledBvhTriangleMeshShape: "0",
      btRigidBodyConstructionInfo: "1 2",
      btRigidBody: "0*",
      btCollisionDispatcher: "0",
      btDiscreteDynamicsWorld: "0 1 2 3",
      btSoftRigidDynamicsWorld: "0 1 2 3 4",
      btDefaultVehicleRaycaster: "0",
      btRaycastVehicle: "1 2",
      btKinematicCharacterController: "0 1",
      ...all("getWorldTransform getCenterOfMassTransform getOrigin getBasis getWheelInfo", "~this"),
      // `[Value] attribute` of its ammo.idl: the getter gives the address of the member.
      ...all("get_m_hitPointWorld get_m_hitNormalWorld get_m_rayFromWorld get_m_rayToWorld", "~this"),
    },
    undoneBy: /\.(?:setCollisionShape|setMotionState|set_m_collisionShape|set_m_motionState)\b/,
  },
};

const parsed = new Map<string, Dependence>();

function parse(text: string): Dependence {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const on = text.replace(/[~&+!*]/g, "").split(" ");
  const made: Dependence = {
    on: on.map((name) => (name === "this" ? -1 : Number(name))),
    isPassedOn: text.endsWith("*"),
    isPart: text.startsWith("~") || text.startsWith("&"),
    isView: text.startsWith("&"),
    isEndedWith: text.startsWith("+"),
    isOrdered: text.endsWith("!"),
  };
  parsed.set(text, made);
  return made;
}

const givers = new Set(Object.values(relations).flatMap(({ gives }) => Object.keys(gives)));
const enders = new Set(Object.values(relations).flatMap(({ ends }) => Object.keys(ends ?? {})));

/** Some package has a relation of this name: the question to ask before any other. */
export function isRelated(name: string): boolean {
  return givers.has(name) || enders.has(name);
}

/** What the result of a package's method, class or property needs. */
export function dependenceOf(of: string, name: string): Dependence | undefined {
  const text = own(own(relations, of)?.gives, name);
  return text === undefined ? undefined : parse(text);
}

/** The argument that a method ends. */
export function endsOf(of: string, name: string): number | undefined {
  return own(own(relations, of)?.ends, name);
}

/** A member that is there whatever became of the memory. */
export function isHarmlessMember(of: string, name: string): boolean {
  return own(relations, of)?.harmless?.test(name) === true;
}

/** What the method gives is no owner of memory, but a header of somebody else's. */
export function isSharing(of: string, method: string): boolean {
  return own(relations, of)?.sharing?.test(method) === true;
}

/** The file may give an object something else to need. */
export function isUndoneIn(of: string, text: string): boolean {
  return own(relations, of)?.undoneBy?.test(text) === true;
}

// A method may be called "constructor" or "toString": own properties only.
function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
