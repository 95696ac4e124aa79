import { defineConfig } from "vitest/config";

const shared = {
  setupFiles: ["tests/setup.ts"],
  // Forced collections and whole-program runs share two cores; the limit is for hangs, not for speed.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

// The full run adds what needs the large real packages, a compiler or many generated programs.
const full = process.env["WASM_LEAKS_FULL"] === "1";

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: ".cache/vitest.json" }]] : ["default"],
    projects: [
      { test: { ...shared, name: "default", include: ["tests/**/*.test.ts"], exclude: ["tests/**/*.full.test.ts"] } },
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
