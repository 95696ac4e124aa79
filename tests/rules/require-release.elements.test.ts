import { runRule } from "./support/run-rule.ts";

// Helpers that are given a list and release what is in it, in every way of going through a list.

const helper = (body: string): string => `
  export function make(module) {
    function freeAll(list) { ${body} }
    return function f() {
      const a = module._malloc(8);
      const b = module._malloc(8);
      module._run(a, b);
      freeAll([a, b]);
    };
  }
`;

const releasing = {
  "by index": "for (var i = 0; i < list.length; i++) { module._free(list[i]); }",
  "by index, if there is one": "for (let i = 0; i < list.length; i++) { const p = list[i]; if (p) module._free(p); }",
  "by index, from behind": "let i = list.length; while (i--) module._free(list[i]);",
  "by key": "for (const i in list) module._free(list[i]);",
  "one after the other": "while (list.length) module._free(list.pop());",
  "in reverse": "for (const p of list.reverse()) module._free(p);",
  "by handing over the function": "list.forEach(module._free);",
  "one by one": "module._free(list[0]); module._free(list[1]);",
  "and empties the list": "for (const p of list) module._free(p); const n = list.length; list.length = 0; return n;",
};

runRule("require-release", {
  valid: [
    ...Object.entries(releasing).map(([name, body]) => ({ name, code: helper(body) })),
    {
      name: "without a helper",
      code: `export function f(module) {
        const a = module._malloc(8);
        module._run(a);
        [a].forEach(module._free);
      }`,
    },
  ],
  invalid: [
    {
      name: "elements of a vector that a function is given and its caller deletes",
      options: [{ report: "possible" }],
      code: `
        export class Translator {
          run(wasmModule, text) {
            const answers = wasmModule.translate(text);
            const texts = this.textsOf(answers);
            answers.delete();
            return texts;
          }
          textsOf(answers) {
            const texts = [];
            for (let i = 0; i < answers.size(); i++) {
              const answer = answers.get(i);
                             ~~~~~~~~~~~~~~ [never]
              texts.push(answer.getTranslatedText());
            }
            return texts;
          }
        }
      `,
    },
    {
      name: "a helper that only reads the list",
      code: `
        export function make(module) {
          function sum(list) { let all = 0; for (let i = 0; i < list.length; i++) all += module.HEAP32[list[i] >> 2]; return all; }
          return function f() {
            const a = module._malloc(8);
                      ~~~~~~~~~~~~~~~~~ [never]
            module.HEAP32[a >> 2] = 1;
            return sum([a]);
          };
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "the list of what was released has a length",
      options: [{ report: "possible" }],
      code: helper(releasing["and empties the list"]),
    },
  ],
  invalid: [
    {
      name: "a view of what was released has none",
      code: `
        export function f(module) {
          const p = module._malloc(8);
          module._free(p);
          return module.HEAPU8[p];
                 ~~~~~~~~~~~~~~~~ [plain]
        }
      `,
    },
  ],
});
