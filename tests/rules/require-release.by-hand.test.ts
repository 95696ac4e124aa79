import { runRule } from "./support/run-rule.ts";

// A variable that what a person asks for fills anew, and that nothing in the file ends.

runRule("require-release", {
  valid: [
    {
      name: "something ends the old value, be it in another handler, by a list or by a helper",
      options: [{ report: "possible" }],
      code: `
        let last = null;
        blur.onclick = () => { last = image.clone(); };
        undo.onclick = () => { last.delete(); last = null; };
        let kept = null;
        function keep() { kept = cv.imread("canvas"); document.title = "kept"; }
        function drop() { [kept].forEach((each) => each.delete()); }
        let held = null;
        copy.addEventListener("click", () => { if (held) release(held); held = cv.imread("canvas"); });
      `,
    },
    {
      name: "a button that begins something, an event that comes once, a script that others load",
      options: [{ report: "possible" }],
      code: `
        let src = null;
        startButton.onclick = () => { src = new cv.Mat(4, 4, cv.CV_8UC4); };
        let first = null;
        blur.addEventListener("click", () => { first = new cv.Mat(4, 4, cv.CV_8UC4); }, { once: true });
        let other = null;
        video.onloadedmetadata = () => { other = new cv.Mat(4, 4, cv.CV_8UC4); };
        let fourth = null;
        export function grey() { fourth = new cv.Mat(4, 4, cv.CV_8UC4); document.title = "grey"; }
      `,
    },
    {
      name: "a function that something calls or names, and one that begins",
      options: [{ report: "possible" }],
      code: `
        let src = null, dst = null;
        function grey() { src = new cv.Mat(4, 4, cv.CV_8UC4); document.title = "grey"; }
        window.onload = grey;
        function startCamera() { dst = new cv.Mat(4, 4, cv.CV_8UC4); document.title = "camera"; }
      `,
    },
  ],
  invalid: [
    {
      name: "a click",
      options: [{ report: "possible" }],
      code: `
        let last = null;
        blur.onclick = () => {
          const src = cv.imread("canvas");
          last = src.clone();
          ~~~~~~~~~~~~~~~~~~ [replaced]
          cv.blur(src, src, new cv.Size(3, 3));
          cv.imshow("canvas", src);
          src.delete();
        };
        show.addEventListener("click", () => { if (last) cv.imshow("canvas", last); });
      `,
    },
    {
      name: "a function of a plain script that only the page calls",
      options: [{ report: "possible" }],
      code: `
        let source;
        function grey() {
          source = cv.imread("canvas");
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          cv.cvtColor(source, source, cv.COLOR_RGBA2GRAY);
          cv.imshow(document.getElementById("canvas"), source);
        }
      `,
    },
    {
      name: "three handlers of any kind that fill one variable",
      options: [{ report: "possible" }],
      code: `
        let shown;
        picture.onload = () => { shown = cv.imread(picture); cv.imshow("out", shown); };
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        other.onload = () => { shown = cv.imread(other); cv.imshow("out", shown); };
        third.onload = () => { shown = cv.imread(third); cv.imshow("out", shown); };
      `,
    },
  ],
});
