import { readFileSync } from "node:fs";

const compiled = new WebAssembly.Module(readFileSync(new URL("./built/my-class.wasm", import.meta.url)));

export const imports = WebAssembly.Module.imports(compiled);

export function loadMyClass() {
  const { exports } = new WebAssembly.Instance(compiled);
  exports._initialize();
  return exports;
}
