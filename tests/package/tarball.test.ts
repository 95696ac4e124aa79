import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installTarball, manifest, type Installation } from "./install.ts";

const leaky = `import { manage } from "wasm-leaks/runtime";
const { instance } = await WebAssembly.instantiateStreaming(fetch("module.wasm"));
const exports = instance.exports;
export class Picture {
  constructor() {
    this.pointer = exports._Picture__constructor();
    manage(this.pointer, this, () => exports._Picture__destructor(this.pointer));
  }
}
`;

/** One use of each entry point, run from the folder that installed the tarball. */
const uses: Record<string, (user: Installation) => void> = {
  ".": (user) => {
    user.write("leaky.js", leaky);
    user.write(
      "eslint.config.js",
      `import { defineConfig } from "eslint/config";
       import wasmLeaks from "wasm-leaks";
       export default defineConfig([{ files: ["leaky.js"], plugins: { leaks: wasmLeaks }, extends: ["leaks/recommended"] }]);`,
    );
    expect(() => user.run("npx", "eslint", "leaky.js")).toThrow(/leaks\/no-deleter-capture/u);
    user.write(
      "eslint.config.cjs",
      `module.exports = [{ files: ["leaky.js"], ...require("wasm-leaks").default.configs.strict }];`,
    );
    expect(() => user.run("npx", "eslint", "--config", "eslint.config.cjs", "leaky.js")).toThrow(
      /wasm-leaks\/no-pointer-escape/u,
    );
  },
  "./runtime": (user) => {
    user.write(
      "runtime.js",
      `import { manage, release } from "wasm-leaks/runtime";
       const freed = [];
       const owner = {};
       const registration = manage(16, owner, (pointer) => freed.push(pointer));
       manage(32, owner, (pointer) => freed.push(pointer));
       registration.release();
       release(owner);
       console.log(JSON.stringify(freed));`,
    );
    for (const condition of ["default", "production", "development"]) {
      expect(user.run("node", "--conditions", condition, "runtime.js").split("\n")[0]).toBe("[16,32]");
    }
  },
  "./dev": (user) => {
    user.write(
      "dev.js",
      `import * as dev from "wasm-leaks/dev";
       dev.manage(16, {}, () => {});
       console.log(typeof dev.report, typeof dev.checkLeaks);`,
    );
    expect(user.run("node", "dev.js")).toMatch(/^function function$/mu);
  },
  "./register": (user) => {
    user.write("app.js", `console.log("the application's own output");`);
    expect(user.run("node", "--import", "wasm-leaks/register", "app.js")).toContain("the application's own output");
  },
  "./package.json": (user) => {
    user.write("manifest.js", `console.log(import.meta.resolve("wasm-leaks/package.json"));`);
    expect(user.run("node", "manifest.js")).toMatch(/package\.json$/mu);
  },
};

describe("the packed tarball, installed into an empty folder", () => {
  let user: Installation;
  beforeAll(() => {
    user = installTarball("eslint@^10.15.0", "@typescript-eslint/parser@^8.73.0", "typescript@~6.0.3");
  });
  afterAll(() => {
    user.remove();
  });

  it("has a use below for every entry point", () => {
    expect(Object.keys(uses).sort()).toEqual(Object.keys(manifest.exports).sort());
  });

  for (const [entry, use] of Object.entries(uses)) {
    it(`gives ${entry}`, () => {
      use(user);
    });
  }

  it("gives the command line", () => {
    expect(user.run("npx", "wasm-leaks", "--version").trim()).toBe("0.1.0");
    expect(user.run("npx", "wasm-leaks", "--help")).toContain("lint");
    user.write("leaky.js", leaky);
    expect(() => user.run("npx", "wasm-leaks", "lint", "leaky.js")).toThrow(/exited with 1[^]*no-deleter-capture/u);
  });

  it("gives types that need no cast under the strictest flags", () => {
    user.write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2022",
          lib: ["es2023", "dom", "esnext.disposable"],
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          types: [],
          noEmit: true,
        },
        files: ["types.ts"],
      }),
    );
    user.write(
      "types.ts",
      `import { defineConfig } from "eslint/config";
       import wasmLeaks, { type WasmLeaksSettings } from "wasm-leaks";
       import { manage, release, type Registration } from "wasm-leaks/runtime";
       const settings = {} satisfies WasmLeaksSettings;
       export default defineConfig([
         wasmLeaks.configs.recommended,
         { plugins: { "wasm-leaks": wasmLeaks }, extends: ["wasm-leaks/strict"], settings: { "wasm-leaks": settings } },
       ]);
       const owner = {};
       const destructor: CallableFunction & ((pointer: number) => void) = (_pointer: number) => {};
       const one: Registration = manage(8, owner, destructor);
       manage(8n, new WeakRef(owner), (pointer: bigint) => pointer);
       // @ts-expect-error a deleter of bigint pointers cannot take a number
       manage(8, owner, (pointer: bigint) => pointer);
       one.release();
       release(owner);
       { using scoped = manage(8, owner, destructor); void scoped; }`,
    );
    expect(user.run("npx", "tsc", "-p", ".")).toBe("");
  });
});
