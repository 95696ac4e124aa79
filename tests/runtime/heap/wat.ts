import wabtModule from "wabt";

const wabt = await wabtModule();

/** Assembles WebAssembly text; all proposals wabt knows are on. */
export function wat(text: string, options: { names?: boolean } = {}): Uint8Array {
  const features = {
    exceptions: true,
    mutable_globals: true,
    sat_float_to_int: true,
    sign_extension: true,
    simd: true,
    threads: true,
    multi_value: true,
    tail_call: true,
    bulk_memory: true,
    reference_types: true,
    memory64: true,
    extended_const: true,
    function_references: true,
  };
  const module = wabt.parseWat("fixture.wat", text, features);
  try {
    return module.toBinary({ write_debug_names: options.names ?? false }).buffer;
  } finally {
    module.destroy();
  }
}
