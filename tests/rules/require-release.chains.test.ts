import { Linter } from "eslint";
import { expect, it } from "vitest";
import plugin from "../../src/index.ts";
import { runRule } from "./support/run-rule.ts";

const manifold = 'import { Manifold } from "manifold-3d";\n';

runRule("require-release", {
  valid: [
    {
      name: "every object of the chain has a name",
      code: `${manifold}export function f() {
        const a = Manifold.cube(); const b = a.translate(1);
        try { return b.volume(); } finally { a.delete(); b.delete(); }
      }`,
    },
  ],
  invalid: [
    {
      name: "the temporaries of one chain are one report, those of two are two",
      code: `
        import { Manifold } from "manifold-3d";
        export function f() {
          const far = Manifold.cube().translate(1).rotate(2).volume();
                      ~~~~~~~~~~~~~~~ [temporary]
          const near = Manifold.cube().translate(1).volume();
                       ~~~~~~~~~~~~~~~ [temporary]
          return far - near;
        }
      `,
    },
    {
      name: "the end of the chain that a variable holds is a report of its own",
      code: `
        import { Manifold } from "manifold-3d";
        export function f(n) {
          const far = Manifold.cube().translate(1);
                      ~~~~~~~~~~~~~~~ [temporary]
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (n > 9) return 0;
          const volume = far.volume();
          far.delete();
          return volume;
        }
      `,
    },
  ],
});

it("names the calls that made the other temporaries", () => {
  const code = `${manifold}export const f = () => Manifold.cube().translate(1).rotate(2).scale(3).volume();`;
  const messages = new Linter().verify(code, {
    plugins: { "wasm-leaks": plugin },
    rules: { "wasm-leaks/require-release": "error" },
  });
  expect(messages.map(({ message }) => message)).toEqual([
    expect.stringContaining(
      "the results of 'translate', 'rotate' and 'scale' further on in the chain are lost as well",
    ),
  ]);
});
