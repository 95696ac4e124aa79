import { defineConfig } from "vitest/config";

const shared = {
  setupFiles: ["tests/setup.ts"],
  // Forced collections and whole-program runs share two cores; the limit is for hangs, not for speed.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

// The full run adds what needs the large real packages, a compiler or many generated programs.
const full = process.env["WASM_LEAKS_FULL"] === "1";

const linting = ["tests/{rules,plugin,resources}/**/*.test.ts", "tests/agreement/{lifetimes,using,views}/**/*.test.ts"];

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: ".cache/vitest.json" }]] : ["default"],
    projects: [
      {
        test: {
          ...shared,
          name: "default",
          include: ["tests/**/*.test.ts"],
          exclude: [...linting, "tests/**/*.full.test.ts"],
        },
      },
      // What they have in common are parsers and linters, which take longer to load than most of the files to run.
      {
        test: {
          ...shared,
          name: "rules",
          include: linting,
          exclude: ["tests/**/*.full.test.ts"],
          isolate: false,
        },
      },
      ...(full
        ? [
            {
              test: {
                ...shared,
                name: "full",
                include: ["tests/**/*.full.test.ts"],
                globalSetup: ["tests/real-packages/install.ts"],
                testTimeout: 600_000,
              },
            },
          ]
        : []),
    ],
  },
});
