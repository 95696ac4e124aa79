/** Runs `load` and returns its result with the last linear memory that was instantiated meanwhile. */
export async function withMemory<T>(
  load: () => Promise<T>,
): Promise<{ result: T; memory: { buffer: ArrayBuffer }; bytes: Uint8Array }> {
  const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
  const { instantiate, Instance, Module } = engine;
  let memory: { buffer: ArrayBuffer } | undefined;
  let bytes: Uint8Array | undefined;
  const note = (instance: { exports: object }, imports: object | undefined): void => {
    const candidates = [
      ...Object.values(instance.exports),
      ...Object.values(imports ?? {}).flatMap((o: object) => Object.values(o)),
    ];
    memory =
      (candidates.find((value) => Object.prototype.toString.call(value) === "[object WebAssembly.Memory]") as never) ??
      memory;
  };
  const noteBytes = (source: unknown): void => {
    if (ArrayBuffer.isView(source)) bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    else if (Object.prototype.toString.call(source) === "[object ArrayBuffer]")
      bytes = new Uint8Array(source as ArrayBuffer);
  };
  engine.instantiate = async (source, imports) => {
    noteBytes(source);
    const made = await instantiate.call(engine, source, imports);
    note("instance" in made ? made.instance : made, imports);
    return made;
  };
  engine.Module = class extends Module {
    constructor(source: unknown) {
      super(source);
      noteBytes(source);
    }
  };
  engine.Instance = class extends Instance {
    constructor(module: unknown, imports?: object) {
      super(module, imports);
      note(this, imports);
    }
  };
  try {
    const result = await load();
    if (!memory || !bytes) throw new Error("No module was instantiated from bytes.");
    return { result, memory, bytes };
  } finally {
    Object.assign(engine, { instantiate, Instance, Module });
  }
}

interface Engine {
  instantiate(source: unknown, imports?: object): Promise<{ exports: object } | { instance: { exports: object } }>;
  Instance: new (module: unknown, imports?: object) => { exports: object };
  Module: new (source: unknown) => object;
}
