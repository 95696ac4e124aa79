import { runRule } from "./support/run-rule.ts";

// What web-tree-sitter gives, where no name of it is in sight but the parser and the root that is asked for.

runRule("require-release", {
  valid: [
    {
      name: "it is released, returned, or of a parser that the file says is another",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export function length(text: string) {
          const tree = createParser().parse(text);
          try { return tree.rootNode.text.length; } finally { tree.delete(); }
        }
        export function parsed(text: string) {
          const tree = createParser().parse(text);
          console.log(tree.rootNode.text);
          return tree;
        }
      `,
    },
    {
      name: "what the file says is another parser",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        import { MarkdownParser, TemplateParser } from "./parsers";
        export function root(parser: TemplateParser, text: string) { return parser.parse(text).rootNode; }
        const markdown = new MarkdownParser();
        export const heading = (text: string) => markdown.parse(text).rootNode;
        export const json = (text: string) => JSON.parse(text).rootNode;
      `,
    },
  ],
  invalid: [
    {
      name: "a tree of a parser that a factory gives",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export function length(text) {
          const tree = createParser().parse(text);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return tree.rootNode.text.length;
        }
        export function names(text) {
          return createParser().parse(text).rootNode.children.map((each) => each.text);
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        }
      `,
    },
    {
      name: "the tree that a document had before",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export class Document {
          #tree: Parser.Tree;
          update(text: string, range?: Range) {
            if (range === undefined) {
              this.#tree = this.project.parser.parse(text);
              return;
            }
            this.#tree.edit(editOf(range, text));
            this.#tree = this.project.parser.parse(text, this.#tree);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          }
          names() { return this.#tree.rootNode.children; }
        }
      `,
    },
  ],
});
