import { runRule } from "./support/run-rule.ts";

// What `strict` said wrongly of real code, each beside a near miss that is wrong.

const possible = [{ report: "possible" }];

const draco = `import draco3d from "draco3d";
`;

runRule("require-release", {
  valid: [
    {
      name: "a promise that rejects gives nothing",
      options: possible,
      code: `import { OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
        export async function keys(machine) {
          try {
            return await machine.getBackupKeys();
          } catch {
            return null;
          }
        }`,
    },
    {
      name: "moving bytes does not throw",
      options: possible,
      code: `export function open(mod, bytes) {
        try {
          const data = mod._malloc(bytes.length);
          mod.HEAPU8.set(bytes, data);
          const result = mod._malloc(24);
          mod._memset(result, 0, 24);
          mod.setValue(result, data, "*");
          mod.HEAPF64[(result >> 3) + 1] = new Date().getTime();
          mod._free(result);
          mod._free(data);
          mod._opened();
        } catch (error) {
          console.error(error);
        }
      }`,
    },
    {
      name: "what is on the stack goes with the frame",
      options: possible,
      code: `export function fail(Module, text) {
        const message = Module.allocateUTF8OnStack(text);
        Module._Rf_error(message);
      }`,
    },
    {
      name: "a cell on the stack that is there for all functions",
      options: possible,
      code: `Module.onRuntimeInitialized = () => {
        const cell = stackAlloc(4);
        Module.open = (name) => Module._open(name, cell);
      };
      Module._free(0);`,
    },
  ],
  invalid: [
    {
      name: "the promise has settled, and what comes after it throws",
      options: possible,
      code: `
        ${draco.trim()}
        export async function decode(bytes) {
          const module = await draco3d.createDecoderModule();
          try {
            const decoder = new module.Decoder();
                            ~~~~~~~~~~~~~~~~~~~~ [path]
            await decode(bytes, decoder.ptr);
            module.destroy(decoder);
          } catch {
            return null;
          }
        }
      `,
    },
    {
      name: "another function puts its own stack back",
      options: possible,
      code: `
        Module.onRuntimeInitialized = () => {
          Module.read = () => {
            const stack = stackSave();
            Module._read(stackAlloc(4));
            stackRestore(stack);
          };
          Module.write = () => Module._write(stackAlloc(4));
                                             ~~~~~~~~~~~~~ [unbalanced]
        };
        Module._free(0);
      `,
    },
  ],
});
