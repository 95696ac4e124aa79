import { describe, expect, it } from "vitest";

interface Script {
  name: string;
  text: string;
}

const { asScript } = (await import(new URL("../../scripts/component-script.js", import.meta.url).href)) as {
  asScript: (name: string, text: string) => Script;
};

const lineBreaks = (text: string): string => text.replace(/[^\r\n]/g, "");

describe("what a parser of scripts reads of a file", () => {
  it.each(["a.ts", "a.mjs", "vue.js", "svelte.tsx"])("is all of %s", (name) => {
    const text = "const text = `<script></script>`;\n";
    expect(asScript(name, text)).toEqual({ name, text });
  });

  it("is the script of a component, where it stands", () => {
    const text = `<template>\r\n\t<p>{{ "ä𝔸" }}</p></template> <script>let a;\r\nlet b;</script>\r\n<style>p {}</style>\r\n`;
    const found = asScript("App.vue", text);
    expect(found.name).toBe("App.vue.js");
    expect(found.text).toHaveLength(text.length);
    expect(lineBreaks(found.text)).toBe(lineBreaks(text));
    expect(found.text.trim()).toBe("let a;\r\nlet b;");
    expect(found.text.indexOf("let a;\r\nlet b;")).toBe(text.indexOf("let a;\r\nlet b;"));
  });

  it("is both scripts, in TypeScript where one of them is", () => {
    const text = `<script module>\nlet a;\n</script>\n\n<script lang="ts">\n  let b: number;\n</script>\n<p />`;
    const { name, text: scripts } = asScript("App.svelte", text);
    expect(name).toBe("App.svelte.ts");
    expect(scripts.split("\n").map((line) => line.trimEnd())).toEqual([
      "",
      "let a;",
      "",
      "",
      "",
      "  let b: number;",
      "",
      "",
    ]);
  });

  it.each([
    ['<script lang="ts">', "ts"],
    ["<script setup lang='tsx'>", "tsx"],
    ["<SCRIPT LANG=ts>", "ts"],
    ['<script setup lang="ts" generic="T extends Map<string, unknown>">', "ts"],
    ['<script lang="js">', "js"],
    ['<script data-lang="ts">', "js"],
    ['<script type="module">', "js"],
    ['<script type="text/javascript">', "js"],
  ])("is under a name that says its language: %s", (tag, language) => {
    const { name, text } = asScript("App.vue", `${tag}let a;</script >`);
    expect(name).toBe(`App.vue.${language}`);
    expect(text.trim()).toBe("let a;");
    expect(text.indexOf("let")).toBe(tag.length);
  });

  it.each([
    ["nothing", ""],
    ["a template alone", "<template>\n<p>let a;</p></template>"],
    ["an empty script", '<script lang="ts"></script>'],
    ["a script of another file", '<script src="./app.js" />\n<p>let a;</p>'],
    ["a script in a comment", "<!-- <script>let a;</script> -->"],
    ["data", '<svelte:head><script type="application/ld+json">{ "a": 1 }</script></svelte:head>'],
    ["a script without an end", "<script>let a;"],
    ["an element of another name", "<scripted>let a;</scripted>"],
  ])("is nothing but spaces of %s", (_, text) => {
    expect(asScript("App.svelte", text).text).toBe(
      lineBreaks(text) === "" ? " ".repeat(text.length) : text.replace(/./g, " "),
    );
  });

  it("is what a script has in it, whatever that looks like", () => {
    const script = 'const a = "<!-- <template>";\n// <script>\nconst b = a > "</p>";\n';
    expect(asScript("App.vue", `<script>${script}</script><!-- -->`).text.trim()).toBe(script.trim());
  });
});
