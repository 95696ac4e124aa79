import { runRule } from "./support/run-rule.ts";

// Methods that fields hold, `clear = () => { … }`, and objects that fields are declared with: as those of methods and constructors.

const possible = [{ report: "possible" }];

const opencv = `import load from "@techstark/opencv-js";
const cv = await load();
`;

runRule("require-release", {
  valid: [
    {
      name: "objects of a class that end, and what a method of the object keeps",
      options: possible,
      code: `${opencv}
        class Box {
          mat = new cv.Mat();
          dispose = () => { this.mat.delete(); };
        }
        export function rows() {
          const box = new Box();
          try { return box.mat.rows; } finally { box.dispose(); }
        }
        export class List {
          all = [];
          keep = (mat) => { this.all.push(mat); };
          add = () => { const mat = new cv.Mat(); this.keep(mat); };
          dispose = () => { for (const mat of this.all) mat.delete(); };
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an object of a class whose field is declared with what it owns",
      options: possible,
      code: `${opencv}
        class Box {
          mat = new cv.Mat();
          dispose() { this.mat.delete(); }
        }
        class Case {
          mat;
          constructor() { this.mat = new cv.Mat(); }
          dispose = () => { this.mat.delete(); };
        }
        export const rows = () => {
          const box = new Box();
                      ~~~~~~~~~ [never]
          return box.mat.rows;
        };
        export const columns = () => {
          const box = new Case();
                      ~~~~~~~~~~ [never]
          return box.mat.cols;
        };
      `,
    },
  ],
});

runRule("require-manage", {
  valid: [
    {
      name: "a field that is emptied before it is filled anew",
      options: possible,
      code: `${opencv}
        export class Box {
          mat = null;
          clear = () => { this.mat?.delete(); this.mat = null; };
          load = (n) => { this.clear(); this.mat = new cv.Mat(n, n, 0); };
          dispose = () => { this.clear(); };
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a field that is filled again and again",
      options: possible,
      code: `${opencv}
        export class Box {
          load = (n) => { this.mat = new cv.Mat(n, n, 0); };
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [overwritten]
          dispose = () => { this.mat.delete(); };
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "a method that empties the field it releases",
      options: possible,
      code: `${opencv}
        export class Box {
          mat = new cv.Mat();
          clear = () => { this.mat?.delete(); this.mat = null; };
          run = () => { this.clear(); };
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a field that another method has released",
      options: possible,
      code: `${opencv}
        export class Box {
          mat = new cv.Mat();
          clear = () => { this.mat.delete(); };
          run = () => { this.clear(); this.mat.delete(); };
                                      ~~~~~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "what is asked of an object of JavaScript, and of a field that was filled anew",
      options: possible,
      code: `${opencv}
        export class Box {
          constructor(names) { this.names = names; this.mat = new cv.Mat(); }
          forget = (name) => { this.names.delete(); return this.names.size; };
          anew() { this.mat.delete(); this.mat = new cv.Mat(); return this.mat.rows; }
          isGone() { this.mat.delete(); return this.mat.isDeleted(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "properties and arguments of an object that another method has made or released",
      options: possible,
      code: `${opencv}
        export class Box {
          mat = new cv.Mat();
          clear = () => { this.mat.delete(); };
          rows() { this.mat.delete(); return this.mat.rows; }
                                             ~~~~~~~~~~~~~ [plain]
          columns() { this.clear(); return this.mat.cols; }
                                           ~~~~~~~~~~~~~ [plain]
          blur(to) { this.mat.delete(); cv.blur(this.mat, to); }
                                                ~~~~~~~~ [plain]
        }
      `,
    },
  ],
});
