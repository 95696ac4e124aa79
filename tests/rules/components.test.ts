import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as tsParser from "@typescript-eslint/parser";
import { ESLint, Linter } from "eslint";
import * as svelteParser from "svelte-eslint-parser";
import { afterEach, describe, expect, it } from "vitest";
import * as vueParser from "vue-eslint-parser";
import plugin from "../../src/index.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "wasm-leaks-components-")));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

type Level = "recommended" | "strict";

interface Options {
  level?: Level;
  root?: string;
  /** What parses the scripts; without it the parsers of components take one of their own, for JavaScript. */
  scripts?: unknown;
}

function configs({ level = "strict", scripts = tsParser }: Options): Linter.Config[] {
  const parserOptions = scripts === undefined ? {} : { parser: scripts };
  return [
    {
      files: ["**/*.{vue,svelte,svelte.ts,svelte.js,ts}"],
      plugins: { "wasm-leaks": plugin },
      rules: plugin.configs[level].rules ?? {},
    },
    { files: ["**/*.vue"], languageOptions: { parser: vueParser, parserOptions } },
    { files: ["**/*.{svelte,svelte.ts,svelte.js}"], languageOptions: { parser: svelteParser, parserOptions } },
    { files: ["**/*.ts"], ignores: ["**/*.svelte.ts"], languageOptions: { parser: tsParser } },
  ];
}

function lint(name: string, code: string, options: Options = {}): Linter.LintMessage[] {
  const { root = "/" } = options;
  return new Linter({ cwd: root }).verify(code, configs(options), join(root, name));
}

function found(name: string, code: string, options: Options = {}): string[] {
  return lint(name, code, options).map(
    ({ line, column, ruleId, message }) => `${line}:${column} ${ruleId?.replace("wasm-leaks/", "") ?? message}`,
  );
}

/** The whole file as a suggestion leaves it. */
function applied(code: string, [message]: Linter.LintMessage[], id: string): string {
  const fix = message?.suggestions?.find(({ messageId }) => messageId === id)?.fix;
  return fix === undefined ? "" : code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
}

const levels: Level[] = ["recommended", "strict"];

const setup = `<script setup lang="ts">
import { onMounted, ref } from "vue";
import cv from "@techstark/opencv-js";

const rows = ref(0);
onMounted(() => {
  const mat = new cv.Mat(4, 4, cv.CV_8U);
  rows.value = mat.rows as number;
});
</script>

<template>
  <p :title="\`\${rows} rows\`" @click="rows++">{{ rows }}</p>
</template>

<style scoped>
p { color: v-bind(rows); }
</style>
`;

const withOptions = `<script>
import cv from "@techstark/opencv-js";

export default {
  data: () => ({ rows: 0 }),
  methods: {
    read(canvas) {
      const mat = cv.imread(canvas);
      this.rows = mat.rows;
    },
  },
};
</script>
`;

const templateFirst = `<template lang="html">
  <ul>
    <li v-for="{ id, name } in items" :key="id" v-slot:item="{ row }" @click="draw(id)">{{ name | upper }}{{ row }}</li>
  </ul>
</template>

<script setup>
import cv from "@techstark/opencv-js";

const items = [];
function draw(size) {
  const mat = new cv.Mat(size, size, cv.CV_8U);
  items.push({ id: size, name: mat.rows });
}
</script>
`;

const svelte = `<script lang="ts">
  import { onDestroy } from "svelte";
  import cv from "@techstark/opencv-js";

  let { size }: { size: number } = $props();
  let rows = $state(0);
  const kept = new cv.Mat(1, 1, cv.CV_8U);
  $effect(() => {
    const mat = new cv.Mat(size, size, cv.CV_8U);
    rows = mat.rows;
  });
  onDestroy(() => kept.delete());
</script>

{#if rows > 0}<p>{rows}</p>{/if}
`;

interface Component {
  name: string;
  code: string;
  at: string;
  /** The statement that reads what is lost, and the one that releases it. */
  last: string;
  release: string;
}

const components: Component[] = [
  {
    name: "Setup.vue",
    code: setup,
    at: "7:15",
    last: "  rows.value = mat.rows as number;",
    release: "  mat.delete();",
  },
  {
    name: "WithOptions.vue",
    code: withOptions,
    at: "8:19",
    last: "      this.rows = mat.rows;",
    release: "      mat.delete();",
  },
  {
    name: "TemplateFirst.vue",
    code: templateFirst,
    at: "12:15",
    last: "  items.push({ id: size, name: mat.rows });",
    release: "  mat.delete();",
  },
  { name: "Runes.svelte", code: svelte, at: "9:17", last: "    rows = mat.rows;", release: "    mat.delete();" },
];

describe.each(components)("$name", ({ name, code, at, last, release }) => {
  it.each(levels)("a leak is reported where it stands in the file, by %s", (level) => {
    expect(found(name, code, { level })).toEqual([`${at} require-release`]);
  });

  it.each(levels)("nothing is reported where it is released, by %s", (level) => {
    expect(code).toContain(last);
    const right = code.replace(last, `${last.replace(/\w.*/, "try {")}\n${last}\n} finally {\n${release}\n}`);
    const others = found(name, right, { level }).filter((each) => !each.endsWith("prefer-using"));
    expect(others).toEqual([]);
  });

  it("the repair is made in the script, and the rest of the file stays as it is", () => {
    const mended = applied(code, lint(name, code), "addFinally");
    const indent = /^ */.exec(last)?.[0] ?? "";
    const block = `${indent}try {\n  ${last}\n${indent}} finally {\n  ${release}\n${indent}}`;
    expect(mended).toBe(code.replace(last, block));
  });
});

describe("what is at the top of a script", () => {
  const twice = `import { instance } from "./loader.js";
const { malloc, free } = instance.exports;
const block = malloc(16);
free(block);
free(block);
`;

  it.each(["Twice.vue", "Twice.svelte"])("is followed in %s as in any script", (name) => {
    expect(found(name, `<script>\n${twice}</script>\n`, { scripts: undefined })).toEqual(["6:1 no-double-release"]);
  });

  it("is there for the imports of a component of Svelte too", () => {
    const code = `<script>
  import init, { Chart } from "./pkg/charts.js";
  await init();
  export function area(size) {
    const chart = Chart.new(size);
    return chart.area();
  }
</script>
`;
    expect(found("Area.vue", code)).toEqual(found("Area.svelte", code));
    expect(found("Area.svelte", code)).toEqual(["5:19 require-release"]);
  });
});

describe("a function that is called in one place", () => {
  const script = `import cv from "@techstark/opencv-js";
let size = 2;
function rows() {
  const mat = new cv.Mat(size, size, cv.CV_8U);
  return mat.rows;
}
`;
  const component = (own: string, markup: string): string =>
    `<script>\n${script}${own}</script>\n<button onclick={() => size++}>${markup}</button>\n`;

  it("is run once by the script of a component of Svelte, like that of any module", () => {
    expect(found("Once.svelte", component("const first = rows();\n", "{first}"))).toEqual([]);
  });

  it.each([
    ["its markup", component("", "{rows()}")],
    ["an attribute", component("", '<p title="{rows()}">{size}</p>')],
    ["a reactive statement", component("$: doubled = rows() * 2;\n", "{doubled}")],
  ])("is run again and again by %s", (_, code) => {
    expect(found("Again.svelte", code)).toEqual(["5:15 require-release"]);
  });
});

describe("repairs", () => {
  const owner = `  import { manage } from "wasm-leaks/runtime";
  import { instance } from "./loader.js";
  const exports = instance.exports;

  export class Picture {
    #pointer;
    constructor() {
      const pointer = exports._Image__constructor(1, 2);
      this.#pointer = pointer;
      const log = () => console.log(this);
      manage(pointer, this, () => {
        exports._Image__destructor(pointer);
        console.log("gone");
      });
      log();
    }
  }
`;
  const before = (code: string): string => code.slice(0, code.indexOf("export class"));

  it.each([
    ["Picture.vue", "<script>", "pointer"],
    ["Picture.vue", '<script lang="ts">', "pointer: number"],
    ["Picture.svelte", "<script module>", "pointer"],
    ["Picture.svelte", '<script module lang="ts">', "pointer: number"],
  ])("of %s with %s put what is new into the script", (name, tag, parameter) => {
    const code = `<b>0</b>\n${tag}\n${owner}</script>\n`.replace("<b>0</b>", "<!-- the picture -->");
    const scripts = tag.includes("ts") ? tsParser : undefined;
    const messages = lint(name, code, { scripts }).filter(({ ruleId }) => ruleId === "wasm-leaks/no-deleter-capture");
    expect(messages.map(({ line, column }) => [line, column])).toEqual([[13, 29]]);
    const mended = applied(code, messages, "moveToFactory");
    expect(before(mended)).toBe(
      `${before(code)}const makeDeleter = (${parameter}) => () => {
        exports._Image__destructor(pointer);
        console.log("gone");
      };

`,
    );
    expect(mended).toContain("manage(pointer, this, makeDeleter(pointer));");
  });

  it("offer `using` in Vue, and not in Svelte, whose compiler does not read it", () => {
    const offers = (name: string, code: string): unknown =>
      lint(name, code)[0]?.suggestions?.map(({ messageId }) => messageId);
    expect(offers("Setup.vue", setup)).toEqual(["addUsing", "addFinally"]);
    expect(offers("Runes.svelte", svelte)).toEqual(["addFinally"]);
    const script = `import cv from "@techstark/opencv-js";
export function rows(size) {
  const mat = new cv.Mat(size, size, cv.CV_8U);
  return mat.rows;
}
`;
    expect(offers("rows.svelte.js", script)).toEqual(["addFinally"]);
  });
});

describe("components that have little or much in them", () => {
  const native = `import cv from "@techstark/opencv-js";\nconst block = instance.exports.malloc(4);`;
  const cases: [string, string, string][] = [
    ["Empty.vue", "nothing", ""],
    ["Template.vue", "only a template", '<template><p @click="free(wasm)">{{ malloc(4) }}</p></template>\n'],
    ["Script.vue", "an empty script", "<template><p>malloc</p></template>\n<script></script>\n"],
    ["Setup.vue", "an empty script with setup", '<script setup lang="ts"></script>\n'],
    [
      "Pug.vue",
      "a template in another language",
      `<template lang="pug">\np malloc\n</template>\n<script>${native}</script>\n`,
    ],
    [
      "Template.vue",
      "all kinds of directives",
      `<script setup lang="ts" generic="T extends object">\n${native}\ndefineProps<{ item: T }>();\n</script>
<template>
  <p v-if="block" v-model.trim="block" v-bind="{ block }" :[block]="(x: number) => malloc(x)" @[name]="async () => { await free(block) }">
    <slot v-for="(a, i) of [1, 2]" v-slot="{ block = malloc(a) }" v-text="\`\${a}\${i}\`" @click="free(block); free(block)" />
  </p>
</template>
`,
    ],
    ["Empty.svelte", "nothing", ""],
    ["Template.svelte", "only a template", "<p onclick={() => free(malloc(4))}>{malloc(4)}</p>\n"],
    ["Script.svelte", "an empty script", "<script></script>\n<p>malloc</p>\n"],
    [
      "Template.svelte",
      "all kinds of blocks",
      `<script module lang="ts">\nlet { memory } = instance.exports;\n</script>
<script lang="ts">\n${native}
  let list = $state<number[]>([]);
  let node: Element;
  const view = $derived(new Uint8Array(memory.buffer));
</script>
<svelte:window onkeydown={async () => { const mat = await new cv.Mat(); list.push(mat.rows); }} />
{#snippet row(a: number, { b } = { b: instance.exports.malloc(a) })}<b>{a}{b}{@html view[0]}</b>{/snippet}
{#each list as { a, ...rest }, i (a)}{@const c = instance.exports.malloc(i)}{@render row(c)}<p {...rest} bind:this={node} />{:else}{view.length}{/each}
{#await load() then { value = instance.exports.malloc(8) }}{value}{:catch error}{error}{/await}
{#key block}<input bind:value={list[0]} class:big={list.length > 2} style:color={"red"} use:act={block} transition:fade />{/key}
<style>p { color: red; }</style>
`,
    ],
    [
      "Legacy.svelte",
      "reactive statements and stores",
      `<script context="module">\nimport { writable } from "svelte/store";\n${native}\n</script>
<script>
  export let size = 1;
  const store = writable(null);
  let mat;
  $: doubled = size * 2;
  $: { mat?.delete(); mat = new cv.Mat(size, doubled, cv.CV_8U); }
  $: $store = mat;
  $: if (size > 2) instance.exports.free(block);
</script>
<p on:click={() => ($store = null)} on:keydown|once>{$store}{$$props.x}<slot {mat} /></p>
`,
    ],
  ];

  it.each(cases)("%s with %s: no rule fails", (name, _, code) => {
    const rules = Object.keys(plugin.configs.strict.rules ?? {});
    expect(rules).toEqual(Object.keys(plugin.rules).map((rule) => `wasm-leaks/${rule}`));
    const handled = found(name, code).filter((each) => !/^\d+:\d+ (?:require-release|no-)/.test(each));
    expect(handled).toEqual([]);
  });

  it("both scripts of a component are one module", () => {
    const code = `<script lang="ts">
import { instance } from "./loader.js";
const { malloc, free } = instance.exports;
export const name = "Both";
</script>

<script setup lang="ts">
function twice() {
  const block = malloc(16);
  free(block);
  free(block);
}
</script>

<template><p @click="twice()" /></template>
`;
    expect(found("Both.vue", code)).toEqual(["11:3 no-double-release"]);
    const order = /(<script lang[^]*?<\/script>\n)\n(<script setup[^]*?<\/script>\n)/;
    expect(found("Both.vue", code.replace(order, "$2\n$1"))).toEqual(["5:3 no-double-release"]);
    const inSvelte = code.replace("<script lang", "<script module lang").replace("<script setup", "<script");
    const markup = inSvelte.replace(/<template>.*<\/template>/, "<p onclick={() => twice()} />");
    expect(found("Both.svelte", markup)).toEqual(["11:3 no-double-release"]);
  });
});

describe("files beside a component", () => {
  const memory = `import { instance } from "./loader.js";
const { malloc, free } = instance.exports;
export function copyOf(text: string): number {
  const pointer: number = malloc(text.length + 1);
  new Uint8Array(instance.exports.memory.buffer).set(new TextEncoder().encode(text), pointer);
  return pointer;
}
export function drop(pointer: number): void { free(pointer); }
`;
  const script = `  import { copyOf, drop } from "./memory.js";
  import Other from "./Other.vue";
  import Another from "./Another.svelte";
  import { kept } from "./kept.svelte.js";
  export function send(text) {
    const pointer = copyOf(text);
    if (text === "") return;
    drop(pointer);
  }
  new Other(Another.make(kept));
`;
  const files = {
    "loader.ts": "export const instance = new WebAssembly.Instance(compiled);",
    "memory.ts": memory,
    "Other.vue": `<script setup>\n${memory}</script>`,
    "Another.svelte": `<script>\n${memory}</script>`,
    "kept.svelte.ts": "export const kept = new WebAssembly.Memory({ initial: 1 }).buffer.byteLength;",
  };
  const inScript = script.replace("(text)", "(text: string)");

  it("tell it what they tell a script", () => {
    const root = project(files);
    const [expected, ...others] = lint("app.ts", `\n${inScript}`, { root });
    expect([expected?.ruleId, expected?.line, others]).toEqual(["wasm-leaks/require-release", 7, []]);
    for (const name of ["App.vue", "App.svelte"]) {
      const code = `<script lang="ts">\n${inScript}</script>\n`;
      for (const scripts of [tsParser, { ts: tsParser, js: tsParser }, "@typescript-eslint/parser"]) {
        expect(lint(name, code, { root, scripts })).toEqual([expected]);
      }
    }
  });

  it("do so in JavaScript, which the parsers of components read by themselves", () => {
    const plain = memory.replace(/: (?:string|number|void)/g, "");
    const root = project({ "loader.js": files["loader.ts"], "memory.js": plain });
    for (const name of ["App.vue", "App.svelte"])
      expect(found(name, `<script>\n${script}</script>\n`, { root, scripts: undefined })).toEqual([
        "7:21 require-release",
      ]);
  });
});

it("ESLint lints components as they lie on the disk", async () => {
  const root = project({ "src/Setup.vue": setup, "src/Runes.svelte": svelte });
  const overrideConfig = configs({ level: "recommended" });
  const results = await new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig }).lintFiles(["src"]);
  const reports = results.flatMap(({ messages }) => messages.map(({ line, column }) => `${line}:${column}`));
  expect(reports.sort()).toEqual(["7:15", "9:17"]);
});
