import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tsParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";

const root = fileURLToPath(new URL("../typed/native/", import.meta.url));

/** The lines of `code` on which rules report, with what they report; without types nothing is known of these files. */
function reports(code: string, typed = true): string[] {
  const linter = new Linter({ cwd: root });
  const messages = linter.verify(
    code,
    [
      {
        files: ["**/*.ts"],
        plugins: { "wasm-leaks": plugin },
        rules: plugin.configs.strict.rules ?? {},
        languageOptions: {
          parser: tsParser,
          ...(typed && {
            parserOptions: {
              project: "./tsconfig.json",
              tsconfigRootDir: root,
              disallowAutomaticSingleRunInference: true,
            },
          }),
        },
      },
    ] as Linter.Config[],
    join(root, "file.ts"),
  );
  return messages.map(({ line, ruleId, message }) => `${line} ${ruleId?.replace("wasm-leaks/", "") ?? message}`);
}

const leaks = (
  body: string,
  imports = 'import { geometry, createMesh, scene, generic, readKey } from "./helpers.js";',
) => reports(`${imports}\nexport async function run() {\n${body}\n}`);

describe("the type oracle finds handles that no name in the file tells of", () => {
  it.each([
    ["a class of the module", "const mesh = new geometry.Mesh(1);\nconsole.log(mesh.faces);"],
    ["a function of the module", 'const mesh = geometry.loadMesh("a");\nconsole.log(mesh.faces);'],
    ["a result that may be null", 'const mesh = geometry.tryLoad("a");\nconsole.log(mesh?.faces);'],
    ["a helper of another file", "const mesh = createMesh();\nconsole.log(mesh.faces);"],
    ["a method of an object from elsewhere", 'const mesh = scene.load("a");\nconsole.log(mesh.faces);'],
    ["a copy", "const mesh = scene.main.clone();\nconsole.log(mesh.faces);"],
    ["a generic function", "const mesh = generic(() => createMesh());\nconsole.log(mesh.faces);"],
    ["a promise", "const key = await readKey();\nconsole.log(key.public_key);"],
    ["a dropped result", "scene.main.merged(scene.main);"],
    [
      "a temporary of wasm-bindgen",
      "const key = await readKey();\nkey.public_key().verify(new Uint8Array());\nkey.free();",
    ],
  ])("%s", (_, body) => {
    const found = leaks(body);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/require-release$/);
  });

  it("says nothing without types", () => {
    expect(
      reports('import { createMesh } from "./helpers.js";\nexport function run() { createMesh(); }', false),
    ).toEqual([]);
  });

  it("makes what is new, and what wasm-bindgen returns, certain, and what the user's own functions return possible", () => {
    const linter = new Linter({ cwd: root });
    const code =
      'import { createMesh, geometry } from "./helpers.js";\n' +
      "export function run() {\nconst one = createMesh();\nconst two = new geometry.Mesh(1);\nreturn one.faces + two.faces;\n}";
    const languageOptions = {
      parser: tsParser,
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: root, disallowAutomaticSingleRunInference: true },
    };
    const config = {
      files: ["**/*.ts"],
      plugins: { "wasm-leaks": plugin },
      rules: plugin.configs.recommended.rules ?? {},
      languageOptions,
    };
    const messages = linter.verify(code, [config] as Linter.Config[], join(root, "file.ts"));
    expect(messages.map(({ line }) => line)).toEqual([4]);
    expect(messages[0]?.message).toContain("its type is `Mesh`");
  });
});

describe("the type oracle keeps silent on", () => {
  it.each([
    ["a released handle", "const mesh = createMesh();\nmesh.delete();"],
    ["a handle under using", "using mesh = createMesh();\nconsole.log(mesh.faces);"],
    ["a returned handle", "return createMesh();"],
    ["a getter", "const material = scene.main.getMaterial();\nconsole.log(material.name);"],
    ["a look-up function", "const mesh = getMesh();\nconsole.log(mesh.faces);"],
    ["a hook", "const mesh = useMesh();\nconsole.log(mesh.faces);"],
    ["a map's element", 'const mesh = scene.cache.get("a");\nconsole.log(mesh?.faces);'],
    ["a fluent method", "scene.main.scale(2);"],
    ["an object whose delete() is not about memory", "const row = database.create();\nconsole.log(row);"],
    ["a row that is looked up and deleted twice", "const row = await database.insert();\nawait row.delete();"],
    ["a method delete with an argument", 'const answer = await http.delete("/a");\nconsole.log(answer.status);'],
    ["a controller", "const controller = new AbortController();\nconsole.log(controller.signal);"],
    ["a subscription of the DOM", "const frame = document.createElement('iframe');\nframe.remove();"],
    ["a handle that is taken by a class", "const list = new Holder(createMesh());\nreturn list;"],
  ])("%s", (_, body) => {
    const imports =
      'import { createMesh, database, getMesh, http, scene, useMesh } from "./helpers.js";\n' +
      'import type { Mesh } from "./geometry.js";\n' +
      "class Holder { mesh: Mesh; constructor(mesh: Mesh) { this.mesh = mesh; } close() { this.mesh.delete(); } }";
    expect(leaks(body, imports)).toEqual([]);
  });
});
