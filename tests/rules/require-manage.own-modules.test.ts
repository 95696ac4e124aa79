import { runRule } from "./support/run-rule.ts";

// An object that makes its own module has what it holds as long as that lives; a document of text is no module.

runRule("require-manage", {
  valid: [
    {
      name: "a module that the object makes for itself",
      options: [{ report: "possible" }],
      code: `
        export class Engine {
          static async load() { return new Engine(await Lines.create({ locateFile })); }
          constructor(module) { this.module = module; this.line = new this.module.Line(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "something else that is created beside it",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export class Model {
          #tree: Parser.Tree;
          static async load(uri: string, text: string) {
            const document = TextDocument.create(uri, "modelica", 0, text);
            return new Model(project, document);
          }
          update(text: string) {
            this.#tree = this.project.parser.parse(text);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
          names() { return this.#tree.rootNode.children; }
        }
      `,
    },
  ],
});
