import { runRule } from "./support/run-rule.ts";

// What a callback or a loop body does once more in its second round, and what an arrow function gives to nobody.

const possible = [{ report: "possible" }];

const canvaskit = `import CanvasKitInit from "canvaskit-wasm";
const CK = await CanvasKitInit();
`;

runRule("require-release", {
  valid: [
    {
      name: "a callback that looks at what it made before, or releases it first",
      options: possible,
      code: `${canvaskit}
        export function tested(rows) {
          let made;
          rows.forEach(() => {
            if (made) made.delete();
            made = new CK.Path();
          });
          made?.delete();
        }
        export function asked(rows) {
          let made;
          rows.forEach(() => {
            made?.delete();
            made = new CK.Path();
          });
          made?.delete();
        }
        export function made(rows, canvas) {
          let made;
          rows.forEach(() => {
            made ??= new CK.Paint();
            canvas.drawPaint(made);
          });
          made?.delete();
        }
        export function joined(rows) {
          let path = new CK.Path();
          rows.forEach(() => {
            const next = new CK.Path();
            next.addPath(path);
            path.delete();
            path = next;
          });
          path.delete();
        }
      `,
    },
    {
      name: "a callback that makes one for a row of which there is one",
      options: possible,
      code: `${canvaskit}
        export function first(rows) {
          let made;
          rows.forEach((row, i) => {
            if (i === 0) made = new CK.Path();
          });
          made?.delete();
        }
        export function unique(rows, id) {
          let made;
          rows.forEach((row) => {
            if (row.id !== id) return;
            made = new CK.Path();
          });
          made?.delete();
        }
        export function found(rows) {
          let made;
          rows.some(() => {
            made = new CK.Path();
            return true;
          });
          made?.delete();
        }
        export function only() {
          let made;
          ["one"].forEach(() => {
            made = new CK.Path();
          });
          made?.delete();
        }
      `,
    },
    {
      name: "a callback that keeps what it makes beside the variable",
      options: possible,
      code: `${canvaskit}
        export function kept(rows) {
          let made;
          const all = [];
          rows.forEach(() => {
            made = new CK.Path();
            all.push(made);
          });
          for (const path of all) path.delete();
        }
        export function mapped(rows) {
          let made;
          const all = rows.map(() => {
            made = new CK.Path();
            return made;
          });
          for (const path of all) path.delete();
        }
      `,
    },
    {
      name: "a function whose result somebody takes",
      options: possible,
      code: `${canvaskit}
        export function node(factory) {
          const paint = new CK.Paint();
          const make = () => factory.wrap(paint);
          return make();
        }
        export function nodes(factory) {
          const paint = new CK.Paint();
          const make = () => factory.wrap(paint);
          const node = make();
          return node;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what a callback put into a variable before, each row but the last",
      options: possible,
      code: `${canvaskit}
        export function collect(rows, all) {
          let made;
          rows.forEach((row) => {
            made = new CK.Path();
                   ~~~~~~~~~~~~~ [temporary]
            all.take(made, row);
          });
          made.delete();
        }
        export function last(list) {
          let made;
          list.items().forEach(() => (made = new CK.Path()));
                                             ~~~~~~~~~~~~~ [temporary]
          made.delete();
        }
        export function sum(rows) {
          let paint;
          const total = Object.keys(rows).reduce((all, key) => {
            paint = new CK.Paint();
                    ~~~~~~~~~~~~~~ [temporary]
            return all + paint.getStrokeWidth(key);
          }, 0);
          paint.delete();
          return total;
        }
      `,
    },
    {
      name: "what is captured by a function whose result nobody takes",
      options: possible,
      code: `${canvaskit}
        export function draw(canvas) {
          const paint = new CK.Paint();
                        ~~~~~~~~~~~~~~ [never]
          const go = () => canvas.drawPaint(paint);
          go();
        }
        export function drawTwice(canvas) {
          const paint = new CK.Paint();
                        ~~~~~~~~~~~~~~ [never]
          const once = () => canvas.drawPaint(paint);
          const twice = () => once();
          once();
          twice();
        }
        export function drawAll(rows, canvas) {
          const paints = rows.map(() => new CK.Paint());
                                        ~~~~~~~~~~~~~~ [never]
          paints.forEach((paint) => canvas.drawPaint(paint));
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "elements of the list",
      options: possible,
      code: `${canvaskit}
        export function of(rows) {
          const paints = rows.map(() => new CK.Paint());
          for (const paint of paints) paint.delete();
        }
        export function each(rows) {
          const paints = rows.map(() => new CK.Paint());
          paints.forEach((paint) => {
            paint.delete();
          });
        }
        export function at(rows) {
          const paints = rows.map(() => new CK.Paint());
          paints.forEach((paint, i) => {
            paints[i].delete();
          });
        }
        export function own() {
          const paint = new CK.Paint();
          for (const each of [paint]) each.delete();
        }
      `,
    },
    {
      name: "a loop that ends with the release, or makes another",
      options: possible,
      code: `${canvaskit}
        export function left(rows) {
          const paint = new CK.Paint();
          for (const row of rows) {
            paint.delete();
            break;
          }
        }
        export function returned(rows) {
          const paint = new CK.Paint();
          for (const row of rows) {
            paint.delete();
            return;
          }
        }
        export function told(rows) {
          const paint = new CK.Paint();
          for (const row of rows) {
            if (row.isLast) paint.delete();
          }
        }
        export function done(rows) {
          const paint = new CK.Paint();
          let isDone = false;
          for (const row of rows) {
            if (isDone) continue;
            paint.delete();
            isDone = true;
          }
        }
        export function renewed(rows) {
          let paint = new CK.Paint();
          for (const row of rows) {
            paint.delete();
            paint = new CK.Paint();
          }
          paint.delete();
        }
        export function found(rows) {
          const paint = new CK.Paint();
          rows.some(() => {
            paint.delete();
            return true;
          });
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what is no element of the list, once per round",
      options: possible,
      code: `${canvaskit}
        export function all(rows) {
          const paint = new CK.Paint();
          for (const row of rows) {
            paint.delete();
            ~~~~~~~~~~~~~~ [again]
          }
        }
        export function each(rows) {
          const paint = new CK.Paint();
          rows.forEach(() => {
            paint.delete();
            ~~~~~~~~~~~~~~ [again]
          });
        }
        export function beside(rows) {
          const paint = new CK.Paint();
          const paths = [new CK.Path(), new CK.Path()];
          for (const path of paths) {
            path.delete();
            paint.delete();
            ~~~~~~~~~~~~~~ [again]
          }
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "what each round makes or finds anew",
      options: possible,
      code: `${canvaskit}
        export function made(rows, canvas) {
          for (const row of rows) {
            const paint = new CK.Paint();
            canvas.drawPaint(paint);
            paint.delete();
          }
        }
        export function renewed(rows, canvas) {
          let paint = new CK.Paint();
          rows.forEach(() => {
            canvas.drawPaint(paint);
            paint.delete();
            paint = new CK.Paint();
          });
          paint.delete();
        }
        export function asked(rows, canvas) {
          const paint = new CK.Paint();
          for (const row of rows) {
            if (paint.isDeleted()) continue;
            canvas.drawPaint(paint);
            paint.delete();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what an earlier round of a loop over a list released",
      options: possible,
      code: `${canvaskit}
        export function all(rows, canvas) {
          const paint = new CK.Paint();
          for (const row of rows) {
            canvas.drawPaint(paint);
                             ~~~~~ [plain]
            paint.delete();
          }
        }
        export function each(rows, canvas) {
          const paint = new CK.Paint();
          rows.forEach((row) => {
            if (row.isVisible) canvas.drawPaint(paint);
                                                ~~~~~ [plain]
            paint.delete();
          });
        }
      `,
    },
  ],
});
